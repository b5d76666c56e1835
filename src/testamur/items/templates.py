"""The response processing templates that QTI gives an address instead of rules.

An address counts with or without ``.xml``, by http or https, under either of the two hosts that 1EdTech's own
items use.

Source: 1EdTech QTI 3.0 Best Practices and Implementation Guide, "Response Processing Templates".
"""

import re
from typing import Final

from testamur.documents import Node
from testamur.items.vocabulary import QTI

ADDRESS: Final = re.compile(
    r"https?://(?:purl\.imsglobal\.org/spec/qti/v3p0|www\.imsglobal\.org/question/qti_v3p0)/rptemplates/"
    r"(?P<name>[a-z_0-9A-Z]+?)(?:\.xml)?"
)


def _node(tag: str, *children: Node | str, **attributes: str) -> Node:
    named = {name.replace("_", "-"): text for name, text in attributes.items()}
    return Node(f"qti-{tag}", QTI, named, children)


_RESPONSE: Final = _node("variable", identifier="RESPONSE")


def _score(expression: Node) -> Node:
    return _node("set-outcome-value", expression, identifier="SCORE")


def _points(number: str) -> Node:
    return _score(_node("base-value", number, base_type="float"))


def _if_else(condition: Node, then: Node, otherwise: Node) -> Node:
    return _node(
        "response-processing",
        _node(
            "response-condition",
            _node("response-if", condition, then),
            _node("response-else", otherwise),
        ),
    )


_IS_EMPTY: Final = _node("is-null", _RESPONSE)
TEMPLATES: Final[dict[str, Node]] = {
    "match_correct": _if_else(
        _node("match", _RESPONSE, _node("correct", identifier="RESPONSE")), _points("1"), _points("0")
    ),
    "map_response": _if_else(_IS_EMPTY, _points("0"), _score(_node("map-response", identifier="RESPONSE"))),
    "map_response_point": _if_else(
        _IS_EMPTY, _points("0"), _score(_node("map-response-point", identifier="RESPONSE"))
    ),
}


def template(address: str) -> Node | None:
    """Return the rules that a template's address stands for, or None if it is not known."""
    found = ADDRESS.fullmatch(address.strip())
    return TEMPLATES.get(found["name"]) if found else None
