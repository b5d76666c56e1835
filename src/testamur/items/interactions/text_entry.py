"""Text entry: a word or a number written into a field inside a sentence.

A number is taken strictly: figures, a point for the decimals, nothing between the thousands, never NaN.
``pattern-mask`` is kept in the item and neither enforced nor shown: QTI leaves a response that does not fit it to
the session's ``validate-responses``, which is off.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "TextEntryInteraction".
"""

from collections.abc import Callable
from typing import Final

from testamur.documents import Node
from testamur.items.declaration import ResponseDeclaration
from testamur.items.entry import MAX_LINE, MAX_NUMBER, Entry, decimal, whole_number
from testamur.items.interaction import Interaction, Offer, Sheet, count
from testamur.items.markup import Attributes, Html, element
from testamur.items.value import NUMERIC, BaseType, Cardinality, Scalar, Value, figures, single
from testamur.items.vocabulary import words

KEYBOARDS: Final = {BaseType.FLOAT: "decimal", BaseType.INTEGER: "numeric", BaseType.STRING: "text"}
READERS: Final[dict[BaseType, Callable[[str], Scalar]]] = {
    BaseType.FLOAT: decimal,
    BaseType.INTEGER: whole_number,
    BaseType.STRING: str,
}


def offer(_: Node) -> Offer:
    """Return nothing: the answer is written."""
    return Offer()


def draw(node: Node, sheet: Sheet) -> Html:
    """Return the field."""
    held = sheet.held
    attributes: Attributes = {
        "type": "text",
        "id": sheet.field,
        "name": sheet.field,
        "value": written(held),
        "inputmode": KEYBOARDS[held.base_type],
        "maxlength": MAX_NUMBER if held.base_type in NUMERIC else MAX_LINE,
        "size": min(max(count(node, "expected-length", 20), 4), 40),
        "placeholder": node.attributes.get("placeholder-text"),
        "autocomplete": "off",
        "spellcheck": "false",
    }
    return element("input", {**attributes, **sheet.label})


def written(held: Value) -> str:
    """Return a number or text as the candidate would write it."""
    if held.is_null:
        return ""
    return figures(held.one) if isinstance(held.one, float) else str(held.one)


def take(_: Node, declaration: ResponseDeclaration, entry: Entry) -> Value:
    """Return what was written."""
    text = entry.line()
    member = None if text is None else READERS[declaration.base_type](text)
    return single(declaration.base_type, member)


INTERACTION: Final = Interaction(
    name="text-entry",
    kinds=frozenset((Cardinality.SINGLE, base_type) for base_type in READERS),
    attributes=words("response-identifier expected-length placeholder-text"),
    withheld=words("pattern-mask base format"),
    inline=True,
    offer=offer,
    draw=draw,
    take=take,
)
