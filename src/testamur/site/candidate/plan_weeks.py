"""The picture of a plan: one square a week, thirteen to a row, and the same in a table."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from django.utils.translation import gettext

from testamur.fit.plan import WEEK, StudyPlan
from testamur.fit.prerequisites import between, figure
from testamur.site.candidate.wording import day
from testamur.site.records.table import Row, number, rows

Look = Literal["work", "perhaps", "free"]
ACROSS: Final = 13
"""Weeks in a row: a quarter of a year."""
MOST: Final = 8 * ACROSS
"""Weeks that are drawn; what lies beyond stands in the table."""
STEP: Final = 23
SIDE: Final = 19
ROW: Final = 44
TOP: Final = 16
WIDTH: Final = ACROSS * STEP


@dataclass(frozen=True, slots=True)
class Square:
    """One week: where its square stands in units of the picture, and what it is."""

    x: int
    y: int
    look: Look
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A text above a row of squares."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """Weeks of one kind that follow each other."""

    first: int
    last: int | None
    look: Look


@dataclass(frozen=True, slots=True)
class Picture:
    """The weeks of a plan as squares, with the same as a table."""

    squares: tuple[Square, ...]
    labels: tuple[Label, ...]
    height: int
    text: str
    table: tuple[Row, ...]
    has_doubt: bool
    is_cut: bool
    has_wanted: bool

    @property
    def side(self) -> int:
        """How long the side of a square is."""
        return SIDE

    @property
    def width(self) -> int:
        """How wide the picture is."""
        return WIDTH


def picture(plan: StudyPlan) -> Picture | None:
    """Return the weeks of a plan; None where it cannot be told when they are."""
    if plan.start is None or plan.weeks.interval is None:
        return None
    begins = plan.start.first
    found = spans(plan)
    wanted = None if plan.by is None or plan.by < begins else (plan.by - begins).days // WEEK + 1
    ends = [span.last or span.first + ACROSS - 1 for span in found]
    drawn = min(MOST, max([*ends, wanted or 0]))
    looks = {week: span.look for span in found for week in range(span.first, min(span.last or drawn, drawn) + 1)}
    squares = tuple(
        _square(week, looks.get(week, "free"), is_wanted=week == wanted) for week in range(1, drawn + 1)
    )
    starts = range(1, drawn + 1, ACROSS)
    return Picture(
        squares=squares,
        labels=tuple(Label(0, _top(week) - 5, day(_monday(begins, week))) for week in starts),
        height=_top(drawn) + SIDE + 4,
        text=_said(plan, found),
        table=tuple(_table(plan, begins, found)),
        has_doubt=any(span.look == "perhaps" for span in found),
        is_cut=drawn < max([*ends, wanted or 0]),
        has_wanted=wanted is not None and wanted <= drawn,
    )


def spans(plan: StudyPlan) -> list[Span]:
    """Return the weeks in which one surely works, and those in which one may still; the last may be open."""
    if plan.start is None or plan.weeks.interval is None:
        return []
    begins, first, last = plan.start.first, plan.finish.earliest, plan.finish.latest
    sure = 0 if first is None else (first - begins).days // WEEK + 1
    found = [Span(1, sure, "work")] if sure else []
    most = None if last is None else (last - begins).days // WEEK + 1
    if most is None or most > sure:
        found.append(Span(sure + 1, most, "perhaps"))
    return found


def _square(week: int, look: Look, *, is_wanted: bool) -> Square:
    return Square(x=(week - 1) % ACROSS * STEP + 2, y=_top(week), look=look, is_wanted=is_wanted)


def _top(week: int) -> int:
    return TOP + (week - 1) // ACROSS * ROW + 2


def _monday(begins: date, week: int) -> date:
    return begins + timedelta(weeks=week - 1)


def _said(plan: StudyPlan, found: list[Span]) -> str:
    parts = [f"{_weeks(span)}: {_look(plan, span)}" for span in found]
    return gettext("Weeks of work: %(parts)s. The table below says the same.") % {"parts": "; ".join(parts)}


def _weeks(span: Span) -> str:
    if span.last is None:
        return gettext("week %(first)d and after") % {"first": span.first}
    if span.first == span.last:
        return gettext("week %(first)d") % {"first": span.first}
    return gettext("weeks %(first)d to %(last)d") % {"first": span.first, "last": span.last}


def _look(plan: StudyPlan, span: Span) -> str:
    if span.look == "perhaps":
        return gettext("you may be done, or still at it")
    asked = plan.asked.interval
    if plan.pacing == "cohort" and asked is not None:
        return gettext("you work, %(hours)s hours a week") % {"hours": between(*asked)}
    if plan.pacing == "self-paced" and plan.hours_per_week:
        return gettext("you work, %(hours)s hours a week") % {"hours": figure(plan.hours_per_week)}
    return gettext("you work")


def _table(plan: StudyPlan, begins: date, found: list[Span]) -> list[Row]:
    labels = [gettext("Weeks"), gettext("From"), gettext("Until"), gettext("How many"), gettext("What")]
    return rows(
        labels,
        [
            (
                _weeks(span),
                day(_monday(begins, span.first)),
                gettext("not stated")
                if span.last is None
                else day(_monday(begins, span.last) + timedelta(days=WEEK - 1)),
                number(gettext("not stated") if span.last is None else span.last - span.first + 1),
                _look(plan, span),
            )
            for span in found
        ],
    )
