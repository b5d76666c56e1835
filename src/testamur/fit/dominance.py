"""Which offerings cannot come first, whatever counts and whatever the doubtful values turn out to be."""

import numpy as np
from numpy.typing import NDArray

from testamur.fit.draws import Array


def dominates(low: Array, high: Array) -> NDArray[np.bool_]:
    """Return which offering is surely as good as which other in every criterion, and better in one.

    Parameters
    ----------
    low, high : ndarray of shape (n_offerings, n_criteria)
        What each value lies between; criteria that count for nothing are left out before.

    Returns
    -------
    ndarray of shape (n_offerings, n_offerings)
        True at [i, j] if i dominates j: the low end of i is at least the high end of j everywhere, and above it
        once. It is transitive and nothing dominates itself, so whatever is dominated is dominated by one that
        is not.
    """
    as_good = (low[:, np.newaxis, :] >= high[np.newaxis, :, :]).all(axis=2)
    better = (low[:, np.newaxis, :] > high[np.newaxis, :, :]).any(axis=2)
    return np.asarray(as_good & better)


def dominators(low: Array, high: Array, order: list[int]) -> list[int | None]:
    """Return for each offering the one that dominates it and stands first in `order`, None if there is none.

    Parameters
    ----------
    low, high : ndarray of shape (n_offerings, n_criteria)
        What each value lies between.
    order : list of int
        The offerings in their places.
    """
    above = dominates(low, high)[order]
    return [order[int(column.argmax())] if column.any() else None for column in above.T]
