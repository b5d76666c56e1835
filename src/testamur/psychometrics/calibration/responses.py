"""Scores of persons on items as a calibration takes them: a matrix with holes, or a list of what is there."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.item_model import FloatArray

SCORES = npt.NDArray[np.int8]
INTEGERS = npt.NDArray[np.intp]
CODES = npt.NDArray[np.uint16 | np.int32]
NOT_GIVEN: Final = -1
MOST_CATEGORIES: Final = 100
SHOWN: Final = 5
"""So many examples of one kind of fault are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Lists:
    """What persons took of many items: one whole number a score says both which item and which score.

    Attributes
    ----------
    starts : ndarray of int, shape (n_persons + 1,)
        Where the list of each person begins.
    codes : ndarray of uint16 or int32, shape (n_scores,)
        The row of each score in a table of the categories of all items, one item after the other: two bytes a
        response up to 32,768 items scored 0 and 1.
    """

    starts: npt.NDArray[np.int64]
    codes: CODES


@dataclass(frozen=True, slots=True)
class Responses:
    """Who scored what; rows of one group stand together.

    Attributes
    ----------
    items : tuple of str
        Their names, n_items.
    categories : ndarray of int, shape (n_items,)
        How many scores each item has: 0 ... categories - 1.
    scores : ndarray of int8, shape (n_rows, n_items)
        -1 where an item was not given to a person. Without rows if these are lists.
    weights : ndarray of float, shape (n_rows,)
        How many persons each row stands for.
    groups : tuple of str
        Their names, in the order in which their rows stand; at least one.
    bounds : tuple of int
        The row at which each group begins, and the number of rows at the end.
    is_complete : bool
        Whether every item was given to every person, as a matrix.
    lists : Lists, optional
        Instead of `scores`, what each person took of many items.
    """

    items: tuple[str, ...]
    categories: INTEGERS
    scores: SCORES
    weights: FloatArray
    groups: tuple[str, ...]
    bounds: tuple[int, ...]
    is_complete: bool
    lists: Lists | None = None

    @property
    def longest(self) -> int:
        """The most items that anybody may have taken."""
        return len(self.items) if self.lists is None else int(np.diff(self.lists.starts).max())

    @property
    def blank(self) -> int:
        """How many rows have no item at all."""
        if self.lists is not None:
            return int((np.diff(self.lists.starts) == 0).sum())
        return int((self.scores == NOT_GIVEN).all(axis=1).sum())

    @property
    def sizes(self) -> list[float]:
        """How many persons each group has."""
        return [float(self.weights[a:b].sum()) for a, b in zip(self.bounds[:-1], self.bounds[1:], strict=True)]

    @property
    def persons(self) -> float:
        """How many persons there are."""
        return float(self.weights.sum())


class Observed(Protocol):
    """What there is to know of responses without looking at them one by one."""

    @property
    def items(self) -> tuple[str, ...]:
        """Their names."""

    @property
    def categories(self) -> INTEGERS:
        """How many scores each item has."""

    @property
    def groups(self) -> tuple[str, ...]:
        """Their names."""

    @property
    def sizes(self) -> list[float]:
        """How many persons each group has."""

    @property
    def persons(self) -> float:
        """How many persons there are."""

    @property
    def longest(self) -> int:
        """The most items that anybody may have taken."""

    @property
    def blank(self) -> int:
        """How many persons took no item."""


def responses(
    scores: npt.ArrayLike,
    *,
    items: Sequence[str] | None = None,
    persons: Sequence[str] | None = None,
    weights: npt.ArrayLike | None = None,
    groups: Sequence[str] | None = None,
    most_categories: int | None = None,
) -> Responses:
    """Return responses ready to calibrate.

    Parameters
    ----------
    scores : array_like, shape (n_rows, n_items)
        Whole scores from 0; NaN or -1 where an item was not given.
    items : sequence of str, optional
        Names of the items, all different; "1", "2", ... if absent.
    persons : sequence of str, optional
        Names of the rows, all different; only to find doubles.
    weights : array_like, shape (n_rows,), optional
        How many persons each row stands for, > 0; 1 if absent.
    groups : sequence of str, shape (n_rows,), optional
        The group of each row; the first to appear is the one that the scale refers to.
    most_categories : int, optional
        How many score categories the item model allows.

    Raises
    ------
    DocumentError
        With everything that is wrong: scores that are not whole or too high, items that all scored alike or nobody
        took, doubled names, weights that are no numbers.
    """
    matrix = np.asarray(scores)
    if matrix.ndim != 2 or 0 in matrix.shape:
        raise DocumentError(
            [Problem("scores", f"must be persons by items; it is an array of shape {matrix.shape}")]
        )
    if matrix.dtype.kind not in "iub":
        matrix = matrix.astype(np.float64)
        matrix = np.where(np.isnan(matrix), NOT_GIVEN, matrix)
    names = [str(n) for n in range(1, matrix.shape[1] + 1)] if items is None else list(items)
    weight = np.ones(len(matrix)) if weights is None else np.asarray(weights, dtype=np.float64)
    found = list(_problems(matrix, names, weight, persons=persons, groups=groups, most=most_categories))
    if found:
        raise DocumentError(found)
    order, kinds, bounds = _grouped(len(matrix), groups)
    whole = matrix.astype(np.int8)
    whole = whole if len(kinds) == 1 else whole[order]
    categories = np.maximum(whole.max(axis=0) + 1, 2).astype(np.intp)
    return Responses(tuple(names), categories, whole, weight[order], kinds, bounds, int(whole.min()) != NOT_GIVEN)


def _grouped(rows: int, groups: Sequence[str] | None) -> tuple[INTEGERS, tuple[str, ...], tuple[int, ...]]:
    if groups is None:
        return np.arange(rows), ("all",), (0, rows)
    kinds = list(dict.fromkeys(groups))
    place = {kind: number for number, kind in enumerate(kinds)}
    number = np.array([place[label] for label in groups])
    order = np.argsort(number, kind="stable")
    sizes = np.bincount(number, minlength=len(kinds))
    return order, tuple(map(str, kinds)), (0, *np.cumsum(sizes).tolist())


def _problems(
    matrix: npt.NDArray[Any],
    names: Sequence[str],
    weights: FloatArray,
    *,
    persons: Sequence[str] | None,
    groups: Sequence[str] | None,
    most: int | None,
) -> Iterator[Problem]:
    rows, columns = matrix.shape
    if len(names) != columns:
        yield Problem("items", f"there are {columns} columns of scores and {len(names)} names")
        return
    yield from doubles("items", names)
    yield from doubles("persons", persons or ())
    for field, value in (("persons", persons), ("groups", groups)):
        if value is not None and len(value) != rows:
            yield Problem(field, f"there are {rows} rows of scores and {len(value)} {field}")
    if weights.shape != (rows,) or not (np.isfinite(weights).all() and (weights > 0).all()):
        yield Problem("weights", "must be a number above 0 for each row")
    yield from _wrong_scores(matrix, names, most=most)


def _wrong_scores(matrix: npt.NDArray[Any], names: Sequence[str], *, most: int | None) -> Iterator[Problem]:
    # Most items are scored 0 and 1, each by somebody: of those nothing more has to be asked.
    fine = (matrix.min(axis=0) == 0) & (matrix.max(axis=0) == 1) & (matrix.dtype.kind in "iub")
    for column in np.flatnonzero(~fine).tolist():
        name, values = names[column], matrix[:, column]
        given = values[values != NOT_GIVEN]
        highest = (most or MOST_CATEGORIES) - 1
        wrong = given[(given < 0) | (given > highest) | (given != np.floor(given))]
        if wrong.size:
            examples = ", ".join(f"{value:g}" for value in np.unique(wrong)[:SHOWN])
            yield Problem(f"items.{name}", f"has scores that are not whole from 0 to {highest}: {examples}")
        elif not given.size:
            yield Problem(f"items.{name}", "was given to nobody")
        elif (given == given[0]).all():
            yield Problem(
                f"items.{name}", f"was scored {given[0]:g} for everybody; nothing can be estimated of it"
            )
        elif unused := sorted(set(range(int(given.max()) + 1)) - set(np.unique(given).astype(int).tolist())):
            yield Problem(f"items.{name}", f"nobody scored {unused[0]}; join it with the score next to it")


def doubles(field: str, names: Sequence[str]) -> Iterator[Problem]:
    """Say which names stand more than once."""
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        more = f" and {len(twice) - SHOWN} more" if len(twice) > SHOWN else ""
        yield Problem(field, f"stand more than once: {', '.join(map(str, twice[:SHOWN]))}{more}")
