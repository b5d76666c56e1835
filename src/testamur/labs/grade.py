"""Grade what a candidate answered: points, partial credit, and sentences that say what went wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Literal

from testamur.documents import plain
from testamur.labs.answers import Given, read_answers
from testamur.labs.carrying import followed
from testamur.labs.case import Case
from testamur.labs.key import Key, Trap
from testamur.labs.question import Kind, Part

Outcome = Literal["right", "followed", "partly", "wrong", "blank"]

FOLLOWED_SHARE: Final = 0.75
"""What a part earns that is wrong, but follows rightly from the candidate's own earlier answers."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one part earned and why; `feedback` holds the answer, so it is shown when the window is closed."""

    part: str
    given: tuple[str, ...]
    outcome: Outcome
    points: float
    out_of: int
    feedback: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """The marks of a case. `unsafe` holds a sentence for each answer that fails the case whatever the points."""

    points: float
    out_of: int
    share: float
    unsafe: tuple[str, ...]
    marks: tuple[Mark, ...]

    def passes(self, pass_share: float) -> bool:
        """Return whether the share is reached and nothing unsafe was answered."""
        return self.share >= pass_share and not self.unsafe

    def document(self) -> dict[str, Any]:
        """Return the grade as JSON-ready data."""
        document: dict[str, Any] = plain(self)
        return document


Judged = tuple[Outcome, float, list[str]]


def grade(case: Case, answers: object) -> Grade:
    """Grade the answers to a case against its stored key.

    A part that matches the key, within its tolerance, earns its points. A wrong number or verdict that follows
    rightly from the candidate's own earlier answers earns `FOLLOWED_SHARE` of them; an answer that a named trap
    leads to earns the trap's share and its sentence. Where several choices are to be made, each right one earns
    its part. A blank earns nothing.

    Parameters
    ----------
    case : Case
        With its key.
    answers : object
        See `read_answers`.

    Returns
    -------
    Grade
        Points, share in 0..1, unsafe answers, and a mark for every part in order.

    Raises
    ------
    DocumentError
        With every problem of the answers at once.
    """
    given = read_answers(case.parts, answers)
    keys = {key.part: key for key in case.keys}
    marks = tuple(_mark(part, keys[part.id], given) for part in case.parts)
    points, out_of = sum(mark.points for mark in marks), sum(part.points for part in case.parts)
    unsafe = tuple(
        f"The answer {_shown(part, value)!r} to {part.label!r} is unsafe here and fails the assignment."
        for part in case.parts
        for value in given.get(part.id, ())
        if value in keys[part.id].unsafe
    )
    return Grade(round(points, 4), out_of, round(points / out_of, 6) if out_of else 0.0, unsafe, marks)


def _mark(part: Part, key: Key, given: Given) -> Mark:
    values = given.get(part.id, ())
    outcome, share, said = (
        JUDGES[part.kind](part, key, given) if values else ("blank", 0.0, ["No answer was given."])
    )
    answer = "; ".join(_shown(part, value).rstrip(".") for value in key.answers)
    feedback = (*said, f"The answer: {answer}. {key.working}")
    return Mark(part.id, values, outcome, round(part.points * share, 4), part.points, feedback)


def _judge_number(part: Part, key: Key, given: Given) -> Judged:
    value, tolerance = Decimal(given[part.id][0]), Decimal(part.tolerance)
    if abs(value - Decimal(key.answers[0])) <= tolerance:
        return "right", 1.0, []
    own = followed(key.carry, given) if key.carry else None
    follows = own is not None and abs(value - Decimal(own)) <= tolerance
    return _wrong(_nearest(key.traps, value, tolerance), follows=follows)


def _judge_choice(part: Part, key: Key, given: Given) -> Judged:
    (value,) = given[part.id]
    if value in key.answers:
        return "right", 1.0, []
    follows = key.carry is not None and followed(key.carry, given) == value
    return _wrong([trap for trap in key.traps if trap.answer == value], follows=follows)


def _judge_choices(part: Part, key: Key, given: Given) -> Judged:
    chosen = given[part.id]
    hits = sum(value in key.answers for value in chosen)
    said = [trap.sentence for value in chosen for trap in key.traps if trap.answer == value]
    outcome: Outcome = "right" if hits == part.pick else "partly" if hits else "wrong"
    return outcome, hits / part.pick, said


JUDGES: Final[Mapping[Kind, Callable[[Part, Key, Given], Judged]]] = MappingProxyType(
    {"number": _judge_number, "choice": _judge_choice, "choices": _judge_choices}
)


def _wrong(traps: list[Trap], *, follows: bool) -> Judged:
    """Return what a wrong answer earns: the better of what its trap and what its own premises give."""
    said = [trap.sentence for trap in traps]
    share = max((trap.share for trap in traps), default=0.0)
    if follows:
        said.append("It follows rightly from your own earlier answers, which earns part of the points.")
        return "followed", max(share, FOLLOWED_SHARE), said
    return ("partly" if share else "wrong"), share, said


def _nearest(traps: tuple[Trap, ...], value: Decimal, tolerance: Decimal) -> list[Trap]:
    """Return the traps that the value falls into: of those within tolerance, the nearest."""
    far = [(abs(value - Decimal(trap.answer)), trap) for trap in traps]
    within = [
        (gap, trap) for gap, trap in far if gap <= (Decimal(trap.tolerance) if trap.tolerance else tolerance)
    ]
    least = min((gap for gap, _ in within), default=None)
    return [trap for gap, trap in within if gap == least]


def _shown(part: Part, value: str) -> str:
    """Return an answer as a person reads it."""
    if part.kind != "number":
        return next((option.text for option in part.options if option.id == value), value)
    exact = Decimal(value)
    rounded = exact if exact == exact.to_integral_value() else exact.quantize(Decimal("0.01"))
    return f"{rounded} {part.unit}".strip()
