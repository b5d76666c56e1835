"""The three-parameter logistic model: P(1) = c + (1 - c) / (1 + exp(-(a theta + d))).

Source: Birnbaum (1968), in Lord & Novick, Statistical Theories of Mental Test Scores, ch. 17. Without a prior the
guessing parameter is hardly identified; the default, logit c ~ N(-1.39, 0.5), lies about c = 0.2: Mislevy (1986),
Psychometrika 51:177-195, on priors in marginal estimation.
"""

from typing import Final

import numpy as np
from scipy.special import expit

from testamur.psychometrics.item_model import (
    BoolArray,
    FloatArray,
    ItemModel,
    Prior,
    log_odds,
    positive_slope,
)
from testamur.psychometrics.models import two_parameter

FIRST_GUESS: Final = -1.7
LOWEST: Final = -9.0
HIGHEST: Final = 2.0
GUESSING: Final = Prior(-1.39, 0.5)


def start(frequencies: FloatArray, slopes: FloatArray) -> FloatArray:
    """Begin like the two-parameter model, with a little guessing."""
    return np.column_stack([two_parameter.start(frequencies, slopes), np.full(len(slopes), FIRST_GUESS)])


def log_probability(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return log P of 0 and of 1."""
    guess = expit(items[:, 2:3])
    knows = expit(items[:, :1] * theta + items[:, 1:2])
    wrong = np.log1p(-guess) - np.logaddexp(0, items[:, :1] * theta + items[:, 1:2])
    return np.stack([wrong, np.log(guess + (1 - guess) * knows)], axis=1)


def log_derivative(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return the derivatives by a, d and logit c."""
    guess = expit(items[:, 2:3])
    knows = expit(items[:, :1] * theta + items[:, 1:2])
    right = guess + (1 - guess) * knows
    by_logit = np.stack([-knows, (1 - guess) * knows * (1 - knows) / right], axis=1)
    by_guess = np.stack([np.broadcast_to(-guess, knows.shape), guess * (1 - guess) * (1 - knows) / right], axis=1)
    return np.stack([by_logit * theta, by_logit, by_guess], axis=1)


def by_theta(theta: FloatArray, items: FloatArray) -> FloatArray:
    """Return the derivative by theta, which moves the log odds like an intercept times the slope."""
    by = log_derivative(theta, items)[:, 1]
    found: FloatArray = items[:, :1, np.newaxis] * by
    return found


def rescaled(items: FloatArray, mean: float, sd: float) -> FloatArray:
    """Fold the population into slope and intercept; guessing does not turn on it."""
    return np.column_stack([two_parameter.rescaled(items, mean, sd), items[:, 2]])


def published(items: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Tell c in place of its log odds."""
    guess = expit(items[:, 2])
    ones = np.ones(len(items))
    return np.column_stack([items[:, :2], guess]), np.column_stack([ones, ones, guess * (1 - guess)])


def free(items: FloatArray) -> FloatArray:
    """Return the log odds of c, kept within the range that is searched."""
    odds = log_odds(items[:, 2]) if len(items) else items[:, 2]
    return np.column_stack([items[:, :2], np.where(items[:, 2] <= 0, LOWEST, odds)])


def is_valid(items: FloatArray) -> BoolArray:
    """Take a slope above 0 and a guessing parameter within what can be told from the data."""
    return positive_slope(items) & (items[:, 2] >= LOWEST) & (items[:, 2] <= HIGHEST)


ITEM_MODEL: Final = ItemModel(
    name="3pl",
    title="three-parameter logistic",
    scale="fixed",
    most_categories=2,
    parameters=lambda _categories: ("a", "d", "c"),
    start=start,
    log_probability=log_probability,
    log_derivative=log_derivative,
    by_theta=by_theta,
    rescaled=rescaled,
    is_valid=is_valid,
    published=published,
    free=free,
    priors=((2, GUESSING),),
    is_log_concave=False,
)
