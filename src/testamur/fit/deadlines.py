"""The days of a plan: starts, the last day to begin, the end, the wanted day, and when to look facts up again."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from testamur.fit.plan import WEEK, Start, StudyPlan
from testamur.fit.prerequisites import Met

Kind = Literal["start", "last-start", "end", "by", "check"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """One day of a plan: what falls on it, and why that day; `key` names it for ever within its plan."""

    on: date
    kind: Kind
    key: str
    title: str
    reason: str


def deadlines(plan: StudyPlan) -> tuple[Deadline, ...]:
    """Return the days of a plan that are not over, the soonest first."""
    found = [*_starts(plan), *_last_start(plan), *_ends(plan), *_by(plan), *_checks(plan)]
    return tuple(sorted((one for one in found if one.on >= plan.at), key=lambda one: (one.on, one.key)))


def _starts(plan: StudyPlan) -> Iterator[Deadline]:
    if plan.start is not None and not plan.start.is_stated:
        reason = "as you set it" if plan.pacing == "self-paced" else "as you set it; no start is stated"
        yield Deadline(plan.start.first, "start", "start", "You begin", reason)
    for start in plan.starts:
        planned = " It is the one that this plan counts with." if start == plan.start else ""
        key = f"start-{start.first.isoformat()}"
        yield Deadline(max(start.first, plan.at), "start", key, "A group starts", f"{_stated(start)}.{planned}")


def _stated(start: Start) -> str:
    if start.first == start.last:
        return "as the provider or another source states it"
    return f"stated to the month only: between {start.first.isoformat()} and {start.last.isoformat()}"


def last_start(plan: StudyPlan) -> date | None:
    """Return the last day on which one may begin and still surely be done by the wanted day."""
    longest = plan.weeks.interval.high if plan.weeks.interval else None
    if plan.by is None or longest is None:
        return None
    days = max(1, math.ceil(round(longest * WEEK, 6)))
    return None if days > (plan.by - date.min).days else plan.by - timedelta(days=days - 1)


def _last_start(plan: StudyPlan) -> Iterator[Deadline]:
    day = last_start(plan)
    if day is not None and plan.by is not None and plan.pacing != "cohort":
        reason = f"{plan.weeks.derivation}, at most, before {plan.by.isoformat()}"
        yield Deadline(day, "last-start", "last-start", "Last day to begin and be done in time", reason)


def _ends(plan: StudyPlan) -> Iterator[Deadline]:
    first, last = plan.finish.earliest, plan.finish.latest
    if first is not None and first == last:
        yield Deadline(first, "end", "end", "You are done, as planned", plan.weeks.derivation)
        return
    if first is not None:
        yield Deadline(first, "end", "end-first", "You may be done from here on", plan.weeks.derivation)
    if last is not None and last < date.max:
        yield Deadline(last, "end", "end", "You are done at the latest, as planned", plan.weeks.derivation)


def _by(plan: StudyPlan) -> Iterator[Deadline]:
    if plan.by is not None:
        said = {
            Met.MET: "this plan is done by then",
            Met.NOT: "this plan is not done by then",
            Met.OPEN: "whether this plan is done by then cannot be told",
        }
        yield Deadline(plan.by, "by", "by", "The day by which you want to be done", said[plan.in_time])


def _checks(plan: StudyPlan) -> Iterator[Deadline]:
    """Return a reminder on each day on which facts grow too old; what already is, is to be confirmed now."""
    for day in sorted({one.on for one in plan.rechecks if one.on > plan.at}):
        titles = [one.title.lower() for one in plan.rechecks if one.on == day]
        key = f"check-{day.isoformat()}"
        yield Deadline(
            day, "check", key, f"Look up again: {'; '.join(titles)}", "the facts are too old from here on"
        )
