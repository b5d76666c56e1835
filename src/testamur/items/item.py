"""An item: one question, or several with one score, as its QTI 3 file says it.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "AssessmentItem".
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from testamur.documents import Node, Source, read_text, read_xml
from testamur.errors import DocumentError, Problem
from testamur.items.binding import binding_problems
from testamur.items.declaration import (
    Declaration,
    OutcomeDeclaration,
    ResponseDeclaration,
    Worth,
    declaration_problems,
    outcome_declaration,
    response_declaration,
)
from testamur.items.record import Record, read_record, record_problems
from testamur.items.rules import processing_problems, rules_of, trial_problems
from testamur.items.scope import Scope
from testamur.items.structure import item_problems, repeated, stimulus_problems
from testamur.items.value import BaseType, Cardinality, Value

MAX_ITEM_BYTES: Final = 1024 * 1024  # of text; images are files of their own
NAME: Final = re.compile(r"\w[\w.\-]{0,199}")


@dataclass(frozen=True, slots=True)
class Feedback:
    """What is said once an outcome holds `identifier`: for our items, why an option is right or wrong."""

    outcome: str
    identifier: str
    node: Node


@dataclass(frozen=True, slots=True)
class Item:
    """A question with its key, its scoring and our record of it.

    `document` is the whole file as it was read, and `digest` the SHA-256 of its text; all else is read from it.
    `stimuli` are the shared texts it refers to that were given when it was read, by the address it writes.
    """

    identifier: str
    title: str
    language: str
    responses: Mapping[str, ResponseDeclaration]
    outcomes: Mapping[str, OutcomeDeclaration]
    body: Node
    processing: Node | None
    feedback: tuple[Feedback, ...]
    record: Record | None
    document: Node
    digest: str = ""
    stimuli: Mapping[str, Node] = field(default_factory=dict)

    @property
    def stimulus_addresses(self) -> tuple[str, ...]:
        """The addresses of the shared texts it refers to, as written."""
        return tuple(ref.attributes["href"] for ref in self.document.elements("qti-assessment-stimulus-ref"))

    @property
    def is_scored_by_person(self) -> bool:
        """Some outcome waits for a person."""
        return any(declared.by_person for declared in self.outcomes.values())

    def rationale(self, identifier: str) -> Feedback | None:
        """Return what is said about one option, if anything is."""
        return next((said for said in self.feedback if said.identifier == identifier), None)


def read(source: Source, *, name: str = "", stimuli: Mapping[str, Source] | None = None) -> Item:
    """Return the item in a QTI 3 file.

    Parameters
    ----------
    source : Path or bytes
        The file, at most `MAX_ITEM_BYTES` long.
    name : str
        What the file is called in problems; by default its own name.
    stimuli : mapping of str to Path or bytes
        The shared texts that items refer to, by the address they write.

    Raises
    ------
    DocumentError
        With every problem at once, each with its line: first of structure, then of meaning.
    """
    name = name or (str(source) if not isinstance(source, bytes) else "")
    text = read_text(source, name=name, limit=MAX_ITEM_BYTES)
    document = read_xml(text.encode(), name=name)
    problems = [*item_problems(document)]
    if document.tag == "qti-assessment-item":
        problems += meaning_problems(document, is_sound=not problems)
    if problems:
        raise DocumentError(dict.fromkeys(problems), name=name)
    item = item_of(document, digest=hashlib.sha256(text.encode()).hexdigest())
    return with_stimuli(item, stimuli or {}, name=name)


def meaning_problems(document: Node, *, is_sound: bool = True) -> Iterator[Problem]:
    """Say everything that is wrong with what an item means; its scoring is tried if its structure `is_sound`."""
    if not NAME.fullmatch(document.attributes.get("identifier", "")):
        identifier = document.attributes.get("identifier", "")
        yield Problem(f"line {document.line}", f"the identifier {identifier[:60]!r} does not name an item")
    nodes = list(document.elements("qti-response-declaration", "qti-outcome-declaration"))
    yield from repeated(((node, node.attributes.get("identifier", "")) for node in nodes), "the variable")
    wrong = {id(node): list(declaration_problems(node)) for node in nodes}
    for problems in wrong.values():
        yield from problems
    declarations = {n.attributes["identifier"]: _declaration(n) for n in nodes if not wrong[id(n)]}
    body = document.first("qti-item-body") or Node("qti-item-body")
    broken = {node.attributes.get("identifier", "") for node in nodes if wrong[id(node)]}
    yield from binding_problems(document, body, declarations=declarations, broken=broken)
    yield from record_problems(body)
    stand_ins = {name: _stand_in(node) for node in nodes for name in [node.attributes.get("identifier", "")]}
    is_sound = is_sound and not any(wrong.values())
    yield from _scoring_problems(document, {**stand_ins, **declarations}, is_sound=is_sound)


def _scoring_problems(
    document: Node, declarations: Mapping[str, Declaration], *, is_sound: bool
) -> Iterator[Problem]:
    if "SCORE" not in declarations:
        yield Problem(f"line {document.line}", "declares no outcome SCORE")
    processing = document.first("qti-response-processing")
    if processing is None:
        return
    problems = list(processing_problems(processing, declarations))
    yield from problems
    rules = rules_of(processing)
    if rules is None or problems or not is_sound:
        return
    for answers in (empty_answers(declarations), key_answers(declarations)):
        yield from trial_problems(rules, Scope(declarations, answers))


def empty_answers(declarations: Mapping[str, Declaration]) -> dict[str, Value]:
    """Return what the variables hold before anything is answered or scored."""
    return {
        name: declared.initial
        if isinstance(declared, OutcomeDeclaration)
        else Value(declared.cardinality, declared.base_type)
        for name, declared in declarations.items()
    }


def key_answers(declarations: Mapping[str, Declaration]) -> dict[str, Value]:
    """Return what the variables hold when everything is answered by the key, before scoring."""
    keys = {
        name: declared.correct
        for name, declared in declarations.items()
        if isinstance(declared, ResponseDeclaration) and declared.correct
    }
    return {**empty_answers(declarations), **keys}


def _stand_in(node: Node) -> Declaration:
    """Return a declaration in place of a wrong one, so that what is said of it is said once."""
    name, nothing = node.attributes.get("identifier", ""), Value(Cardinality.SINGLE, BaseType.IDENTIFIER)
    if node.tag == "qti-outcome-declaration":
        return OutcomeDeclaration(name, nothing.cardinality, nothing.base_type)
    return ResponseDeclaration(
        name, nothing.cardinality, nothing.base_type, correct=nothing, mapping=Worth(), area_mapping=Worth()
    )


def _declaration(node: Node) -> Declaration:
    is_response = node.tag == "qti-response-declaration"
    return response_declaration(node) if is_response else outcome_declaration(node)


def item_of(document: Node, *, digest: str = "") -> Item:
    """Return the item in a document that has no problems."""
    body = document.first("qti-item-body") or Node("qti-item-body")
    responses = [response_declaration(node) for node in document.elements("qti-response-declaration")]
    outcomes = [outcome_declaration(node) for node in document.elements("qti-outcome-declaration")]
    return Item(
        document.attributes["identifier"],
        document.attributes.get("title", ""),
        document.attributes.get("xml:lang", ""),
        {declared.identifier: declared for declared in responses},
        {declared.identifier: declared for declared in outcomes},
        body,
        rules_of(document.first("qti-response-processing")),
        tuple(_feedback(node) for node in document.elements("qti-modal-feedback")),
        read_record(body),
        document,
        digest,
    )


def _feedback(node: Node) -> Feedback:
    return Feedback(
        node.attributes["outcome-identifier"],
        node.attributes["identifier"],
        node.first("qti-content-body") or node,
    )


def with_stimuli(item: Item, stimuli: Mapping[str, Source], *, name: str = "") -> Item:
    """Return the item with the shared texts it refers to, so far as they are among `stimuli`.

    Raises
    ------
    DocumentError
        With every problem of every text, each under the text's address.
    """
    bodies: dict[str, Node] = {}
    problems: list[Problem] = []
    for address in (address for address in item.stimulus_addresses if address in stimuli):
        try:
            bodies[address] = read_stimulus(stimuli[address], name=address)
        except DocumentError as error:
            problems += under(error, address)
    if problems:
        raise DocumentError(problems, name=name)
    return replace(item, stimuli=bodies)


def under(error: DocumentError, name: str) -> Iterator[Problem]:
    """Yield the problems of a file with its name before their paths."""
    for problem in error.problems:
        yield Problem(f"{name}:{problem.path}" if problem.path else name, problem.sentence)


def read_stimulus(source: Source, *, name: str = "") -> Node:
    """Return the body of a shared text.

    Raises
    ------
    DocumentError
        With every problem at once, each with its line.
    """
    document = read_xml(source, name=name, limit=MAX_ITEM_BYTES)
    problems = list(stimulus_problems(document))
    body = document.first("qti-stimulus-body")
    if body is None and not problems:
        problems = [Problem(f"line {document.line}", "has no body")]
    if problems or body is None:
        raise DocumentError(problems, name=name)
    return body
