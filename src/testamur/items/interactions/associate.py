"""Associate: pairs made among the choices of one set, without direction.

Each pair that may be made is two lists to pick from.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "AssociateInteraction".
"""

from collections.abc import Iterator
from typing import Final

from testamur.documents import Node
from testamur.errors import Problem, Refused
from testamur.items.declaration import ResponseDeclaration
from testamur.items.drawing import group, select
from testamur.items.entry import Entry
from testamur.items.interaction import (
    CHOICE_ATTRIBUTES,
    Interaction,
    Offer,
    Sheet,
    choices,
    chosen,
    count,
    paired,
)
from testamur.items.markup import Html, element
from testamur.items.value import BaseType, Cardinality, Pair, Value, canonical
from testamur.items.vocabulary import GLOBAL_ATTRIBUTES, Element, words


def offer(node: Node) -> Offer:
    """Return the choices; any may stand on either side."""
    offered = choices(node, "qti-simple-associable-choice")
    return Offer(offered, offered)


def rows(node: Node) -> int:
    """Return how many pairs may be made; where the item sets no limit, each choice may be used once."""
    return count(node, "max-associations", 1) or max(1, len(offer(node).first) // 2)


def draw(node: Node, sheet: Sheet) -> Html:
    """Return two lists to pick from for each pair."""
    options = [(choice.identifier, choice.text) for choice in offer(node).first]
    pairs = [member for member in sheet.held.members if isinstance(member, Pair)]
    drawn = []
    for number in range(1, rows(node) + 1):
        held = pairs[number - 1] if number <= len(pairs) else Pair("", "")
        sides = [("a", "pair-first", held.first), ("b", "pair-second", held.second)]
        lists = [
            select(
                f"{sheet.field}:{number}{side}",
                options,
                held=identifier,
                empty=sheet.word("choose"),
                label={"aria-label": sheet.word(word, number=number)},
            )
            for side, word, identifier in sides
        ]
        name = element("span", {"class": "choice"}, sheet.word("pair", number=number))
        drawn.append(element("div", {"class": "option"}, name, *lists))
    return group(node, sheet, *drawn, hint=sheet.word("choose"))


def take(node: Node, declaration: ResponseDeclaration, entry: Entry) -> Value:
    """Return the pairs that were made; half a pair is refused."""
    offered, limit = offer(node), rows(node)
    parts = entry.by_part([f"{number}{side}" for number in range(1, limit + 1) for side in "ab"])
    pairs = []
    for number in range(1, limit + 1):
        sides = [chosen(parts.get(f"{number}{side}", ()), offered.first) for side in "ab"]
        if len(sides[0]) != len(sides[1]) or len(sides[0]) > 1:
            raise Refused("response-incomplete", f"pair {number} needs one choice on either side")
        pairs += [Pair(first, second) for first, second in zip(*sides, strict=True)]
    if len({canonical(pair, BaseType.PAIR) for pair in pairs}) < len(pairs):
        raise Refused("response-repeated", "two of the pairs are the same")
    members = paired(tuple(pairs), offered, limit=limit)
    return Value(declaration.cardinality, declaration.base_type, members)


def problems(node: Node, declaration: ResponseDeclaration) -> Iterator[Problem]:
    """Say whether each choice has a text, and whether the limit and the declaration contradict each other."""
    if declaration.cardinality is Cardinality.SINGLE and rows(node) != 1:
        yield Problem(f"line {node.line}", "max-associations must be 1 where the response holds one pair")
    for choice in offer(node).first:
        if not choice.text:
            yield Problem(f"line {choice.node.line}", f"the choice {choice.identifier} has no text")


INTERACTION: Final = Interaction(
    name="associate",
    kinds=frozenset({(Cardinality.SINGLE, BaseType.PAIR), (Cardinality.MULTIPLE, BaseType.PAIR)}),
    attributes=words("response-identifier shuffle max-associations min-associations"),
    parts={
        "qti-simple-associable-choice": Element(
            GLOBAL_ATTRIBUTES | CHOICE_ATTRIBUTES | {"match-min", "match-max"}, words("identifier"), flow=True
        )
    },
    choices="qti-simple-associable-choice",
    offer=offer,
    draw=draw,
    take=take,
    problems=problems,
)
