"""The two-parameter logistic model: P(1) = 1 / (1 + exp(-(a theta + d))).

Source: Birnbaum (1968), in Lord & Novick, Statistical Theories of Mental Test Scores, ch. 17; slope and intercept
as in Bock & Aitkin (1981), Psychometrika 46:443-459. The difficulty is b = -d / a.
"""

from typing import Final

import numpy as np
from scipy.special import expit

from testamur.psychometrics.item_model import (
    FloatArray,
    ItemModel,
    as_they_are,
    log_odds,
    positive_slope,
    same,
)

SPREAD: Final = 1.7**2
"""The variance of the logistic distribution over that of the normal ogive closest to it, for start values."""


def start(frequencies: FloatArray, slopes: FloatArray) -> FloatArray:
    """Begin at the given slopes, and at the intercepts that give the observed proportions."""
    intercepts = log_odds(frequencies[:, 1]) * np.sqrt(1 + slopes**2 / SPREAD)
    return np.column_stack([slopes, intercepts])


def log_probability(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return log P of 0 and of 1."""
    logit = items[:, :1] * theta + items[:, 1:2]
    return np.stack([-np.logaddexp(0, logit), -np.logaddexp(0, -logit)], axis=1)


def log_derivative(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return the derivatives by a and d."""
    right = expit(items[:, :1] * theta + items[:, 1:2])
    by_logit = np.stack([-right, 1 - right], axis=1)
    return np.stack([by_logit * theta, by_logit], axis=1)


def by_theta(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return the derivative by theta, which moves the log odds like an intercept times the slope."""
    by = log_derivative(theta, items)[:, 1]
    found: FloatArray = items[:, :1, np.newaxis] * by
    return found


def rescaled(items: FloatArray, mean: float, sd: float) -> FloatArray:
    """Fold the population's mean and standard deviation into slope and intercept."""
    return np.column_stack([items[:, 0] * sd, items[:, 1] + items[:, 0] * mean])


ITEM_MODEL: Final = ItemModel(
    name="2pl",
    title="two-parameter logistic",
    scale="fixed",
    most_categories=2,
    parameters=lambda _categories: ("a", "d"),
    start=start,
    log_probability=log_probability,
    log_derivative=log_derivative,
    by_theta=by_theta,
    rescaled=rescaled,
    is_valid=positive_slope,
    published=as_they_are,
    free=same,
)
