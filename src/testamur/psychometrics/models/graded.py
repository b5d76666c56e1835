"""The graded response model: P(score >= k) = 1 / (1 + exp(-(a theta + d_k))), with d_1 > d_2 > ...

Source: Samejima (1969), Psychometrika monograph 17; slope and intercepts. The thresholds are b_k = -d_k / a.
"""

from typing import Final

import numpy as np
from scipy.special import expit

from testamur.psychometrics.item_model import (
    LEAST_PROBABILITY,
    BoolArray,
    FloatArray,
    ItemModel,
    as_they_are,
    log_odds,
    positive_slope,
    same,
)
from testamur.psychometrics.models.two_parameter import SPREAD


def start(frequencies: FloatArray, slopes: FloatArray) -> FloatArray:
    """Begin at the given slopes, and at the intercepts that give the observed shares at or above each score."""
    at_least = frequencies[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    intercepts = log_odds(at_least) * np.sqrt(1 + slopes**2 / SPREAD)[:, np.newaxis]
    # Two categories that hardly anyone scored would begin at one place; they must differ.
    steps = np.arange(intercepts.shape[1]) * 1e-2
    return np.column_stack([slopes, intercepts - steps])


def _at_least(theta: FloatArray, items: FloatArray) -> FloatArray:
    found: FloatArray = expit(items[:, :1, np.newaxis] * theta[..., np.newaxis, :] + items[:, 1:, np.newaxis])
    return found


def _with_ends(at_least: FloatArray) -> FloatArray:
    ones, zeros = np.ones_like(at_least[:, :1]), np.zeros_like(at_least[:, :1])
    return np.concatenate([ones, at_least, zeros], axis=1)


def log_probability(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return log P of each category."""
    p = -np.diff(_with_ends(_at_least(theta, items)), axis=1)
    found: FloatArray = np.log(np.maximum(p, LEAST_PROBABILITY))
    return found


def log_derivative(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return the derivatives by a, d_1, d_2, ..."""
    at_least = _at_least(theta, items)
    slopes = at_least * (1 - at_least)
    p = np.maximum(-np.diff(_with_ends(at_least), axis=1), LEAST_PROBABILITY)
    categories = p.shape[1]
    # d_k raises "at least k": it feeds category k and takes from category k - 1.
    feeds = np.eye(categories)[1:] - np.eye(categories)[:-1]
    by_intercept = feeds[np.newaxis, :, :, np.newaxis] * slopes[:, :, np.newaxis, :] / p[:, np.newaxis]
    by_slope = by_intercept.sum(axis=1, keepdims=True) * theta
    return np.concatenate([by_slope, by_intercept], axis=1)


def by_theta(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return the derivative by theta, which moves the log odds like an intercept times the slope."""
    by = log_derivative(theta, items)[:, 1:].sum(axis=1)
    found: FloatArray = items[:, :1, np.newaxis] * by
    return found


def rescaled(items: FloatArray, mean: float, sd: float) -> FloatArray:
    """Fold the population into slope and intercepts."""
    return np.column_stack([items[:, :1] * sd, items[:, 1:] + items[:, :1] * mean])


def is_valid(items: FloatArray) -> BoolArray:
    """Take intercepts that fall from category to category."""
    found: BoolArray = positive_slope(items) & (np.diff(items[:, 1:], axis=1) < 0).all(axis=1)
    return found


ITEM_MODEL: Final = ItemModel(
    name="graded",
    title="graded response",
    scale="fixed",
    most_categories=None,
    parameters=lambda categories: ("a", *(f"d{k}" for k in range(1, categories))),
    start=start,
    log_probability=log_probability,
    log_derivative=log_derivative,
    by_theta=by_theta,
    rescaled=rescaled,
    is_valid=is_valid,
    published=as_they_are,
    free=same,
)
