from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.catalogue import GRADES, PRECEDENCE, Claim, Interval, Offering, shown, worst

quick = settings(derandomize=True, max_examples=100, deadline=None)


def offering(*claims: Claim) -> Offering:
    return Offering("x", "X", "X", "person", "confirmed-exists", claim=claims)


def price(value: float, grade: Any, **parts: Any) -> Claim:
    return Claim("price", "https://example.org", grade, value, unit=parts.pop("unit", "USD"), **parts)


def test_nobody_states_it() -> None:
    found = shown(offering(), "price")

    assert (found.missing, found.value, found.interval, found.grade, found.is_known) == (
        True,
        None,
        None,
        "U",
        False,
    )


def test_the_best_grade_wins_and_the_other_is_a_conflict() -> None:
    press, copy = price(500, "C"), price(900, "E")

    found = shown(offering(copy, press), "price")

    assert (found.interval, found.grade, found.best, found.conflicts) == ((500, 500), "C", (press,), (copy,))
    assert found.sources == ("https://example.org",)


def test_the_issuer_wins_on_what_it_controls() -> None:
    issuer, authority = price(500, "B"), price(400, "A")

    assert shown(offering(authority, issuer), "price").best == (issuer,)


def test_an_authority_wins_on_what_the_issuer_does_not_control() -> None:
    said = Claim("framework_status", "source-guide", "D", "a Commission standard")
    known = Claim("framework_status", "https://cordis.europa.eu", "A", "a project that ended in 2017")

    found = shown(offering(said, known), "framework_status")

    assert (found.value, found.grade, found.conflicts) == (known.value, "A", (said,))


def test_what_agrees_is_no_conflict() -> None:
    assert shown(offering(price(500, "B"), price(500, "E")), "price").conflicts == ()


def test_equally_good_numbers_make_an_interval() -> None:
    found = shown(offering(price(500, "C"), price(700, "C")), "price")

    assert found.interval == Interval(500, 700)
    assert len(found.conflicts) == 2


def test_equally_good_flags_that_contradict_are_not_known() -> None:
    yes, no = (Claim("ce", "https://example.org", "C", value) for value in (True, False))

    found = shown(offering(yes, no), "ce")

    assert (found.value, found.is_known, found.missing) == (None, False, False)
    assert set(found.conflicts) == {yes, no}


def test_prices_in_two_currencies_are_not_mixed() -> None:
    found = shown(offering(price(500, "C"), price(600, "C", unit="CAD")), "price")

    assert (found.interval, found.is_known) == (None, False)


def test_lengths_are_compared_in_weeks() -> None:
    days = Claim("length", "https://example.org", "B", 14, unit="days")
    weeks = Claim("length", "https://example.net", "E", 2, unit="weeks")
    months = Claim("length", "https://example.com", "E", 2, unit="months")

    found = shown(offering(days, weeks, months), "length")

    assert (found.interval, found.unit, found.conflicts) == (Interval(2, 2), "weeks", (months,))


def test_lists_of_equal_standing_are_joined() -> None:
    one = Claim("covers", "https://example.org", "D", ("H1", "H2"))
    two = Claim("covers", "https://example.net", "D", ("H2", "H4"))

    # In the order of their sources, whatever the order of the file.
    assert shown(offering(one, two), "covers").value == ("H2", "H4", "H1")
    assert shown(offering(two, one), "covers").value == ("H2", "H4", "H1")


def test_a_claim_that_no_longer_holds_is_not_shown() -> None:
    grant = price(0, "B", unit="CAD", valid_to="2023-03")

    assert shown(offering(grant), "price", at=date(2023, 3, 31)).interval == Interval(0, 0)
    assert shown(offering(grant), "price", at=date(2023, 4, 1)).missing


def test_an_unconfirmed_value_is_shown_and_not_known() -> None:
    found = shown(offering(price(500, "U")), "price")

    assert (found.interval, found.is_known, found.missing) == (Interval(500, 500), False, False)


def test_an_unknown_field_is_an_error() -> None:
    with pytest.raises(KeyError, match="prise"):
        shown(offering(), "prise")


def test_precedence_holds_every_grade_once() -> None:
    assert all(sorted(order) == sorted(GRADES) for order in PRECEDENCE.values())


def test_the_worst_of_no_grades_is_unconfirmed() -> None:
    assert (worst(["B", "D", "C"]), worst([])) == ("D", "U")


claims = st.lists(
    st.builds(
        price,
        st.sampled_from([0, 500, 700]),
        st.sampled_from(list(GRADES)),
        note=st.sampled_from(["", "a"]),
    ),
    max_size=6,
)


@quick
@given(claims, st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(listed: list[Claim], random: Any) -> None:
    mixed = random.sample(listed, len(listed))

    one, two = shown(offering(*listed), "price"), shown(offering(*mixed), "price")

    assert (one.interval, one.unit, one.grade) == (two.interval, two.unit, two.grade)
    assert {c.value for c in one.conflicts} == {c.value for c in two.conflicts}


@quick
@given(claims)
def test_no_claim_is_lost(listed: list[Claim]) -> None:
    found = shown(offering(*listed), "price")

    assert len(found.claims) == len(listed)
    for claim in listed:
        agrees = claim.interval() == found.interval
        assert agrees or claim in found.conflicts
