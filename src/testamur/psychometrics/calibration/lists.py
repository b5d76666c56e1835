"""Responses of persons who each took a few items of many, packed; on the way nothing else as long is made."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.calibration.responses import (
    CODES,
    INTEGERS,
    MOST_CATEGORIES,
    SHOWN,
    Lists,
    Responses,
    doubles,
)
from testamur.psychometrics.item_model import FloatArray

SAMPLE: Final = 5000
"""About so many persons are looked at for start values."""

FEWEST: Final = 30
COMMON: Final = 0.5
BLOCK: Final = 1 << 20
"""So many scores are looked at at a time."""


def response_lists(
    starts: npt.ArrayLike, places: npt.ArrayLike, scores: npt.ArrayLike, *, items: Sequence[str]
) -> Responses:
    """Return responses of persons who each took a few items of many (linear on the fly, multistage, adaptive).

    Parameters
    ----------
    starts : array_like of int, shape (n_persons + 1,)
        Where the list of each person begins.
    places : array_like of int, shape (n_scores,)
        The item of each score, by its place in `items`; nobody takes one twice.
    scores : array_like of int, shape (n_scores,)
        Whole scores from 0.
    items : sequence of str
        Names of all items.

    Returns
    -------
    Responses
        With two bytes a response; what was given is not kept. Persons stand in the order of their share of right
        answers, so that neighbours can have come from the same few nodes of ability.

    Raises
    ------
    DocumentError
        If the lists do not fit together, a place is no item, or an item was scored alike throughout.
    """
    where = np.asarray(starts, dtype=np.int64)
    place, score = np.asarray(places), np.asarray(scores)
    found = list(list_problems(where, place, score, len(items))) + list(doubles("items", items))
    if found:
        raise DocumentError(found)
    counts = score_counts(place, score, len(items))
    found = [*_repeated(where, place), *count_problems(counts, items)]
    if found:
        raise DocumentError(found)
    categories = categories_of(counts)
    return packed(Lists(where, codes(place, score, first_codes(categories))), items, categories)


def packed(lists: Lists, items: Sequence[str], categories: INTEGERS) -> Responses:
    """Return lists as responses of one group, in the order of each person's share of the points."""
    rows, none = len(lists.starts) - 1, np.empty((0, len(items)), dtype=np.int8)
    ordered = sorted_by_score(lists, categories)
    return Responses(tuple(items), categories, none, np.ones(rows), ("all",), (0, rows), False, ordered)


def score_counts(places: npt.NDArray[Any], scores: npt.NDArray[Any], items: int) -> npt.NDArray[np.int64]:
    """Return how often each item has each score, (n_items, highest score + 1)."""
    width = int(scores.max()) + 1
    found = np.zeros(items * width, dtype=np.int64)
    for block in parts(len(places)):
        cells = places[block].astype(np.intp) * width + scores[block]
        found += np.bincount(cells, minlength=len(found))
    return found.reshape(items, width)


def categories_of(counts: npt.NDArray[np.int64]) -> INTEGERS:
    """Return how many categories each item has, two at least, from how often it has each score."""
    seen = counts > 0
    highest = np.where(seen.any(axis=1), counts.shape[1] - 1 - seen[:, ::-1].argmax(axis=1), 0)
    return np.asarray(np.maximum(highest + 1, 2), dtype=np.intp)


def first_codes(categories: INTEGERS) -> INTEGERS:
    """Return the code of the score 0 of each item, and at the end how many codes there are."""
    return np.concatenate([[0], np.cumsum(categories)]).astype(np.intp)


def narrow(size: int) -> type[np.uint16] | type[np.int32]:
    """Return the type that holds so many codes, two bytes each where that is enough."""
    return np.uint16 if size <= 2**16 else np.int32


def codes(places: npt.NDArray[Any], scores: npt.NDArray[Any], first: INTEGERS) -> CODES:
    """Return the code of each score of each item."""
    found: CODES = np.empty(len(places), narrow(int(first[-1])))
    begin = first[:-1].astype(found.dtype)
    for block in parts(len(places)):
        np.add(begin.take(places[block]), scores[block], out=found[block], casting="unsafe")
    return found


def sorted_by_score(given: Lists, categories: INTEGERS) -> Lists:
    """Return the same lists in the order of each person's share of the points, equal ones as they stood."""
    points = points_of(categories)
    shares = [
        np.bincount(owner, points.take(found), len(bounds) - 1) / np.maximum(np.diff(bounds), 1)
        for _, bounds, owner, found in _blocks(given.starts, given.codes)
    ]
    order = np.argsort(np.concatenate(shares), kind="stable")
    lengths = np.diff(given.starts)
    if (lengths == lengths[0]).all():
        return Lists(given.starts, given.codes.reshape(len(lengths), -1)[order].ravel())
    return some(given, order)


def some(given: Lists, order: INTEGERS) -> Lists:
    """Return the lists of some persons, by their numbers, in this order."""
    starts = np.concatenate([[0], np.cumsum(np.diff(given.starts)[order])])
    moved: CODES = np.empty(int(starts[-1]), given.codes.dtype)
    for persons, bounds, owner, found in _blocks(starts, moved):
        shift = given.starts[order[persons]] - bounds[:-1]
        found[:] = given.codes[np.arange(bounds[0], bounds[-1]) + shift[owner]]
    return Lists(starts, moved)


def _blocks(
    starts: npt.NDArray[np.int64], values: npt.NDArray[Any]
) -> Iterator[tuple[slice, npt.NDArray[np.int64], INTEGERS, npt.NDArray[Any]]]:
    """Yield blocks of persons: which, where their lists begin and end, whose each value is, and the values."""
    persons = max(1, BLOCK * (len(starts) - 1) // max(1, int(starts[-1])))
    for first in range(0, len(starts) - 1, persons):
        bounds = starts[first : first + persons + 1]
        owner = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        yield slice(first, first + len(bounds) - 1), bounds, owner, values[bounds[0] : bounds[-1]]


def points_of(categories: INTEGERS) -> FloatArray:
    """Return the share of its item's points that each code stands for."""
    return np.concatenate([np.arange(count) / (count - 1) for count in categories.tolist()])


def rest_moments(given: Responses) -> FloatArray:
    """Return what the correlations of items with the rest are made of, from about `SAMPLE` persons.

    Returns
    -------
    ndarray, shape (n_items, 6)
        Persons who took the item; sums of their share of its points, of its square, of their share of the points
        of the others that they took, of its square, and of the product. Those of several samples may be added.
    """
    if given.lists is None:
        raise TypeError("these responses are a matrix")
    persons = len(given.lists.starts) - 1
    sample = some(given.lists, np.arange(0, persons, max(1, persons // SAMPLE)))
    owner = np.repeat(np.arange(len(sample.starts) - 1), np.diff(sample.starts))
    item = np.repeat(np.arange(len(given.items)), given.categories)[sample.codes]
    own = points_of(given.categories)[sample.codes]
    others = np.diff(sample.starts)[owner] - 1
    rest = (np.bincount(owner, own)[owner] - own) / np.maximum(others, 1)
    sums = (np.ones(len(own)), own, own**2, rest, rest**2, own * rest)
    return np.stack([np.bincount(item, values, len(given.items)) for values in sums], axis=1)


def rest_correlations(moments: FloatArray) -> FloatArray:
    """Return the correlation of each item with the rest; where too few took it, a common one."""
    number, own, own2, rest, rest2, product = moments.T
    with np.errstate(divide="ignore", invalid="ignore"):
        covariance = product - own * rest / number
        spread = np.sqrt((own2 - own**2 / number) * (rest2 - rest**2 / number))
        return np.where((number >= FEWEST) & (spread > 0), covariance / spread, COMMON)


def counted(found: CODES, size: int) -> npt.NDArray[np.int64]:
    """Return how often there is each code, (size,)."""
    counts = np.zeros(size, dtype=np.int64)
    for block in parts(len(found)):
        counts += np.bincount(found[block], minlength=size)
    return counts


def parts(size: int) -> Iterator[slice]:
    """Yield slices of blocks."""
    for start in range(0, size, BLOCK):
        yield slice(start, start + BLOCK)


def list_problems(
    starts: npt.NDArray[np.int64], places: npt.NDArray[Any], scores: npt.NDArray[Any], items: int
) -> Iterator[Problem]:
    """Say whether the lists do not fit together, or a place is no item, or a score is none."""
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


def count_problems(counts: npt.NDArray[np.int64], items: Sequence[str]) -> Iterator[Problem]:
    """Say of which items nothing can be estimated, from how often each has each score."""
    taken, used = counts.sum(axis=1), (counts > 0).sum(axis=1)
    highest = categories_of(counts) - 1
    for place in np.flatnonzero(used < highest + 1).tolist():
        if not taken[place]:
            said = "was given to nobody; nothing can be estimated of it"
        elif used[place] == 1:
            said = f"was scored {counts[place].argmax()} by everybody; nothing can be estimated of it"
        else:
            said = f"nobody scored {counts[place].argmin()}; join it with the score next to it"
        yield Problem(f"items.{items[place]}", said)


def _repeated(starts: npt.NDArray[np.int64], places: npt.NDArray[Any]) -> Iterator[Problem]:
    persons = repeated(starts, places)
    if persons.size:
        more = f" and {len(persons) - SHOWN} more" if len(persons) > SHOWN else ""
        examples = ", ".join(str(person) for person in persons[:SHOWN].tolist())
        yield Problem("places", f"the same item stands twice for one person, counted from 0: {examples}{more}")


def repeated(starts: npt.NDArray[np.int64], places: npt.NDArray[Any]) -> INTEGERS:
    """Return who took an item twice, by their number from 0."""
    width, found = int(places.max()) + 1, []
    for persons, _, owner, taken in _blocks(starts, places):
        cells = np.sort(owner * width + taken)
        found.append(persons.start + np.unique(cells[1:][cells[1:] == cells[:-1]] // width))
    return np.concatenate(found)
