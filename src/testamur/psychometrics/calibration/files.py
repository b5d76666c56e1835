"""Responses read from a CSV file, and a calibration written to a file and read again."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

import numpy as np

from testamur.documents import Row, Source, plain, read_csv, read_json, shape
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.calibration.calibration import Calibration
from testamur.psychometrics.calibration.responses import Responses, responses
from testamur.psychometrics.item_model import FloatArray

LARGEST: Final = 256 * 1024 * 1024
FORMAT: Final = "testamur-calibration-1"
SHOWN: Final = 20
EMPTY: Final = ("", "nan")


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file of responses: one row per person, one column per item, NaN where a cell is empty."""

    items: tuple[str, ...]
    scores: FloatArray
    persons: tuple[str, ...] | None
    groups: tuple[str, ...] | None
    weights: FloatArray | None


def read_responses(
    source: Source, *, person: str = "", group: str = "", weight: str = "", name: str = ""
) -> Table:
    """Read responses.

    Parameters
    ----------
    source : Path or bytes
        A CSV file whose first line names the columns; every column is an item but for those named here.
    person, group, weight : str
        The column with each person's name, group, or the number of persons a row stands for.

    Raises
    ------
    DocumentError
        If a cell is no number, each with its line and column, or a named column is missing.
    """
    table, unread = _read(source, person=person, group=group, weight=weight, name=name)
    if unread:
        raise DocumentError(_first(unread), name=name)
    return table


def read_to_calibrate(
    source: Source,
    *,
    person: str = "",
    group: str = "",
    weight: str = "",
    name: str = "",
    most_categories: int | None = None,
) -> Responses:
    """Read responses that are to be calibrated.

    Parameters
    ----------
    source, person, group, weight
        As for `read_responses`.
    most_categories : int, optional
        How many score categories the item model allows.

    Raises
    ------
    DocumentError
        With everything that `read_responses` says of cells, and `responses` of the columns that could be read.
    """
    table, unread = _read(source, person=person, group=group, weight=weight, name=name)
    columns = {column for column, _ in unread}
    kept = [place for place, item in enumerate(table.items) if item not in columns]
    problems = _first(unread)
    try:
        if kept or not unread:
            found = responses(
                table.scores[:, kept],
                items=[table.items[place] for place in kept],
                persons=table.persons,
                groups=table.groups,
                weights=None if weight in columns else table.weights,
                most_categories=most_categories,
            )
    except DocumentError as error:
        raise DocumentError([*problems, *error.problems], name=name) from None
    if problems:
        raise DocumentError(problems, name=name)
    return found


def _read(
    source: Source, *, person: str, group: str, weight: str, name: str
) -> tuple[Table, list[tuple[str, Problem]]]:
    """Return the table, and the cells that are no numbers with their columns."""
    special = [column for column in (person, group, weight) if column]
    rows = read_csv(source, columns=special, others=True, name=name, limit=LARGEST)
    items = tuple(column for column in (rows[0].cells if rows else {}) if column not in special)
    if not items:
        raise DocumentError([Problem("", "has no person or no item")], name=name)
    columns = (*items, weight) if weight else items
    numbers = _numbers(rows, columns)
    table = Table(
        items=items,
        scores=numbers[:, : len(items)],
        persons=_column(rows, person),
        groups=_column(rows, group),
        weights=numbers[:, -1] if weight else None,
    )
    return table, _no_numbers(rows, columns) if np.isnan(numbers).any() else []


def _first(unread: Sequence[tuple[str, Problem]]) -> list[Problem]:
    more = len(unread) - SHOWN
    said = [problem for _, problem in unread[:SHOWN]]
    return said + ([Problem("", f"{more} more cells are no numbers")] if more > 0 else [])


def _column(rows: Sequence[Row], column: str) -> tuple[str, ...] | None:
    return tuple(row.cells[column].strip() for row in rows) if column else None


def _numbers(rows: Sequence[Row], columns: Sequence[str]) -> FloatArray:
    """Return the cells as numbers, NaN where they are empty or none."""
    texts = np.array([[row.cells[column].strip() or "nan" for column in columns] for row in rows])
    try:
        found: FloatArray = texts.astype(np.float64)
    except ValueError:
        found = np.array([[_number(text) for text in line] for line in texts.tolist()])
    return found


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan


def _no_numbers(rows: Sequence[Row], columns: Sequence[str]) -> list[tuple[str, Problem]]:
    """Return the cells that are no numbers, with their columns."""
    return [
        (column, Problem(f"line {row.line}, {column}", f"{cell[:40]!r} is no number"))
        for row in rows
        for column in columns
        for cell in [row.cells[column]]
        if cell.strip().lower() not in EMPTY and np.isnan(_number(cell))
    ]


def digest(data: bytes) -> str:
    """Return the SHA-256 of the file that was calibrated."""
    return hashlib.sha256(data).hexdigest()


def document(calibration: Calibration, *, data: str) -> dict[str, Any]:
    """Return what is kept of a calibration: the result, what it was made from (by its digest), and by what.

    An error that there is not is null.
    """
    told = plain(calibration)
    for kept in told["items"]:
        kept.update(_told(kept), standard_errors=_told(kept["standard_errors"]))
    told["populations"] = [_told(population) for population in told["populations"]]
    programs = {package: version(package) for package in ("testamur", "numpy", "scipy")}
    return {"format": FORMAT, "data_sha256": data, "made_with": programs, "calibration": told}


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: None if isinstance(value, float) and np.isnan(value) else value for key, value in values.items()}


def read_calibration(source: Source, *, name: str = "") -> Calibration:
    """Read a calibration that `document` made.

    Raises
    ------
    DocumentError
        If it is none.
    """
    told = read_json(source, name=name, limit=LARGEST)
    if not isinstance(told, dict) or told.get("format") != FORMAT or not isinstance(told.get("calibration"), dict):
        raise DocumentError([Problem("format", f"must be {FORMAT!r}")], name=name)
    return shape(_with_nan(told["calibration"]), Calibration, name=name)


def calibrated_places(items: Sequence[str], calibration: Calibration, *, name: str = "") -> list[int]:
    """Return where each item of a calibration, in its order, stands among the items of a file.

    Raises
    ------
    DocumentError
        Naming every item that is missing in the file, or not calibrated.
    """
    known = [item.item for item in calibration.items]
    problems = [Problem("line 1", f"the item {item!r} is missing") for item in known if item not in items]
    problems += [Problem("line 1", f"the item {item!r} is not calibrated") for item in items if item not in known]
    if problems:
        raise DocumentError(problems, name=name)
    places = {item: place for place, item in enumerate(items)}
    return [places[item] for item in known]


def population_of(calibration: Calibration, *, name: str = "") -> tuple[float, float]:
    """Return mean and standard deviation of ability in the first group.

    Raises
    ------
    DocumentError
        If the calibration was conditional, and knows of no population.
    """
    if not calibration.populations:
        problem = "tells of no population, being conditional; calibrate again with its items as anchors"
        raise DocumentError([Problem("populations", problem)], name=name)
    return calibration.populations[0].mean, calibration.populations[0].sd


def _with_nan(value: object) -> object:
    if isinstance(value, dict):
        return {key: np.nan if one is None else _with_nan(one) for key, one in value.items()}
    return [_with_nan(one) for one in value] if isinstance(value, list) else value
