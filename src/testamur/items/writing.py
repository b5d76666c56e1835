"""Write an item as QTI 3 XML, from the few things an author says of it.

One answer, right or wrong: ``SCORE`` is 1 or 0, ``MAXSCORE`` is 1. ``FEEDBACK`` then holds the options that were
chosen (for a match the statements that were answered; for a number ``solution``), so that the modal feedback of
the same names says why. The same draft always gives the same bytes.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model.
"""

from collections.abc import Callable, Iterable
from typing import Final

from testamur.documents import Node, write_xml
from testamur.errors import DocumentError
from testamur.items.draft import Draft, Option, draft_problems, qti_name
from testamur.items.interaction import one_line
from testamur.items.record import Record, record_node
from testamur.items.value import figures
from testamur.items.vocabulary import QTI

SOLUTION: Final = "solution"
TOOL: Final = {"tool-name": "testamur", "tool-version": "1"}


def compose(draft: Draft) -> bytes:
    """Return the QTI 3 file of an item, pretty-printed, as UTF-8.

    Raises
    ------
    DocumentError
        With everything that is wrong with the draft.
    """
    problems = list(draft_problems(draft))
    if problems:
        raise DocumentError(problems, name=draft.id)
    attributes = {
        "identifier": draft.id,
        "title": draft.title,
        "adaptive": "false",
        "time-dependent": "false",
        "xml:lang": draft.language,
        **TOOL,
    }
    document = _qti(
        "assessment-item",
        _response(draft),
        _outcome("SCORE", "float", default="0"),
        _outcome("MAXSCORE", "float", default="1"),
        _outcome("FEEDBACK", "identifier", cardinality="multiple"),
        _body(draft),
        _processing(draft),
        *_feedback(draft),
        **attributes,
    )
    return write_xml(indented(document)).encode()


def _qti(tag: str, *children: Node | str, **attributes: str) -> Node:
    named = {name.replace("_", "-"): text for name, text in attributes.items()}
    return Node(f"qti-{tag}", QTI, named, children)


def _html(tag: str, *children: Node | str) -> Node:
    return Node(tag, QTI, {}, children)


# --- declarations ---------------------------------------------------------------------------------------------

TYPES: Final = {
    "single": ("single", "identifier"),
    "multiple": ("multiple", "identifier"),
    "order": ("ordered", "identifier"),
    "match": ("multiple", "directedPair"),
    "numeric": ("single", "float"),
}


def _response(draft: Draft) -> Node:
    cardinality, base_type = TYPES[draft.kind]
    values = (_qti("value", text) for text in _key(draft))
    return _qti(
        "response-declaration",
        _qti("correct-response", *values),
        identifier="RESPONSE",
        cardinality=cardinality,
        base_type=base_type,
    )


def _key(draft: Draft) -> list[str]:
    if draft.number is not None:
        return [figures(draft.number)]
    if draft.kind == "match":
        return [f"{qti_name(left)} {qti_name(right)}" for left, right in draft.pairs]
    return [qti_name(identifier) for identifier in draft.key]


def _outcome(identifier: str, base_type: str, *, cardinality: str = "single", default: str = "") -> Node:
    values = (_qti("default-value", _qti("value", default)),) if default else ()
    named = {"identifier": identifier, "cardinality": cardinality, "base-type": base_type}
    return _qti("outcome-declaration", *values, **named)


# --- body -----------------------------------------------------------------------------------------------------


def _body(draft: Draft) -> Node:
    *vignette, question = draft.stem
    record = Record(
        draft.competency,
        draft.level,
        draft.reference,
        enemies=draft.enemies,
        second_reading=draft.second_reading,
    )
    asked = BODIES[draft.kind](draft, question)
    return _qti("item-body", *_paragraphs(vignette), *asked, record_node(record))


def _paragraphs(texts: Iterable[str]) -> list[Node]:
    return [_paragraph(text) for text in texts]


def _paragraph(text: str) -> Node:
    lines = text.splitlines()
    if all(line.startswith("- ") for line in lines):
        return _html("ul", *(_html("li", line.removeprefix("- ")) for line in lines))
    return _html("p", one_line(text))


def _choices(draft: Draft, question: str) -> list[Node]:
    options = (
        _qti("simple-choice", one_line(option.text), identifier=qti_name(option.id)) for option in draft.options
    )
    return [
        _qti(
            "choice-interaction",
            _qti("prompt", one_line(question)),
            *options,
            response_identifier="RESPONSE",
            shuffle="false",
            max_choices=str(len(draft.key)),
            min_choices="0",
        )
    ]


def _order(draft: Draft, question: str) -> list[Node]:
    options = (
        _qti("simple-choice", one_line(option.text), identifier=qti_name(option.id)) for option in draft.options
    )
    prompt = _qti("prompt", one_line(question))
    return [_qti("order-interaction", prompt, *options, response_identifier="RESPONSE", shuffle="false")]


def _match(draft: Draft, question: str) -> list[Node]:
    statements = _match_set(draft.options, limit="1")
    targets = _match_set(draft.targets, limit="0")
    return [
        _qti(
            "match-interaction",
            _qti("prompt", one_line(question)),
            statements,
            targets,
            response_identifier="RESPONSE",
            shuffle="false",
            max_associations=str(len(draft.options)),
        )
    ]


def _match_set(options: tuple[Option, ...], *, limit: str) -> Node:
    choices = (
        _qti("simple-associable-choice", one_line(option.text), identifier=qti_name(option.id), match_max=limit)
        for option in options
    )
    return _qti("simple-match-set", *choices)


def _number(draft: Draft, question: str) -> list[Node]:
    field = _qti("text-entry-interaction", response_identifier="RESPONSE", expected_length="10")
    unit = [f" {draft.unit}"] if draft.unit else []
    return [_paragraph(question), _html("p", "Answer: ", field, *unit)]


BODIES: Final[dict[str, Callable[[Draft, str], list[Node]]]] = {
    "single": _choices,
    "multiple": _choices,
    "order": _order,
    "match": _match,
    "numeric": _number,
}


# --- scoring --------------------------------------------------------------------------------------------------


def _variable(identifier: str) -> Node:
    return _qti("variable", identifier=identifier)


def _base(text: str, base_type: str) -> Node:
    return _qti("base-value", text, base_type=base_type)


def _set(identifier: str, expression: Node) -> Node:
    return _qti("set-outcome-value", expression, identifier=identifier)


def _if(condition: Node, *rules: Node) -> Node:
    return _qti("response-condition", _qti("response-if", condition, *rules))


def _processing(draft: Draft) -> Node:
    is_right = _qti("match", _variable("RESPONSE"), _qti("correct", identifier="RESPONSE"))
    if draft.number is not None:
        is_right = _qti(
            "equal",
            _qti("correct", identifier="RESPONSE"),
            _variable("RESPONSE"),
            tolerance_mode="absolute",
            tolerance=f"{figures(draft.tolerance)} {figures(draft.tolerance)}",
        )
    scored = _if(is_right, _set("SCORE", _base("1", "float")))
    return _qti("response-processing", scored, *FEEDBACK[draft.kind](draft))


def _said_of_chosen(_: Draft) -> list[Node]:
    return [_set("FEEDBACK", _qti("multiple", _variable("RESPONSE")))]


def _said_of_placed(draft: Draft) -> list[Node]:
    places = (_qti("index", _variable("RESPONSE"), n=str(n)) for n in range(1, len(draft.options) + 1))
    return [_set("FEEDBACK", _qti("multiple", *places))]


def _said_of_matched(draft: Draft) -> list[Node]:
    return [
        _if(
            _qti("or", *(_is_matched(option, target) for target in draft.targets)),
            _set("FEEDBACK", _qti("multiple", _variable("FEEDBACK"), _base(qti_name(option.id), "identifier"))),
        )
        for option in draft.options
    ]


def _is_matched(option: Option, target: Option) -> Node:
    pair = _base(f"{qti_name(option.id)} {qti_name(target.id)}", "directedPair")
    return _qti("member", pair, _variable("RESPONSE"))


def _said_of_number(_: Draft) -> list[Node]:
    return [_set("FEEDBACK", _qti("multiple", _base(SOLUTION, "identifier")))]


FEEDBACK: Final[dict[str, Callable[[Draft], list[Node]]]] = {
    "single": _said_of_chosen,
    "multiple": _said_of_chosen,
    "order": _said_of_placed,
    "match": _said_of_matched,
    "numeric": _said_of_number,
}


def _feedback(draft: Draft) -> list[Node]:
    said = [(qti_name(option.id), option.rationale) for option in draft.options]
    if draft.kind == "numeric":
        said = [(SOLUTION, draft.rationale)]
    return [
        _qti(
            "modal-feedback",
            _qti("content-body", _html("p", one_line(text))),
            outcome_identifier="FEEDBACK",
            identifier=identifier,
            show_hide="show",
        )
        for identifier, text in said
    ]


# --- layout ---------------------------------------------------------------------------------------------------


def indented(node: Node, depth: int = 0) -> Node:
    """Return the node with one element a line, but for text and what stands in it."""
    has_text = any(isinstance(child, str) for child in node.children)
    if not node.children or has_text:
        return node
    break_line = "\n" + "  " * (depth + 1)
    children: list[Node | str] = []
    for child in node.elements():
        children += [break_line, indented(child, depth + 1)]
    closing = "\n" + "  " * depth
    return Node(node.tag, node.namespace, node.attributes, (*children, closing), node.line)
