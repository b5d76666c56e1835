"""The part of an item that a candidate may have: nothing that tells the key.

The law: what a candidate gets does not depend on the key. So this is an allow-list, not a list of secrets: the
public document is built anew from the body, and only from the parts and attributes that the tables name. Two items
that differ only in their key, scoring, feedback or record have the same public document, byte for byte.

Where the item says that its options may be shuffled they are, by a hash of their names; so their order in the
file, which is often the right one, cannot be told from their order here.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from testamur.documents import Node
from testamur.items.item import Item, item_of
from testamur.items.kinds import INTERACTIONS
from testamur.items.scope import is_true
from testamur.items.vocabulary import (
    HTML,
    MATH_ATTRIBUTES,
    MATH_LEFT_OUT,
    MATHML,
    PUBLIC_ATTRIBUTES,
    PUBLIC_GLOBAL_ATTRIBUTES,
    PUBLIC_PARTS,
    QTI,
)

# Between the parts of these, space says only where something was left out.
SPACELESS: Final = frozenset({"qti-item-body", "qti-stimulus-body", "qti-simple-match-set", *INTERACTIONS})


def stripped(item: Item, *, seed: str = "") -> Item:
    """Return the public item: no key, no points, no scoring, no feedback, no record, no text for others' eyes.

    Parameters
    ----------
    item : Item
        Any item.
    seed : str
        Decides the order of the options that may be shuffled; one sitting keeps one seed.

    Returns
    -------
    Item
        Its `document` is a QTI 3 item that another player can show and that this one can read.
    """
    attributes = {
        "identifier": item.identifier,
        "title": item.identifier,
        "adaptive": "false",
        "time-dependent": "false",
        **({"xml:lang": item.language} if item.language else {}),
    }
    body = _public(item.body, f"{seed}:{item.identifier}")
    children = (*_declarations(item), *_references(item), *body)
    document = Node("qti-assessment-item", QTI, attributes, children)
    stimuli = {address: _public(node, seed)[0] for address, node in item.stimuli.items()}
    return replace(item_of(document), stimuli=stimuli)


def _declarations(item: Item) -> Iterator[Node]:
    for declared in item.responses.values():
        attributes = {
            "identifier": declared.identifier,
            "cardinality": declared.cardinality.value,
            "base-type": declared.base_type.value,
        }
        yield Node("qti-response-declaration", QTI, attributes)
    score = {"identifier": "SCORE", "cardinality": "single", "base-type": "float"}
    yield Node("qti-outcome-declaration", QTI, score)


def _references(item: Item) -> Iterator[Node]:
    for number, address in enumerate(item.stimulus_addresses, 1):
        attributes = {"identifier": f"stimulus-{number}", "href": address}
        yield Node("qti-assessment-stimulus-ref", QTI, attributes)


def _public(node: Node, seed: str) -> tuple[Node, ...]:
    """Return the public copy of a node, or nothing if a candidate may not have it."""
    if node.namespace == MATHML:
        return _public_formula(node, seed)
    if node.tag == "qti-rubric-block":
        return _public_rubric(node, seed)
    allowed = _public_attributes(node.tag)
    if allowed is None:
        return ()
    attributes = {name: text for name, text in node.attributes.items() if name in allowed}
    copy = Node(node.tag, QTI, attributes, _public_children(node, seed))
    return (_arranged(copy, seed),)


def _public_attributes(tag: str) -> frozenset[str] | None:
    if tag in HTML:
        return PUBLIC_GLOBAL_ATTRIBUTES | PUBLIC_ATTRIBUTES[tag]
    if tag in INTERACTIONS:
        return PUBLIC_GLOBAL_ATTRIBUTES | INTERACTIONS[tag].attributes
    return PUBLIC_PARTS.get(tag)


def _public_children(node: Node, seed: str) -> tuple[Node | str, ...]:
    children: list[Node | str] = []
    for child in node.children:
        if not isinstance(child, str):
            children += _public(child, seed)
        elif child.strip() or node.tag not in SPACELESS:
            children.append(child)
    return tuple(children)


def _public_formula(node: Node, seed: str) -> tuple[Node, ...]:
    if node.tag in MATH_LEFT_OUT:
        return ()
    attributes = {name: text for name, text in node.attributes.items() if name in MATH_ATTRIBUTES}
    return (Node(node.tag, MATHML, attributes, _public_children(node, seed)),)


def _public_rubric(node: Node, seed: str) -> tuple[Node, ...]:
    if "candidate" not in node.attributes.get("view", "").split():
        return ()
    return (Node(node.tag, QTI, {"view": "candidate"}, _public_children(node, seed)),)


def _arranged(node: Node, seed: str) -> Node:
    """Return an interaction with its free options in the order of a hash of their names."""
    kind = INTERACTIONS.get(node.tag)
    if kind is None or not is_true(node.attributes.get("shuffle"), default=False):
        return node
    seed = f"{seed}:{node.attributes['response-identifier']}"
    return _sorted(node, kind.choices, seed)


def _sorted(node: Node, tag: str, seed: str) -> Node:
    free = [child for child in node.elements(tag) if not is_true(child.attributes.get("fixed"), default=False)]
    in_order = iter(sorted(free, key=lambda choice: _place(choice, seed)))
    places = {id(choice) for choice in free}
    children = tuple(
        child if isinstance(child, str) else next(in_order) if id(child) in places else _sorted(child, tag, seed)
        for child in node.children
    )
    return replace(node, children=children)


def _place(choice: Node, seed: str) -> str:
    return hashlib.sha256(f"{seed}:{choice.attributes['identifier']}".encode()).hexdigest()
