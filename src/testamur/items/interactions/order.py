"""Order: the options, or some of them, in the right order.

Each option has a list of places to pick from, so that a plain post and a keyboard are enough.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "OrderInteraction".
"""

from typing import Final

from testamur.documents import Node
from testamur.errors import Refused
from testamur.items.declaration import ResponseDeclaration
from testamur.items.drawing import group, select
from testamur.items.drawing import hint as help_line
from testamur.items.entry import Entry
from testamur.items.interaction import (
    CHOICE_ATTRIBUTES,
    Interaction,
    Offer,
    Sheet,
    at_most,
    choices,
    count,
    names,
)
from testamur.items.markup import Html, element
from testamur.items.value import BaseType, Cardinality, Value
from testamur.items.vocabulary import GLOBAL_ATTRIBUTES, Element, words


def offer(node: Node) -> Offer:
    """Return the options."""
    return Offer(choices(node, "qti-simple-choice"))


def draw(node: Node, sheet: Sheet) -> Html:
    """Return the options under the prompt, each with its place to pick."""
    offered = offer(node).first
    numbers = [(str(place), str(place)) for place in range(1, len(offered) + 1)]
    places = {str(name): str(place) for place, name in enumerate(sheet.held.members, 1)}
    rows = []
    for choice in offered:
        field = f"{sheet.field}:{choice.identifier}"
        held = places.get(choice.identifier, "")
        label = element("label", {"class": "choice", "for": field}, sheet.content(choice.node, {}))
        picker = select(field, numbers, held=held, empty=sheet.word("place"))
        rows.append(element("div", {"class": "option"}, picker, label))
    text = sheet.word("order-hint")
    return group(node, sheet, help_line(text), *rows, hint=text)


def take(node: Node, declaration: ResponseDeclaration, entry: Entry) -> Value:
    """Return the options by their places, which must run from 1 without a gap."""
    offered = names(offer(node).first)
    at: dict[str, str] = {}
    for name, places in entry.by_part(offered).items():
        for place in places:
            if place not in {str(number) for number in range(1, len(offered) + 1)}:
                raise Refused("response-not-offered", f"there is no place {place[:9]!r}")
            if place in at or len(places) > 1:
                raise Refused("response-incomplete", f"place {place} is given twice; give each place once")
            at[place] = name
    missing = [str(number) for number in range(1, len(at) + 1) if str(number) not in at]
    if missing:
        raise Refused("response-incomplete", f"place {missing[0]} is still free; give the places from 1 onwards")
    members = tuple(at[str(number)] for number in range(1, len(at) + 1))
    members = at_most(members, count(node, "max-choices", 0))
    return Value(declaration.cardinality, declaration.base_type, members)


INTERACTION: Final = Interaction(
    name="order",
    kinds=frozenset({(Cardinality.ORDERED, BaseType.IDENTIFIER)}),
    attributes=words("response-identifier shuffle max-choices min-choices orientation"),
    parts={"qti-simple-choice": Element(GLOBAL_ATTRIBUTES | CHOICE_ATTRIBUTES, words("identifier"), flow=True)},
    choices="qti-simple-choice",
    offer=offer,
    draw=draw,
    take=take,
)
