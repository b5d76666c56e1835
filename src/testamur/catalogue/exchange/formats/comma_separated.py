"""CSV: one row an offering and source, each filled cell a claim with the row's source, grade and dates.

The columns are ours and stand in docs/reference/offering-csv.md. Rows of one offering stand together.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, get_args

from testamur.catalogue.claim import GRADES, INTERESTS, Claim, first_day, is_date, last_day, replaced
from testamur.catalogue.exchange.column import (
    BY_FIELD,
    COLUMNS,
    CellError,
    Column,
    guarded,
    joined,
    said,
    unguarded,
    words,
)
from testamur.catalogue.exchange.entry import Entry, Format, key_of
from testamur.catalogue.field import CURRENCIES
from testamur.catalogue.offering import GROUPS, STATUSES, Holder, Offering, Status, country_problem
from testamur.errors import DocumentError, Problem
from testamur.streams import Piece, read_csv_rows, write_csv_rows

# What says which offering a row is about, and whose word the row is.
ABOUT: Final = (
    *("key", "title", "provider", "page", "holder", "status", "jurisdiction", "countries", "role_groups"),
    *("unknown", "note"),
)
TOLD: Final = ("source", "grade", "stated_by", "interest", "as_of", "seen", "valid_from", "valid_to", "remark")
CURRENCY: Final = "currency"
MAX_TOGETHER: Final = 500
_NEEDED: Final = ("title", "provider", "source", "grade")
_DATES: Final = ("as_of", "seen", "valid_from", "valid_to")
_LISTS: Final = ("countries", "role_groups", "unknown")
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
_WEAK: Final[dict[str, Status]] = {"D": "single-weak-source", "E": "single-weak-source", "U": "unconfirmed"}


@dataclass(slots=True)
class _Row:
    """What one row says: about which offering, with which claims, and what is wrong with it."""

    line: int
    key: str
    about: dict[str, str]
    grade: str
    claims: list[Claim]
    problems: list[Problem]


class _Header:
    """Where each column stands."""

    def __init__(self, cells: list[str], *, name: str) -> None:
        names = [cell.strip() for cell in cells]
        problems = list(_header_problems(names))
        if problems:
            raise DocumentError(problems, name=name)
        self.width = len(names)
        places = {column: place for place, column in enumerate(names)}
        self.about = [(name, places[name]) for name in ABOUT if name in places]
        self.told = [(name, places[name]) for name in TOLD if name in places]
        self.currency = places.get(CURRENCY)
        self.facts = [(place, COLUMNS[column]) for column, place in places.items() if column in COLUMNS]


def _header_problems(names: list[str]) -> Iterator[Problem]:
    for name in _NEEDED:
        if name not in names:
            yield Problem("line 1", f"the column {name!r} is missing")
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield Problem("line 1", f"the column {name!r} stands twice")
        if name not in COLUMNS and name not in (*ABOUT, *TOLD, CURRENCY):
            yield Problem("line 1", f"the column {name!r} is not known")
    priced = [name for name in names if name in COLUMNS and COLUMNS[name].in_currency]
    if priced and CURRENCY not in names:
        yield Problem("line 1", f"the column {CURRENCY!r} is missing; {priced[0]!r} needs it")


def read(path: Path, *, seen: str = "") -> Iterator[Entry]:
    """Yield the offerings of a CSV file, rows of one offering that stand together as one.

    Raises
    ------
    DocumentError
        If the file cannot be opened, or its first line is wrong.
    """
    pieces = read_csv_rows(path)
    first = next(pieces, None)
    if first is None or first.problem:
        problem = first.problem if first and first.problem else Problem("", "is empty")
        raise DocumentError([Problem("line 1", problem.sentence)], name=path.name)
    header = _Header(first.value, name=path.name)
    together: list[_Row] = []
    for piece in pieces:
        row = None if piece.problem else _row(piece, header, seen=seen)
        if together and (row is None or row.key != together[0].key):
            yield _entry(together)
            together = []
        if row is not None and len(together) <= MAX_TOGETHER:
            together.append(row)
        elif piece.problem:
            yield Entry(f"line {piece.line}", problems=(piece.problem,))
    if together:
        yield _entry(together)


def _row(piece: Piece, header: _Header, *, seen: str) -> _Row:
    cells: list[str] = [cell.strip() for cell in piece.value]
    if len(cells) != header.width:
        wrong = Problem("", f"has {len(cells)} cells; the first line names {header.width}")
        return _Row(piece.line, f"line {piece.line}", {}, "U", [], [wrong])
    problems: list[Problem] = []
    about: dict[str, str] = {name: unguarded(cells[place]) for name, place in header.about}
    told: dict[str, str] = {name: unguarded(cells[place]) for name, place in header.told}
    if not told.get("seen"):
        told["seen"] = seen
    _check_told(told, problems)
    key = about.get("key") or key_of(about["provider"], about["title"], about.get("page", ""))
    claims = _claims(cells, header, told, problems)
    return _Row(piece.line, key, about, told["grade"], claims, problems)


def _check_told(told: Mapping[str, str], problems: list[Problem]) -> None:
    if not told["source"]:
        problems.append(Problem("source", "is empty; every claim has a source"))
    if told["grade"] not in GRADES:
        problems.append(Problem("grade", f"must be one of {', '.join(GRADES)}; it is {told['grade']!r}"))
    if told.get("interest", "") not in INTERESTS:
        problems.append(Problem("interest", f"must be self, rival or empty; it is {told['interest']!r}"))
    for name in _DATES:
        text = told.get(name)
        if text and not _is_date(text):
            problems.append(Problem(name, f"must be a date such as 2026, 2026-05 or 2026-05-31; it is {text!r}"))
    begins, ends = told.get("valid_from"), told.get("valid_to")
    if begins and ends and _is_date(begins) and _is_date(ends) and first_day(begins) > last_day(ends):
        problems.append(Problem("valid_to", "comes before valid_from"))


_is_date: Final = lru_cache(maxsize=4096)(is_date)


def _claims(cells: list[str], header: _Header, told: Mapping[str, str], problems: list[Problem]) -> list[Claim]:
    claims: list[Claim] = []
    told_by: tuple[Any, ...] = (
        told.get("stated_by", ""),
        told.get("interest", ""),
        told.get("as_of", ""),
        told["seen"],
        told.get("valid_from", ""),
        told.get("valid_to", ""),
        (),
        told.get("remark", ""),
    )
    source, grade = told["source"], told["grade"]
    currency = "" if header.currency is None else cells[header.currency]
    for place, column in header.facts:
        cell = cells[place]
        if not cell:
            continue
        if cell[0] == "'":
            cell = unguarded(cell)
        unit = currency if column.in_currency else column.unit
        problems += _fact_problems(column, grade=grade, unit=unit)
        try:
            value, low, high = column.read(cell)
        except CellError as error:
            problems.append(Problem(column.name, str(error)))
            continue
        claims.append(Claim(column.field.name, source, grade, value, low, high, unit, *told_by))  # type: ignore[arg-type]  # _check_told has looked at the grade
    return claims


def _fact_problems(column: Column, *, grade: str, unit: str) -> Iterable[Problem]:
    """Say what is wrong with a fact beside its value; almost always nothing."""
    if column.in_currency and unit not in CURRENCIES:
        yield Problem(CURRENCY, f"must be one of {', '.join(CURRENCIES)}; it is {unit!r}")
    if grade == "B" and not column.field.controlled:
        yield Problem(
            column.name, "has grade B, which is for what the provider controls; it does not control this"
        )


def _entry(rows: list[_Row]) -> Entry:
    first = rows[0]
    several = len(rows) > 1
    place = f"lines {first.line} to {rows[-1].line}" if several else f"line {first.line}"
    problems = [
        Problem(f"line {row.line} {problem.path}".rstrip(), problem.sentence) if several else problem
        for row in rows
        for problem in row.problems
    ]
    if not first.about:
        return Entry(place, problems=tuple(problems))
    if len(rows) > MAX_TOGETHER:
        problems.append(Problem("key", f"has more rows than the {MAX_TOGETHER} allowed"))
    about = _merged(rows, problems)
    claims = tuple(claim for row in rows for claim in row.claims)
    offering = _offering(first.key, about, claims, [row.grade for row in rows], problems)
    return Entry(place, problems=tuple(problems)) if problems else Entry(place, offering)


def _merged(rows: list[_Row], problems: list[Problem]) -> dict[str, str]:
    """Return what the rows say of the offering itself: what the first one says, which no other may deny."""
    about: dict[str, str] = rows[0].about
    for row in rows[1:]:
        for name, cell in row.about.items():
            if cell and not about.get(name):
                about[name] = cell
            elif cell and cell != about[name]:
                problems.append(Problem(f"line {row.line} {name}", f"is not that of line {rows[0].line}"))
    return about


def _offering(
    key: str, about: dict[str, str], claims: tuple[Claim, ...], grades: list[str], problems: list[Problem]
) -> Offering:
    lists = {name: _listed(name, about.get(name, ""), problems) for name in _LISTS}
    holder = about.get("holder") or "person"
    status = about.get("status") or _WEAK.get(min(grades), "confirmed-exists")
    problems += _about_problems(key, about, lists=lists, holder=holder, status=status)
    if not claims and not lists["unknown"] and not problems:
        problems.append(Problem("unknown", "is empty, and no cell states a fact; say what is missing"))
    return Offering(
        id=key,
        name=about["title"],
        provider=about["provider"],
        holder=holder,  # type: ignore[arg-type]  # looked at above, as are the two below
        status=status,  # type: ignore[arg-type]
        jurisdiction=about.get("jurisdiction", ""),
        countries=lists["countries"],
        role_groups=lists["role_groups"],  # type: ignore[arg-type]
        note=about.get("note", ""),
        unknown=lists["unknown"],
        claim=claims,
        page=about.get("page", ""),
    )


def _listed(name: str, cell: str, problems: list[Problem]) -> tuple[str, ...]:
    if not cell:
        return ()
    try:
        return words(cell)
    except CellError as error:
        problems.append(Problem(name, str(error)))
        return ()


def _about_problems(
    key: str, about: Mapping[str, str], *, lists: Mapping[str, tuple[str, ...]], holder: str, status: str
) -> Iterator[Problem]:
    for name in ("title", "provider"):
        if not about[name]:
            yield Problem(name, "is missing")
    if not _KEY.fullmatch(key):
        yield Problem("key", f"must be lower-case letters, figures and hyphens, at most 100; it is {key[:60]!r}")
    page = about.get("page", "")
    if page and not page.startswith(("http://", "https://")):
        yield Problem("page", f"must be an address; it is {page[:60]!r}")
    if holder not in get_args(Holder):
        yield Problem("holder", f"must be person or organisation; it is {holder!r}")
    if status not in STATUSES:
        yield Problem("status", f"must be one of {', '.join(STATUSES)}; it is {status!r}")
    for country in lists["countries"]:
        yield from country_problem("countries", country)
    for group in lists["role_groups"]:
        if group not in GROUPS:
            yield Problem("role_groups", f"must be of {', '.join(GROUPS)}; it is {group!r}")


def write(offerings: Iterable[Offering]) -> Iterator[str]:
    """Yield the text of each row, a first one with the names of all columns before them."""
    names = [*ABOUT, *TOLD, CURRENCY, *COLUMNS]
    yield from write_csv_rows([names])
    for offering in offerings:
        rows = list(_rows(offering)) or [{}]
        about = {
            "key": offering.id,
            "title": offering.name,
            "provider": offering.provider,
            "page": offering.page,
            "holder": offering.holder,
            "status": offering.status,
            "jurisdiction": offering.jurisdiction,
            "countries": joined(offering.countries),
            "role_groups": joined(offering.role_groups),
            "unknown": joined(offering.unknown),
            "note": offering.note,
        }
        empty = {"source": "none", "grade": "U"}
        yield from write_csv_rows(
            [guarded(cell) for cell in map((about | (row or empty)).get, names, [""] * len(names))] for row in rows
        )


def _rows(offering: Offering) -> Iterator[dict[str, str]]:
    """Yield the facts by who tells them; what one source says twice of one field is a further row."""
    ended = replaced(offering.claim, at=None)
    rows: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for claim in offering.claim:
        if ended and claim.id in ended:
            continue
        told = dict(zip(TOLD, _told(claim), strict=True))
        column = BY_FIELD[claim.field, claim.unit]
        for cell in said(claim):
            fact = {column.name: cell} | ({CURRENCY: claim.unit} if column.in_currency else {})
            same = rows.setdefault(tuple(told.values()), [])
            row = next((row for row in same if _has_room(row, fact)), None)
            if row is None:
                row = dict(told)
                same.append(row)
            row |= fact
    yield from (row for same in rows.values() for row in same)


def _has_room(row: Mapping[str, str], fact: Mapping[str, str]) -> bool:
    return all(name not in row or (name == CURRENCY and row[name] == cell) for name, cell in fact.items())


def _told(claim: Claim) -> tuple[str, ...]:
    dates = (claim.as_of, claim.seen, claim.valid_from, claim.valid_to)
    return (claim.source, claim.grade, claim.stated_by, claim.interest, *dates, claim.note)


FORMAT: Final = Format(
    name="csv",
    title="CSV, one row an offering and source",
    suffixes=(".csv",),
    media_type="text/csv",
    read=read,
    write=write,
    loses="superseded claims, disputes, statement numbers, the order of claims and what an import carried",
)
