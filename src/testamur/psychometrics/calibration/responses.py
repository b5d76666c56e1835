"""Scores of persons on items as a calibration takes them: a matrix with holes, or a list of what is there."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.item_model import FloatArray

SCORES = npt.NDArray[np.int8]
INTEGERS = npt.NDArray[np.intp]
NOT_GIVEN: Final = -1
MOST_CATEGORIES: Final = 100
SHOWN: Final = 5
"""So many examples of one kind of fault are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Responses:
    """Who scored what; rows of one group stand together.

    Attributes
    ----------
    items : tuple of str
        Their names, n_items.
    categories : ndarray of int, shape (n_items,)
        How many scores each item has: 0 ... categories - 1.
    scores : ndarray of int8, shape (n_rows, n_items), or (n_scores,)
        -1 where an item was not given to a person. As a list if `starts` is there.
    weights : ndarray of float, shape (n_rows,)
        How many persons each row stands for.
    groups : tuple of str
        Their names, in the order in which their rows stand; at least one.
    bounds : tuple of int
        The row at which each group begins, and the number of rows at the end.
    is_complete : bool
        Whether every item was given to every person, as a matrix.
    starts : ndarray of int, shape (n_rows + 1,), optional
        Where the list of each row begins.
    places : ndarray of int, shape (n_scores,), optional
        The item of each score of the list.
    """

    items: tuple[str, ...]
    categories: INTEGERS
    scores: SCORES
    weights: FloatArray
    groups: tuple[str, ...]
    bounds: tuple[int, ...]
    is_complete: bool
    starts: npt.NDArray[np.int64] | None = None
    places: npt.NDArray[np.int16] | npt.NDArray[np.int32] | None = None

    @property
    def persons(self) -> float:
        """How many persons there are."""
        return float(self.weights.sum())


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


def response_lists(
    starts: npt.ArrayLike, places: npt.ArrayLike, scores: npt.ArrayLike, *, items: Sequence[str]
) -> Responses:
    """Return responses of persons who each took a few items of many (linear on the fly, multistage, adaptive).

    Parameters
    ----------
    starts : array_like of int, shape (n_persons + 1,)
        Where the list of each person begins.
    places : array_like of int, shape (n_scores,)
        The item of each score, by its place in `items`.
    scores : array_like of int, shape (n_scores,)
        Whole scores from 0.
    items : sequence of str
        Names of all items.

    Raises
    ------
    DocumentError
        If the lists do not fit together, a place is no item, or an item was scored alike throughout.
    """
    where = np.asarray(starts, dtype=np.int64)
    place, score = np.asarray(places), np.asarray(scores)
    found = list(_list_problems(where, place, score, len(items)))
    if found:
        raise DocumentError(found)
    small = score.astype(np.int8, copy=False)
    highest = np.zeros(len(items), dtype=np.intp)
    for value in range(1, int(small.max()) + 1):
        highest[np.unique(place[small == value])] = value
    found = list(_flat_items(place, small, highest, items))
    if found:
        raise DocumentError(found)
    rows = len(where) - 1
    return Responses(
        tuple(items),
        np.maximum(highest + 1, 2),
        small,
        np.ones(rows),
        ("all",),
        (0, rows),
        False,
        where,
        place.astype(np.int16, copy=False) if len(items) < 2**15 else place.astype(np.int32, copy=False),
    )


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
    yield from _doubles("items", names)
    yield from _doubles("persons", persons or ())
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


def _doubles(field: str, names: Sequence[str]) -> Iterator[Problem]:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        more = f" and {len(twice) - SHOWN} more" if len(twice) > SHOWN else ""
        yield Problem(field, f"stand more than once: {', '.join(map(str, twice[:SHOWN]))}{more}")


def _list_problems(
    starts: npt.NDArray[np.int64], places: npt.NDArray[Any], scores: npt.NDArray[Any], items: int
) -> Iterator[Problem]:
    if starts.ndim != 1 or len(starts) < 2 or starts[0] != 0 or (np.diff(starts) < 0).any():
        yield Problem("starts", "must begin at 0 and never fall")
    elif starts[-1] != len(places) or places.shape != scores.shape:
        yield Problem(
            "places", f"there are {len(places)} places, {len(scores)} scores, and an end at {starts[-1]}"
        )
    if not places.size or places.dtype.kind not in "iu" or places.min() < 0 or places.max() >= items:
        yield Problem("places", f"must be whole numbers from 0 to {items - 1}, at least one")
    if not scores.size or scores.dtype.kind not in "iub" or scores.min() < 0 or scores.max() >= MOST_CATEGORIES:
        yield Problem("scores", f"must be whole numbers from 0 to {MOST_CATEGORIES - 1}")


def _flat_items(
    places: npt.NDArray[Any], scores: SCORES, highest: INTEGERS, items: Sequence[str]
) -> Iterator[Problem]:
    taken = np.bincount(places, minlength=len(items))
    at_top = np.zeros(len(items), dtype=np.int64)
    for value in range(int(highest.max()) + 1):
        which = np.flatnonzero(highest == value)
        at_top[which] = np.bincount(places[scores == value], minlength=len(items))[which]
    for place in np.flatnonzero((taken == 0) | (at_top == taken)).tolist():
        said = "was given to nobody" if not taken[place] else f"was scored {highest[place]} by everybody"
        yield Problem(f"items.{items[place]}", f"{said}; nothing can be estimated of it")
