"""Match: each statement of one set with one of another set, or with several.

Each statement is a row of a table with a list to pick from (boxes where it may have several).

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "MatchInteraction".
"""

from collections.abc import Iterator
from typing import Final

from testamur.documents import Node
from testamur.errors import Problem
from testamur.items.declaration import ResponseDeclaration
from testamur.items.drawing import group, option, select
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
from testamur.items.markup import Html, element, joined
from testamur.items.value import BaseType, Cardinality, Pair, Value
from testamur.items.vocabulary import GLOBAL_ATTRIBUTES, Element, words


def offer(node: Node) -> Offer:
    """Return the statements and what they are matched with."""
    sets = [choices(held, "qti-simple-associable-choice") for held in node.elements("qti-simple-match-set")]
    first, second = (*sets, (), ())[:2]
    return Offer(first, second)


def draw(node: Node, sheet: Sheet) -> Html:
    """Return a table with one row for each statement."""
    offered = offer(node)
    head = [
        element("th", {"scope": "col"}, sheet.word("statement")),
        element("th", {"scope": "col"}, sheet.word("answer")),
    ]
    rows = [_row(choice, offered.second, sheet) for choice in offered.first]
    table = element(
        "table",
        {"class": "match-table"},
        element("thead", {}, element("tr", {}, *head)),
        element("tbody", {}, *rows),
    )
    return group(node, sheet, table, hint=sheet.word("choose"))


def _row(choice: Choice, targets: tuple[Choice, ...], sheet: Sheet) -> Html:
    field = f"{sheet.field}:{choice.identifier}"
    held = [m.second for m in sheet.held.members if isinstance(m, Pair) and m.first == choice.identifier]
    text = sheet.content(choice.node, {})
    if choice.limit == 1:
        head = element("label", {"class": "choice", "for": field}, text)
        options = [(target.identifier, target.text) for target in targets]
        picker = select(field, options, held="".join(held[:1]), empty=sheet.word("choose"))
    else:
        head = element("span", {"class": "choice", "id": f"{field}::text"}, text)
        boxes = [
            option(sheet, target, field=field, many=True, checked=target.identifier in held) for target in targets
        ]
        group_of_boxes = {"role": "group", "aria-labelledby": f"{field}::text"}
        picker = element("div", group_of_boxes, joined(boxes))
    return element("tr", {"class": "option"}, element("th", {"scope": "row"}, head), element("td", {}, picker))


def take(node: Node, declaration: ResponseDeclaration, entry: Entry) -> Value:
    """Return the pairs that were made."""
    offered = offer(node)
    parts = entry.by_part(names(offered.first))
    pairs = tuple(Pair(source, target) for source in parts for target in chosen(parts[source], offered.second))
    limit = 1 if declaration.cardinality is Cardinality.SINGLE else count(node, "max-associations", 1)
    return Value(declaration.cardinality, declaration.base_type, paired(pairs, offered, limit=limit))


def problems(node: Node, _: ResponseDeclaration) -> Iterator[Problem]:
    """Say whether there are two sets, and whether each target has a text to pick."""
    sets = list(node.elements("qti-simple-match-set"))
    if len(sets) != 2:
        yield Problem(f"line {node.line}", f"has {len(sets)} sets to match; it must have 2")
    for choice in offer(node).second:
        if not choice.text:
            yield Problem(f"line {choice.node.line}", f"the choice {choice.identifier} has no text")


CHOICE: Final = Element(
    GLOBAL_ATTRIBUTES | CHOICE_ATTRIBUTES | {"match-min", "match-max"}, words("identifier"), flow=True
)
INTERACTION: Final = Interaction(
    name="match",
    kinds=frozenset(
        {
            (Cardinality.SINGLE, BaseType.DIRECTED_PAIR),
            (Cardinality.MULTIPLE, BaseType.DIRECTED_PAIR),
        }
    ),
    attributes=words("response-identifier shuffle max-associations min-associations"),
    parts={
        "qti-simple-match-set": Element(GLOBAL_ATTRIBUTES, children=frozenset({"qti-simple-associable-choice"})),
        "qti-simple-associable-choice": CHOICE,
    },
    choices="qti-simple-associable-choice",
    offer=offer,
    draw=draw,
    take=take,
    problems=problems,
)
