"""Gap match: words of a list put into the gaps of a text.

Each gap is a list to pick from, in its place in the text.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "GapMatchInteraction".
"""

from collections.abc import Iterator
from typing import Final

from testamur.documents import Node
from testamur.errors import Problem
from testamur.items.declaration import ResponseDeclaration
from testamur.items.drawing import group, select
from testamur.items.entry import Entry
from testamur.items.interaction import (
    CHOICE_ATTRIBUTES,
    Choice,
    Interaction,
    Offer,
    Sheet,
    choices,
    chosen,
    count,
    names,
    paired,
)
from testamur.items.markup import Html
from testamur.items.value import BaseType, Cardinality, Pair, Value
from testamur.items.vocabulary import GLOBAL_ATTRIBUTES, Element, words


def offer(node: Node) -> Offer:
    """Return the words and the gaps."""
    gaps = (held for held in node.walk() if held.tag == "qti-gap")
    return Offer(
        choices(node, "qti-gap-text"),
        tuple(Choice(gap.attributes.get("identifier", ""), gap) for gap in gaps),
    )


def draw(node: Node, sheet: Sheet) -> Html:
    """Return the text with a list to pick from in each gap."""
    offered = offer(node)
    options = [(choice.identifier, choice.text) for choice in offered.first]
    held = {member.second: member.first for member in sheet.held.members if isinstance(member, Pair)}
    numbers = {gap: number for number, gap in enumerate(names(offered.second), 1)}

    def gap(found: Node) -> Html:
        name = found.attributes["identifier"]
        return select(
            f"{sheet.field}:{name}",
            options,
            held=held.get(name, ""),
            empty=sheet.word("choose"),
            label={"aria-label": sheet.word("gap", number=numbers[name])},
        )

    return group(node, sheet, sheet.content(_text(node), {"qti-gap": gap}), hint=sheet.word("choose"))


def _text(node: Node) -> Node:
    children = tuple(
        child
        for child in node.children
        if isinstance(child, str) or child.tag not in {"qti-prompt", "qti-gap-text"}
    )
    return Node(node.tag, node.namespace, node.attributes, children, node.line)


def take(node: Node, declaration: ResponseDeclaration, entry: Entry) -> Value:
    """Return the word that was put into each gap."""
    offered = offer(node)
    parts = entry.by_part(names(offered.second))
    pairs = tuple(Pair(word, gap) for gap in parts for word in chosen(parts[gap], offered.first))
    limit = 1 if declaration.cardinality is Cardinality.SINGLE else count(node, "max-associations", 0)
    return Value(declaration.cardinality, declaration.base_type, paired(pairs, offered, limit=limit))


def problems(node: Node, _: ResponseDeclaration) -> Iterator[Problem]:
    """Say whether there are gaps and whether each word has a text."""
    offered = offer(node)
    if not offered.second:
        yield Problem(f"line {node.line}", "has no gap to fill")
    for choice in offered.first:
        if not choice.text:
            yield Problem(f"line {choice.node.line}", f"the choice {choice.identifier} has no text")


INTERACTION: Final = Interaction(
    name="gap-match",
    kinds=frozenset(
        {
            (Cardinality.SINGLE, BaseType.DIRECTED_PAIR),
            (Cardinality.MULTIPLE, BaseType.DIRECTED_PAIR),
        }
    ),
    attributes=words("response-identifier shuffle max-associations min-associations"),
    parts={
        "qti-gap-text": Element(
            GLOBAL_ATTRIBUTES | CHOICE_ATTRIBUTES | {"match-min", "match-max"}, words("identifier"), flow=True
        ),
        "qti-gap": Element(GLOBAL_ATTRIBUTES | {"required"}, words("identifier")),
    },
    choices="qti-gap-text",
    embedded=frozenset({"qti-gap"}),
    flow=True,
    offer=offer,
    draw=draw,
    take=take,
    problems=problems,
)
