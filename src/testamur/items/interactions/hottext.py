"""Hottext: words marked in a text, one or several of which are chosen.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "HottextInteraction".
"""

from typing import Final

from testamur.documents import Node
from testamur.items.declaration import ResponseDeclaration
from testamur.items.drawing import box, group
from testamur.items.entry import Entry
from testamur.items.interaction import Choice, Interaction, Offer, Sheet
from testamur.items.markup import Html, element
from testamur.items.ticks import take_ticked, tick_hint, tick_problems
from testamur.items.value import BaseType, Cardinality, Value
from testamur.items.vocabulary import GLOBAL_ATTRIBUTES, Element, words


def offer(node: Node) -> Offer:
    """Return the marked words."""
    found = (held for held in node.walk() if held.tag == "qti-hottext")
    return Offer(tuple(Choice(held.attributes.get("identifier", ""), held) for held in found))


def draw(node: Node, sheet: Sheet) -> Html:
    """Return the text with a button before each of the marked words."""
    many = sheet.held.cardinality is Cardinality.MULTIPLE

    def marked(found: Node) -> Html:
        name = found.attributes["identifier"]
        button = box(sheet, name, many=many, checked=name in sheet.held.members)
        return element("label", {"class": "choice"}, button, " ", sheet.content(found, {}))

    children = tuple(c for c in node.children if isinstance(c, str) or c.tag != "qti-prompt")
    text = Node(node.tag, node.namespace, node.attributes, children, node.line)
    return group(node, sheet, sheet.content(text, {"qti-hottext": marked}), hint=tick_hint(node, sheet))


def take(node: Node, declaration: ResponseDeclaration, entry: Entry) -> Value:
    """Return the words that were chosen."""
    return take_ticked(node, declaration, entry=entry, offered=offer(node).first)


INTERACTION: Final = Interaction(
    name="hottext",
    kinds=frozenset({(Cardinality.SINGLE, BaseType.IDENTIFIER), (Cardinality.MULTIPLE, BaseType.IDENTIFIER)}),
    attributes=words("response-identifier max-choices min-choices"),
    parts={"qti-hottext": Element(GLOBAL_ATTRIBUTES, words("identifier"), flow=True)},
    embedded=frozenset({"qti-hottext"}),
    flow=True,
    offer=offer,
    draw=draw,
    take=take,
    problems=tick_problems,
)
