"""Our own record of an item: what it tests, how hard it means to be, where its key comes from, who read it again.

It stands in the item's own file, in a rubric block for authors and scorers (``use="ext:record"``), as a list of
terms; so one QTI file holds everything, and any QTI tool carries it along.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from testamur.documents import Node
from testamur.errors import Problem
from testamur.items.interaction import one_line
from testamur.items.vocabulary import QTI

USE: Final = "ext:record"
LEVELS: Final = ("recall", "apply", "judge")
NOT_CALIBRATED: Final = "not yet calibrated"


@dataclass(frozen=True, slots=True)
class Record:
    """What we know of an item beside its question. `enemies` may not stand on one form with it."""

    competency: str
    level: str
    reference: str
    status: str = NOT_CALIBRATED
    enemies: tuple[str, ...] = ()
    second_reading: str = ""


TERMS: Final[dict[str, Callable[[Record], str]]] = {
    "competency": lambda record: record.competency,
    "level": lambda record: record.level,
    "reference": lambda record: record.reference,
    "status": lambda record: record.status,
    "enemies": lambda record: " ".join(record.enemies),
    "second reading": lambda record: record.second_reading,
}
REQUIRED: Final = ("competency", "level", "reference", "status")


def record_block(body: Node) -> Node | None:
    """Return the rubric block that holds the record, if the item has one."""
    found = (node for node in body.walk() if node.tag == "qti-rubric-block")
    return next((node for node in found if node.attributes.get("use") == USE), None)


def read_record(body: Node) -> Record | None:
    """Return the record in an item's body without problems, or None if there is none."""
    block = record_block(body)
    if block is None:
        return None
    terms = dict(_terms(block))
    return Record(
        terms["competency"],
        terms["level"],
        terms["reference"],
        terms["status"],
        tuple(terms.get("enemies", "").split()),
        terms.get("second reading", ""),
    )


def _terms(block: Node) -> Iterator[tuple[str, str]]:
    term = ""
    for node in block.walk():
        if node.tag == "dt":
            term = one_line(node.text)
        elif node.tag == "dd":
            yield term, one_line(node.text)


def record_problems(body: Node) -> Iterator[Problem]:
    """Say everything that is wrong with the record in an item's body."""
    block = record_block(body)
    if block is None:
        return
    place = f"line {block.line}"
    if "candidate" in block.attributes.get("view", "").split():
        yield Problem(place, "the record is open to candidates; its view must be author and scorer")
    pairs = list(_terms(block))
    yield from _term_problems(place, [term for term, _ in pairs])
    texts = {term: text for term, text in pairs if text}
    for term in REQUIRED:
        if term not in texts:
            yield Problem(place, f"the record has no {term}")
    level = texts.get("level", LEVELS[0])
    if level not in LEVELS:
        yield Problem(place, f"the level must be one of {', '.join(LEVELS)}; it is {level!r}")
    for enemy in texts.get("enemies", "").split():
        if not re.fullmatch(r"[\w.\-]+", enemy):
            yield Problem(place, f"{enemy!r} does not name an item")


def _term_problems(place: str, terms: list[str]) -> Iterator[Problem]:
    for term, times in Counter(terms).items():
        if term not in TERMS:
            yield Problem(place, f"the record has the unknown term {term!r}")
        elif times > 1:
            yield Problem(place, f"the record has {term!r} more than once")


def record_node(record: Record) -> Node:
    """Return the rubric block that holds `record`; terms without a value are left out."""
    lines = [(term, text(record)) for term, text in TERMS.items()]
    children = [
        node
        for term, text in lines
        if text
        for node in (Node("dt", QTI, {}, (term,)), Node("dd", QTI, {}, (text,)))
    ]
    terms = Node("dl", QTI, {}, tuple(children))
    content = Node("qti-content-body", QTI, {}, (terms,))
    return Node("qti-rubric-block", QTI, {"view": "author scorer", "use": USE}, (content,))
