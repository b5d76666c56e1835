"""Files beside that of the answers: what the programme states, what a panel rated, and times."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from testamur.documents import Source, read_toml, shape
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.answer_files import Answers, read_answers
from testamur.psychometrics.report.data import About, Ratings
from testamur.psychometrics.scoring import FloatArray

ROUND: Final = "round"
JUDGE: Final = "judge"
SHOWN: Final = 10


def read_about(source: Source, *, name: str = "") -> About:
    """Read what the programme states, a TOML file with the fields of `About`.

    Raises
    ------
    DocumentError
        With every field that is not known or has a value of another kind.
    """
    about = shape(read_toml(source, name=name), About, name=name)
    problems = [
        Problem(f"blueprint.{area}", f"must be a share from 0 to 1, not {value:g}")
        for area, value in about.blueprint.items()
        if not 0 <= value <= 1
    ]
    problems += [
        Problem(field, f"must be 0 or more, not {value}")
        for field in ("withdrawn", "voided", "later", "later_passed")
        if (value := getattr(about, field)) is not None and value < 0
    ]
    if problems:
        raise DocumentError(problems, name=name)
    return about


def read_ratings(source: Source, *, name: str = "") -> Ratings:
    """Read the ratings of a panel: columns ``judge``, ``round`` (1 if there is none) and one an item, 0 to 1.

    Raises
    ------
    DocumentError
        If a rating is no share, or the rounds are not of the same judges.
    """
    given = read_answers(source, columns=_rating_columns(source, name=name), name=name)
    if JUDGE not in given.columns:
        raise DocumentError([Problem("line 1", f"the column {JUDGE!r} is missing")], name=name)
    values, problems = _numbers(given, low=0.0, high=1.0)
    rounds = given.columns.get(ROUND, ("1",) * len(values))
    judges = given.columns[JUDGE]
    tables = []
    for number in sorted(set(rounds)):
        lines = [place for place in range(len(values)) if rounds[place] == number]
        order = sorted(lines, key=lambda place: judges[place])
        if [judges[place] for place in order] != sorted(set(judges)):
            problems.append(Problem(f"round {number}", "must have one line for each judge of the other rounds"))
        tables.append(values[order])
    if problems:
        raise DocumentError(problems, name=name)
    return Ratings(tuple(sorted(set(judges))), given.items, tuple(tables))


def _rating_columns(source: Source, *, name: str) -> tuple[str, ...]:
    """Return which of the special columns there are: a file of one round need not number it."""
    every = read_answers(source, name=name).items
    return tuple(column for column in (JUDGE, ROUND) if column in every)


def read_seconds(
    source: Source, answers: Answers, *, person: str = "", leave_out: Sequence[str] = (), name: str = ""
) -> FloatArray:
    """Read the seconds that each answer took: the same lines and item columns as the answers have.

    Parameters
    ----------
    source : Path or bytes
    answers : Answers
    person : str
        The column that names each person, in both files.
    leave_out : sequence of str
        Columns of the answers that are no items; this file need not have them.
    name : str

    Returns
    -------
    ndarray, shape (n_persons, n_items)
        NaN where a cell is empty.

    Raises
    ------
    DocumentError
        If a cell is no number above 0, or lines or columns are others.
    """
    every = read_answers(source, name=name).items
    kept = [column for column in leave_out if column in every]
    given = read_answers(source, person=person, leave_out=kept, name=name)
    values, problems = _numbers(given, low=0.0, high=float("inf"))
    if missing := [item for item in answers.items if item not in given.items]:
        problems.append(Problem("line 1", f"the columns {', '.join(missing[:SHOWN])} are missing"))
    if len(given.answers) != len(answers.answers):
        problems.append(Problem("", f"has {len(given.answers)} lines; the answers have {len(answers.answers)}"))
    elif given.persons != answers.persons:
        problems.append(Problem(person, "names other persons than the answers do, or in another order"))
    if (values == 0).any():
        problems.append(Problem("", "has times of 0 seconds; leave a cell empty where no time is known"))
    if problems:
        raise DocumentError(problems, name=name)
    order = [given.items.index(item) for item in answers.items]
    return values[:, order]


def _numbers(given: Answers, *, low: float, high: float) -> tuple[FloatArray, list[Problem]]:
    """Return the cells as numbers, NaN where empty, and what is wrong with them."""
    values, problems = np.full(given.answers.shape, np.nan), []
    for row, column in np.argwhere(given.answers != "").tolist():
        text = str(given.answers[row, column])
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not (low <= value <= high and np.isfinite(value)):
            place = f"line {given.lines[row]}, {given.items[column]}"
            problems.append(Problem(place, f"{text[:20]!r} is no number from {low:g} to {high:g}"))
        values[row, column] = value
    more = len(problems) - SHOWN
    return values, problems[:SHOWN] + ([Problem("", f"{more} more cells are wrong")] if more > 0 else [])
