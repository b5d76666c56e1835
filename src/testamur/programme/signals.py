"""A programme of ours by the same rubric as everybody else's: its signals, from what its file states."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from testamur.catalogue.rubric import Question, Rigour, possible, questions, rigour_of, settling
from testamur.programme.programme import Component, Programme


@dataclass(frozen=True, slots=True)
class Stated:
    """One signal of a programme: its answer, None if the file does not say, and what in the file says so."""

    signal: str
    answer: bool | None
    because: str


@dataclass(frozen=True, slots=True)
class Classed:
    """What the rubric says of a programme, and the signals it says it from."""

    stated: tuple[Stated, ...]
    classes: tuple[str, ...]
    rigour: Rigour
    credit: bool | None
    settling: tuple[Question, ...]


def _taught(programme: Programme) -> list[Component]:
    return [component for component in programme.component if component.kind in ("module", "session")]


def _assessed(programme: Programme) -> list[Component]:
    """Return the parts that must be passed: the exam, assignments, and modules whose quizzes have a mark."""
    return [
        component
        for component in programme.component
        if component.kind in ("exam", "assignment") or component.quiz_pass_correct is not None
    ]


def _is_endless(programme: Programme, component: Component) -> bool:
    """Say whether a part may be tried again, with the same questions, for as long as one likes."""
    if component.kind == "exam" and programme.exam:
        return programme.exam.attempts is None and programme.exam.forms == 1
    return component.attempts is None


def _open(programme: Programme) -> Stated:
    if programme.exam is None:
        return Stated("s1", False, "There is no exam that could be sat alone.")
    if _taught(programme):
        return Stated("s1", False, "The award asks for our own study parts too, not for the exam alone.")
    return Stated("s1", True, "The award asks for the exam alone.")


def _admits(programme: Programme) -> Stated:
    if programme.eligibility:
        return Stated("s2", False, "Who enrols declares that the conditions are met; it need not be shown.")
    return Stated("s2", False, "Anyone may enrol.")


def _ends(programme: Programme) -> Stated:
    months = programme.award.validity_months
    if months is None:
        return Stated("s3", False, "The award holds without an end.")
    return Stated("s3", True, f"The award holds for {months} months.")


def _kept_up(programme: Programme) -> Stated:
    if programme.renewal and programme.award.validity_months is not None:
        return Stated("s4", True, "To stay current it must be renewed.")
    return Stated("s4", False, "Nothing has to be renewed.")


def _job_analysis(_: Programme) -> Stated:
    return Stated("s6", None, "The file names no job analysis behind the blueprint.")


def _method(programme: Programme) -> Stated:
    exam = programme.exam
    if exam is None:
        return Stated("s7", False, "There is no exam whose pass mark a panel could set.")
    if not (exam.cut.judges or exam.cut.panel):
        return Stated("s7", False, "The pass mark is a fixed number; no panel set it.")
    if exam.cut.simulated:
        return Stated("s7", False, "The ratings behind the pass mark are simulated; no panel has met.")
    return Stated("s7", True, f"A panel set the pass mark: {exam.cut.method}.")


def _watched(programme: Programme) -> Stated:
    exam = programme.exam
    if exam is None or exam.proctoring == "none" or not exam.identity:
        return Stated("s8", False, "Nothing is sat with identity checked and somebody watching.")
    return Stated("s8", True, "Identity is checked, and the exam is watched.")


def _teaches(programme: Programme) -> Stated:
    if _taught(programme):
        return Stated("a1", True, "It teaches, in modules or live sessions.")
    return Stated("a1", False, "It teaches nothing; it is an exam.")


def _assesses(programme: Programme) -> Stated:
    if _assessed(programme):
        return Stated("a2", True, "Quizzes, assignments or an exam must be passed.")
    return Stated("a2", False, "Nothing must be passed.")


def _standard(programme: Programme) -> Stated:
    if _assessed(programme):
        return Stated("a3", True, "Every pass mark stands in the file before anybody enrols.")
    return Stated("a3", False, "There is no pass mark.")


def _course_only(programme: Programme) -> Stated:
    if _taught(programme):
        return Stated("a4", True, "Only who completes this programme gets it.")
    return Stated("a4", False, "There is no course to complete.")


def _presence_only(programme: Programme) -> Stated:
    if _assessed(programme):
        return Stated("c1", False, "Something must be passed; being there is not enough.")
    return Stated("c1", True, "It is given for taking part.")


def _endless(programme: Programme) -> Stated:
    assessed = _assessed(programme)
    if assessed and all(_is_endless(programme, component) for component in assessed):
        return Stated("c2", True, "Every quiz may be repeated until it is passed.")
    return Stated("c2", False, "Attempts are limited in at least one part that must be passed.")


def _credit(programme: Programme) -> Stated:
    if programme.continuing_education:
        return Stated("e1", True, "Credit is designated in advance, with an end.")
    return Stated("e1", False, "No credit is designated.")


def _person(_: Programme) -> Stated:
    return Stated("o1", False, "A person holds it.")


def _examined(programme: Programme) -> Stated:
    if programme.exam:
        return Stated("exam", True, f"An exam of {programme.exam.items} questions must be passed.")
    return Stated("exam", False, "There is no exam.")


def _second_marker(programme: Programme) -> Stated:
    if any(component.kind == "assignment" for component in programme.component):
        return Stated("second_marker", False, "Assignments are marked by a computed key, not by a second person.")
    return Stated("second_marker", False, "No work is marked by a person.")


def _statistics(_: Programme) -> Stated:
    return Stated("statistics", None, "The file does not say whether statistics of sittings are published.")


READINGS: Final[tuple[Callable[[Programme], Stated], ...]] = (
    *(_open, _admits, _ends, _kept_up, _job_analysis, _method, _watched),
    *(_teaches, _assesses, _standard, _course_only, _presence_only, _endless),
    *(_credit, _person, _examined, _second_marker, _statistics),
)
"""One reading a signal. Accreditation is not among them: it is seen in an accreditor's list, never in our file."""


def signals_of(programme: Programme) -> tuple[Stated, ...]:
    """Return the signals of a programme, each with what in its file says so."""
    return tuple(reading(programme) for reading in READINGS)


def classed(programme: Programme) -> Classed:
    """Return what the rubric says of a programme from what its file states.

    The word that the file itself uses for the award does not count.
    """
    stated = signals_of(programme)
    signals = {one.signal: one.answer for one in stated}
    return Classed(
        stated=stated,
        classes=possible(signals),
        rigour=rigour_of(signals),
        credit=signals["e1"],
        settling=questions(settling(signals)),
    )
