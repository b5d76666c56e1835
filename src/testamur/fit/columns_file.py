"""Columns on disk: a folder of arrays that are mapped into memory, and the tables beside them as JSON.

A folder is written whole under another name and then renamed, so that nobody reads half of one.
"""

import json
import os
import shutil
from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from testamur.catalogue import Offering, offering_of
from testamur.documents import plain, read_json
from testamur.errors import DocumentError, Problem
from testamur.fit.columns import PARTS, Columns, Part
from testamur.fit.parts import OPEN
from testamur.fit.policy import POLICIES

_ARRAYS: Final = ("keys", "confirmed", "since", "until")
_TABLES: Final = "tables.json"
_MOST_BYTES: Final = 1024**3


def write_columns(columns: Columns, folder: Path) -> None:
    """Keep columns in a folder; one that is there already is replaced."""
    draft = folder.with_name(f".{folder.name}-{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name in _ARRAYS:
        np.save(draft / f"{name}.npy", getattr(columns, name), allow_pickle=False)
    for name, part in columns.parts.items():
        np.save(draft / f"{name}-codes.npy", part.codes, allow_pickle=False)
    tables = {name: [_written(row) for row in part.rows] for name, part in columns.parts.items()}
    about = {"policy": columns.policy.name, "at": columns.at.isoformat(), "tables": tables}
    (draft / _TABLES).write_text(json.dumps(about, ensure_ascii=False))
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def read_columns(folder: Path) -> Columns:
    """Return the columns in a folder, its arrays mapped and not loaded.

    Raises
    ------
    DocumentError
        If the folder does not hold columns of this version.
    """
    about = read_json(folder / _TABLES, limit=_MOST_BYTES)
    if not isinstance(about, dict) or set(about.get("tables", {})) != set(PARTS):
        raise DocumentError([Problem("", "holds no columns of this version")], name=str(folder))
    arrays = {name: _mapped(folder / f"{name}.npy") for name in _ARRAYS}
    parts = {
        name: Part(_mapped(folder / f"{name}-codes.npy"), tuple(_read(name, rows)))
        for name, rows in about["tables"].items()
    }
    return Columns(policy=POLICIES[about["policy"]], at=date.fromisoformat(about["at"]), parts=parts, **arrays)


def _mapped(path: Path) -> Any:  # noqa: ANN401  (an array of what was saved)
    return np.load(path, mmap_mode="r", allow_pickle=False)


def _written(row: Hashable) -> object:
    if isinstance(row, Offering):
        return plain(row)
    return [sorted(value) if isinstance(value, frozenset) else value for value in row]  # type: ignore[attr-defined]


def _read(part: str, rows: Iterable[Any]) -> Iterator[Hashable]:
    for row in rows:
        if part in OPEN:
            yield offering_of(row)
        elif part == "coverage":
            yield frozenset(row[0]), row[1]
        elif part == "start":
            yield row[0], row[1], tuple(row[2])
        else:
            yield tuple(row)
