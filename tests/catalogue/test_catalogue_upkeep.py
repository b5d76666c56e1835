from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.catalogue import Claim, Offering
from testamur.catalogue.upkeep import WANTS, Finding, findings
from testamur.cli.offering import COMMAND

quick = settings(derandomize=True, max_examples=40, deadline=None)
TODAY = date(2026, 11, 28)
PAGE = "https://provider.example/course"


def offering(*claims: Claim, **parts: Any) -> Offering:
    return Offering(
        "x", "X", "X", "person", parts.pop("status", "confirmed-exists"), claim=claims, page=PAGE, **parts
    )


def price(value: float, grade: Any = "B", source: str = PAGE, **parts: Any) -> Claim:
    return Claim("price", source, grade, value, unit="USD", seen=parts.pop("seen", "2026-11-01"), **parts)


def wanted(found: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(one.want, one.path) for one in found]


def test_an_offering_in_order_has_nothing_to_look_at() -> None:
    assert findings(offering(price(500)), at=TODAY) == ()


def test_a_stale_price_says_how_old_it_is_and_how_old_it_may_be() -> None:
    # From 1 May to 28 November: 30 + 30 + 31 + 31 + 30 + 31 + 28 = 211 days.
    assert findings(offering(price(500, seen="2026-05-01")), at=TODAY) == (
        Finding(
            "stale",
            "claim[0].seen",
            "Price of the whole: last confirmed on 2026-05-01, 211 days ago; it is fresh for 90 days",
        ),
    )


def test_an_undated_price_is_named() -> None:
    assert wanted(findings(offering(price(500, seen="")), at=TODAY)) == [("undated", "claim[0].seen")]


def test_starts_that_are_all_past_are_stale_however_lately_they_were_read() -> None:
    past = Claim("starts", PAGE, "B", ("2026-02", "2026-09-19"), seen="2026-11-27")
    coming = Claim("starts", PAGE, "B", ("2026-02", "2027-02-01"), seen="2026-11-27")

    assert findings(offering(past), at=TODAY) == (
        Finding("stale", "claim[0].value", "Start dates: every one is past, the last was 2026-09-19"),
    )
    assert findings(offering(coming), at=TODAY) == ()


def test_what_one_press_article_says_is_single_source_until_another_says_the_same() -> None:
    press = price(500, "C", "https://press.example/a", as_of="2026-11-01")
    other = price(500, "C", "https://other.example/b", as_of="2026-11-02")
    same_house = price(500, "C", "https://press.example/c", as_of="2026-11-02")

    assert wanted(findings(offering(press), at=TODAY)) == [("single-source", "claim[0].source")]
    assert wanted(findings(offering(press, same_house), at=TODAY)) == [("single-source", "claim[0].source")]
    assert findings(offering(press, other), at=TODAY) == ()


def test_a_conflict_names_both_claims() -> None:
    copy = price(700, "E", "https://copy.example/", seen="2026-11-02")

    assert findings(offering(price(500), copy), at=TODAY) == (
        Finding(
            "conflicting",
            "claim[1]",
            "Price of the whole: copy.example, grade E, says otherwise than claim[0]",
        ),
    )


def test_a_document_without_an_address_and_an_unknown_code_are_unlinked() -> None:
    covers = Claim("covers", "Programme brochure, 2026", "B", ("H1", "H99"))

    found = findings(offering(covers), at=TODAY, codes=frozenset({"H1"}))

    assert found == (
        Finding(
            "unlinked",
            "claim[0].source",
            "Competencies its stated content touches: Programme brochure, 2026 has no address",
        ),
        Finding(
            "unlinked", "claim[0].value", "Competencies its stated content touches: nothing here is called 'H99'"
        ),
    )


def test_a_stub_is_unconfirmed_and_so_is_a_fact_of_grade_u() -> None:
    guess = Claim("areas", PAGE, "U", "imaging")

    assert findings(offering(guess, status="unconfirmed"), at=TODAY) == (
        Finding("unconfirmed", "status", "X: heard of; nothing usable found"),
        Finding("unconfirmed", "claim[0].grade", "Areas: shown with grade U; nobody has confirmed it"),
    )


def test_what_was_replaced_is_not_looked_at_and_places_stay_those_of_the_file() -> None:
    old = price(500, seen="2025-01-01")
    new = price(600, seen="2026-01-01", supersedes=old.id)

    assert wanted(findings(offering(old, new), at=TODAY)) == [("stale", "claim[1].seen")]


@quick
@given(st.sampled_from(["seen", "conflict", "source", "grade", "status", "source-name"]))
def test_every_fault_put_into_an_offering_in_order_is_found(fault: str) -> None:
    broken, want = {
        "seen": (offering(price(500, seen="2026-08-01")), "stale"),
        "conflict": (offering(price(500), price(501)), "conflicting"),
        "source": (offering(price(500, source="a letter")), "unlinked"),
        "grade": (offering(price(500, "D")), "single-source"),
        "status": (offering(price(500), status="source-guide-only"), "unconfirmed"),
        "source-name": (offering(price(500, seen="")), "undated"),
    }[fault]

    assert want in {one.want for one in findings(broken, at=TODAY)}


FILE = f"""
id = "mine"
name = "Mine"
provider = "Us"
holder = "person"
status = "confirmed-exists"
page = "{PAGE}"

[[claim]]
field = "price"
value = 500
unit = "USD"
source = "{PAGE}"
grade = "B"
seen = "2026-05-01"
"""


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(COMMAND, ["check", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(FILE)
    return path


def test_the_command_lists_what_is_found_and_ends_with_1(file: Path) -> None:
    code, out, err = run(str(file), "--at", "2026-11-28")

    assert (code, out) == (1, "")
    assert err == (
        f"{file}:claim[0].seen: Price of the whole: last confirmed on 2026-05-01, 211 days ago; "
        "it is fresh for 90 days (stale)\n"
    )


def test_the_command_ends_with_0_where_nothing_is_found(file: Path) -> None:
    assert run(str(file), "--at", "2026-05-02") == (0, "Nothing to look at on 2026-05-02.\n", "")
    assert run(str(file), "--at", "2026-11-28", "--only", "unlinked,conflicting")[0] == 0


def test_the_command_answers_machines(file: Path) -> None:
    code, out, err = run(str(file), "--at", "2026-11-28", "--json")

    assert (code, err) == (1, "")
    assert '"want": "stale"' in out
    assert run(str(file), "--at", "2026-05-02", "--json") == (0, "[]\n", "")


def test_an_unknown_kind_of_finding_is_wrong_use(file: Path) -> None:
    code, _, err = run(str(file), "--only", "old")

    assert code == 2
    assert all(want in err for want in WANTS)


def test_a_broken_file_says_what_is_wrong_with_it(file: Path) -> None:
    file.write_text(FILE.replace('"USD"', '"ducats"'))

    result = CliRunner().invoke(COMMAND, ["check", str(file)])

    assert str(result.exception).startswith(f"{file}:claim[0].unit: must be one of USD")
