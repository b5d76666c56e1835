"""What the whole costs, worked by hand."""

from datetime import date
from typing import Any

import pytest

from testamur.catalogue import Claim, Interval, Offering, content_folder, read_catalogue
from testamur.fit import GRADED, Profile, Totals
from testamur.fit.case import Case
from testamur.fit.policy import facts
from testamur.fit.totals import totals

ROLE = read_catalogue(content_folder()).roles["physician"]


def claim(field: str, value: Any = None, **parts: Any) -> Claim:
    return Claim(field, "https://example.org", parts.pop("grade", "B"), value, **parts)


def whole(*claims: Claim, **profile: Any) -> Totals:
    offering = Offering("x", "X", "X", "person", "confirmed-exists", claim=claims)
    return totals(Case(Profile("physician", **profile), ROLE, facts(offering, GRADED, at=date(2026, 11, 30))))


# Three courses at 1600 USD, three modules of 5 weeks at 4 to 5 hours a week: the figures of the source guide.
THREE = (
    claim("courses", 3),
    claim("price_per_course", 1600, unit="USD"),
    claim("modules", 3),
    claim("length_per_module", 5, unit="weeks"),
    claim("hours_per_week", low=4, high=5, unit="hours", grade="C"),
)


def test_price_and_hours_are_of_the_whole_and_say_how() -> None:
    found = whole(*THREE)

    assert found.price.interval == Interval(4800, 4800)
    assert found.hours.interval == Interval(60, 75)
    assert found.price_per_hour.interval == Interval(64, 80)
    assert found.price.derivation == "3 courses × 1,600 USD a course"
    assert found.price_per_hour.grade == "C"


def test_weeks_are_of_ones_own_hours_where_one_sets_the_pace() -> None:
    found = whole(*THREE, claim("pacing", "self-paced"), hours_per_week=3)

    assert found.weeks_at_my_hours.interval == Interval(20, 25)
    assert found.weeks_at_my_hours.derivation.endswith("÷ 3 hours a week of yours")


@pytest.mark.parametrize("pacing", [(), (claim("pacing", "cohort"),)])
def test_weeks_are_the_providers_where_one_does_not(pacing: Any) -> None:
    assert whole(*THREE, *pacing, hours_per_week=3).weeks_at_my_hours.interval == Interval(15, 15)


def test_hours_stand_in_where_no_length_is_stated() -> None:
    assert whole(claim("hours", 30, unit="hours"), hours_per_week=3).weeks_at_my_hours.interval == Interval(10, 10)


def test_what_nobody_states_is_unknown_and_not_nothing() -> None:
    found = whole(hours_per_week=3)

    assert not any(
        one.is_known for one in (found.price, found.price_per_hour, found.hours, found.weeks_at_my_hours)
    )


def test_a_price_in_another_currency_stays_in_it() -> None:
    found = whole(claim("price", 900, unit="GBP"), claim("hours", 30, unit="hours"))

    assert (found.price.unit, found.price_per_hour.interval, found.price_per_hour.unit) == (
        "GBP",
        Interval(30, 30),
        "GBP",
    )
