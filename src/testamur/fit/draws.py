"""How often each comes first when weights and doubtful values are drawn: stochastic multicriteria acceptability.

Source: Lahdelma and Salminen (2001), SMAA-2: stochastic multicriteria acceptability analysis for group decision
making, Operations Research 49(3):444-454, with values and weights drawn from stated densities.
"""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Acceptability:
    """How the places fall when weights and doubtful values are drawn.

    Attributes
    ----------
    ranks : ndarray of shape (n_offerings, 3)
        In which share of the draws each comes first, second and third; equal ones share their ranks.
    wins : ndarray of shape (n_offerings,)
        In which share of the draws each is above the one asked about; a draw in which they are equal is one half.
    central : ndarray of shape (n_offerings, n_criteria)
        The mean weights of the draws in which each comes first; not a number if it never does.
    """

    ranks: Array
    wins: Array
    central: Array


def acceptability(
    low: Array,
    high: Array,
    weights: Array,
    *,
    against: int,
    rng: Generator,
    draws: int,
    concentration: float,
) -> Acceptability:
    """Return how often each offering comes first, second and third, and how often it beats one of them.

    Weights are drawn from a Dirichlet distribution around `weights`, values from the falling density Beta(1, 2)
    on their interval, each on its own.

    Parameters
    ----------
    low, high : ndarray of shape (n_offerings, n_criteria)
        What each value lies between, 0 to 1.
    weights : ndarray of shape (n_criteria,)
        The centre of the weights; not negative, they sum to 1. A weight of 0 stays 0.
    against : int
        The offering that the others are set against.
    rng : Generator
        Where chance comes from.
    draws : int
        How many, 1 or more.
    concentration : float
        How near to the centre weights stay, above 0.

    References
    ----------
    Lahdelma and Salminen (2001), section 3: rank acceptability index and central weight vector. Leskinen,
    Viitanen, Kangas and Kangas (2006), Forest Science 52(3):304-312, on pairwise winning.
    """
    ranks, wins = np.zeros((len(low), RANKS)), np.zeros(len(low))
    central = np.zeros_like(low)
    for done in range(0, draws, _BATCH):
        drawn = rng.dirichlet(concentration * weights, size=min(_BATCH, draws - done))
        totals = (_values(low, high, rng=rng, draws=len(drawn)) @ drawn[:, :, np.newaxis])[:, :, 0]
        shared = _shared_ranks(totals)
        ranks += shared.sum(axis=1).T
        central += shared[0].T @ drawn
        other = totals[:, [against]]
        wins += (totals > other).sum(axis=0) + 0.5 * (totals == other).sum(axis=0)
    with np.errstate(invalid="ignore"):
        central = central / ranks[:, [0]]
    return Acceptability(ranks / draws, wins / draws, central)


RANKS: Final = 3
"""How many ranks are counted: as many as a reader is shown at first."""


def _shared_ranks(totals: Array) -> Array:
    """Return which share of each rank each offering has in each draw; equal ones share the ranks they take.

    Parameters
    ----------
    totals : ndarray of shape (n_draws, n_offerings)
        The weighted values.

    Returns
    -------
    ndarray of shape (3, n_draws, n_offerings)
        Each rank sums to 1 over the offerings, or to 0 if there are fewer offerings than ranks.
    """
    counted = min(RANKS, totals.shape[1])
    best = -np.sort(np.partition(-totals, counted - 1, axis=1)[:, :counted], axis=1)
    shared = np.zeros((RANKS, *totals.shape))
    for level in range(counted):
        # Equal ones take their ranks together, so each holds as much of one of them as of the next.
        value = best[:, [level]]
        equal = totals == value
        shared[level] = equal / equal.sum(axis=1, keepdims=True)
    return shared


def _values(low: Array, high: Array, *, rng: Generator, draws: int) -> Array:
    """Draw values from the falling density Beta(1, 2) on their intervals, by the inverse of its distribution."""
    values = rng.random((draws, *low.shape))
    np.sqrt(values, out=values)
    values *= low - high
    values += high
    return values


def confidence_factor(low: Array, high: Array, central: Array, *, of: int, rng: Generator, draws: int) -> float:
    """Return in which share of draws of the values one comes first under its own central weights.

    Parameters
    ----------
    low, high : ndarray of shape (n_offerings, n_criteria)
        What each value lies between, 0 to 1.
    central : ndarray of shape (n_criteria,)
        The weights, which are not drawn.
    of : int
        The offering asked about.
    rng : Generator
        Where chance comes from.
    draws : int
        How many, 1 or more.

    References
    ----------
    Lahdelma and Salminen (2001), section 3, the confidence factor.
    """
    wins = 0.0
    for done in range(0, draws, _BATCH):
        totals = _values(low, high, rng=rng, draws=min(_BATCH, draws - done)) @ central
        first = totals == totals.max(axis=1, keepdims=True)
        wins += float((first[:, of] / first.sum(axis=1)).sum())
    return wins / draws
