"""Which pairs of persons could have had to do with each other: by seat, time and network, where they are known."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.item_model import BoolArray
from testamur.psychometrics.scoring import FloatArray

Possible = Callable[[slice], BoolArray]
"""From some persons to whether each of them could with each of all: (n_some, n_persons)."""


def same(values: Sequence[str]) -> Possible:
    """Return who shares a value, such as a network, a site or a room; "" is not known, and excludes nobody."""
    names = np.asarray(values, dtype=np.str_)
    codes = np.unique(names, return_inverse=True)[1]
    unknown = names == ""

    def possible(some: slice) -> BoolArray:
        found: BoolArray = (codes[some, np.newaxis] == codes) | unknown[some, np.newaxis] | unknown
        return found

    return possible


def near(seats: npt.ArrayLike, *, reach: float) -> Possible:
    """Return who sat within reach of whom.

    Parameters
    ----------
    seats : array_like, shape (n_persons, 2)
        Row and place, or metres; NaN is not known, and excludes nobody.
    reach : float
        Greatest distance, in the same unit; a neighbour one row and one place away is 1.41 away.
    """
    places = np.asarray(seats, dtype=np.float64)

    def possible(some: slice) -> BoolArray:
        apart: FloatArray = np.hypot(*(places[some, np.newaxis] - places).transpose(2, 0, 1))
        found: BoolArray = ~(apart > reach)
        return found

    return possible


def overlapping(began: npt.ArrayLike, ended: npt.ArrayLike) -> Possible:
    """Return whose sittings overlapped in time; began and ended (n_persons,), in seconds; NaN excludes nobody."""
    first, last = np.asarray(began, dtype=np.float64), np.asarray(ended, dtype=np.float64)

    def possible(some: slice) -> BoolArray:
        found: BoolArray = ~((first[some, np.newaxis] > last) | (last[some, np.newaxis] < first))
        return found

    return possible


def all_of(*ways: Possible) -> Possible:
    """Return the pairs that are possible in every way."""

    def possible(some: slice) -> BoolArray:
        found: BoolArray = np.logical_and.reduce([way(some) for way in ways])
        return found

    return possible


def any_of(*ways: Possible) -> Possible:
    """Return the pairs that are possible in some way."""

    def possible(some: slice) -> BoolArray:
        found: BoolArray = np.logical_or.reduce([way(some) for way in ways])
        return found

    return possible
