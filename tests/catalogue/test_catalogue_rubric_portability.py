"""Portability: the six checks, their shares, and the three rules that count promises for nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.catalogue import PORTABILITY, Claim, Offering
from testamur.catalogue.rubric import ANYBODY, SHARES, Portability, Reader, portability_of

PUBLISHED = json.loads((Path(__file__).parents[1] / "vectors/catalogue/rubric.json").read_text())["portability"]
US_PHYSICIAN = Reader("physician", "US")


def claim(field: str, value: Any = True, grade: Any = "C") -> Claim:  # noqa: FBT002  (most claims here are flags)
    return Claim(field, "https://example.org", grade, value)


def portability(*claims: Claim, reader: Reader = ANYBODY) -> Portability:
    return portability_of(Offering("x", "X", "X", "person", "confirmed-exists", claim=claims), reader=reader)


def holds(name: str, *claims: Claim, reader: Reader = ANYBODY) -> bool | None:
    return next(mark.holds for mark in portability(*claims, reader=reader).marks if mark.name == name)


def test_the_checks_and_their_shares_are_those_that_are_published() -> None:
    assert {name: share for name, _, share in PUBLISHED["checks"]} == SHARES
    assert list(SHARES) == list(PORTABILITY)
    assert sum(SHARES.values()) == pytest.approx(1)


def test_of_what_nothing_is_said_anything_is_possible() -> None:
    assert portability().score == pytest.approx((0.0, 1.0))


def test_what_a_source_that_counts_says_is_so() -> None:
    found = portability(claim("portability.p2"), claim("portability.p4", value=False))

    assert found.score == pytest.approx((0.25, 0.90))


@pytest.mark.parametrize(("name", "grade"), [("p3", "D"), ("p3", "E"), ("p1", "D")])
def test_a_promise_with_nothing_behind_it_counts_for_nothing(name: str, grade: Any) -> None:
    assert holds(name, claim(f"portability.{name}", grade=grade)) is False


def test_a_named_framework_without_a_public_mapping_counts_for_nothing() -> None:
    named = claim("framework", "EDISON Data Science Framework", "B")

    assert holds("p1", named) is False
    assert holds("p1", named, claim("portability.p1")) is True
    assert portability(named).score == pytest.approx((0.0, 0.8))


def test_recognised_everywhere_by_nobody_named_counts_for_nothing() -> None:
    everywhere = claim("portability", "travels across employers and countries", "D")

    assert holds("p3", everywhere) is False
    assert holds("p3", everywhere, claim("portability.p3", grade="A")) is True


def test_a_rivals_denial_decides_nothing() -> None:
    assert holds("p1", claim("portability.p1", value=False, grade="D")) is None


def test_a_place_in_an_accreditors_list_is_accreditation() -> None:
    assert holds("p2", claim("signal.s11", grade="A")) is True
    assert holds("p2", claim("signal.s11", grade="D")) is None


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        (US_PHYSICIAN, True),
        (Reader("registered-nurse", "US"), False),
        (Reader("physician", "GB"), False),
        (Reader("physician", ""), None),
        (ANYBODY, None),
    ],
)
def test_us_credit_counts_for_physicians_in_the_us_only(reader: Reader, said: bool | None) -> None:  # noqa: FBT001
    carries = (claim("ce"), claim("ce_for", ("physician",)))

    assert holds("p6", *carries, reader=reader) is said


def test_credit_that_physicians_are_not_shown_to_get_is_open() -> None:
    assert holds("p6", claim("ce"), reader=US_PHYSICIAN) is None
    assert holds("p6", claim("ce", grade="D"), claim("ce_for", ("physician",)), reader=US_PHYSICIAN) is None
    assert holds("p6", claim("ce", value=False), reader=Reader("physician", "GB")) is None


def test_credit_toward_another_credential_counts_for_everybody() -> None:
    assert holds("p6", claim("portability.p6"), claim("ce"), reader=Reader("physician", "GB")) is True


flags = st.builds(claim, st.sampled_from([f"portability.{name}" for name in SHARES]), st.booleans())


@given(st.lists(flags, unique_by=lambda made: made.field, max_size=6))
def test_a_fact_more_never_widens_the_score(claims: list[Claim]) -> None:
    low, high = portability(*claims).score
    assert low is not None
    assert high is not None

    for last in range(len(claims)):
        wider = portability(*claims[:last], *claims[last + 1 :]).score
        assert wider.low is not None
        assert wider.high is not None
        assert wider.low <= low + 1e-9
        assert high - 1e-9 <= wider.high
