"""The key of a form: a CSV file with one line for each item."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from testamur.documents import Row, Source, read_csv
from testamur.errors import DocumentError, Problem

COLUMNS: Final = ("item", "key", "points", "domain", "options", "exposed")
TRUTHS: Final = {"": False, "no": False, "0": False, "false": False, "yes": True, "1": True, "true": True}
MOST_POINTS: Final = 99


@dataclass(frozen=True, slots=True)
class KeyedItem:
    """What is known of one item.

    Attributes
    ----------
    item : str
        The column of the answers that it is.
    key : str
        The right option; "" if the column holds scores.
    points : int
        What it is worth, 1 or more.
    domain : str
    options : tuple of str
        Every option offered, so that one nobody chose is seen; empty if not told.
    is_exposed : bool
        Whether it may have been known before the exam.
    """

    item: str
    key: str = ""
    points: int = 1
    domain: str = ""
    options: tuple[str, ...] = ()
    is_exposed: bool = False


def read_key(source: Source, *, name: str = "") -> tuple[KeyedItem, ...]:
    """Return the items of a key file.

    The column ``item`` must be there; ``key``, ``points``, ``domain``, ``options`` (parted by blanks) and
    ``exposed`` (yes or no) may be.

    Raises
    ------
    DocumentError
        With everything that is wrong, each with its line.
    """
    rows = read_csv(source, columns=("item",), others=True, name=name)
    problems = [
        Problem("line 1", f"the column {column!r} is not known; a key has {', '.join(COLUMNS)}")
        for column in (rows[0].cells if rows else ())
        if column not in COLUMNS
    ]
    problems += list(_problems(rows))
    if problems:
        raise DocumentError(problems, name=name)
    return tuple(_item(row) for row in rows)


def keyed_items(items: Sequence[str], *, points: int = 1) -> tuple[KeyedItem, ...]:
    """Return items that are scored already, all worth the same."""
    return tuple(KeyedItem(item, points=points) for item in items)


def _cell(row: Row, column: str) -> str:
    return row.cells.get(column, "").strip()


def _item(row: Row) -> KeyedItem:
    return KeyedItem(
        item=_cell(row, "item"),
        key=_cell(row, "key"),
        points=int(_cell(row, "points") or 1),
        domain=_cell(row, "domain"),
        options=tuple(_cell(row, "options").split()),
        is_exposed=TRUTHS[_cell(row, "exposed").lower()],
    )


def _problems(rows: Sequence[Row]) -> Iterator[Problem]:
    if not rows:
        yield Problem("", "names no item")
    times = Counter(_cell(row, "item") for row in rows)
    for row in rows:
        place, item = f"line {row.line}", _cell(row, "item")
        if not item:
            yield Problem(f"{place}, item", "is empty")
        elif times[item] > 1:
            yield Problem(f"{place}, item", f"{item!r} stands {times[item]} times")
        points = _cell(row, "points")
        if points and not (points.isdecimal() and len(points) <= 2 and int(points) > 0):
            yield Problem(
                f"{place}, points", f"must be a whole number from 1 to {MOST_POINTS}, not {points[:40]!r}"
            )
        key, options = _cell(row, "key"), _cell(row, "options").split()
        if key and options and key not in options:
            yield Problem(f"{place}, key", f"{key!r} is none of the options {' '.join(options)}")
        if len(set(options)) != len(options):
            yield Problem(f"{place}, options", "an option stands twice")
        if _cell(row, "exposed").lower() not in TRUTHS:
            yield Problem(f"{place}, exposed", f"must be yes or no, not {_cell(row, 'exposed')[:40]!r}")
    domains = {bool(_cell(row, "domain")) for row in rows}
    if len(domains) > 1:
        bare = [_cell(row, "item") for row in rows if not _cell(row, "domain")]
        yield Problem("domain", f"is told of some items and not of others: {', '.join(bare[:5])}")
