"""Constraints and criteria that are numbers, dates or long lists, worked out for all likenesses of a part at once.

Each function says of every row of its part what the one of the same name in `constraints` or `criteria` says of an
offering; the tests hold them to that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from testamur.catalogue import GRADES, Role
from testamur.fit.case import Case
from testamur.fit.columns import NOTHING, STANDINGS, Columns, Part
from testamur.fit.constants import constant
from testamur.fit.constraints import Standing, weeks_free
from testamur.fit.dates import DAYS_A_YEAR
from testamur.fit.parts import NOBODY
from testamur.fit.policy import Facts
from testamur.fit.profile import Profile

Array = NDArray[np.float64]
NOT: Final = STANDINGS.index(Standing.NOT)
CANNOT_TELL: Final = STANDINGS.index(Standing.CANNOT_TELL)
ELIGIBLE: Final = STANDINGS.index(Standing.ELIGIBLE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to a catalogue in columns."""

    columns: Columns
    profile: Profile
    role: Role

    def part(self, name: str) -> Part:
        """Return a part of the columns."""
        return self.columns.parts[name]


def _figures(asked: Asked, name: str) -> Array:
    """Return the figures of a part as columns; not-a-number where nobody states one."""
    return asked.columns.remembered(("figures", name), lambda: _read(asked.part(name)))


def _read(part: Part) -> Array:
    rows = [tuple(np.nan if value is None else value for value in row) for row in part.rows]  # type: ignore[attr-defined]
    return np.array(rows, dtype=np.float64).reshape(len(rows), -1).T


def _within(low: Array, high: Array, most: float) -> NDArray[np.int8]:
    """Return the standing of numbers that lie between `low` and `high` and may be at most `most`."""
    with np.errstate(invalid="ignore"):
        return np.where(high <= most, ELIGIBLE, np.where(low > most, NOT, CANNOT_TELL)).astype(np.int8)


def _budget(asked: Asked) -> NDArray[np.int8]:
    low, high, _ = _figures(asked, "cost")
    return _within(low, high, asked.profile.budget or 0.0)


def _hours(asked: Asked) -> NDArray[np.int8]:
    pacing_known, own_pace, low, high, _ = _figures(asked, "pace")
    found = _within(low, high, asked.profile.hours_per_week or 0.0)
    found = np.where((found == NOT) & (pacing_known == 0), CANNOT_TELL, found)
    return np.where(own_pace == 1, ELIGIBLE, found).astype(np.int8)


def _weeks(asked: Asked) -> NDArray[np.int8]:
    own_pace, hours_low, hours_high, hours_grade, low, high, _ = _figures(asked, "length")
    case = Case(asked.profile, asked.role, Facts(NOTHING, asked.columns.policy, asked.columns.at))
    free, mine = weeks_free(case), asked.profile.hours_per_week
    found = _within(low, high, free)
    if mine:
        mine_counts = (own_pace == 1) & (hours_grade != NOBODY)
        found = np.where(mine_counts, _within(hours_low / mine, hours_high / mine, free), found)
    return found.astype(np.int8)


def _start(asked: Asked) -> NDArray[np.int8]:
    today = asked.columns.at.toordinal()
    by = asked.profile.by.toordinal() if asked.profile.by else np.inf

    def in_time(row: tuple[bool, float | None, tuple[int, ...]]) -> int:
        own_pace, weeks, starts = row
        if own_pace:
            return ELIGIBLE
        first = next((day for day in starts if day >= today), None)
        ends = weeks is not None and first is not None and first + int(7 * weeks) <= by
        return ELIGIBLE if ends else CANNOT_TELL

    return np.array([in_time(row) for row in asked.part("start").rows], dtype=np.int8)  # type: ignore[arg-type]


Spans = tuple[Array, Array]


def _widths(asked: Asked) -> Array:
    """Return the width of each grade in the order of the grades; the last, of nobody's word, is not used."""
    return np.array([*(asked.columns.policy.widths[grade] for grade in GRADES), np.nan])


def _falling(asked: Asked, name: str, scale: float) -> Spans:
    """Return 1 at nothing, falling straight to 0 at `scale`, widened by the grade; unknown as the policy says."""
    low, high, grade = _figures(asked, name)
    worth = (
        (lambda amount: np.where(amount == 0, 1.0, 0.0)) if scale == 0 else (lambda amount: 1.0 - amount / scale)
    )
    least = np.where(np.isnan(high), 0.0, np.maximum(0.0, worth(high)))
    most = np.where(np.isnan(low), 1.0, np.maximum(0.0, worth(low)))
    return _widened(least, most, grade, asked)


def _widened(low: Array, high: Array, grade: Array, asked: Asked) -> Spans:
    width = _widths(asked)[grade.astype(int)]
    unknown = grade == NOBODY
    return (
        np.where(unknown, asked.columns.policy.unknown.low, np.maximum(0.0, low - width)),
        np.where(unknown, asked.columns.policy.unknown.high, np.minimum(1.0, high + width)),
    )


def _cost(asked: Asked) -> Spans:
    budget = asked.profile.budget
    return _falling(asked, "cost", constant("price_scale") if budget is None else budget)


def _time(asked: Asked) -> Spans:
    profile, free = asked.profile, constant("hours_scale")
    if profile.hours_per_week is not None and profile.weeks is not None:
        free = profile.hours_per_week * profile.weeks
    return _falling(asked, "time", free)


def _recency(asked: Asked) -> Spans:
    first, last, grade = _figures(asked, "recency")
    fresh, stale = constant("fresh_years"), constant("stale_years")
    today = asked.columns.at.toordinal()
    least, most = (
        np.clip((stale - np.maximum(0.0, (today - day) / DAYS_A_YEAR)) / (stale - fresh), 0.0, 1.0)
        for day in (first, last)
    )
    return _widened(least, most, grade, asked)


def _coverage(asked: Asked) -> Spans:
    columns, targets = asked.columns, tuple(target.code for target in asked.role.target)
    share, grade = columns.remembered(("coverage", targets), lambda: _touched(asked.part("coverage"), targets))
    width = _widths(asked)[grade.astype(int)]
    low, high = share * (1.0 - width), share + (1.0 - share) * np.maximum(columns.policy.unlisted, width)
    unknown = grade == NOBODY
    return (
        np.where(unknown, columns.policy.unknown.low, low),
        np.where(unknown, columns.policy.unknown.high, high),
    )


def _touched(part: Part, targets: tuple[str, ...]) -> Array:
    """Return which share of the targets each likeness touches, and the place of its grade."""
    pairs = [{code, code.partition(".")[0]} for code in targets]
    rows: list[tuple[frozenset[str], int]] = list(part.rows)  # type: ignore[arg-type]  # as parts._coverage reads
    shares = [sum(not pair.isdisjoint(codes) for pair in pairs) / len(pairs) for codes, _ in rows]
    return np.array([shares, [grade for _, grade in rows]], dtype=np.float64)


# Which part a constraint or criterion of figures is read from, and how.
STANDING_OF: Final[dict[str, tuple[str, Callable[[Asked], NDArray[np.int8]]]]] = {
    "budget": ("cost", _budget),
    "hours": ("pace", _hours),
    "weeks": ("length", _weeks),
    "start": ("start", _start),
}
SPAN_OF: Final[dict[str, tuple[str, Callable[[Asked], Spans]]]] = {
    "cost": ("cost", _cost),
    "time": ("time", _time),
    "recency": ("recency", _recency),
    "coverage": ("coverage", _coverage),
}
