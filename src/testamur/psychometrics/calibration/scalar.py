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
from scipy.special import expit

from testamur.psychometrics.calibration.responses import Responses
from testamur.psychometrics.item_model import FloatArray

GRID: Final = 2048


@dataclass(frozen=True, slots=True)
class Weighted:
    """What the E-step finds: sums of E[theta] over who has each item right, persons at nodes, log-likelihood."""

    by_slope: FloatArray
    population: FloatArray
    loglik: float


class WeightedScores:
    """Complete responses scored 0 and 1, in one group, kept so that two products with them are fast."""

    def __init__(self, responses: Responses, theta: FloatArray) -> None:
        self.right = np.asfortranarray(responses.scores.astype(np.float64))
        self.weights = responses.weights
        self.is_weighted = bool((responses.weights != 1).any())
        self.totals = self.weights @ self.right
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
        return self._interpolated((self.right @ a - lowest) / width, width, tables, posterior, d)

    def _interpolated(
        self, place: FloatArray, width: float, tables: FloatArray, posterior: FloatArray, d: FloatArray
    ) -> Weighted:
        cell = np.minimum(place.astype(np.intp), GRID - 2)
        f = place - cell
        f2, f3 = f * f, f * f * f
        h01 = 3 * f2 - 2 * f3
        h00 = 1 - h01
        h10, h11 = (f3 - 2 * f2 + f) * width, (f3 - f2) * width
        normaliser, mean, variance = tables
        log_p = h00 * normaliser[cell] + h10 * mean[cell] + h01 * normaliser[cell + 1] + h11 * mean[cell + 1]
        theta = h00 * mean[cell] + h10 * variance[cell] + h01 * mean[cell + 1] + h11 * variance[cell + 1]
        weights = self.weights
        if self.is_weighted:
            h00, h01, h10, h11, theta = h00 * weights, h01 * weights, h10 * weights, h11 * weights, theta * weights
        level = np.bincount(cell, h00, GRID) + np.bincount(cell + 1, h01, GRID)
        slope = np.bincount(cell, h10, GRID) + np.bincount(cell + 1, h11, GRID)
        population = level @ posterior + (slope @ posterior) * self.theta - (slope * mean) @ posterior
        loglik = float(weights @ log_p) + float(self.totals @ d)
        return Weighted(theta @ self.right, population, loglik)


class CountedScores:
    """Complete responses scored 0 and 1, of which only the number right matters: the Rasch model."""

    def __init__(self, responses: Responses, theta: FloatArray) -> None:
        right = responses.scores.sum(axis=1, dtype=np.int64)
        self.totals = responses.weights @ responses.scores.astype(np.float64)
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
