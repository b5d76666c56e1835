"""Percentile ranks of whole scores, and back: each score is spread evenly over the half point on either side.

Source: Kolen & Brennan (2004), Test Equating, Scaling, and Linking, 2nd ed., ch. 2.
Where a score that nobody has leaves the way back open, the middle of the gap is taken, so that the way there and
the way back are each other's inverse. At rank 0 the score is the lower end, -0.5; at rank 1 the upper end,
maximum + 0.5.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.scoring import FloatArray

CLOSE: Final = 1e-12
"""Ranks this close are one rank: sums of probabilities differ in the last digits."""


def percentile_ranks(scores: FloatArray, probabilities: FloatArray) -> FloatArray:
    """Return the share of persons below each score, half of those on it counted as below.

    Parameters
    ----------
    scores : ndarray, shape (n,)
        Whole or not; below -0.5 the rank is 0, above maximum + 0.5 it is 1.
    probabilities : ndarray, shape (maximum + 1,)
        Share of persons with each score; sums to 1.

    Returns
    -------
    ndarray, shape (n,)
        Between 0 and 1 (a hundredth of the percentile rank).
    """
    edges, below = _steps(probabilities)
    ranks: FloatArray = np.interp(scores, edges, below)
    return ranks


def scores_at(ranks: FloatArray, probabilities: FloatArray) -> FloatArray:
    """Return the scores with the given percentile ranks, between -0.5 and maximum + 0.5.

    Parameters
    ----------
    ranks : ndarray, shape (n,)
        Between 0 and 1.
    probabilities : ndarray, shape (maximum + 1,)
        Share of persons with each score; sums to 1.
    """
    edges, below = _steps(probabilities)
    upper = np.minimum(np.searchsorted(below, ranks + CLOSE, side="right"), len(edges) - 1)
    lower = np.maximum(np.searchsorted(below, ranks - CLOSE, side="left") - 1, 0)
    found: FloatArray = (_within(ranks, upper - 1, edges, below) + _within(ranks, lower, edges, below)) / 2
    found = np.where(ranks <= below[0] + CLOSE, edges[0], found)
    return np.where(ranks >= below[-1] - CLOSE, edges[-1], found)


def equipercentile_function(new: FloatArray, old: FloatArray, scores: FloatArray) -> FloatArray:
    """Return the scores of the old form with the percentile ranks that `scores` have on the new one."""
    return scores_at(percentile_ranks(scores, new), old)


def rank_gradient(scores: FloatArray, points: int) -> FloatArray:
    """Return the derivative of each percentile rank by the probability of each point, (n, points)."""
    above = scores[:, np.newaxis] - np.arange(points) + 0.5
    gradient: FloatArray = np.clip(above, 0.0, 1.0)
    return gradient


def _steps(probabilities: FloatArray) -> tuple[FloatArray, FloatArray]:
    below = np.zeros(len(probabilities) + 1)
    below[1:] = np.minimum(np.cumsum(probabilities), 1.0)
    below[-1] = 1.0
    return np.arange(len(below), dtype=np.float64) - 0.5, below


def _within(ranks: FloatArray, step: npt.NDArray[np.intp], edges: FloatArray, below: FloatArray) -> FloatArray:
    width = below[step + 1] - below[step]
    share = np.divide(ranks - below[step], width, out=np.zeros_like(ranks), where=width > CLOSE)
    inside: FloatArray = edges[step] + np.clip(share, 0.0, 1.0)
    return inside
