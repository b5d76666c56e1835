"""Intervals by drawing persons again, for coefficients that have no formula of their own.

Source: the standard interval with the bootstrap's standard error, Efron & Tibshirani (1993), An Introduction to
the Bootstrap, ch. 6 and 13; of a reliability on the scale ln(1 - value), as Bonett (2002), Journal of Educational
and Behavioral Statistics 27:335-340, does with alpha. Percentiles of the draws will not do here: rows that are
drawn twice agree with each other, so that lambda-6 and the best halves of a draw lie above those of the sample.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import stats

from testamur.psychometrics.estimate import Estimate, Status, estimated, withheld
from testamur.psychometrics.scoring import FloatArray

REPLICATES: Final = 500
MOST_LOST: Final = 0.05
"""If more of the draws than this give no value, there is no interval, and so no estimate."""

LEAST_VARIANCE: Final = 1e-12
"""Beside the largest (or the sum of all) a variance of less than this share is rounding."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A figure that is a function of the items' covariances (n_items, n_items); NaN where it has no value.

    The interval of a reliability, which is below 1, is symmetric in ln(1 - value); that of others as they are.
    """

    name: str
    value: Callable[[FloatArray], float]
    is_reliability: bool = True

    def scaled(self, values: FloatArray) -> FloatArray:
        """Return values on the scale on which the interval is symmetric; NaN for a reliability of 1."""
        if not self.is_reliability:
            return values
        return np.log(1 - values, where=values < 1 - LEAST_VARIANCE, out=np.full_like(values, np.nan))

    def back(self, scaled: float) -> float:
        """Return the value that lies at a place on that scale."""
        return 1 - math.exp(scaled) if self.is_reliability else scaled


def of_covariances(
    matrix: FloatArray,
    coefficients: Sequence[Coefficient],
    *,
    rng: np.random.Generator,
    confidence: float,
    least: int,
    replicates: int,
) -> tuple[Estimate, ...]:
    """Return coefficients with their intervals, from the same draws of persons for all of them.

    Parameters
    ----------
    matrix : ndarray of float, shape (n_persons, n_items)
    coefficients : sequence of Coefficient
    rng : numpy.random.Generator
        Draws the persons; the same generator gives the same intervals.
    confidence : float
        Of the intervals, between 0 and 1.
    least : int
        With fewer persons the estimates are withheld as "too few".
    replicates : int
        How many draws.

    Returns
    -------
    tuple of Estimate
        In the order of the coefficients; undefined where there is no value or a reliability of 1, or where more
        than 5 % of the draws give none. The interval tells of the sample's chance, not of a coefficient's bias.
    """
    if len(matrix) < least:
        return tuple(_told(one, float("nan"), np.empty(0), matrix, confidence, "too few") for one in coefficients)
    values = _all(coefficients, covariance(matrix))
    centred = matrix - matrix.mean(axis=0)
    draws = np.array(
        [_all(coefficients, covariance(centred, _drawn(len(matrix), rng))) for _ in range(replicates)]
    )
    return tuple(
        _told(one, float(values[place]), draws[:, place], matrix, confidence, "undefined")
        for place, one in enumerate(coefficients)
    )


def covariance(matrix: FloatArray, weights: FloatArray | None = None) -> FloatArray:
    """Return the covariances of the columns (divided by n), each row counted `weights` times.

    With weights the columns must have been centred, or digits are lost.
    """
    if weights is None:
        centred = matrix - matrix.mean(axis=0)
        whole: FloatArray = centred.T @ centred / len(matrix)
        return whole
    rows = np.flatnonzero(weights)
    kept, counts = matrix[rows], weights[rows]
    mean = counts @ kept / counts.sum()
    found: FloatArray = (kept * counts[:, np.newaxis]).T @ kept / counts.sum() - np.outer(mean, mean)
    return found


def correlations(covariances: FloatArray) -> FloatArray:
    """Return the correlations that belong to covariances; NaN beside a variable that does not vary."""
    variances = np.diag(covariances)
    varies = variances > LEAST_VARIANCE * float(variances.max())
    sd = np.sqrt(np.where(varies, variances, np.nan))
    found: FloatArray = covariances / np.outer(sd, sd)
    return found


def total_variance(covariances: FloatArray) -> float:
    """Return the variance of the total score, NaN where it does not vary."""
    total = float(covariances.sum())
    return total if total > LEAST_VARIANCE * float(np.trace(covariances)) else float("nan")


def _drawn(n: int, rng: np.random.Generator) -> FloatArray:
    return np.bincount(rng.integers(n, size=n), minlength=n).astype(np.float64)


def _all(coefficients: Sequence[Coefficient], covariances: FloatArray) -> FloatArray:
    return np.array([one.value(covariances) for one in coefficients])


def _told(
    one: Coefficient, value: float, draws: FloatArray, matrix: FloatArray, confidence: float, why: Status
) -> Estimate:
    n, kept = len(matrix), one.scaled(draws)
    method = f"{one.name}, interval from {len(draws)} draws of persons" if len(draws) else one.name
    kept = kept[np.isfinite(kept)]
    centre = float(one.scaled(np.array([value]))[0])
    if not np.isfinite(centre) or len(kept) < max(2, (1 - MOST_LOST) * len(draws)):
        return withheld(n=n, method=method, status=why)
    reach = float(stats.norm.ppf((1 + confidence) / 2)) * float(kept.std(ddof=1))
    low, high = sorted((one.back(centre - reach), one.back(centre + reach)))
    return estimated(value, (low, high), n=n, method=method)
