"""A plan to take an offering: what is still to be met, how long it takes at one's own hours, when it is done.

Nothing here guesses. What nobody states stays unknown: without the hours there is no finishing date, and every
number carries how it was had.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from testamur.catalogue import Grade, Interval, Reading, first_day, last_day, worst
from testamur.fit.candidate import Candidate
from testamur.fit.case import Case
from testamur.fit.constraints import OWN_PACE, answers
from testamur.fit.criteria import values
from testamur.fit.prerequisites import (
    PROCTORING,
    Met,
    Prerequisite,
    Stated,
    assessment,
    between,
    figure,
    prerequisites,
)
from testamur.fit.reasons import confirm
from testamur.fit.rechecks import Recheck, doubts, rechecks
from testamur.fit.weights import weights_for

Pacing = Literal["", "self-paced", "cohort"]
WEEK: Final = 7
NEXT_START: Final = "the next start date"
# What the ranking asks less exactly than the plan does.
AN_EARLY_START: Final = "a start date that ends in time"
OF_TODAY: Final = "whether the facts are of today"


@dataclass(frozen=True, slots=True)
class Start:
    """A day on which one may begin; stated to the month only, it lies between `first` and `last`."""

    first: date
    last: date
    is_stated: bool = True


@dataclass(frozen=True, slots=True)
class Finish:
    """When the work is done: not before `earliest` and not after `latest`; an end that nobody can tell is None."""

    earliest: date | None
    latest: date | None


@dataclass(frozen=True, slots=True)
class Weeks:
    """How many weeks it takes, and how that was had; without an interval, `missing` names what is not known.

    `grade` is the weakest of the claims it is made from.
    """

    interval: Interval | None
    derivation: str = ""
    missing: str = ""
    grade: Grade = "U"


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """An offering against one's own calendar, as of a day.

    `clash` says that it asks, or may ask, for more hours a week than one has, and is empty where it does not;
    `hours_needed` is how many hours a week would do to be done by the wanted day.
    """

    offering: str
    at: date
    hours_per_week: float | None
    by: date | None
    pacing: Pacing
    starts: tuple[Start, ...]
    start: Start | None
    hours: Reading
    asked: Reading
    weeks: Weeks
    finish: Finish
    in_time: Met
    clash: str
    hours_needed: Interval | None
    prerequisites: tuple[Prerequisite, ...]
    assessment: tuple[Stated, ...]
    rechecks: tuple[Recheck, ...]
    confirm: tuple[str, ...]


def study_plan(case: Case, *, start: date | None = None) -> StudyPlan:
    """Return the plan for the question of `case`, begun on `start` or as soon as may be.

    Parameters
    ----------
    case : Case
        Who asks, in which role, and the offering as it was known on a day; its profile says how many hours a week
        there are and by which day it must be done.
    start : date, optional
        When one would begin. With a cohort, the next stated start on or after it counts; where no start is stated
        it is taken at its word.
    """
    pacing, stated = _pacing(case), _starts(case)
    begins = _begins(case, pacing, stated, start)
    weeks = _weeks(case, pacing)
    finish = _finish(begins, weeks.interval)
    asked_before = prerequisites(case)
    due = rechecks(case)
    return StudyPlan(
        offering=case.facts.offering.id,
        at=case.facts.at,
        hours_per_week=case.profile.hours_per_week,
        by=case.profile.by,
        pacing=pacing,
        starts=tuple(one for one in stated if one.last >= case.facts.at),
        start=begins,
        hours=case.facts.reading("hours"),
        asked=case.facts.reading("hours_per_week"),
        weeks=weeks,
        finish=finish,
        in_time=_in_time(finish, case.profile.by),
        clash=_clash(case, pacing),
        hours_needed=_hours_needed(case, pacing, begins),
        prerequisites=asked_before,
        assessment=assessment(case),
        rechecks=due,
        confirm=_confirm(case, pacing, begins, asked_before, due),
    )


def _pacing(case: Case) -> Pacing:
    found = case.facts.shown("pacing")
    if not found.is_known or found.value is None:
        return ""
    return "self-paced" if found.value in OWN_PACE else "cohort"


def _starts(case: Case) -> tuple[Start, ...]:
    """Return the stated starts, the soonest first."""
    found = case.facts.shown("starts")
    days = {Start(first_day(text), last_day(text)) for text in found.value or () if _is_date(text)}
    return tuple(sorted(days, key=lambda day: (day.first, day.last))) if found.is_known else ()


def _is_date(text: str) -> bool:
    try:
        first_day(text)
    except ValueError:
        return False
    return True


def _begins(case: Case, pacing: Pacing, stated: tuple[Start, ...], wanted: date | None) -> Start | None:
    if pacing == "self-paced":
        day = wanted or case.facts.at
        return Start(day, day, is_stated=False)
    if case.facts.shown("starts").is_known:
        return next((start for start in stated if start.last >= (wanted or case.facts.at)), None)
    return None if wanted is None else Start(wanted, wanted, is_stated=False)


def _weeks(case: Case, pacing: Pacing) -> Weeks:
    """Return how long it takes: at one's own pace by the hours, with a cohort by its length, else by both."""
    if pacing == "self-paced":
        return _at_own_pace(case)
    if pacing == "cohort":
        return _with_cohort(case)
    ways = (_at_own_pace(case), _with_cohort(case))
    known = [way.interval for way in ways if way.interval is not None]
    if len(known) < len(ways):
        return Weeks(None, missing="whether you set the pace")
    lows, highs = zip(*known, strict=True)
    whole = Interval(
        None if None in lows else min(low for low in lows if low is not None),
        None if None in highs else max(high for high in highs if high is not None),
    )
    how = f"whether you set the pace is not stated; {ways[0].derivation}, or {ways[1].derivation}"
    return Weeks(whole, how, grade=worst(way.grade for way in ways))


def _at_own_pace(case: Case) -> Weeks:
    hours, mine = case.facts.reading("hours"), case.profile.hours_per_week
    if not hours.is_known or hours.interval is None:
        return Weeks(None, missing="the hours in all")
    if not mine:
        return Weeks(None, missing="how many hours a week you have")
    interval = Interval(*(None if end is None else end / mine for end in hours.interval))
    how = f"{between(*hours.interval)} hours"
    return Weeks(interval, f"{_derived(how, hours)} ÷ {figure(mine)} hours a week", grade=hours.grade)


def _with_cohort(case: Case) -> Weeks:
    length = case.facts.reading("weeks")
    if not length.is_known or length.interval is None:
        return Weeks(None, missing="how long it takes")
    how = _derived(f"{between(*length.interval)} weeks with the group", length)
    return Weeks(length.interval, how, grade=length.grade)


def _derived(text: str, reading: Reading) -> str:
    return f"{text} ({reading.derivation})" if reading.derivation else text


def last_of(start: date, weeks: float) -> date:
    """Return the last day of so many weeks that begin on `start`; a begun day counts as a whole one."""
    days = max(1, math.ceil(round(weeks * WEEK, 6)))
    return date.max if days > (date.max - start).days else start + timedelta(days=days - 1)


def _finish(start: Start | None, weeks: Interval | None) -> Finish:
    if start is None or weeks is None:
        return Finish(None, None)
    return Finish(
        None if weeks.low is None else last_of(start.first, weeks.low),
        None if weeks.high is None else last_of(start.last, weeks.high),
    )


def _in_time(finish: Finish, by: date | None) -> Met:
    """Say whether the wanted day is met; without one, or where the doubt spans it, that is open."""
    if by is None:
        return Met.OPEN
    if finish.latest is not None and finish.latest <= by:
        return Met.MET
    return Met.NOT if finish.earliest is not None and finish.earliest > by else Met.OPEN


def _clash(case: Case, pacing: Pacing) -> str:
    """Say that more hours a week are asked, or may be, than one has; one's own pace clashes with nothing."""
    mine, asked = case.profile.hours_per_week, case.facts.reading("hours_per_week")
    if pacing == "self-paced" or mine is None or not asked.is_known or asked.interval is None:
        return ""
    low, high = asked.interval
    how = f"{between(low, high)} hours a week; you have {figure(mine)}."
    unless = "" if pacing == "cohort" else " Whether you may go slower is not stated."
    if low is not None and low > mine:
        return f"It asks {how}{unless}"
    return f"It may ask more than you have: {how}{unless}" if high is None or high > mine else ""


def _hours_needed(case: Case, pacing: Pacing, start: Start | None) -> Interval | None:
    hours, by = case.facts.reading("hours"), case.profile.by
    if pacing == "cohort" or start is None or by is None or not hours.is_known or hours.interval is None:
        return None
    weeks = ((by - start.last).days + 1) / WEEK
    if weeks <= 0:
        return None
    return Interval(*(None if end is None else end / weeks for end in hours.interval))


def _confirm(
    case: Case, pacing: Pacing, start: Start | None, asked: tuple[Prerequisite, ...], due: tuple[Recheck, ...]
) -> tuple[str, ...]:
    """Return what to ask the provider before paying, each once; what a prerequisite settles is asked there."""
    settled = {fact for one in asked for fact in one.settles}
    candidate = Candidate(case, answers(case), values(case))
    weights = weights_for(case.role, case.profile.need)
    said = [*_about_start(pacing, start), *confirm(candidate, weights=weights), *_about_proctoring(case)]
    old = doubts(due, at=case.facts.at)
    settled |= ({AN_EARLY_START} if NEXT_START in said else set()) | ({OF_TODAY} if old else set())
    return tuple(fact for fact in dict.fromkeys([*said, old]) if fact and fact not in settled)


def _about_start(pacing: Pacing, start: Start | None) -> Iterator[str]:
    if pacing != "self-paced" and (start is None or not start.is_stated):
        yield NEXT_START


def _about_proctoring(case: Case) -> Iterator[str]:
    exam = case.facts.shown("signal.exam")
    known = case.facts.shown("signal.s8").is_known or case.facts.shown("proctoring").is_known
    if not known and not (exam.is_known and exam.value is False):
        yield PROCTORING
