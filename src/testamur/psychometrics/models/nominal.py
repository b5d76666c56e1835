"""The nominal response model: P(k) ~ exp(a_k theta + d_k), a_0 = d_0 = 0.

Source: Bock (1972), Psychometrika 37:29-51, with the first category as the one that the others are compared with.
"""

from typing import Final

import numpy as np

from testamur.psychometrics import divide_by_total
from testamur.psychometrics.item_model import FloatArray, ItemModel, always, as_they_are, same


def _halves(items: FloatArray) -> tuple[FloatArray, FloatArray]:
    steps = items.shape[1] // 2
    return items[:, :steps], items[:, steps:]


def start(frequencies: FloatArray, slopes: FloatArray) -> FloatArray:
    """Begin at slopes that rise with the category, and at the observed frequencies."""
    steps = frequencies.shape[1] - 1
    rising = slopes[:, np.newaxis] * np.arange(1, steps + 1) / steps
    return np.column_stack([rising, divide_by_total.start(frequencies)])


def log_probability(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return log P of each category."""
    slopes, intercepts = map(divide_by_total.with_zero, _halves(items))
    return divide_by_total.log_probability(theta, slopes, intercepts)


def log_derivative(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return the derivatives by a_1, a_2, ..., d_1, d_2, ..."""
    by_intercept = divide_by_total.by_intercepts(log_probability(theta, items))
    return np.concatenate([by_intercept * theta, by_intercept], axis=1)


def by_theta(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return the derivative by theta, which moves the log odds like an intercept times the slope."""
    slopes, _ = _halves(items)
    by = log_derivative(theta, items)[:, slopes.shape[1] :] * slopes[:, :, np.newaxis, np.newaxis]
    found: FloatArray = by.sum(axis=1)
    return found


def rescaled(items: FloatArray, mean: float, sd: float) -> FloatArray:
    """Fold the population into slopes and intercepts."""
    slopes, intercepts = _halves(items)
    return np.column_stack([slopes * sd, intercepts + slopes * mean])


def _names(categories: int) -> tuple[str, ...]:
    steps = range(1, categories)
    return (*(f"a{k}" for k in steps), *(f"d{k}" for k in steps))


ITEM_MODEL: Final = ItemModel(
    name="nominal",
    title="nominal response",
    scale="fixed",
    most_categories=None,
    parameters=_names,
    start=start,
    log_probability=log_probability,
    log_derivative=log_derivative,
    by_theta=by_theta,
    rescaled=rescaled,
    is_valid=always,
    published=as_they_are,
    free=same,
)
