"""Dates: weeks of a cohort, months of validity."""

import calendar
from datetime import UTC, date, datetime, time, timedelta

from testamur.programme.programme import Component, Programme


def add_months(start: date, months: int) -> date:
    """Return the same day of the month, `months` later; the month's last day where there is no such day.

    >>> add_months(date(2024, 2, 29), 24)
    datetime.date(2026, 2, 28)
    """
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(years, month + 1, min(start.day, calendar.monthrange(years, month + 1)[1]))


def expires_on(programme: Programme, awarded_on: date) -> date | None:
    """Return the last day on which an award of that day holds; None if it does not end."""
    months = programme.award.validity_months
    return None if months is None else add_months(awarded_on, months)


def opens_on(component: Component, *, started_on: date) -> date:
    """Return the first day of the component's first week."""
    return started_on + timedelta(weeks=component.week - 1)


def due_on(programme: Programme, component: Component, *, started_on: date) -> date | None:
    """Return the last day for the component; None where the programme sets none."""
    if programme.calendar.pacing == "cohort":
        return started_on + timedelta(weeks=component.week + component.weeks - 1, days=-1)
    weeks = programme.calendar.complete_within_weeks
    return None if weeks is None else started_on + timedelta(weeks=weeks, days=-1)


def starts_at(component: Component, *, started_on: date) -> datetime:
    """Return when a session begins, in UTC."""
    day = opens_on(component, started_on=started_on) + timedelta(days=component.day - 1)
    return datetime.combine(day, time.fromisoformat(component.time), tzinfo=UTC)
