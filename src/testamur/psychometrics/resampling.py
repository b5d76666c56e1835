"""Intervals by drawing persons again, for coefficients that have no formula of their own.

Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 13: the percentile interval.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from testamur.psychometrics.estimate import Estimate, estimated, withheld
from testamur.psychometrics.scoring import FloatArray

REPLICATES: Final = 1000
MOST_LOST: Final = 0.05
"""If more of the draws than this give no value, there is no interval, and so no estimate."""


def of_covariances(
    matrix: FloatArray,
    statistic: Callable[[FloatArray], float],
    *,
    rng: np.random.Generator,
    confidence: float,
    least: int,
    replicates: int,
    method: str,
) -> Estimate:
    """Return a function of the items' covariances, with the percentile interval over draws of persons.

    Parameters
    ----------
    matrix : ndarray of float, shape (n_persons, n_items)
    statistic : callable
        Covariance matrix (n_items, n_items) -> value; NaN where it has none.
    rng : numpy.random.Generator
        Draws the persons; the same generator gives the same interval.
    confidence : float
        Of the interval, between 0 and 1.
    least : int
        With fewer persons the estimate is withheld as "too few".
    replicates : int
        How many draws.
    method : str
        How the estimate names itself; the interval's name is added.

    Returns
    -------
    Estimate
        Undefined if the statistic has no value, or more than 5 % of the draws give none.
    """
    told = f"{method}, percentile interval of {replicates} draws of persons"
    n = len(matrix)
    if n < least:
        return withheld(n=n, method=told, status="too few")
    value = statistic(covariance(matrix)) if n > 1 else float("nan")
    if not np.isfinite(value):
        return withheld(n=n, method=told, status="undefined")
    draws = np.array([statistic(covariance(matrix, _drawn(n, rng))) for _ in range(replicates)])
    kept = draws[np.isfinite(draws)]
    if len(kept) < (1 - MOST_LOST) * replicates:
        return withheld(n=n, method=told, status="undefined")
    tail = (1 - confidence) / 2
    low, high = np.quantile(kept, [tail, 1 - tail])
    return estimated(value, (float(low), float(high)), n=n, method=told)


def covariance(matrix: FloatArray, weights: FloatArray | None = None) -> FloatArray:
    """Return the covariances of the columns (divided by n), each row counted `weights` times."""
    weight = np.ones(len(matrix)) if weights is None else weights
    centred = matrix - weight @ matrix / weight.sum()
    found: FloatArray = (centred * weight[:, np.newaxis]).T @ centred / weight.sum()
    return found


def correlations(covariances: FloatArray) -> FloatArray:
    """Return the correlations that belong to covariances; NaN beside a variable that does not vary."""
    variances = np.diag(covariances)
    varies = variances > 1e-12 * max(1.0, float(variances.max()))
    sd = np.sqrt(np.where(varies, variances, np.nan))
    found: FloatArray = covariances / np.outer(sd, sd)
    return found


def _drawn(n: int, rng: np.random.Generator) -> FloatArray:
    return np.bincount(rng.integers(n, size=n), minlength=n).astype(np.float64)
