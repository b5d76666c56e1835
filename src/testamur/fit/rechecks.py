"""Which facts to look up again, and when: a price or a date does not stay true for ever."""

from dataclasses import dataclass
from datetime import date, timedelta

from testamur.catalogue import FRESH_DAYS, Freshness, Shown, freshness, last_day
from testamur.fit.case import Case


@dataclass(frozen=True, slots=True)
class Recheck:
    """A shown fact that ages: looked up on `seen_on`, if that is known, and due again on `on`."""

    title: str
    seen_on: date | None
    on: date


def rechecks(case: Case) -> tuple[Recheck, ...]:
    """Return every shown fact that ages, the first due first; what is too old or undated is due on the day."""
    at = case.facts.at
    found = [(shown, freshness(shown, at=at)) for shown in map(case.facts.shown, FRESH_DAYS) if not shown.missing]
    due = [Recheck(shown.title, age.day, _due(shown, age, at)) for shown, age in found if shown.is_known]
    return tuple(sorted(due, key=lambda one: (one.on, one.title)))


def _due(shown: Shown, age: Freshness, at: date) -> date:
    """Return the first day on which the fact is too old; the day itself if it already is, or if nobody knows."""
    if age.is_flagged or age.day is None or age.limit is None:
        return at
    ends = [last_day(claim.valid_to) + timedelta(days=1) for claim in shown.best if claim.valid_to]
    return min([age.day + timedelta(days=age.limit + 1), *ends])


def doubts(due: tuple[Recheck, ...], *, at: date) -> str:
    """Return what of it is to be confirmed now, in one line; empty if nothing is."""
    old: dict[date | None, list[str]] = {}
    for one in due:
        if one.on <= at:
            old.setdefault(one.seen_on, []).append(one.title.lower())
    parts = [f"{', '.join(titles)} ({_seen(day)})" for day, titles in old.items()]
    return f"whether these still hold: {'; '.join(parts)}" if parts else ""


def _seen(day: date | None) -> str:
    return "read at an unknown date" if day is None else f"last confirmed on {day.isoformat()}"
