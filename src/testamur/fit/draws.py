"""How often each comes first when weights and doubtful values are drawn: stochastic multicriteria acceptability.

Source: Lahdelma and Salminen (2001), SMAA-2: stochastic multicriteria acceptability analysis for group decision
making, Operations Research 49(3):444-454, with values and weights drawn from stated densities.
"""

from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]

_BATCH: Final = 1000  # draws at a time, so that memory does not grow with their number


def expected(low: Array, high: Array, weights: Array, *, caution: float) -> Array:
    """Return the expected weighted value of each offering.

    Parameters
    ----------
    low, high : ndarray of shape (n_offerings, n_criteria)
        What each value lies between, 0 to 1.
    weights : ndarray of shape (n_criteria,)
        Not negative; they sum to 1.
    caution : float
        Where in its interval a value is expected, from 0 (its low end) to 1.

    Returns
    -------
    ndarray of shape (n_offerings,)
        From 0 to 1.
    """
    return np.asarray(((low + caution * (high - low)) * weights).sum(axis=1), dtype=np.float64)


def first_shares(
    low: Array, high: Array, weights: Array, *, rng: Generator, draws: int, concentration: float
) -> Array:
    """Return in which share of the draws each offering comes first.

    Weights are drawn from a Dirichlet distribution around `weights`, values from the falling density Beta(1, 2)
    on their interval, each on its own; a draw that several win is shared.

    Parameters
    ----------
    low, high : ndarray of shape (n_offerings, n_criteria)
        What each value lies between, 0 to 1.
    weights : ndarray of shape (n_criteria,)
        The centre of the weights; not negative, they sum to 1. A weight of 0 stays 0.
    rng : Generator
        Where chance comes from.
    draws : int
        How many, 1 or more.
    concentration : float
        How near to the centre weights stay, above 0.

    Returns
    -------
    ndarray of shape (n_offerings,)
        Sums to 1.

    References
    ----------
    Lahdelma and Salminen (2001), section 3 (the rank acceptability index, first rank).
    """
    wins = np.zeros(len(low))
    for done in range(0, draws, _BATCH):
        drawn = rng.dirichlet(concentration * weights, size=min(_BATCH, draws - done))
        uniform = rng.random((len(drawn), *low.shape))
        values = low + (high - low) * (1.0 - np.sqrt(1.0 - uniform))
        totals = np.einsum("dnk,dk->dn", values, drawn)
        first = totals == totals.max(axis=1, keepdims=True)
        wins += (first / first.sum(axis=1, keepdims=True)).sum(axis=0)
    return wins / draws
