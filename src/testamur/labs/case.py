"""A case: data, claim sheet and questions for the candidate, and the key that the candidate never sees."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from testamur.documents import plain, shape
from testamur.errors import DocumentError, Problem
from testamur.labs.answers import number
from testamur.labs.key import Key
from testamur.labs.question import Part, Question
from testamur.labs.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Case:
    """One individually generated case, as it is kept.

    `version` is the family's (the generator's), `engine` the edition of the evaluation room that computed the
    key, `digest` the SHA-256 of `data`. The seed and the keys are secret until the window closes.
    """

    family: str
    version: int
    engine: int
    seed: str
    title: str
    notice: str
    data: str
    digest: str
    sheet: Sheet
    questions: tuple[Question, ...]
    keys: tuple[Key, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every part of every question, in order."""
        return tuple(part for question in self.questions for part in question.parts)

    def document(self) -> dict[str, Any]:
        """Return the whole case, key and seed included, as JSON-ready data: for the record, not the candidate."""
        document: dict[str, Any] = _listed(plain(self))
        return document

    def public(self) -> dict[str, Any]:
        """Return what the candidate may see, as JSON-ready data, named field by field."""
        return {
            "family": self.family,
            "version": self.version,
            "title": self.title,
            "notice": self.notice,
            "digest": self.digest,
            "sheet": _listed(plain(self.sheet)),
            "questions": _listed(plain(self.questions)),
        }


def digest(data: str) -> str:
    """Return the SHA-256 of the data file's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(data.encode()).hexdigest()


def from_document(document: object, *, name: str = "") -> Case:
    """Return the case that `Case.document` wrote.

    Raises
    ------
    DocumentError
        With every problem at once: a wrong shape, data that do not match their digest, parts without a key.
    """
    case = shape(document, Case, name=name)
    problems = list(_problems(case))
    if problems:
        raise DocumentError(problems, name=name)
    return case


def _problems(case: Case) -> Iterator[Problem]:
    if digest(case.data) != case.digest:
        yield Problem("data", "does not match its digest; the file was changed")
    parts = [part.id for part in case.parts]
    keyed = [key.part for key in case.keys]
    for part in dict.fromkeys(parts):
        if parts.count(part) > 1:
            yield Problem("questions", f"the part {part!r} stands twice")
        if keyed.count(part) != 1:
            yield Problem("keys", f"the part {part!r} has {keyed.count(part)} keys; it needs one")
    by_id = {part.id: part for part in case.parts}
    for key in case.keys:
        if key.part in by_id:
            yield from _key_problems(by_id[key.part], key)
        else:
            yield Problem("keys", f"the key {key.part!r} belongs to no part")


def _key_problems(part: Part, key: Key) -> Iterator[Problem]:
    offered = {option.id for option in part.options}
    wanted = part.pick if part.kind == "choices" else 1
    if len(key.answers) != wanted:
        yield Problem(f"keys.{part.id}", f"has {len(key.answers)} answers; it needs {wanted}")
    if part.kind == "number" and number(part.tolerance) is None:
        yield Problem(f"questions.{part.id}", f"the tolerance {part.tolerance!r} is no number")
    for answer in (*key.answers, *(trap.answer for trap in key.traps)):
        if part.kind == "number" and number(answer) is None:
            yield Problem(f"keys.{part.id}", f"{answer!r} is no number")
        if part.kind != "number" and answer not in offered:
            yield Problem(f"keys.{part.id}", f"{answer!r} is not offered")


def _listed(value: Any) -> Any:  # noqa: ANN401  (JSON is any)
    """Return plain data with lists for tuples, equal to what comes back from JSON."""
    if isinstance(value, dict):
        return {key: _listed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(item) for item in value]
    return value
