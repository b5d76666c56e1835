"""The Rasch model: P(1) = 1 / (1 + exp(-(theta + d))), with theta ~ N(0, sd^2) and sd estimated.

Source: Rasch (1960), Probabilistic Models for Some Intelligence and Attainment Tests; marginal estimation: Thissen
(1982), Psychometrika 47:175-186. The difficulty is b = -d.
"""

from typing import Final

import numpy as np
from scipy.special import expit

from testamur.psychometrics.item_model import FloatArray, ItemModel, always, as_they_are, log_odds, same
from testamur.psychometrics.models.two_parameter import SPREAD


def start(frequencies: FloatArray, slopes: FloatArray) -> FloatArray:
    """Begin at the intercepts that give the observed proportions in a population of the slopes' typical spread."""
    spread = float(np.sqrt(1 + np.mean(slopes) ** 2 / SPREAD))
    return log_odds(frequencies[:, 1])[:, np.newaxis] * spread


def log_probability(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return log P of 0 and of 1."""
    logit = theta + items
    return np.stack([-np.logaddexp(0, logit), -np.logaddexp(0, -logit)], axis=1)


def log_derivative(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return the derivatives by d."""
    right = expit(theta + items)
    return np.stack([-right, 1 - right], axis=1)[:, np.newaxis]


def by_theta(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return the derivative by theta, which moves the log odds like an intercept times the slope."""
    found: FloatArray = log_derivative(theta, items)[:, 0]
    return found


def rescaled(items: FloatArray, mean: float, sd: float) -> FloatArray:  # noqa: ARG001  (the spread stays the population's)
    """Fold the population's mean into the intercepts; its spread stays where it is."""
    return items + mean


ITEM_MODEL: Final = ItemModel(
    name="rasch",
    title="Rasch",
    scale="free",
    most_categories=2,
    parameters=lambda _categories: ("d",),
    start=start,
    log_probability=log_probability,
    log_derivative=log_derivative,
    by_theta=by_theta,
    rescaled=rescaled,
    is_valid=always,
    published=as_they_are,
    free=same,
)
