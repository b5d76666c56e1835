"""The generalised partial credit model: P(k) ~ exp(k a theta + d_k), d_0 = 0.

Source: Muraki (1992), Applied Psychological Measurement 16:159-176, in the form with category intercepts.
"""

from typing import Final

import numpy as np

from testamur.psychometrics import divide_by_total
from testamur.psychometrics.item_model import FloatArray, ItemModel, as_they_are, positive_slope, same


def start(frequencies: FloatArray, slopes: FloatArray) -> FloatArray:
    """Begin at a slope shared out over the categories, and at the observed frequencies."""
    steps = max(1, frequencies.shape[1] - 1)
    return np.column_stack([slopes / steps, divide_by_total.start(frequencies)])


def log_probability(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return log P of each category."""
    scores = np.arange(items.shape[1])
    return divide_by_total.log_probability(theta, items[:, :1] * scores, divide_by_total.with_zero(items[:, 1:]))


def log_derivative(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return the derivatives by a, d_1, d_2, ..."""
    by_intercept = divide_by_total.by_intercepts(log_probability(theta, items))
    scores = np.arange(1, items.shape[1])[:, np.newaxis, np.newaxis]
    by_slope = (by_intercept * scores).sum(axis=1, keepdims=True) * theta
    return np.concatenate([by_slope, by_intercept], axis=1)


def by_theta(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return the derivative by theta, which moves the log odds like an intercept times the slope."""
    scores = np.arange(1, items.shape[1])[:, np.newaxis, np.newaxis]
    by = (log_derivative(theta, items)[:, 1:] * scores).sum(axis=1)
    found: FloatArray = items[:, :1, np.newaxis] * by
    return found


def rescaled(items: FloatArray, mean: float, sd: float) -> FloatArray:
    """Fold the population into slope and intercepts."""
    scores = np.arange(1, items.shape[1])
    return np.column_stack([items[:, :1] * sd, items[:, 1:] + items[:, :1] * scores * mean])


ITEM_MODEL: Final = ItemModel(
    name="gpcm",
    title="generalised partial credit",
    scale="fixed",
    most_categories=None,
    parameters=lambda categories: ("a", *(f"d{k}" for k in range(1, categories))),
    start=start,
    log_probability=log_probability,
    log_derivative=log_derivative,
    by_theta=by_theta,
    rescaled=rescaled,
    is_valid=positive_slope,
    published=as_they_are,
    free=same,
)
