from datetime import date
from typing import Any

import pytest

from testamur.catalogue import FIELDS, Claim, Interval, Source, source_of
from testamur.catalogue.claim import claim_problems, first_day, last_day


def claim(**parts: Any) -> Claim:
    return Claim(**({"field": "price", "source": "https://www.example.org/fees", "grade": "B"} | parts))


def said(**parts: Any) -> list[str]:
    return [str(problem) for problem in claim_problems(claim(**parts))]


@pytest.mark.parametrize(
    "parts",
    [
        {"value": 2990, "unit": "USD"},
        {"low": 4, "high": 5, "unit": "hours", "field": "hours_per_week"},
        {"low": 40, "unit": "hours", "field": "hours"},
        {"value": 110, "field": "exam_items"},
        {"value": True, "field": "signal.exam"},
        {"value": "cohort", "field": "pacing"},
        {"value": ("H1", "H2"), "field": "covers"},
        {"value": "online", "field": "delivery", "as_of": "2022", "seen": "2026-05", "valid_to": "2027-01-31"},
    ],
)
def test_a_good_claim_has_no_problem(parts: dict[str, Any]) -> None:
    assert said(**parts) == []


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"field": "prise", "value": 1}, "field: no field is called 'prise'"),
        ({"value": 1, "unit": "USD", "source": " "}, "source: is empty; every claim has a source"),
        ({"value": 1}, "unit: must be one of USD, CAD, GBP, EUR, INR; it is ''"),
        ({"value": 1, "unit": "points", "field": "modules"}, "unit: 'modules' is a plain count and has no unit"),
        ({"unit": "USD"}, "value: must be a number, or low and high instead"),
        ({"value": 1, "low": 0, "unit": "USD"}, "value: must be a number, or low and high instead"),
        ({"value": "free", "unit": "USD"}, "value: must be a number; it is 'free'"),
        ({"value": True, "unit": "USD"}, "value: must be a number; it is True"),
        ({"value": -1, "unit": "USD"}, "value: must be finite and not negative"),
        ({"value": float("nan"), "unit": "USD"}, "value: must be finite and not negative"),
        ({"low": 5, "high": 4, "unit": "USD"}, "low: is above high"),
        ({"field": "ce", "value": "yes"}, "value: must be true or false; it is 'yes'"),
        ({"field": "ce"}, "value: is missing"),
        ({"field": "ce", "low": 1}, "value: 'ce' has neither low, high nor unit; it is no number"),
        ({"field": "pacing", "value": "slow"}, "value: must be one of the words of its field; it is 'slow'"),
        ({"field": "covers", "value": "H1"}, "value: must be a list of texts, each once; it is 'H1'"),
        (
            {"field": "covers", "value": ("H1", "H1")},
            "value: must be a list of texts, each once; it is ('H1', 'H1')",
        ),
        ({"field": "content", "value": ()}, "value: must be text, or a list of texts; it is ()"),
        (
            {"field": "recognition", "value": "everywhere"},
            "grade: B is for what the provider controls; it does not control 'recognition'",
        ),
        (
            {"value": 1, "unit": "USD", "as_of": "last year"},
            "as_of: must be a date such as 2026, 2026-05 or 2026-05-31; it is 'last year'",
        ),
        (
            {"value": 1, "unit": "USD", "seen": "2026-02-30"},
            "seen: must be a date such as 2026, 2026-05 or 2026-05-31; it is '2026-02-30'",
        ),
        (
            {"value": 1, "unit": "USD", "valid_from": "2026-05", "valid_to": "2026-04"},
            "valid_to: comes before valid_from",
        ),
    ],
)
def test_a_bad_claim_says_what_is_wrong(parts: dict[str, Any], problem: str) -> None:
    assert said(**parts) == [problem]


def test_every_problem_of_a_claim_is_said_at_once() -> None:
    assert len(said(source="", as_of="soon", low=5, high=4, unit="pounds")) == 4


def test_a_claim_holds_from_its_first_to_its_last_day() -> None:
    grant = claim(value=0, unit="CAD", valid_from="2022", valid_to="2023-03")

    held = [grant.holds(date(2021, 12, 31)), grant.holds(date(2022, 1, 1)), grant.holds(date(2023, 3, 31))]

    assert held == [False, True, True]
    assert not grant.holds(date(2023, 4, 1))
    assert grant.holds(None)


def test_a_date_known_to_the_month_covers_the_month() -> None:
    assert (first_day("2024-02"), last_day("2024-02")) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (first_day("2024"), last_day("2024")) == (date(2024, 1, 1), date(2024, 12, 31))
    assert first_day("2024-02-03") == last_day("2024-02-03") == date(2024, 2, 3)


def test_a_number_lies_between_itself_and_an_interval_may_be_open() -> None:
    assert claim(value=3).interval() == Interval(3.0, 3.0)
    assert claim(low=40).interval() == Interval(40, None)


def test_a_source_is_named_for_people() -> None:
    guide = claim(source="source-guide")

    assert source_of(claim()) == Source("example.org", "https://www.example.org/fees")
    assert source_of(guide) == Source("the source guide")
    assert source_of(claim(source="inferred")) == Source("inferred")


def test_every_field_has_a_title_and_units_only_if_it_is_a_number() -> None:
    for field in FIELDS.values():
        assert field.title
        assert field.kind == "number" or not field.units
        assert bool(field.choices) == (field.kind == "choice")
