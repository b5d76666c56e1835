"""What judges said, and what candidates scored, read from CSV files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from testamur.documents import Row, Source, read_csv
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.equating.distribution import ScoreDistribution
from testamur.psychometrics.scoring import FloatArray

LARGEST: Final = 64 * 1024 * 1024
JUDGE: Final = "judge"
ROUND: Final = "round"


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """Ratings of the same judges of the same items in one round or more, 0..1.

    `rounds` has one table (n_judges, n_items) a round, the first one first.
    """

    judges: tuple[str, ...]
    items: tuple[str, ...]
    rounds: tuple[FloatArray, ...]


def read_ratings(source: Source, *, scale: float = 100, name: str = "") -> Ratings:
    """Read the ratings of a panel.

    Parameters
    ----------
    source : Path or bytes
        A CSV file: a column ``judge``, a column ``round`` if there is more than one, and one column an item.
    scale : float
        What stands for everybody: 100 (per cent), or 1.
    name : str
        Of the file, for what is wrong with it.

    Raises
    ------
    DocumentError
        Naming everything wrong: cells that are no ratings, a judge who rated twice in a round or not at all,
        rounds that do not count from 1.
    """
    rows = read_csv(source, columns=[JUDGE], others=True, name=name, limit=LARGEST)
    items = tuple(column for column in (rows[0].cells if rows else {}) if column not in (JUDGE, ROUND))
    by_round: dict[str, dict[str, Row]] = {}
    problems = [] if items else [Problem("", "has no judge, or no column of an item")]
    for row in rows:
        judge = row.cells[JUDGE].strip()
        of_round = by_round.setdefault(row.cells.get(ROUND, "1").strip() or "1", {})
        if not judge:
            problems.append(Problem(f"line {row.line}", "names no judge"))
        elif judge in of_round:
            problems.append(Problem(f"line {row.line}", f"{judge[:40]!r} has rated in this round already"))
        of_round[judge] = row
        problems += _cell_problems(row, items, scale)
    problems += _round_problems(by_round)
    if problems:
        raise DocumentError(problems, name=name)
    judges = tuple(by_round["1"])
    tables = [[by_round[number][judge] for judge in judges] for number in sorted(by_round, key=int)]
    return Ratings(judges, items, tuple(_numbers(table, items) / scale for table in tables))


def _cell_problems(row: Row, columns: Sequence[str], most: float) -> Iterator[Problem]:
    for column in columns:
        text = row.cells[column].strip()
        place = f"line {row.line}, {column}"
        try:
            value = float(text)
        except ValueError:
            yield Problem(place, f"{text[:40]!r} is no number" if text else "is empty")
            continue
        if not 0 <= value <= most:
            yield Problem(place, f"must lie between 0 and {most:g}; it is {text[:40]}")


def _round_problems(by_round: dict[str, dict[str, Row]]) -> Iterator[Problem]:
    wanted = {str(number) for number in range(1, len(by_round) + 1)}
    if set(by_round) != wanted:
        yield Problem(ROUND, f"must count from 1; there are {', '.join(sorted(by_round))[:80]}")
        return
    everybody = set().union(*by_round.values()) if by_round else set()
    for number in sorted(by_round, key=int):
        for judge in sorted(everybody - set(by_round[number])):
            yield Problem(f"{ROUND} {number}", f"{judge[:40]!r} has not rated")


def _numbers(rows: Sequence[Row], columns: Sequence[str]) -> FloatArray:
    return np.array([[float(row.cells[column]) for column in columns] for row in rows], dtype=np.float64)


def read_figures(source: Source, columns: Sequence[str], *, name: str = "") -> FloatArray:
    """Read columns of numbers, (n_lines, n_columns); others are left alone.

    Raises
    ------
    DocumentError
        If a column is missing, or a cell is no number; each with its line.
    """
    rows = read_csv(source, columns=list(columns), others=True, name=name, limit=LARGEST)
    if problems := [problem for row in rows for problem in _cell_problems_of_figures(row, columns)]:
        raise DocumentError(problems, name=name)
    return _numbers(rows, columns).reshape(-1, len(columns))


def _cell_problems_of_figures(row: Row, columns: Sequence[str]) -> Iterator[Problem]:
    for column in columns:
        text = row.cells[column].strip()
        try:
            is_number = np.isfinite(float(text))
        except ValueError:
            is_number = False
        if not is_number:
            said = f"{text[:40]!r} is no number" if text else "is empty"
            yield Problem(f"line {row.line}, {column}", said)


def score_distribution(scores: FloatArray, *, maximum: int, name: str = "") -> ScoreDistribution:
    """Return how many have each total, from the totals.

    Raises
    ------
    DocumentError
        If there are none, or one is no whole number from 0 to `maximum`.
    """
    wrong = (scores != np.floor(scores)) | (scores < 0) | (scores > maximum)
    if not scores.size:
        raise DocumentError([Problem("", "has no score")], name=name)
    if wrong.any():
        first = scores[wrong][0]
        said = f"{int(wrong.sum())} scores are no whole numbers from 0 to {maximum}, such as {first:g}"
        raise DocumentError([Problem("score", said)], name=name)
    return ScoreDistribution(np.bincount(scores.astype(np.intp), minlength=maximum + 1).astype(np.float64))
