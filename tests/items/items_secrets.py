"""Everything in an item that only an examiner may see: taken out, or marked with a canary."""

from dataclasses import replace

from testamur.documents import Node
from testamur.items.vocabulary import MATHML, QTI

SECRET_PARTS = {
    "qti-correct-response",
    "qti-default-value",
    "qti-mapping",
    "qti-area-mapping",
    "qti-response-processing",
    "qti-modal-feedback",
    "qti-feedback-block",
    "qti-feedback-inline",
    "qti-catalog-info",
    "qti-stylesheet",
}
CANARY = "canary7f3a"


def qti(tag, *children, **attributes):
    return Node(f"qti-{tag}", QTI, {k.replace("_", "-"): v for k, v in attributes.items()}, children)


def without_secrets(document):
    """Return the document with nothing left that only an examiner may see."""
    kept = tuple(
        replace(child, children=())
        if isinstance(child, Node) and child.tag.endswith("declaration")
        else bare(child)
        for child in document.children
        if isinstance(child, str) or child.tag not in SECRET_PARTS
    )
    return replace(document, children=kept)


def bare(node):
    """Return a node without the rubrics that exclude candidates."""
    if isinstance(node, str):
        return node
    kept = (c for c in node.children if isinstance(c, str) or "candidate" in c.attributes.get("view", "candidate"))
    return replace(node, children=tuple(bare(child) for child in kept))


def with_canaries(node):
    """Return a copy that carries a canary in every place that is read and not meant for candidates."""
    if isinstance(node, str) or node.namespace == MATHML:
        return node
    children = tuple(with_canaries(child) for child in node.children)
    if node.tag in SECRET_PARTS or node.attributes.get("view") == "scorer":
        return Node(node.tag, node.namespace, node.attributes, (*children, CANARY))
    marks = {"class": CANARY, "id": f"{CANARY}{id(node)}", "title": CANARY, "role": CANARY, "aria-label": CANARY}
    if node.tag == "qti-item-body":
        hidden = qti("rubric-block", CANARY, view="author scorer tutor proctor test-constructor")
        earned = qti("feedback-block", CANARY, outcome_identifier="SCORE", identifier=CANARY, show_hide="show")
        children = (*children, hidden, earned)
    return Node(node.tag, node.namespace, {**node.attributes, **marks, f"data-{CANARY}": CANARY}, children)
