from datetime import date
from typing import Any

import pytest

from testamur.catalogue import Claim, Interval, Offering, Reading, reading, readings


def offering(*claims: Claim) -> Offering:
    return Offering("x", "X", "X", "person", "confirmed-exists", claim=claims)


def number(field: str, value: float | None = None, **parts: Any) -> Claim:
    return Claim(field, "https://example.org", parts.pop("grade", "B"), value, **parts)


def test_a_stated_total_needs_no_derivation() -> None:
    stated = number("price", 2990, unit="USD")

    found = reading(offering(stated), "price")

    assert found == Reading("price", Interval(2990, 2990), "USD", "B", "", (stated,))


def test_the_price_of_a_whole_is_courses_times_price_and_as_weak_as_the_weaker() -> None:
    courses, each = number("courses", 3), number("price_per_course", 1600, unit="USD", grade="D")

    found = reading(offering(courses, each), "price")

    assert found == Reading(
        "price", Interval(4800, 4800), "USD", "D", "3 courses × 1,600 USD a course", (courses, each)
    )


def test_hours_come_from_weeks_and_hours_a_week_also_where_the_weeks_are_derived() -> None:
    # 3 modules of 5 weeks at 4 to 5 hours a week: 15 x 4 = 60 to 15 x 5 = 75.
    found = reading(
        offering(
            number("modules", 3),
            number("length_per_module", 5, unit="weeks"),
            number("hours_per_week", low=4, high=5, unit="hours"),
        ),
        "hours",
    )

    assert (found.interval, found.unit) == (Interval(60, 75), "hours")
    assert found.derivation == "15 weeks (3 modules × 5 weeks a module) × 4 to 5 hours a week"


def test_days_a_week_are_working_days_of_seven_to_eight_hours() -> None:
    found = reading(offering(number("days_per_week", 2, unit="days")), "hours_per_week")

    assert (found.interval, found.grade) == (Interval(14, 16), "B")


def test_price_per_hour_divides_the_low_end_by_the_high() -> None:
    # 600 to 900 USD over 10 to 20 hours: 600 / 20 = 30 to 900 / 10 = 90.
    found = reading(
        offering(number("price", low=600, high=900, unit="USD"), number("hours", low=10, high=20, unit="hours")),
        "price_per_hour",
    )

    assert (found.interval, found.unit) == (Interval(30, 90), "USD")


def test_an_open_end_stays_open() -> None:
    found = readings(offering(number("hours", low=40, unit="hours"), number("price", 80, unit="USD")))

    assert found.hours.interval == Interval(40, None)
    assert found.price_per_hour.interval == Interval(None, 2)


def test_no_hours_make_no_price_per_hour() -> None:
    nothing = offering(number("hours", 0, unit="hours"), number("price", 80, unit="USD"))

    assert reading(nothing, "price_per_hour").interval == Interval(None, None)


def test_a_pass_mark_is_a_count_and_its_share_is_computed() -> None:
    # 70 of 110 is 63.6 %.
    found = readings(offering(number("exam_items", 110), number("pass_correct", 70)))

    assert found.pass_correct.interval == Interval(70, 70)
    assert found.pass_share.interval == pytest.approx((0.636, 0.636), abs=5e-4)


def test_months_are_of_the_mean_length() -> None:
    # 12 months = 365.2425 / 7 weeks.
    assert reading(offering(number("length", 12, unit="months")), "weeks").interval == pytest.approx(
        (52.1775, 52.1775)
    )


def test_what_nobody_states_is_not_known() -> None:
    found = readings(offering(number("courses", 3)))

    assert found.price == Reading("price")
    assert not found.price.is_known


def test_an_unconfirmed_factor_makes_no_total() -> None:
    found = reading(offering(number("courses", 3), number("price_per_course", 1, unit="USD", grade="U")), "price")

    assert not found.is_known


def test_a_reading_is_of_a_day() -> None:
    grant = offering(number("price", 0, unit="CAD", valid_to="2023-03"))

    assert reading(grant, "price", at=date(2023, 1, 1)).is_known
    assert not reading(grant, "price", at=date(2026, 1, 1)).is_known
