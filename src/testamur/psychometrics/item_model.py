"""What an item model is: how likely each score category is, given ability and the parameters of the item."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

LEAST_PROBABILITY: Final = 1e-300
"""No category is less likely than this: its logarithm is still a number."""


@dataclass(frozen=True, slots=True)
class Prior:
    """A normal prior on one free parameter (of its logarithm, if `of_logarithm`)."""

    mean: float
    sd: float
    of_logarithm: bool = False

    def slope_and_curvature(self, values: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the derivative of the log density, and minus its second derivative, never below 0."""
        if not self.of_logarithm:
            return (self.mean - values) / self.sd**2, np.full_like(values, 1 / self.sd**2)
        away = (np.log(values) - self.mean) / self.sd**2
        return -(1 + away) / values, np.maximum((1 / self.sd**2 - 1 - away) / values**2, 0.0)

    def log_density(self, values: FloatArray) -> float:
        """Return the sum of the log densities, but for a constant."""
        if not self.of_logarithm:
            return float(-0.5 * (((values - self.mean) / self.sd) ** 2).sum())
        logarithms = np.log(values)
        return float((-logarithms - 0.5 * ((logarithms - self.mean) / self.sd) ** 2).sum())


@dataclass(frozen=True, slots=True)
class ItemModel:
    """One item model; the free parameters are those that are estimated, the published ones those that are told.

    All functions take items of one number of score categories K, each with p parameters.

    Attributes
    ----------
    name, title : str
        As the command takes it (``2pl``), and as people say it.
    scale : {"fixed", "free"}
        Whether the slopes are free, so that the population can be set to N(0, 1); with equal slopes its standard
        deviation is estimated.
    most_categories : int, optional
        How many score categories an item may have; any number if none.
    parameters : callable
        K -> the names of the published parameters, in order.
    start : callable
        Relative frequency of each category (n_items, K) and slopes (n_items,) -> free parameters (n_items, p).
    log_probability : callable
        theta (n_nodes,), or (n_items, n_nodes) if each item has its own, and free parameters (n_items, p) ->
        log P (n_items, K, n_nodes).
    log_derivative : callable
        theta (n_nodes,), free parameters -> derivative of log P by each of them, (n_items, p, K, n_nodes).
    by_theta : callable
        The same -> derivative of log P by theta, (n_items, K, n_nodes).
    rescaled : callable
        Free parameters, mean, sd -> those with which theta = mean + sd x gives the same probabilities for x.
    is_valid : callable
        Free parameters -> whether each item's may be (n_items,).
    published : callable
        Free parameters -> published ones, and the derivative of each by its own free one; both (n_items, p).
    free : callable
        Published parameters -> free ones.
    priors : tuple
        The position of a free parameter, and its prior unless the asker gives another.
    is_log_concave : bool
        Whether the log probability of every category is concave in theta, so that a likelihood has one top; with
        guessing it is not.
    """

    name: str
    title: str
    scale: Literal["fixed", "free"]
    most_categories: int | None
    parameters: Callable[[int], tuple[str, ...]]
    start: Callable[[FloatArray, FloatArray], FloatArray]
    log_probability: Callable[[FloatArray, FloatArray], FloatArray]
    log_derivative: Callable[[FloatArray, FloatArray], FloatArray]
    by_theta: Callable[[FloatArray, FloatArray], FloatArray]
    rescaled: Callable[[FloatArray, float, float], FloatArray]
    is_valid: Callable[[FloatArray], BoolArray]
    published: Callable[[FloatArray], tuple[FloatArray, FloatArray]]
    free: Callable[[FloatArray], FloatArray]
    priors: tuple[tuple[int, Prior], ...] = ()
    is_log_concave: bool = True

    def probability(self, theta: npt.ArrayLike, items: npt.ArrayLike) -> FloatArray:
        """Return the probability of each score category.

        Parameters
        ----------
        theta : array_like, shape (n_persons,)
            Ability, in logits.
        items : array_like, shape (n_items, n_parameters)
            Published parameters of items with one number of categories.

        Returns
        -------
        ndarray, shape (n_persons, n_items, n_categories)
            Sums to 1 over the last axis.
        """
        free = self.free(np.atleast_2d(np.asarray(items, dtype=np.float64)))
        found = np.exp(self.log_probability(np.atleast_1d(np.asarray(theta, dtype=np.float64)), free))
        return np.ascontiguousarray(np.moveaxis(found, 2, 0))

    def information(self, theta: npt.ArrayLike, items: npt.ArrayLike) -> FloatArray:
        """Return the expected information of each item.

        Parameters
        ----------
        theta, items
            As for `probability`.

        Returns
        -------
        ndarray, shape (n_persons, n_items)
            Sum over the categories of P times the squared derivative of log P by theta; >= 0.

        References
        ----------
        Samejima (1969), Psychometrika monograph 17; for two categories P'^2 / (P Q): Birnbaum (1968), ch. 17.
        """
        free = self.free(np.atleast_2d(np.asarray(items, dtype=np.float64)))
        nodes = np.atleast_1d(np.asarray(theta, dtype=np.float64))
        p, slope = np.exp(self.log_probability(nodes, free)), self.by_theta(nodes, free)
        found: FloatArray = (p * slope**2).sum(axis=1).T
        return found


def as_they_are(items: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Publish free parameters as they are."""
    return items, np.ones_like(items)


def always(items: FloatArray) -> BoolArray:
    """Take any parameters."""
    return np.asarray(np.isfinite(items).all(axis=1))


def positive_slope(items: FloatArray) -> BoolArray:
    """Take parameters whose first, the slope, is above 0 and not out of all bounds."""
    found: BoolArray = np.isfinite(items).all(axis=1) & (items[:, 0] > 1e-3) & (items[:, 0] < 50)
    return found


def same(items: FloatArray) -> FloatArray:
    """Take published parameters as the free ones."""
    return items


def log_odds(proportions: FloatArray) -> FloatArray:
    """Return log odds of proportions, kept within 0.001 and 0.999."""
    kept = np.clip(proportions, 1e-3, 1 - 1e-3)
    found: FloatArray = np.log(kept / (1 - kept))
    return found
