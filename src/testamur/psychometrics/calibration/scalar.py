"""The E-step of models in which a person's posterior turns on one number: the weighted score, or the score.

Under the two-parameter model log P(u | theta) = s theta + u . d - S(theta), with s = u . a and S the sum of
log(1 + exp(a_j theta + d_j)). So the log normaliser M, E[theta | s] and Var[theta | s] are tabulated once on a
grid of s and interpolated (cubic Hermite, whose slopes are known: dM/ds = E, dE/ds = Var), and persons by nodes is
never formed. The sums that a step needs come from the adjoint of the interpolation.

Source: sufficiency of the weighted score: Birnbaum (1968), in Lord & Novick, ch. 18.4.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from testamur.psychometrics.calibration.expected import in_order
from testamur.psychometrics.calibration.responses import Responses
from testamur.psychometrics.item_model import FloatArray

GRID: Final = 2048
BLOCK: Final = 32_768
BITS: Final = ((np.arange(256)[:, np.newaxis] >> np.arange(8)) & 1).astype(np.float64)
"""The eight answers that each byte stands for."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """What the E-step finds: sums of E[theta] over who has each item right, persons at nodes, log-likelihood."""

    by_slope: FloatArray
    population: FloatArray
    loglik: float


class WeightedScores:
    """Complete responses scored 0 and 1, in one group, eight items to a byte.

    A product with the responses is then a look-up in a table of 256 sums for each byte, and a product with their
    transpose a histogram of 256 bins. Blocks of fixed size are added in their order, whoever computes them.
    """

    def __init__(self, responses: Responses, theta: FloatArray) -> None:
        self.packed = np.ascontiguousarray(np.packbits(responses.scores == 1, axis=1, bitorder="little").T)
        self.items = responses.scores.shape[1]
        self.weights = responses.weights
        self.is_weighted = bool((responses.weights != 1).any())
        self.totals = self._sums(responses.weights)
        self.theta = theta

    def expected(self, a: FloatArray, d: FloatArray, log_weights: FloatArray) -> Weighted:
        """Return what is expected under slopes `a` and intercepts `d` (n_items,) and a population (n_nodes,)."""
        theta = self.theta
        at_nodes = log_weights - np.logaddexp(0, np.outer(a, theta) + d[:, np.newaxis]).sum(axis=0)
        lowest, highest = np.minimum(a, 0).sum() - 1e-6, np.maximum(a, 0).sum() + 1e-6
        width = (highest - lowest) / (GRID - 1)
        posterior = np.outer(lowest + width * np.arange(GRID), theta) + at_nodes
        most = posterior.max(axis=1)
        np.exp(posterior - most[:, np.newaxis], out=posterior)
        sums = posterior.sum(axis=1)
        posterior /= sums[:, np.newaxis]
        mean = posterior @ theta
        tables = np.stack([most + np.log(sums), mean, posterior @ theta**2 - mean**2])
        sums_of_bytes = self._tables(a)

        def block(start: int) -> tuple[FloatArray, FloatArray, FloatArray, float]:
            rows = slice(start, start + BLOCK)
            score = sums_of_bytes[0].take(self.packed[0, rows])
            for table, column in zip(sums_of_bytes[1:], self.packed[1:], strict=True):
                score += table.take(column[rows])
            score -= lowest
            score /= width
            weights = self.weights[rows] if self.is_weighted else None
            level, slope, means, log_p = _interpolated(score, width, tables, weights)
            return level, slope, self._sums(means, rows), log_p

        level, slope, by_slope, loglik = np.zeros(GRID), np.zeros(GRID), np.zeros(self.items), 0.0
        for levels, slopes, sums_of_means, log_p in in_order(block, range(0, self.packed.shape[1], BLOCK)):
            level += levels
            slope += slopes
            by_slope += sums_of_means
            loglik += log_p
        population = level @ posterior + (slope @ posterior) * theta - (slope * mean) @ posterior
        return Weighted(by_slope, population, loglik + float(self.totals @ d))

    def _tables(self, a: FloatArray) -> FloatArray:
        padded = np.zeros(8 * len(self.packed))
        padded[: self.items] = a
        found: FloatArray = padded.reshape(-1, 8) @ BITS.T
        return found

    def _sums(self, values: FloatArray, rows: slice = slice(None)) -> FloatArray:
        """Return for each item the sum of the values of those who have it right."""
        bins = np.stack([np.bincount(column[rows], values, minlength=256) for column in self.packed])
        found: FloatArray = (bins @ BITS).ravel()[: self.items]
        return found


def _interpolated(
    place: FloatArray, width: float, tables: FloatArray, weights: FloatArray | None
) -> tuple[FloatArray, FloatArray, FloatArray, float]:
    """Return the adjoint of the interpolation (levels, slopes on the grid), E[theta] of each, the sum of M."""
    cell = np.minimum(place.astype(np.intp), GRID - 2)
    f = place - cell
    f2 = f * f
    f3 = f2 * f
    h01 = 3 * f2 - 2 * f3
    h00 = 1 - h01
    h10, h11 = (f3 - 2 * f2 + f) * width, (f3 - f2) * width
    after = cell + 1
    normaliser, mean, variance = tables
    mean_here, mean_after = mean.take(cell), mean.take(after)
    log_p = h00 * normaliser.take(cell) + h10 * mean_here + h01 * normaliser.take(after) + h11 * mean_after
    theta = h00 * mean_here + h10 * variance.take(cell) + h01 * mean_after + h11 * variance.take(after)
    if weights is not None:
        h00, h01, h10, h11, theta = (values * weights for values in (h00, h01, h10, h11, theta))
        log_p = log_p * weights
    level = _summed(cell, h00) + _summed(after, h01)
    slope = _summed(cell, h10) + _summed(after, h11)
    return level, slope, theta, float(log_p.sum())


def _summed(cell: npt.NDArray[np.intp], values: FloatArray) -> FloatArray:
    return np.asarray(np.bincount(cell, values, GRID), dtype=np.float64)


def _totals(responses: Responses) -> FloatArray:
    """Return how many persons have each item right."""
    if (responses.weights == 1).all():
        return np.asarray(responses.scores.sum(axis=0, dtype=np.int64), dtype=np.float64)
    return np.asarray(responses.weights @ responses.scores.astype(np.float64))


class CountedScores:
    """Complete responses scored 0 and 1, of which only the number right matters: the Rasch model."""

    def __init__(self, responses: Responses, theta: FloatArray) -> None:
        right = responses.scores.sum(axis=1, dtype=np.int64)
        self.totals = _totals(responses)
        self.counts = np.bincount(right, responses.weights, minlength=responses.scores.shape[1] + 1)
        self.theta = theta

    def expected(self, d: FloatArray, log_weights: FloatArray) -> Weighted:
        """Return what is expected under intercepts `d` (n_items,) and a population (n_nodes,)."""
        at_nodes = log_weights - np.logaddexp(0, self.theta + d[:, np.newaxis]).sum(axis=0)
        posterior = np.outer(np.arange(len(self.counts)), self.theta) + at_nodes
        most = posterior.max(axis=1)
        np.exp(posterior - most[:, np.newaxis], out=posterior)
        sums = posterior.sum(axis=1)
        posterior /= sums[:, np.newaxis]
        loglik = float(self.counts @ (most + np.log(sums))) + float(self.totals @ d)
        return Weighted(np.zeros(0), self.counts @ posterior, loglik)


def slopes_and_information(
    a: FloatArray, d: FloatArray, theta: FloatArray, found: Weighted, totals: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return gradient (n_items, 2) and information (n_items, 2, 2) of a step of the two-parameter model."""
    p = expit(np.outer(a, theta) + d[:, np.newaxis])
    n = found.population
    gradient = np.stack([found.by_slope - p @ (n * theta), totals - p @ n], axis=1)
    weight = p * (1 - p)
    moments = weight @ np.stack([n * theta * theta, n * theta, n], axis=1)
    return gradient, moments[:, [[0, 1], [1, 2]]]
