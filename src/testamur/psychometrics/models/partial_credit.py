"""The partial credit model: P(k) ~ exp(k theta + d_k), d_0 = 0, with theta ~ N(0, sd^2) and sd estimated.

Source: Masters (1982), Psychometrika 47:149-174, in the form with category intercepts.
"""

from typing import Final

import numpy as np

from testamur.psychometrics import divide_by_total
from testamur.psychometrics.item_model import FloatArray, ItemModel, always, as_they_are, same


def start(frequencies: FloatArray, slopes: FloatArray) -> FloatArray:  # noqa: ARG001  (slopes are all alike)
    """Begin at the observed frequencies."""
    return divide_by_total.start(frequencies)


def log_probability(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return log P of each category."""
    scores = np.broadcast_to(np.arange(items.shape[1] + 1.0), (len(items), items.shape[1] + 1))
    return divide_by_total.log_probability(theta, scores, divide_by_total.with_zero(items))


def log_derivative(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return the derivatives by d_1, d_2, ..."""
    return divide_by_total.by_intercepts(log_probability(theta, items))


def by_theta(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return the derivative by theta, which moves the log odds like an intercept times the slope."""
    scores = np.arange(1, items.shape[1] + 1)[:, np.newaxis, np.newaxis]
    by = (log_derivative(theta, items) * scores).sum(axis=1)
    found: FloatArray = by
    return found


def rescaled(items: FloatArray, mean: float, sd: float) -> FloatArray:  # noqa: ARG001  (the spread stays the population's)
    """Fold the population's mean into the intercepts; its spread stays where it is."""
    return items + np.arange(1, items.shape[1] + 1) * mean


ITEM_MODEL: Final = ItemModel(
    name="pcm",
    title="partial credit",
    scale="free",
    most_categories=None,
    parameters=lambda categories: tuple(f"d{k}" for k in range(1, categories)),
    start=start,
    log_probability=log_probability,
    log_derivative=log_derivative,
    by_theta=by_theta,
    rescaled=rescaled,
    is_valid=always,
    published=as_they_are,
    free=same,
)
