"""What others ask of an item: what kind it is, at which position its key stands, whether a response is right."""

from typing import Final

from testamur.items.binding import interactions_of
from testamur.items.declaration import ResponseDeclaration
from testamur.items.item import Item
from testamur.items.processing import Responses, key, maximum, score
from testamur.items.value import BaseType, Cardinality

KINDS: Final = {
    "qti-order-interaction": "order",
    "qti-match-interaction": "match",
    "qti-gap-match-interaction": "match",
    "qti-inline-choice-interaction": "single",
}


def kind(item: Item) -> str:
    """Return ``single``, ``multiple``, ``order``, ``match``, ``numeric``, ``text`` or ``composite``."""
    found = list(interactions_of(item.body))
    if len(found) != 1:
        return "composite"
    (node, _) = found[0]
    declared = item.responses[node.attributes["response-identifier"]]
    if node.tag == "qti-choice-interaction":
        return "single" if declared.cardinality is Cardinality.SINGLE else "multiple"
    return KINDS.get(node.tag) or _entry(declared)


def _entry(declared: ResponseDeclaration) -> str:
    return "numeric" if declared.base_type in (BaseType.FLOAT, BaseType.INTEGER) else "text"


def key_position(item: Item) -> str | None:
    """Return the right option of a single choice, None for any other kind."""
    if kind(item) != "single":
        return None
    (right,) = key(item).values()
    return None if right is None else str(right)


def is_correct(item: Item, responses: Responses) -> bool:
    """Return whether the responses earn all the points that the item can give."""
    most = maximum(item)
    known = {name: value for name, value in responses.items() if name in item.responses}
    earned = score(item, known).get("SCORE")
    return most is not None and isinstance(earned, int | float) and earned >= most - 1e-9
