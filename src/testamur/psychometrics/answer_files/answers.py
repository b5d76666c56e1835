"""Answers as a file has them: one line a person, one column an item, as text."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.documents import Row, Source, read_csv
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.calibration.files import LARGEST
from testamur.psychometrics.scoring import TextArray

SHOWN: Final = 10
"""So many lines of one kind of fault are named; the rest are counted."""

MOST_PERSONS: Final = 5_000_000

Lines = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What stands in a file of answers.

    Attributes
    ----------
    items : tuple of str
        Names of the columns that hold answers, n_items.
    answers : ndarray of str, shape (n_persons, n_items)
        Answers or scores, as written; "" where there is none.
    lines : ndarray of int, shape (n_persons,)
        The line of the file that each person stands on.
    persons : tuple of str, or None
        Their names, if the file has them.
    columns : mapping of str to tuple of str
        The other columns that were asked for, (n_persons,) each.
    problems : tuple of Problem
        What is wrong with the names of persons; `scored_answers` tells it together with the rest.
    """

    items: tuple[str, ...]
    answers: TextArray
    lines: Lines
    persons: tuple[str, ...] | None
    columns: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...] = ()


def read_answers(
    source: Source,
    *,
    person: str = "",
    count: str = "",
    columns: Sequence[str] = (),
    leave_out: Sequence[str] = (),
    name: str = "",
) -> Answers:
    """Read a file of answers whose first line names the columns.

    Parameters
    ----------
    source : Path or bytes
    person : str
        The column that names each person; no name may stand twice, see `Answers.problems`.
    count : str
        The column that says how many persons each line stands for, a whole number.
    columns : sequence of str
        Further columns that hold no answers, and are wanted (group, seat, time).
    leave_out : sequence of str
        Columns that hold no answers, and are not wanted.

    Raises
    ------
    DocumentError
        With everything else that is wrong, each with its line.
    """
    special = tuple(dict.fromkeys(column for column in (person, count, *columns, *leave_out) if column))
    rows = read_csv(source, columns=special, others=True, name=name, limit=LARGEST)
    items = tuple(column for column in (rows[0].cells if rows else ()) if column not in special)
    problems = list(_problems(rows, items, count=count))
    if problems:
        raise DocumentError(problems, name=name)
    times = [int(row.cells[count].strip()) for row in rows] if count else [1] * len(rows)
    kept = np.repeat(np.arange(len(rows)), times)
    text = np.array([[row.cells[item].strip() for item in items] for row in rows], dtype=np.str_)
    wanted = {column: tuple(rows[n].cells[column].strip() for n in kept) for column in columns if column}
    return Answers(
        items=items,
        answers=text[kept],
        lines=np.array([row.line for row in rows], dtype=np.intp)[kept],
        persons=tuple(rows[n].cells[person].strip() for n in kept) if person else None,
        columns=wanted,
        problems=tuple(_name_problems(rows, person)) if person else (),
    )


def listed(places: Sequence[int]) -> str:
    """Return lines in words, the first of them only if they are many."""
    told = ", ".join(map(str, places[:SHOWN]))
    word = "line" if len(places) == 1 else "lines"
    return f"{word} {told}" + (f" and {len(places) - SHOWN} more" if len(places) > SHOWN else "")


def _problems(rows: Sequence[Row], items: Sequence[str], *, count: str) -> Iterator[Problem]:
    if not rows or not items:
        yield Problem("", "has no person or no item")
        return
    if "" in items:
        yield Problem("line 1", "a column has no name")
    if count:
        wrong = [row.line for row in rows if not _is_count(row.cells[count].strip())]
        if wrong:
            yield Problem(f"{listed(wrong)}, {count}", "must be whole numbers of persons, 0 or more")
            return
        if (total := sum(int(row.cells[count].strip()) for row in rows)) > MOST_PERSONS or not total:
            yield Problem(count, f"stands for {total:,} persons; 1 to {MOST_PERSONS:,} are possible")


def _is_count(text: str) -> bool:
    return text.isdecimal() and len(text) <= len(str(MOST_PERSONS))


def _name_problems(rows: Sequence[Row], person: str) -> Iterator[Problem]:
    names = [row.cells[person].strip() for row in rows]
    if nameless := [row.line for row, name in zip(rows, names, strict=True) if not name]:
        yield Problem(f"{listed(nameless)}, {person}", "is empty; everybody needs a name or a number")
    twice = [name for name, times in Counter(names).items() if times > 1 and name]
    for name in twice[:SHOWN]:
        places = [row.line for row, own in zip(rows, names, strict=True) if own == name]
        yield Problem(f"{listed(places)}, {person}", f"{name[:40]!r} stands {len(places)} times")
    if len(twice) > SHOWN:
        yield Problem(person, f"{len(twice) - SHOWN} more names stand more than once")
