"""A shard: the responses of so many persons in one Parquet file, which says itself what its items are called.

Either `items` says which items each person took, as places in the list of names that the file's notes hold, or
there is no such column and everybody took all of them. The scores stand in `right`, a bit each, the lowest first
(items scored 0 and 1, lists of one length), or in `scores`. Nothing says who the persons are.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.parquet import Column, Columns, read_parquet, write_parquet
from testamur.psychometrics.calibration.lists import (
    categories_of,
    codes,
    first_codes,
    repeated,
    score_counts,
)
from testamur.psychometrics.calibration.responses import INTEGERS, MOST_CATEGORIES, SHOWN, Lists, doubles

FORMAT: Final = "testamur-shard-1"
KINDS: Final = {"items": "list<uint16>", "right": "bytes", "scores": "list<uint8>"}
SIMULATED: Final = "simulated"
MOST_ITEMS: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Shard:
    """What a shard holds.

    Attributes
    ----------
    name, digest : str
        Of the file, and the SHA-256 of its bytes.
    is_simulated : bool
        Whether nobody of them exists, as the file itself says.
    items : tuple of str
    counts : ndarray of int, shape (n_items, highest score + 1)
        How often each item has each score.
    lists : Lists
        Coded by the categories that the items have here.
    """

    name: str
    digest: str
    is_simulated: bool
    items: tuple[str, ...]
    counts: npt.NDArray[np.int64]
    lists: Lists

    @property
    def categories(self) -> INTEGERS:
        """How many categories each item has here, two at least."""
        return categories_of(self.counts)


def write_shard(
    path: Path,
    starts: npt.NDArray[np.int64],
    places: npt.NDArray[Any],
    scores: npt.NDArray[Any],
    *,
    items: Sequence[str],
    is_simulated: bool = False,
) -> None:
    """Write a shard; the arguments are those of `response_lists`, and whether nobody of these persons exists.

    Raises
    ------
    Refused
        If pyarrow is not installed.
    """
    columns = {"items": Column(places.astype(np.uint16), starts)}
    lengths = np.diff(starts)
    if scores.size and scores.max() <= 1 and (lengths == lengths[0]).all():
        bits = np.packbits(scores.reshape(len(lengths), -1).astype(np.uint8), axis=1, bitorder="little")
        columns["right"] = Column(bits)
    else:
        columns["scores"] = Column(scores.astype(np.uint8), starts)
    notes = {"format": FORMAT, "items": json.dumps(list(items), ensure_ascii=False)}
    write_parquet(path, columns, {**notes, SIMULATED: "true"} if is_simulated else notes)


def read_shard(path: Path) -> Shard:
    """Read a shard.

    Raises
    ------
    DocumentError
        With everything that is wrong, each with the row it is in, counted from 1.
    Refused
        If pyarrow is not installed.
    """
    name = path.name
    read = read_parquet(path, KINDS, name=name)
    items = _items(read, name=name)
    problems = list(_shape_problems(read, items))
    if problems:
        raise DocumentError(problems, name=name)
    starts, places = _taken(read, items)
    scores = _scores(read, starts)
    problems = [
        *_wrong_rows(
            starts, places >= len(items), "items", f"names an item beyond the {len(items):,} of the file"
        ),
        *_wrong_rows(starts, scores >= MOST_CATEGORIES, "scores", f"has a score above {MOST_CATEGORIES - 1}"),
    ]
    if not problems and (twice := repeated(starts, places)).size:
        problems = [*_rows("items", "has an item twice", twice)]
    if problems:
        raise DocumentError(problems, name=name)
    counts = score_counts(places, scores, len(items))
    found = codes(places, scores, first_codes(categories_of(counts)))
    return Shard(name, read.digest, read.notes.get(SIMULATED) == "true", items, counts, Lists(starts, found))


def _items(read: Columns, *, name: str) -> tuple[str, ...]:
    if read.notes.get("format") != FORMAT:
        raise DocumentError([Problem("format", f"must be {FORMAT!r} in the notes of the file")], name=name)
    try:
        told = json.loads(read.notes.get("items", ""))
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, list) or not told or not all(isinstance(item, str) and item for item in told):
        raise DocumentError([Problem("items", "must be a list of names in the notes of the file")], name=name)
    problems = list(doubles("items", told))
    if len(told) > MOST_ITEMS:
        problems.append(Problem("items", f"there are {len(told):,}; {MOST_ITEMS:,} are allowed"))
    if problems:
        raise DocumentError(problems, name=name)
    return tuple(told)


def _shape_problems(read: Columns, items: Sequence[str]) -> Iterator[Problem]:
    if not read.rows:
        yield Problem("", "has no row")
    if ("right" in read.columns) == ("scores" in read.columns):
        yield Problem("", "must have the column right or the column scores, and not both")
        return
    lengths = _lengths(read, items)
    if "scores" in read.columns:
        own = np.diff(_starts(read.columns["scores"]))
        yield from _rows("scores", "has not one score for each item", np.flatnonzero(own != lengths))
        return
    bits = read.columns["right"].values
    if read.rows and (lengths != lengths[0]).any():
        yield Problem("right", "is for lists of one length; these differ, and need the column scores")
    elif read.rows and bits.shape[1] != -(-lengths[0] // 8):
        yield Problem("right", f"has {bits.shape[1]} bytes a row for {lengths[0]} items")
    elif read.rows and (over := bits[:, -1] >> (lengths[0] - 8 * (bits.shape[1] - 1))).any():
        yield from _rows("right", "has bits set beyond its last item", np.flatnonzero(over))


def _starts(column: Column) -> npt.NDArray[np.int64]:
    return column.starts if column.starts is not None else np.zeros(1, dtype=np.int64)


def _lengths(read: Columns, items: Sequence[str]) -> npt.NDArray[np.int64]:
    if "items" in read.columns:
        return np.diff(_starts(read.columns["items"]))
    return np.full(read.rows, len(items), dtype=np.int64)


def _taken(read: Columns, items: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint16]]:
    if "items" in read.columns:
        return _starts(read.columns["items"]), read.columns["items"].values
    starts = np.arange(read.rows + 1, dtype=np.int64) * len(items)
    return starts, np.tile(np.arange(len(items), dtype=np.uint16), read.rows)


def _scores(read: Columns, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    if "scores" in read.columns:
        return np.asarray(read.columns["scores"].values, dtype=np.uint8)
    count = int(starts[1])
    return np.unpackbits(read.columns["right"].values, axis=1, count=count, bitorder="little").ravel()


def _wrong_rows(
    starts: npt.NDArray[np.int64], is_wrong: npt.NDArray[np.bool_], column: str, said: str
) -> Iterator[Problem]:
    if is_wrong.any():
        rows = np.searchsorted(starts, np.flatnonzero(is_wrong), side="right") - 1
        yield from _rows(column, said, np.unique(rows))


def _rows(column: str, said: str, rows: npt.NDArray[np.intp]) -> Iterator[Problem]:
    """Yield one problem a row, the first few, and how many more there are."""
    for row in rows[:SHOWN].tolist():
        yield Problem(f"row {row + 1}, {column}", said)
    if len(rows) > SHOWN:
        yield Problem(column, f"{len(rows) - SHOWN:,} more rows: {said}")
