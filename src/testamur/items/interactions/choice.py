"""Choice: one option, or several, of a list.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "ChoiceInteraction".
"""

from typing import Final

from testamur.documents import Node
from testamur.items.declaration import ResponseDeclaration
from testamur.items.drawing import group, option
from testamur.items.entry import Entry
from testamur.items.interaction import CHOICE_ATTRIBUTES, Interaction, Offer, Sheet, choices
from testamur.items.markup import Html
from testamur.items.ticks import take_ticked, tick_hint, tick_problems
from testamur.items.value import BaseType, Cardinality, Value
from testamur.items.vocabulary import GLOBAL_ATTRIBUTES, Element, words


def offer(node: Node) -> Offer:
    """Return the options."""
    return Offer(choices(node, "qti-simple-choice"))


def draw(node: Node, sheet: Sheet) -> Html:
    """Return the options under the prompt, each with a button."""
    many = sheet.held.cardinality is Cardinality.MULTIPLE
    options = [
        option(sheet, choice, many=many, checked=choice.identifier in sheet.held.members)
        for choice in offer(node).first
    ]
    return group(node, sheet, *options, hint=tick_hint(node, sheet))


def take(node: Node, declaration: ResponseDeclaration, entry: Entry) -> Value:
    """Return the options that were ticked."""
    return take_ticked(node, declaration, entry=entry, offered=offer(node).first)


INTERACTION: Final = Interaction(
    name="choice",
    kinds=frozenset({(Cardinality.SINGLE, BaseType.IDENTIFIER), (Cardinality.MULTIPLE, BaseType.IDENTIFIER)}),
    attributes=words("response-identifier shuffle max-choices min-choices orientation"),
    parts={"qti-simple-choice": Element(GLOBAL_ATTRIBUTES | CHOICE_ATTRIBUTES, words("identifier"), flow=True)},
    choices="qti-simple-choice",
    offer=offer,
    draw=draw,
    take=take,
    problems=tick_problems,
)
