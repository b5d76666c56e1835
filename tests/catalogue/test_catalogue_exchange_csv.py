"""Offerings in CSV: every cell a claim, every problem with its line, nothing stopped by a bad row."""

from pathlib import Path

import pytest

from testamur.catalogue import Claim, Offering
from testamur.catalogue.exchange import FORMATS, Entry
from testamur.errors import DocumentError

CSV = FORMATS["csv"]
PAGE = "https://u.example/ai"


def entries(folder: Path, *lines: str) -> list[Entry]:
    path = folder / "market.csv"
    path.write_text("\n".join(lines) + "\n")
    return list(CSV.read(path, seen="2026-11-28"))


def complaints(folder: Path, *lines: str) -> list[str]:
    return [line for entry in entries(folder, *lines) for line in entry.lines()]


def test_each_filled_cell_is_a_claim_with_the_rows_source_grade_and_dates(tmp_path: Path) -> None:
    found = entries(
        tmp_path,
        "key,title,provider,page,countries,source,grade,as_of,price,currency,hours,weeks,exam,skills",
        f"ai-nurses,AI for nurses,Uni,{PAGE},US; CA,{PAGE},B,2026-05,1600,USD,40..60,10,no,triage; bias",
    )

    told = {"source": PAGE, "grade": "B", "as_of": "2026-05", "seen": "2026-11-28"}
    claims = (
        Claim(field="price", value=1600, unit="USD", **told),  # type: ignore[arg-type]
        Claim(field="hours", low=40, high=60, unit="hours", **told),  # type: ignore[arg-type]
        Claim(field="length", value=10, unit="weeks", **told),  # type: ignore[arg-type]
        Claim(field="signal.exam", value=False, **told),  # type: ignore[arg-type]
        Claim(field="skills", value=("triage", "bias"), **told),  # type: ignore[arg-type]
    )
    offering = Offering(
        id="ai-nurses",
        name="AI for nurses",
        provider="Uni",
        holder="person",
        status="confirmed-exists",
        countries=("US", "CA"),
        claim=claims,
        page=PAGE,
    )
    assert found == [Entry("line 2", offering)]


def test_a_bad_row_has_all_its_problems_and_the_others_are_read(tmp_path: Path) -> None:
    found = entries(
        tmp_path,
        "title,provider,countries,source,grade,as_of,price,currency,exam,accreditation",
        ",Uni,USA,s,B,2026-13,12x,DOL,maybe,NCCA",
        "AI,Uni,US,s,C,2026,,,yes,",
    )

    assert list(found[0].lines()) == [
        "line 2: as_of: must be a date such as 2026, 2026-05 or 2026-05-31; it is '2026-13'",
        "line 2: currency: must be one of USD, CAD, GBP, EUR, INR; it is 'DOL'",
        "line 2: price: must be a number such as 12.5, or an interval such as 3..5; it is '12x'",
        "line 2: exam: must be yes or no; it is 'maybe'",
        "line 2: accreditation: has grade B, which is for what the provider controls; it does not control this",
        "line 2: title: is missing",
        "line 2: countries: must be a country code such as US, or *; it is 'USA'",
    ]
    assert found[0].offering is None
    assert found[1].offering is not None
    assert found[1].place == "line 3"


def test_a_wrong_first_line_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as refusal:
        entries(tmp_path, "title,title,provider,colour,price", "a,b,c,d,1")

    assert refusal.value.lines() == [
        "market.csv:line 1: the column 'source' is missing",
        "market.csv:line 1: the column 'grade' is missing",
        "market.csv:line 1: the column 'title' stands twice",
        "market.csv:line 1: the column 'colour' is not known",
        "market.csv:line 1: the column 'currency' is missing; 'price' needs it",
    ]
