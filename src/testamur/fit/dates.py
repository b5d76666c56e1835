"""How old a fact is whose date is known to the day, the month or only the year."""

from datetime import date
from typing import Final, NamedTuple

from testamur.catalogue import first_day, last_day

DAYS_A_YEAR: Final = 365.2425
"""The mean year of the Gregorian calendar."""


class Age(NamedTuple):
    """Years, at least and at most."""

    low: float
    high: float


def years_since(text: str, at: date) -> Age:
    """Return how many years before `at` a day, month or year was; what is yet to come is 0 years old."""
    return Age(*(max(0.0, (at - day).days / DAYS_A_YEAR) for day in (last_day(text), first_day(text))))
