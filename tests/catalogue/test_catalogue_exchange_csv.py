"""Offerings in CSV: every cell a claim, every problem with its line, nothing stopped by a bad row."""

import csv
import re
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_offerings import offerings
from testamur.catalogue import FIELDS, Claim, Offering, offering_problems
from testamur.catalogue.claim import replaced
from testamur.catalogue.exchange import FORMATS, Entry
from testamur.catalogue.exchange.column import COLUMNS
from testamur.catalogue.exchange.formats.comma_separated import ABOUT, CURRENCY, TOLD
from testamur.errors import DocumentError
from testamur.streams import read_csv_rows

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


def test_rows_of_one_offering_that_stand_together_are_one_offering(tmp_path: Path) -> None:
    found = entries(
        tmp_path,
        "key,title,provider,source,grade,price,currency,note",
        "a,A,P,https://p.example,B,100,USD,",
        "a,,,https://press.example,C,120,USD,two prices",
        "b,B,P,s,C,,,nothing",
    )

    assert [entry.place for entry in found] == ["lines 2 to 3", "line 4"]
    first = found[0].offering
    assert first is not None
    assert (first.name, first.note) == ("A", "two prices")
    assert [(c.grade, c.value) for c in first.claim] == [("B", 100), ("C", 120)]
    assert list(found[1].lines()) == ["line 4: unknown: is empty, and no cell states a fact; say what is missing"]


def test_rows_of_one_offering_must_not_contradict_each_other(tmp_path: Path) -> None:
    assert complaints(
        tmp_path,
        "key,title,provider,source,grade,hours",
        "a,A,P,s,C,1",
        "a,Another,P,s,Z,x",
    ) == [
        "lines 2 to 3: line 3 grade: must be one of A, B, C, D, E, U; it is 'Z'",
        "lines 2 to 3: line 3 hours: must be a number such as 12.5, or an interval such as 3..5; it is 'x'",
        "lines 2 to 3: line 3 title: is not that of line 2",
    ]


def test_an_offering_has_not_any_number_of_rows(tmp_path: Path) -> None:
    found = entries(tmp_path, "key,title,provider,source,grade,hours", *["a,A,P,s,C,1"] * 1200, "b,B,P,s,C,1")

    assert [(entry.place, entry.offering is None) for entry in found] == [
        ("lines 2 to 502", True),
        ("line 1202", False),
    ]
    assert list(found[0].lines()) == ["lines 2 to 502: key: has more rows than the 500 allowed"]


def test_an_offering_without_a_key_gets_the_same_one_each_time(tmp_path: Path) -> None:
    lines = ("title,provider,page,source,grade,hours", f"AI,Uni,{PAGE},s,C,3")
    again = ("title,provider,page,source,grade,hours", f"ai,UNI,{PAGE}/,s,C,4")

    ids = [entries(tmp_path, *those)[0].offering for those in (lines, again)]

    assert ids[0] is not None
    assert ids[1] is not None
    assert ids[0].id == ids[1].id


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("40", (40, None, None)),
        ("12.5", (12.5, None, None)),
        ("3..5", (None, 3, 5)),
        ("3-5", (None, 3, 5)),
        ("3 to 5", (None, 3, 5)),
        ("3..", (None, 3, None)),
        ("..5", (None, None, 5)),
    ],
)
def test_a_number_may_be_an_interval(tmp_path: Path, cell: str, said: tuple[object, ...]) -> None:
    (entry,) = entries(tmp_path, "title,provider,source,grade,hours", f"A,P,s,C,{cell}")

    assert entry.offering is not None
    (claim,) = entry.offering.claim
    assert (claim.value, claim.low, claim.high) == said


@pytest.mark.parametrize(
    "cell", ["-3", "5..3", "1e999", "nan", "inf", "9" * 400, "1,5", "..", "٣", "=1+1", "0x10"]
)
def test_what_is_no_number_is_said(tmp_path: Path, cell: str) -> None:
    (entry,) = entries(tmp_path, "title,provider,source,grade,hours", f'A,P,s,C,"{cell}"')

    assert [problem.path for problem in entry.problems] == ["hours"]


def test_hostile_rows_are_said_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "market.csv"
    good = b"A,P,s,C,3\r\n"
    path.write_bytes(
        b"\xef\xbb\xbftitle,provider,source,grade,hours\r\n"
        + good
        + b'"never closed,P,s,C,3\r\n'
        + good
        + b"\r\n"
        + b"\xff\xfe,P,s,C,3\n"
        + b"x" * 70_000
        + b"\n"
        + b'A"B,"C"D,s,C,3\n'
        + b"A,P,s,C\n"
        + good
    )

    found = list(CSV.read(path))

    places = [(entry.place, [problem.sentence for problem in entry.problems]) for entry in found]
    assert places == [
        ("line 2", []),
        ("line 3", ["a quote opens here and does not close"]),
        ("line 4", []),
        ("line 6", ["is not UTF-8 text"]),
        ("line 7", ["larger than the 65,536 bytes allowed"]),
        ("line 8", ["is not CSV: ',' expected after '\"'"]),
        ("line 9", ["has 4 cells; the first line names 5"]),
        ("line 10", []),
    ]


def comparable(claims: Iterable[Claim]) -> set[Claim]:
    """Return what CSV can say of claims: each text for itself, and neither links nor numbers of statements."""
    return {
        replace(claim, value=value, fact_ids=(), supersedes="", disputes="")
        for claim in claims
        for value in (
            claim.value
            if isinstance(claim.value, tuple) and FIELDS[claim.field].kind == "text"
            else (claim.value,)
        )
    }


@given(drawn=st.lists(offerings(), max_size=3, unique_by=lambda offering: offering.id))
def test_what_csv_can_say_survives_the_journey(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[Offering]
) -> None:
    path = tmp_path_factory.getbasetemp() / "drawn.csv"
    path.write_text("".join(CSV.write(drawn)))

    found = [entry.offering for entry in CSV.read(path)]

    for offering, own in zip(found, drawn, strict=True):
        assert offering is not None
        assert replace(offering, claim=()) == replace(
            own, claim=(), carried={}, unknown_facts=(), in_source_guide=False
        )
        ended = replaced(own.claim, at=None)
        assert comparable(offering.claim) == comparable(c for c in own.claim if c.id not in ended)


def of_one(offering: Offering, **said: Any) -> Offering:
    return replace(offering, claim=(Claim(**{"source": "s", "grade": "C"} | said),))


# Each way spoils an offering, or leaves it sound.
SPOILED: dict[str, Callable[[Offering], Offering]] = {
    "date": lambda own: of_one(own, field="ce", value=True, as_of="2026-13"),
    "order": lambda own: of_one(own, field="ce", value=True, valid_from="2026", valid_to="2025"),
    "source": lambda own: of_one(own, field="ce", value=True, source=" "),
    "grade": lambda own: of_one(own, field="recognition", value="r", grade="B"),
    "page": lambda own: replace(own, page="javascript:alert(1)"),
    "country": lambda own: replace(own, countries=("us",)),
    "countries": lambda own: replace(own, countries=("US", "US")),
    "nothing": lambda own: replace(own, claim=(), unknown=()),
    "words": lambda own: of_one(own, field="skills", value=("a", "a")),
    "choice": lambda own: of_one(own, field="pacing", value="slow"),
    "ends": lambda own: of_one(own, field="hours", low=5.0, high=3.0, unit="hours"),
    "negative": lambda own: of_one(own, field="courses", value=-1),
    "not at all": lambda own: own,
}


@pytest.mark.parametrize("how", SPOILED)
@settings(max_examples=5)
@given(offering=offerings())
def test_the_reader_finds_fault_exactly_where_the_catalogue_does(
    tmp_path_factory: pytest.TempPathFactory, how: str, offering: Offering
) -> None:
    spoiled = SPOILED[how](offering)
    path = tmp_path_factory.getbasetemp() / "spoiled.csv"
    path.write_text("".join(CSV.write([spoiled])))

    (entry,) = CSV.read(path)

    faults = list(offering_problems(spoiled, roles=frozenset(), codes=frozenset()))
    assert bool(faults) == (how != "not at all")
    assert bool(entry.problems) == bool(faults)
    assert (entry.offering is None) == bool(faults)


def test_no_cell_is_taken_for_a_formula() -> None:
    claim = Claim(field="description", value="=HYPERLINK(1)", source="s", grade="C")
    own = Offering(id="a", name="+A", provider="@P", holder="person", status="unconfirmed", claim=(claim,))

    row = next(csv.DictReader("".join(CSV.write([own])).splitlines()))

    assert (row["title"], row["provider"], row["description"]) == ("'+A", "'@P", "'=HYPERLINK(1)")


def test_every_field_has_a_column() -> None:
    assert {column.field.name for column in COLUMNS.values()} == set(FIELDS)


def test_every_column_stands_in_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/offering-csv.md").read_text()
    cells = [line.split("|")[1] for line in page.splitlines() if line.startswith("| ")]
    documented = {name for cell in cells for name in re.findall(r"`([a-z0-9_.-]+)`", cell)}

    assert documented == {*COLUMNS, *ABOUT, *TOLD, CURRENCY}


def test_reading_holds_one_row_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "market.csv"
    path.write_text("title,provider,source,grade,hours\n" + "A title of some length,P,s,C,3\n" * 20_000)

    tracemalloc.start()
    try:
        rows = sum(1 for _ in read_csv_rows(path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert rows == 20_001
    assert peak < path.stat().st_size / 4
