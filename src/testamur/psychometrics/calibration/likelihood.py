"""The marginal likelihood of responses under an item model, and the step of expectation and maximisation on it.

Source: Bock & Aitkin (1981), Psychometrika 46:443-459; parameter expansion: Liu, Rubin & Wu (1998), Biometrika
85:755-770. The population's mean and spread are estimated too and folded back into the items, which removes the
slow direction. By Fisher's identity the gradient of the expected log-likelihood at the point of the E-step is that
of the marginal one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from testamur.psychometrics.calibration.acceleration import Step
from testamur.psychometrics.calibration.expected import Expected, Windows, expected
from testamur.psychometrics.calibration.layout import Layout
from testamur.psychometrics.calibration.population import Grid
from testamur.psychometrics.calibration.responses import Observed, Responses
from testamur.psychometrics.calibration.scalar import (
    CountedScores,
    Weighted,
    WeightedScores,
    slopes_and_information,
)
from testamur.psychometrics.item_model import BoolArray, FloatArray, ItemModel, Prior

INNER: Final = 8
"""So many Newton steps at most in one maximisation."""

FLAT: Final = 1e-7
LEAST_SD: Final = 0.05
"""No population is taken to be narrower; where the likelihood wants it, the responses show no spread."""

LONGEST: Final = 1.0
"""No parameter moves further than this in one Newton step, in logits."""

Slopes = Callable[[int, FloatArray], tuple[FloatArray, FloatArray]]
"""Bundle and its parameters (n, p) -> gradient (n, p) and information (n, p, p) of the expected log-likelihood."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an E-step leaves for the rest of the step."""

    loglik: float
    population: FloatArray
    slopes: Slopes


@dataclass(frozen=True, slots=True)
class Fixed:
    """What is not estimated.

    Attributes
    ----------
    items : ndarray of bool, shape (n_items,)
        Items whose parameters are given.
    means, sds : ndarray of bool, shape (n_groups,)
        Groups whose mean or standard deviation is given.
    """

    items: BoolArray
    means: BoolArray
    sds: BoolArray


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The likelihood that is climbed."""

    responses: Observed
    model: ItemModel
    layout: Layout
    grid: Grid
    fixed: Fixed
    priors: Mapping[int, Prior]
    find: Callable[[FloatArray], Found]

    @property
    def expands(self) -> bool:
        """Whether the first group's population may be folded back: no item is fixed, no prior would be bent."""
        bent = {0, 1} & set(self.priors) if self.model.scale == "fixed" else set(self.priors)
        return not self.fixed.items.any() and not bent

    def look(self, x: FloatArray) -> Step:
        """Return the objective at a point, where a step leads, and how steep it is there."""
        found = self.find(x)
        matrices, means, sds = self.layout.parted(x)
        steepness = _steepest(self._all_slopes(found, matrices, means, sds))
        moved = [self._maximised(found, number, matrix) for number, matrix in enumerate(matrices)]
        safe = self.layout.joined(moved, *self._population(found, means, sds, self.fixed))
        bold = safe
        if self.expands:
            loose = replace(self.fixed, means=self.fixed.means & False, sds=self.fixed.sds & False)
            folded = self.layout.joined(*self._folded(moved, *self._population(found, means, sds, loose)))
            bold = folded if self.is_valid(folded) else safe
        return Step(found.loglik + self.log_prior(matrices), bold, safe, steepness)

    def gradient(self, x: FloatArray) -> FloatArray:
        """Return the gradient of the objective by everything in the vector; 0 where it is fixed."""
        found = self.find(x)
        matrices, means, sds = self.layout.parted(x)
        return np.concatenate([g.ravel() for g, _ in self._all_slopes(found, matrices, means, sds)])

    def free(self) -> BoolArray:
        """Return which numbers of the vector are estimated."""
        items = [np.repeat(~self.fixed.items[bundle.items], len(bundle.names)) for bundle in self.layout.bundles]
        return np.concatenate([*items, ~self.fixed.means, ~self.fixed.sds])

    def is_valid(self, x: FloatArray) -> bool:
        """Return whether every item's parameters may be."""
        matrices, means, sds = self.layout.parted(x)
        reach = float(self.grid.theta[-1])
        inside = bool((np.abs(means) < reach).all() and (sds >= LEAST_SD).all() and (sds < reach).all())
        return inside and all(bool(self.model.is_valid(matrix).all()) for matrix in matrices)

    def log_prior(self, matrices: list[FloatArray]) -> float:
        """Return the log density of the priors."""
        return sum(
            prior.log_density(matrix[~self.fixed.items[bundle.items], place])
            for bundle, matrix in zip(self.layout.bundles, matrices, strict=True)
            for place, prior in self.priors.items()
        )

    def _all_slopes(
        self, found: Found, matrices: list[FloatArray], means: FloatArray, sds: FloatArray
    ) -> list[tuple[FloatArray, FloatArray]]:
        """Return gradients and the diagonal of the information, bundle by bundle, then means and log sds."""
        slopes = []
        for number, matrix in enumerate(matrices):
            gradient, information = self._with_priors(found.slopes(number, matrix), matrix)
            held = self.fixed.items[self.layout.bundles[number].items]
            gradient[held] = 0
            slopes.append((gradient, np.diagonal(information, axis1=1, axis2=2)))
        by_mean, by_log_sd = self.grid.slopes(found.population, means, sds)
        persons = found.population.sum(axis=1)
        slopes.append((np.where(self.fixed.means, 0, by_mean), persons / sds**2))
        held = self.fixed.sds | ((sds <= LEAST_SD * 1.0001) & (by_log_sd < 0))
        slopes.append((np.where(held, 0, by_log_sd), 2 * persons))
        return slopes

    def _with_priors(
        self, found: tuple[FloatArray, FloatArray], matrix: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        gradient, information = found
        for place, prior in self.priors.items():
            slope, curvature = prior.slope_and_curvature(matrix[:, place])
            gradient[:, place] += slope
            information[:, place, place] += curvature
        return gradient, information

    def _maximised(self, found: Found, number: int, matrix: FloatArray) -> FloatArray:
        moving = ~self.fixed.items[self.layout.bundles[number].items]
        now = matrix.copy()
        for _ in range(INNER):
            gradient, information = self._with_priors(found.slopes(number, now), now)
            diagonal = np.arange(information.shape[1])
            information[:, diagonal, diagonal] += 1e-9 + 1e-9 * information[:, diagonal, diagonal]
            move = newton(information, gradient)
            move *= np.minimum(1, LONGEST / np.maximum(np.abs(move).max(axis=1, keepdims=True), 1e-12))
            move[~moving] = 0
            now = self._moved(now, move)
            if np.abs(move).max() < FLAT:
                break
        return now

    def _moved(self, items: FloatArray, move: FloatArray) -> FloatArray:
        share = np.ones((len(items), 1))
        while not (fine := self.model.is_valid(items + share * move)).all():
            share[~fine] /= 2
            share[share < 1e-6] = 0
            if not share[~fine].any():
                break
        return items + share * move

    def _population(
        self, found: Found, means: FloatArray, sds: FloatArray, fixed: Fixed
    ) -> tuple[FloatArray, FloatArray]:
        new_means, new_sds = self.grid.moments(found.population)
        new_means, new_sds = np.where(fixed.means, means, new_means), np.where(fixed.sds, sds, new_sds)
        by_mean, by_log_sd = self.grid.slopes(found.population, new_means, new_sds)
        persons = found.population.sum(axis=1)
        # The moments are the answer for an integral; one Newton step makes it that for the sum over the nodes.
        new_means = np.where(fixed.means, means, new_means + by_mean * new_sds**2 / persons)
        exact = np.maximum(new_sds * np.exp(by_log_sd / (2 * persons)), LEAST_SD)
        return new_means, np.where(fixed.sds, sds, exact)

    def _folded(
        self, matrices: list[FloatArray], means: FloatArray, sds: FloatArray
    ) -> tuple[list[FloatArray], FloatArray, FloatArray]:
        mean, sd = float(means[0]), float(sds[0]) if self.model.scale == "fixed" else 1.0
        matrices = [self.model.rescaled(matrix, mean, sd) for matrix in matrices]
        return matrices, (means - mean) / sd, sds / sd


def newton(information: FloatArray, gradient: FloatArray) -> FloatArray:
    """Return the Newton step of each item, (n, p)."""
    found: FloatArray = np.linalg.solve(information, gradient[:, :, np.newaxis])[:, :, 0].astype(np.float64)
    return found


def _steepest(slopes: list[tuple[FloatArray, FloatArray]]) -> float:
    return max(float((np.abs(g) / np.sqrt(np.maximum(i, 1e-12))).max()) for g, i in slopes if g.size)


Counter = Callable[[FloatArray, FloatArray], Expected]
"""Log probability of each score of each item, log weights of the nodes -> what is expected."""


def in_memory(responses: Responses, model: ItemModel) -> Counter:
    """Return what counts responses that are here."""
    windows: Windows | None = {} if model.is_log_concave else None
    return lambda log_p, log_weights: expected(responses, log_p, log_weights, windows=windows)


def generic(count: Counter, model: ItemModel, where: Layout, grid: Grid) -> Callable[[FloatArray], Found]:
    """Return the E-step of any model, by counts of persons at the nodes."""
    rows = sum(bundle.rows.size for bundle in where.bundles)

    def find(x: FloatArray) -> Found:
        matrices, means, sds = where.parted(x)
        log_p = np.empty((rows, len(grid.theta)))
        for bundle, matrix in zip(where.bundles, matrices, strict=True):
            log_p[bundle.rows] = model.log_probability(grid.theta, matrix)
        found = count(log_p, grid.log_weights(means, sds))

        def slopes(number: int, items: FloatArray) -> tuple[FloatArray, FloatArray]:
            counts = found.counts[where.bundles[number].rows]
            log_now = model.log_probability(grid.theta, items)
            by = model.log_derivative(grid.theta, items)
            gradient = np.einsum("jkq,jpkq->jp", counts, by)
            weight = np.sqrt(counts.sum(axis=1)[:, np.newaxis] * np.exp(log_now))
            flat = (by * weight[:, np.newaxis]).reshape(*by.shape[:2], -1)
            return gradient, flat @ flat.transpose(0, 2, 1)

        return Found(found.loglik, found.population, slopes)

    return find


def weighted(responses: Responses, where: Layout, grid: Grid) -> Callable[[FloatArray], Found]:
    """Return the E-step of the two-parameter model for complete responses of one group."""
    scores = WeightedScores(responses, grid.theta)

    def find(x: FloatArray) -> Found:
        (items,), means, sds = where.parted(x)
        found = scores.expected(items[:, 0], items[:, 1], grid.log_weights(means, sds)[0])

        def slopes(_number: int, now: FloatArray) -> tuple[FloatArray, FloatArray]:
            return slopes_and_information(now[:, 0], now[:, 1], grid.theta, found, scores.totals)

        return Found(found.loglik, found.population[np.newaxis], slopes)

    return find


def counted(responses: Responses, where: Layout, grid: Grid) -> Callable[[FloatArray], Found]:
    """Return the E-step of the Rasch model for complete responses of one group."""
    scores = CountedScores(responses, grid.theta)

    def find(x: FloatArray) -> Found:
        (items,), means, sds = where.parted(x)
        found = scores.expected(items[:, 0], grid.log_weights(means, sds)[0])

        def slopes(_number: int, now: FloatArray) -> tuple[FloatArray, FloatArray]:
            blank = Weighted(np.zeros(len(now)), found.population, found.loglik)
            gradient, information = slopes_and_information(
                np.ones(len(now)), now[:, 0], grid.theta, blank, scores.totals
            )
            return gradient[:, 1:], information[:, 1:, 1:]

        return Found(found.loglik, found.population[np.newaxis], slopes)

    return find
