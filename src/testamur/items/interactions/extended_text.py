"""Extended text: an answer of several lines, scored by a person.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "ExtendedTextInteraction".
"""

from collections.abc import Iterator
from typing import Final

from testamur.documents import Node
from testamur.errors import Problem
from testamur.items.declaration import ResponseDeclaration
from testamur.items.drawing import question
from testamur.items.entry import MAX_TEXT, Entry
from testamur.items.interaction import Interaction, Offer, Sheet, count
from testamur.items.markup import Html, element
from testamur.items.value import BaseType, Cardinality, Value, single
from testamur.items.vocabulary import words


def offer(_: Node) -> Offer:
    """Return nothing: the answer is written."""
    return Offer()


def draw(node: Node, sheet: Sheet) -> Html:
    """Return a field of several lines, named after the prompt."""
    asked, label = question(node, sheet)
    text = "".join(str(member) for member in sheet.held.members)
    lines = min(max(count(node, "expected-lines", 6), 2), 40)
    # HTML drops one line break at the start of a textarea, so one of ours stands before the text.
    area = element(
        "textarea",
        {"id": sheet.field, "name": sheet.field, "rows": lines, "maxlength": MAX_TEXT, **label},
        f"\n{text}",
    )
    return element("div", {"class": "options"}, asked, area)


def take(_: Node, declaration: ResponseDeclaration, entry: Entry) -> Value:
    """Return what was written."""
    return single(declaration.base_type, entry.line(limit=MAX_TEXT))


def problems(node: Node, _: ResponseDeclaration) -> Iterator[Problem]:
    """Say whether the text is to be written in a format other than plain."""
    form = node.attributes.get("format", "plain")
    if form not in {"plain", "preformatted"}:
        yield Problem(f"line {node.line}", f"the format {form!r} is not supported; only plain text is")


INTERACTION: Final = Interaction(
    name="extended-text",
    kinds=frozenset({(Cardinality.SINGLE, BaseType.STRING)}),
    attributes=words("response-identifier expected-lines expected-length format min-strings max-strings"),
    withheld=words("pattern-mask placeholder-text base"),
    offer=offer,
    draw=draw,
    take=take,
    problems=problems,
)
