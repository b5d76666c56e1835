"""Inline choice: one of a list, picked inside a sentence.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "InlineChoiceInteraction".
"""

from collections.abc import Iterator
from typing import Final

from testamur.documents import Node
from testamur.errors import Problem
from testamur.items.declaration import ResponseDeclaration
from testamur.items.drawing import select
from testamur.items.entry import Entry
from testamur.items.interaction import CHOICE_ATTRIBUTES, Interaction, Offer, Sheet, choices
from testamur.items.markup import Html
from testamur.items.ticks import take_ticked
from testamur.items.value import BaseType, Cardinality, Value
from testamur.items.vocabulary import GLOBAL_ATTRIBUTES, Element, words


def offer(node: Node) -> Offer:
    """Return what may be picked."""
    return Offer(choices(node, "qti-inline-choice"))


def draw(node: Node, sheet: Sheet) -> Html:
    """Return the list to pick from."""
    options = [(choice.identifier, choice.text) for choice in offer(node).first]
    held = "".join(str(member) for member in sheet.held.members)
    return select(sheet.field, options, held=held, empty=sheet.word("choose"), label=sheet.label)


def take(node: Node, declaration: ResponseDeclaration, entry: Entry) -> Value:
    """Return what was picked."""
    return take_ticked(node, declaration, entry=entry, offered=offer(node).first)


def problems(node: Node, _: ResponseDeclaration) -> Iterator[Problem]:
    """Say whether each choice has a text."""
    for choice in offer(node).first:
        if not choice.text:
            yield Problem(f"line {choice.node.line}", f"the choice {choice.identifier} has no text")


INTERACTION: Final = Interaction(
    name="inline-choice",
    kinds=frozenset({(Cardinality.SINGLE, BaseType.IDENTIFIER)}),
    attributes=words("response-identifier shuffle required min-choices"),
    parts={"qti-inline-choice": Element(GLOBAL_ATTRIBUTES | CHOICE_ATTRIBUTES, words("identifier"), flow=True)},
    choices="qti-inline-choice",
    inline=True,
    offer=offer,
    draw=draw,
    take=take,
    problems=problems,
)
