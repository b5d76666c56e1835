"""What an offering asks before one may begin, and how one is assessed in it: met, not, or still to be checked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from testamur.catalogue import Grade, Reading, Shown
from testamur.fit.case import Case
from testamur.fit.constraints import CONSTRAINTS, Standing


class Met(StrEnum):
    """Whether something that is asked is met."""

    MET = "met"
    NOT = "not met"
    OPEN = "to be checked"


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """One thing that is asked of whoever wants to begin.

    `sentence` says what, and names the thing for whoever settles it; `grade` and `sources` say who states it;
    `settles` are the missing facts of the ranking that it answers.
    """

    title: str
    sentence: str
    met: Met
    grade: Grade = "U"
    sources: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing about the assessment: what is stated, empty if nobody does; `derivation` says how it was had."""

    title: str
    text: str = ""
    grade: Grade = "U"
    sources: tuple[str, ...] = ()
    derivation: str = ""


MEETING: Final = "whether you meet what it asks of applicants"
_WORDS: Final = {
    "eligibility": "Who may apply",
    "requirement": "Asked of applicants",
    "prerequisite": "To have done before",
}


def prerequisites(case: Case) -> tuple[Prerequisite, ...]:
    """Return everything that is asked before one may begin; where nobody says who may enrol, that is said."""
    found = [one for ask in _ASKED for one in ask(case)]
    return tuple(found) if any(one.title in _ADMISSION for one in found) else (_NOT_STATED, *found)


_NOT_STATED: Final = Prerequisite(
    "Who may enrol", "Who may enrol is not stated.", Met.OPEN, settles=("who may enrol",)
)
_ADMISSION: Final = frozenset({"Who may enrol", "Licence", "Education or experience", *_WORDS.values()})


def _asked(
    found: Shown, title: str, sentence: str, met: Met, settles: tuple[str, ...] = ()
) -> Iterator[Prerequisite]:
    yield Prerequisite(title, sentence, met, found.grade, found.sources, settles)


def _holder(case: Case) -> Iterator[Prerequisite]:
    if case.facts.offering.holder == "organisation":
        yield Prerequisite("Holder", "It certifies an organisation, not a person.", Met.NOT)


def _anyone(case: Case) -> Iterator[Prerequisite]:
    found = case.facts.shown("open_to_all")
    if found.is_known and found.value is True:
        yield from _asked(found, "Who may enrol", "Anyone may enrol.", Met.MET)


def _licence(case: Case) -> Iterator[Prerequisite]:
    found, own = case.facts.shown("eligible_licences"), case.licence
    if not found.is_known:
        return
    sentence = f"It is open only to: {', '.join(found.value)}."
    met = Met.OPEN if not own else Met.MET if own in found.value else Met.NOT
    yield from _asked(found, "Licence", sentence, met, ("your licence",))


def _words(case: Case) -> Iterator[Prerequisite]:
    for field, title in _WORDS.items():
        found = case.facts.shown(field)
        texts = found.value if isinstance(found.value, tuple) else (found.value,)
        for text in texts if found.is_known else ():
            yield from _asked(found, title, f"{title}: {text}.", Met.OPEN, (MEETING,))


def _education(case: Case) -> Iterator[Prerequisite]:
    found = case.facts.shown("signal.s2")
    in_words = any(case.facts.shown(field).is_known for field in (*_WORDS, "eligible_licences"))
    if found.is_known and found.value is True and not in_words:
        sentence = "Education, experience or a licence must be shown; which, is not stated."
        yield from _asked(found, "Education or experience", sentence, Met.OPEN, (MEETING, "who may enrol"))


def _programming(case: Case) -> Iterator[Prerequisite]:
    found = case.facts.shown("programming_required")
    missing = ("whether programming is needed",)
    if not found.is_known or not isinstance(found.value, bool):
        sentence = "Whether programming is needed is not stated."
        yield Prerequisite("Programming", sentence, Met.OPEN, settles=missing)
    elif not found.value:
        yield from _asked(found, "Programming", "No programming is needed.", Met.MET)
    else:
        met = Met.NOT if case.profile.programming_ok is False else Met.OPEN
        yield from _asked(found, "Programming", "Programming is needed.", met, missing)


_STANDINGS: Final = {Standing.ELIGIBLE: Met.MET, Standing.NOT: Met.NOT, Standing.CANNOT_TELL: Met.OPEN}
_JUDGED: Final = {"country": "Country", "education": "Education"}


def _judged(case: Case) -> Iterator[Prerequisite]:
    """Return what the ranking judges already, where the profile asks it."""
    for constraint in CONSTRAINTS:
        if constraint.name in _JUDGED and constraint.asked(case.profile):
            answer = constraint.answer(case)
            settles = (answer.missing,) if answer.missing else ()
            yield Prerequisite(
                _JUDGED[constraint.name], answer.sentence, _STANDINGS[answer.standing], settles=settles
            )


_ASKED: Final[tuple[Callable[[Case], Iterator[Prerequisite]], ...]] = (
    _holder,
    _anyone,
    _licence,
    _words,
    _education,
    _programming,
    _judged,
)


# What a flag about the assessment says, where it holds and where it does not.
_FLAGS: Final[dict[str, tuple[str, str, str]]] = {
    "exam": ("Examination", "An examination decides the award.", "No examination decides the award."),
    "a2": (
        "Final assessment",
        "A summative assessment must be passed.",
        "No summative assessment must be passed.",
    ),
    "c2": (
        "Trying again",
        "The same quiz may be retaken until passed.",
        "The same quiz may not be retaken until passed.",
    ),
    "s8": (
        "Proctoring",
        "Identity is checked and the sitting is watched.",
        "Nobody checks identity or watches the sitting.",
    ),
    "a4": (
        "Own course",
        "It is only for those who complete its own course.",
        "Its own course need not be taken.",
    ),
    "s4": (
        "Keeping it",
        "It must be kept up by exam, points or practice.",
        "Nothing is asked to keep it.",
    ),
}
_MORE_WORDS: Final = {
    "exam": ("assessment", "exam_nature"),
    "s8": ("proctoring",),
    "s4": ("maintenance",),
}
_EXAM_NUMBERS: Final = {"exam_items": "Questions", "exam_minutes": "Time", "pass_correct": "To pass"}
PROCTORING: Final = "whether the sitting is watched, and what you need for that"


def assessment(case: Case) -> tuple[Stated, ...]:
    """Return what is stated about how one is assessed; what nobody states is there too, as unknown."""
    return tuple(_assessed(case))


def _assessed(case: Case) -> Iterator[Stated]:
    exam = case.facts.shown("signal.exam")
    without = exam.is_known and exam.value is False
    for name in _FLAGS:
        yield from _flag(case, name)
        if name == "exam" and not without:
            yield from _numbers(case)
    yield _number("How long it holds", case.facts.reading("validity"))


def _flag(case: Case, name: str) -> Iterator[Stated]:
    title, holds, fails = _FLAGS[name]
    found = case.facts.shown(f"signal.{name}")
    known = found.is_known and isinstance(found.value, bool)
    words = [more for more in map(case.facts.shown, _MORE_WORDS.get(name, ())) if more.is_known]
    if known:
        yield Stated(title, holds if found.value else fails, found.grade, found.sources)
    for more in words:
        text = "; ".join(more.value) if isinstance(more.value, tuple) else str(more.value)
        yield Stated(more.title, f"“{text}”", more.grade, more.sources)
    if not known and not words:
        yield Stated(title)


def _numbers(case: Case) -> Iterator[Stated]:
    for name, title in _EXAM_NUMBERS.items():
        found = case.facts.reading(name)
        share = case.facts.reading("pass_share") if name == "pass_correct" else Reading("")
        yield _number(title, found, unit="correct" if name == "pass_correct" else "", share=share)


def _number(title: str, found: Reading, *, unit: str = "", share: Reading | None = None) -> Stated:
    if not found.is_known or found.interval is None:
        return Stated(title)
    sources = tuple(dict.fromkeys(claim.source for claim in found.claims))
    text = f"{between(*found.interval)} {found.unit or unit}".strip()
    if share is not None and share.interval is not None and share.interval.low is not None:
        return Stated(
            title,
            f"{text}, {share.interval.low * 100:.1f} % of the questions",
            share.grade,
            sources,
            share.derivation,
        )
    return Stated(title, text, found.grade, sources, found.derivation)


def between(low: float | None, high: float | None) -> str:
    """Return what a number lies between, in words."""
    if low is None:
        return "unknown" if high is None else f"at most {figure(high)}"
    if high is None:
        return f"{figure(low)} or more"
    return figure(low) if figure(low) == figure(high) else f"{figure(low)} to {figure(high)}"


def figure(number: float) -> str:
    """Return a number with no more digits than are of use."""
    return f"{number:,.0f}" if number >= 100 or abs(number - round(number)) < 0.05 else f"{number:,.1f}"
