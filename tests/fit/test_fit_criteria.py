"""The criteria: values worked by hand, and the law that weaker evidence only widens."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.catalogue import FIELDS, GRADES, Claim, Offering, Role, Target, Task, Weights
from testamur.fit import AT_ITS_WORD, CRITERIA, GRADED, Policy, Profile, Span
from testamur.fit.case import Case
from testamur.fit.constants import CONSTANTS, constant
from testamur.fit.criteria import Value, values
from testamur.fit.dates import years_since
from testamur.fit.policy import facts, widened

AT = date(2026, 11, 23)
RUBRIC = json.loads((Path(__file__).parents[1] / "vectors/fit/rubric.json").read_text())
ROLE = Role(
    id="physician",
    name="Physician",
    group="clinicians",
    archetypes=("user",),
    target=tuple(Target(code, "foundation") for code in ("H1.1", "H1.2", "H4.1", "H7.1")),
    task=(Task("T1", "do"),),
    weights=Weights(0.15, 0.2, 0.12, 0.1, 0.18, 0.09, 0.08, 0.03, 0.05),
    weights_reason="",
    licence="physician",
)


def claim(field: str, value: Any = None, grade: Any = "C", **parts: Any) -> Claim:
    return Claim(field, parts.pop("source", "https://example.org"), grade, value, **parts)


def value(criterion: str, *claims: Claim, policy: Policy = GRADED, **profile: Any) -> Value:
    offering = Offering("x", "X", "X", "person", "confirmed-exists", claim=claims, role_groups=("clinicians",))
    case = Case(Profile("physician", **profile), ROLE, facts(offering, policy, at=AT))
    return {found.criterion: found for found in values(case)}[criterion]


def span(criterion: str, *claims: Claim, **parts: Any) -> Any:
    return pytest.approx(tuple(value(criterion, *claims, **parts).span))


def test_criteria_are_those_that_roles_weigh() -> None:
    assert list(CRITERIA) == list(Weights.__dataclass_fields__)


def test_what_nobody_states_may_be_anything() -> None:
    for name in ("coverage", "rigour", "portability", "ce", "cost", "time", "recency", "verification"):
        found = value(name)
        assert (found.span, found.grade, found.claims) == (Span(0, 1), "U", ())
        assert found.missing


def test_what_the_source_guide_leaves_out_is_average_when_it_is_taken_at_its_word() -> None:
    for name in ("audience", "coverage", "portability", "ce", "cost", "time", "recency", "verification"):
        assert value(name, policy=AT_ITS_WORD).span == Span(0.5, 0.5)


def test_audience_is_the_role_or_its_group() -> None:
    assert span("audience", claim("audience_roles", ("physician",))) == (0.85, 1.0)
    assert span("audience", claim("audience_roles", ("clinicians", "nurse-leader"))) == (0.85, 1.0)
    assert span("audience", claim("audience_roles", ("nurse-leader",))) == (0.0, 0.5)
    assert span("audience", claim("audience_roles", ("nurse-leader",), "E")) == (0.0, 0.6)


def test_without_an_audience_our_own_sorting_counts_as_a_weak_source() -> None:
    found = value("audience")

    assert found.span == pytest.approx((0.4, 1.0))
    assert found.grade == "U"


def test_coverage_counts_the_competencies_of_the_role() -> None:
    # H1 names two of four targets: low (2 x 0.95 + 2 x 0) / 4, high (2 x 1 + 2 x 0.5) / 4.
    found = value("coverage", claim("covers", ("H1", "H9"), "B"))

    assert found.span == pytest.approx((0.475, 0.75))
    assert found.sentence == "Its stated content touches 2 of the 4 competencies of this role."


def test_rigour_is_as_wide_as_its_unknown_signals() -> None:
    # A proctored exam is at least level 3; whether more is unknown: 3/5 to 1. Grade A adds no width.
    known = (claim("signal.exam", value=True, grade="A"), claim("signal.s8", value=True, grade="A"))

    assert span("rigour", *known) == (0.6, 1.0)


def test_endless_retries_count_against_the_assessment() -> None:
    # Level 1 for the assessment; the second step holds as far as there are no retries: 1 - c2, c2 in [0.85, 1].
    tested = [claim(f"signal.{name}", value=True, grade="A") for name in ("a2", "a3")]
    shut = [claim(f"signal.{name}", value=False, grade="A") for name in ("exam", "s8", "second_marker")]

    retaken = span("rigour", *tested, *shut, claim("signal.c2", value=True, grade="C"))
    once = span("rigour", *tested, *shut, claim("signal.c2", value=False, grade="C"))

    assert retaken == (0.2, 0.23)
    assert once == (0.37, 0.4)


def test_an_interested_partys_word_is_no_sight_of_recognition() -> None:
    shares = {name: share for name, _, share in RUBRIC["portability"] if name != "p5"}

    said = span("portability", claim("portability.p3", value=True, grade="D"))
    seen = span("portability", claim("portability.p3", value=True, grade="A"))

    assert said == (0.0, 1.0)
    assert (shares["p3"] / sum(shares.values()), 1.0) == seen
    assert all(constant(f"portability.{name}") == share for name, share in shares.items())


def test_verification_is_counted_once() -> None:
    seen = claim("portability.p5", value=True, grade="B")

    assert span("verification", seen) == (0.95, 1.0)
    assert span("portability", seen) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("profile", "known"),
    [
        ({}, (0.85, 1.0)),
        ({"country": "US"}, (0.85, 1.0)),
        ({"country": "GB"}, (0.0, 1.0)),
        ({"licence": "registered-nurse"}, (0.0, 0.5)),
        ({"licence": "none"}, (0.0, 0.0)),
    ],
)
def test_credit_is_worth_what_the_licence_and_country_make_it(profile: Any, known: tuple[float, float]) -> None:
    carries = (claim("ce", value=True, grade="B"), claim("ce_for", ("physician",)))

    assert known == span("ce", *carries, **profile)


def test_no_credit_is_worth_nothing() -> None:
    assert span("ce", claim("ce", value=False, grade="B")) == (0.0, 0.05)


@pytest.mark.parametrize(
    ("price", "budget", "known"),
    [
        (1000, None, (0.75, 0.85)),  # 1 - 1000/5000 = 0.8, and 0.05 to both sides
        (1000, 4000, (0.70, 0.80)),
        (0, 0, (0.95, 1.0)),
        (1, 0, (0.0, 0.05)),
        (9000, None, (0.0, 0.05)),
    ],
)
def test_cost_falls_from_one_to_nothing(price: float, budget: float | None, known: tuple[float, float]) -> None:
    assert known == span("cost", claim("price", price, "B", unit="USD"), budget=budget)


def test_a_price_in_another_currency_is_not_converted() -> None:
    assert span("cost", claim("price", 1, "B", unit="CAD")) == (0.0, 1.0)


def test_time_is_measured_against_the_hours_one_has() -> None:
    hours = claim("hours", low=30, high=60, unit="hours", grade="A")

    assert span("time", hours) == (0.5, 0.75)  # of 120
    assert span("time", hours, hours_per_week=8, weeks=10) == (0.25, 0.625)  # of 80


def test_an_open_end_may_be_any_number_of_hours() -> None:
    assert span("time", claim("hours", low=30, unit="hours", grade="A")) == (0.0, 0.75)


def test_recency_falls_from_one_year_to_five() -> None:
    # 23 November 2023 is 3 years old: (5 - 3) / (5 - 1) = 0.5.
    assert pytest.approx(value("recency", claim("level", "x", "A", as_of="2023-11-23")).span, abs=0.001) == (
        0.5,
        0.5,
    )
    assert span("recency", claim("level", "x", "A", as_of="2019")) == (0.0, 0.0)
    assert span("recency", claim("level", "x", "A", as_of="2026"), claim("level", "x", as_of="2019")) == (1.0, 1.0)


def test_age_is_as_wide_as_the_date_is_coarse() -> None:
    assert years_since("2025", date(2026, 1, 1)) == pytest.approx((1 / 365.2425, 365 / 365.2425))
    assert years_since("2027", AT) == (0, 0)


def test_widths_grow_with_the_weakness_of_the_grade() -> None:
    for policy in (GRADED.widths, GRADED.seen_widths):
        widths = [policy[grade] for grade in GRADES]
        assert widths == sorted(widths)
        assert (widths[0], widths[-1]) == (0, 1)


def test_widening_stays_between_nothing_and_all() -> None:
    assert widened(Span(0.2, 0.9), 0.35) == (0.0, 1.0)


def test_every_constant_has_a_reason() -> None:
    assert all(len(known.reason) > 20 for known in CONSTANTS.values())
    with pytest.raises(KeyError):
        constant("made-up")


FLAGS = [name for name in FIELDS if name.startswith(("signal.", "portability."))] + ["ce"]
one_claim = st.one_of(
    st.builds(claim, st.sampled_from(FLAGS), st.booleans()),
    st.builds(claim, st.just("audience_roles"), st.sampled_from([("physician",), ("nurse-leader",)])),
    st.builds(claim, st.just("covers"), st.sampled_from([("H1",), ("H1", "H4", "H7"), ("H9",)])),
    st.builds(claim, st.just("ce_for"), st.sampled_from([("physician",), ("registered-nurse",)])),
    st.builds(claim, st.just("price"), st.floats(0, 9000), unit=st.just("USD")),
    st.builds(claim, st.just("hours"), st.floats(0, 200), unit=st.just("hours")),
)
several = st.lists(one_claim, max_size=8, unique_by=lambda made: made.field)


def graded(made: Claim, grade: Any) -> Claim:
    return claim(made.field, made.value, grade, unit=made.unit)


def holds(outer: Span, inner: Span) -> bool:
    return outer.low <= inner.low + 1e-12 and inner.high <= outer.high + 1e-12


@settings(derandomize=True, max_examples=100, deadline=None)
@given(several, st.data())
def test_weaker_evidence_only_widens(made: list[Claim], data: Any) -> None:
    grades = list(GRADES)
    before = [data.draw(st.integers(0, 5)) for _ in made]
    after = [data.draw(st.integers(grade, 5)) for grade in before]
    strong = [graded(one, grades[i]) for one, i in zip(made, before, strict=True)]
    weak = [graded(one, grades[i]) for one, i in zip(made, after, strict=True)]

    # Our own sorting stands in where an audience is no longer known, so that criterion has a test of its own.
    for name in (name for name in CRITERIA if name != "audience"):
        assert holds(value(name, *weak).span, value(name, *strong).span), name


@settings(derandomize=True, max_examples=100, deadline=None)
@given(several, st.data())
def test_a_claim_that_is_taken_away_only_widens(made: list[Claim], data: Any) -> None:
    kept = [one for one in made if data.draw(st.booleans())]

    for name in (name for name in CRITERIA if name != "audience"):
        assert holds(value(name, *kept).span, value(name, *made).span), name


def test_every_value_lies_between_nothing_and_all_and_says_why() -> None:
    found = values(
        Case(Profile("physician"), ROLE, facts(Offering("x", "X", "X", "person", "unconfirmed"), GRADED, at=AT))
    )

    assert [one.criterion for one in found] == list(CRITERIA)
    assert all(0 <= one.span.low <= one.span.high <= 1 and one.sentence.endswith(".") for one in found)
