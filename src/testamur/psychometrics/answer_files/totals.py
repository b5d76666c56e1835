"""Totals as a file has them: one line a person, or one line for all persons of one score."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from testamur.documents import Row, Source, read_csv
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.answer_files.answers import MOST_PERSONS, listed
from testamur.psychometrics.calibration.files import LARGEST
from testamur.psychometrics.scoring import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """Whole totals (n_persons,) and, if there is an anchor, the scores on it."""

    totals: FloatArray
    anchors: FloatArray | None


def read_totals(source: Source, *, total: str, anchor: str = "", count: str = "", name: str = "") -> Totals:
    """Read a file of totals; columns that are not named are passed over.

    Parameters
    ----------
    source : Path or bytes
    total, anchor, count : str
        The columns of the total, of the score on the anchor, and of how many persons a line stands for.

    Raises
    ------
    DocumentError
        With everything that is wrong, each with its line.
    """
    columns = [column for column in (total, anchor, count) if column]
    rows = read_csv(source, columns=columns, others=True, name=name, limit=LARGEST)
    if problems := list(_problems(rows, columns)):
        raise DocumentError(problems, name=name)
    times = [int(row.cells[count]) if count else 1 for row in rows]
    if not 0 < sum(times) <= MOST_PERSONS:
        problem = f"stands for {sum(times):,} persons; 1 to {MOST_PERSONS:,} are possible"
        raise DocumentError([Problem(count, problem)], name=name)
    return Totals(_column(rows, total, times), _column(rows, anchor, times) if anchor else None)


def _column(rows: Sequence[Row], column: str, times: Sequence[int]) -> FloatArray:
    return np.repeat(np.array([float(row.cells[column]) for row in rows]), times)


def _problems(rows: Sequence[Row], columns: Sequence[str]) -> Iterator[Problem]:
    if not rows:
        yield Problem("", "has no person")
    for column in columns:
        cells = {row.line: row.cells[column].strip() for row in rows}
        wrong = [
            line for line, cell in cells.items() if not (cell.isdecimal() and len(cell) <= len(str(MOST_PERSONS)))
        ]
        if wrong:
            yield Problem(f"{listed(wrong)}, {column}", "must be whole numbers from 0")
