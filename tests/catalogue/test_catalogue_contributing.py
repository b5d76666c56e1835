from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.catalogue import FIELDS, Claim, Offering
from testamur.catalogue.contributing import (
    TELLERS,
    Teller,
    addition_problems,
    is_personal,
    standing,
    with_claim,
)
from testamur.catalogue.history import Changes, changes

quick = settings(derandomize=True, max_examples=60, deadline=None)
TODAY = date(2026, 11, 28)
PAGE = "https://provider.example.com/course"
PRICE = Claim("price", PAGE, "B", 500, unit="USD", seen="2026-11-01")


def offering(*claims: Claim, **parts: Any) -> Offering:
    return Offering("x", "X", "X", "person", parts.pop("status", "confirmed-exists"), claim=claims, **parts)


def faults(claim: Claim, *held: Claim) -> list[str]:
    found = addition_problems(offering(*held), claim, on=TODAY, roles=frozenset(), codes=frozenset({"H1"}))
    return [problem.path for problem in found]


def test_a_good_claim_has_no_fault() -> None:
    assert faults(PRICE) == []
    assert faults(replace(PRICE, source="Course brochure, autumn 2026, page 3")) == []


@pytest.mark.parametrize(
    ("teller", "on_price", "on_recognition"),
    [
        ("provider", ("B", ""), ("D", "self")),
        ("authority", ("A", ""), ("A", "")),
        ("independent", ("C", ""), ("C", "")),
        ("partner", ("D", "self"), ("D", "self")),
        ("rival", ("D", "rival"), ("D", "rival")),
        ("copy", ("E", ""), ("E", "")),
        ("heard", ("U", ""), ("U", "")),
    ],
)
def test_whose_word_it_is_gives_the_grade(teller: Teller, on_price: Any, on_recognition: Any) -> None:
    assert (standing("price", teller), standing("recognition", teller)) == (on_price, on_recognition)


@quick
@given(st.sampled_from(sorted(FIELDS)), st.sampled_from(sorted(TELLERS)))
def test_no_interested_word_earns_more_than_d_but_the_provider_on_what_it_controls(
    field: str, teller: Any
) -> None:
    grade, interest = standing(field, teller)

    if interest:
        assert grade == "D"
    if grade == "B":
        assert (teller, FIELDS[field].controlled) == ("provider", True)


@pytest.mark.parametrize(
    "source",
    [
        "http://localhost/x", "http://127.0.0.1/x", "https://10.1.2.3/", "http://[::1]/", "https://[fe80::1]/x",
        "http://169.254.169.254/latest", "https://intranet/x", "https://wiki.hospital.local/x", "http://2130706433/",
        "https://user:word@example.com/", "ftp://example.com/x", "https://", "https://exa mple.com/", "http://[",
        "javascript://example.com/%0aalert(1)", "file:///etc/passwd", "??", "  ", "http:example.com",
    ],
)  # fmt: skip
def test_a_source_that_nobody_else_can_find_is_refused(source: str) -> None:
    assert "source" in faults(replace(PRICE, source=source))


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"seen": ""}, "seen"),
        ({"seen": "2026-11-29"}, "seen"),
        ({"as_of": "2027"}, "as_of"),
        ({"unit": "ducats"}, "unit"),
        ({"note": "x" * 601}, "note"),
        ({"note": "write to jane@example.com"}, "note"),
        ({"note": "ring +44 20 7946 0958"}, "note"),
        ({"interest": "self"}, "grade"),
        ({"supersedes": "0" * 16}, "supersedes"),
    ],
)
def test_each_fault_is_named_where_it_stands(parts: dict[str, Any], path: str) -> None:
    assert faults(replace(PRICE, **parts)) == [path]


def test_lists_and_texts_have_their_limits() -> None:
    covers = Claim("skills", PAGE, "B", tuple(f"skill {n}" for n in range(41)), seen="2026-11-01")

    assert faults(covers) == ["value"]
    assert faults(replace(covers, value=("x" * 121,))) == ["value"]
    assert faults(replace(covers, field="areas", value="x" * 601)) == ["value"]


def test_starts_are_days_or_months() -> None:
    starts = Claim("starts", PAGE, "B", ("2027-02-01", "2027-09"), seen="2026-11-01")

    assert faults(starts) == []
    assert faults(replace(starts, value=("spring 2027", "2027"))) == ["value", "value"]


def test_numbers_and_dates_are_not_taken_for_telephone_numbers() -> None:
    assert not is_personal("110 items in 120 minutes; pass at 70; 2026-11-28 to 2027-02-01; ISBN of 13 digits")
    assert not is_personal("https://example.com/2026/1234567890123", address=True)
    assert is_personal("(020) 7946 0958 is the desk")
    assert is_personal("ask at 212-555-0100")


def test_what_is_held_already_or_replaced_is_not_added_again() -> None:
    newer = replace(PRICE, value=600, supersedes=PRICE.id)
    again = replace(PRICE, value=700, supersedes=PRICE.id)

    assert faults(PRICE, PRICE) == [""]
    assert faults(again, PRICE, newer) == [""]


def test_a_dispute_must_say_something_else_and_a_second_reading_may_say_the_same() -> None:
    assert faults(replace(PRICE, source="https://b.example.com", disputes=PRICE.id), PRICE) == ["value"]
    assert faults(replace(PRICE, supersedes=PRICE.id), PRICE) == ["value"]
    assert faults(replace(PRICE, seen="2026-11-20", supersedes=PRICE.id), PRICE) == []


def test_an_accepted_fact_is_no_longer_listed_as_unknown() -> None:
    stub = offering(unknown=("price", "Hours in all", "CE credit"))

    assert with_claim(stub, PRICE).unknown == ("Hours in all", "CE credit")
    assert with_claim(stub, replace(PRICE, grade="U")).unknown == stub.unknown


@pytest.mark.parametrize(
    ("status", "field", "grade", "after"),
    [
        ("unconfirmed", "existence", "C", "confirmed-exists"),
        ("source-guide-only", "name", "B", "confirmed-exists"),
        ("unconfirmed", "existence", "E", "unconfirmed"),
        ("unconfirmed", "areas", "B", "unconfirmed"),
        ("credential-not-identified", "name", "B", "credential-not-identified"),
    ],
)
def test_only_a_good_source_on_its_existence_confirms_an_offering(
    status: Any, field: str, grade: Any, after: str
) -> None:
    claim = Claim(field, PAGE, grade, "words", seen="2026-11-01")

    assert with_claim(offering(status=status, unknown=("price",)), claim).status == after


def test_changes_name_what_is_new_replaced_gone_and_otherwise_other() -> None:
    newer = replace(PRICE, value=600, supersedes=PRICE.id)
    hours = Claim("hours", PAGE, "B", 5, unit="hours")
    before, after = offering(PRICE, hours), offering(PRICE, newer, note="Mind the fee.")

    found = changes(before, after)

    assert found == Changes(added=(newer,), replaced=(PRICE,), dropped=(hours,), parts=("note",))
    assert found.fields == ("price", "hours")
    assert not changes(before, before)
    assert changes(None, before) == Changes(added=(PRICE, hours))
