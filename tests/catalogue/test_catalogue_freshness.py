from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.catalogue import (
    FIELDS,
    FRESH_DAYS,
    LIFETIMES,
    Claim,
    Freshness,
    Offering,
    freshness,
    shown,
    stale_claims,
)

quick = settings(derandomize=True, max_examples=60, deadline=None)
# 2026-11-28 is day 332 of its year; 90 days before it is 2026-08-30, counted on a calendar.
TODAY = date(2026, 11, 28)
AGO_90, AGO_91 = "2026-08-30", "2026-08-29"


def offering(*claims: Claim) -> Offering:
    return Offering("x", "X", "X", "person", "confirmed-exists", claim=claims)


def price(grade: Any = "B", **parts: Any) -> Claim:
    return Claim("price", "https://example.org", grade, parts.pop("value", 500), unit="USD", **parts)


def test_a_price_is_fresh_for_90_days_and_stale_on_the_91st() -> None:
    assert stale_claims(offering(price(seen=AGO_90)), at=TODAY) == ()
    assert stale_claims(offering(price(seen=AGO_91)), at=TODAY) == (price(seen=AGO_91),)


def test_the_age_and_its_limit_are_stated() -> None:
    found = shown(offering(price(seen=AGO_91)), "price")

    assert freshness(found, at=TODAY) == Freshness("stale", date(2026, 8, 29), 91, 90)


def test_a_price_without_dates_is_flagged_as_of_unknown_age() -> None:
    found = freshness(shown(offering(price()), "price"), at=TODAY)

    assert (found, found.is_flagged) == (Freshness("undated", limit=90), True)
    assert stale_claims(offering(price()), at=TODAY) == (price(),)


def test_a_month_counts_from_its_first_day() -> None:
    assert freshness(shown(offering(price(seen="2026-09")), "price"), at=TODAY).state == "fresh"
    assert freshness(shown(offering(price(seen="2026-08")), "price"), at=TODAY).state == "stale"


@pytest.mark.parametrize(("grade", "state"), [("A", "fresh"), ("B", "fresh"), ("C", "stale"), ("E", "stale")])
def test_reading_an_old_article_again_makes_it_no_younger(grade: str, state: str) -> None:
    found = shown(offering(price(grade, as_of="2021-07", seen="2026-11-27")), "price")

    assert freshness(found, at=TODAY).state == state


def test_one_fresh_claim_of_the_best_confirms_the_others() -> None:
    old, new = price(seen="2025-01-01"), price(seen="2026-11-01")

    assert stale_claims(offering(old, new), at=TODAY) == ()


def test_a_weaker_fresh_claim_does_not_confirm_a_better_stale_one() -> None:
    own, copy = price(seen="2025-01-01"), price("E", seen="2026-11-01")

    assert stale_claims(offering(own, copy), at=TODAY) == (own,)


def test_what_was_replaced_or_read_later_is_not_flagged() -> None:
    old = price(seen="2025-01-01")
    new = price(seen="2026-11-01", value=600, supersedes=old.id)

    assert stale_claims(offering(old, new), at=TODAY) == ()
    assert stale_claims(offering(old, new), at=date(2026, 10, 31)) == (old,)


def test_what_a_thing_is_does_not_age() -> None:
    areas = Claim("areas", "https://example.org", "B", "imaging", seen="2019-01-01")

    assert freshness(shown(offering(areas), "areas"), at=TODAY).state == "lasting"
    assert stale_claims(offering(areas), at=TODAY) == ()


def test_the_table_names_fields_once_each_and_gives_its_reasons() -> None:
    names = [name for life in LIFETIMES for name in life.fields]

    assert len(names) == len(set(names)) == len(FRESH_DAYS)
    assert set(names) <= set(FIELDS)
    assert all(life.reason for life in LIFETIMES)
    assert {FRESH_DAYS[name] for name in ("price", "price_per_course", "dates", "starts")} == {90}


@quick
@given(st.integers(0, 2000), st.integers(0, 400))
def test_a_fact_never_grows_younger(age: int, later: int) -> None:
    order = ["fresh", "stale"]
    found = shown(offering(price(seen=str(TODAY - timedelta(days=age)))), "price")

    now, then = (freshness(found, at=day) for day in (TODAY, TODAY + timedelta(days=later)))

    assert order.index(now.state) <= order.index(then.state)
