"""Infit and outfit: how far scores lie from what the model expects, beside how far they should.

Source: Wright & Masters (1982), Rating Scale Analysis, ch. 5; a standardised value by the cube root of Wilson &
Hilferty (1931), Proceedings of the National Academy of Sciences 17:684-688.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.ability.estimate import estimate
from testamur.psychometrics.ability.form import CalibratedForm
from testamur.psychometrics.calibration.responses import NOT_GIVEN
from testamur.psychometrics.fit_statistics.fitted import Fitted
from testamur.psychometrics.item_model import BoolArray, FloatArray
from testamur.psychometrics.one_thread import one_thread

BLOCK: Final = 4096
LEAST_SPREAD: Final = 1e-9


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Infit and outfit of items or of persons, all of one shape; about 1 - 1 / items where the model holds.

    Attributes
    ----------
    outfit, infit : ndarray
        Mean of the squared standardised residuals, and the same weighted by information; NaN where nothing was
        given.
    outfit_standardised, infit_standardised : ndarray
        About N(0, 1) where the model holds; NaN where the mean square cannot vary.
    n : ndarray
        How many persons (of an item) or items (of a person) each rests on.
    """

    outfit: FloatArray
    infit: FloatArray
    outfit_standardised: FloatArray
    infit_standardised: FloatArray
    n: FloatArray


@dataclass(frozen=True, slots=True)
class Residuals:
    """Scores less expected scores, with their variance and fourth moment, (n_persons, n_items).

    `is_counted` is False where an item was not given or the person's ability has no finite estimate; the residual
    there is 0.
    """

    residuals: FloatArray
    variances: FloatArray
    fourths: FloatArray
    is_counted: BoolArray


def item_mean_squares(found: Fitted, *, theta: FloatArray | None = None) -> MeanSquares:
    """Return infit and outfit of each item (n_items,), at each person's weighted likelihood ability (Warm).

    `theta` (n_rows,) is that ability, where somebody has estimated it already.
    """
    residuals = residuals_of(found) if theta is None else residuals_at(found.form, found.scores, theta)
    return _mean_squares(residuals, found.weights[:, np.newaxis], axis=0)


def person_mean_squares(found: Fitted) -> MeanSquares:
    """Return infit and outfit of each row (n_rows,), at the person's weighted likelihood ability (Warm)."""
    return _mean_squares(residuals_of(found), np.ones((1, len(found.items))), axis=1)


@one_thread()
def residuals_of(found: Fitted) -> Residuals:
    """Return the residuals at each person's weighted likelihood ability."""
    theta = estimate(found.form, found.scores, method="wle").theta
    return residuals_at(found.form, found.scores, theta)


@one_thread()
def residuals_at(form: CalibratedForm, scores: npt.NDArray[np.int8], theta: FloatArray) -> Residuals:
    """Return the residuals of scores (n_persons, n_items) at given abilities (n_persons,)."""
    is_counted = (scores != NOT_GIVEN) & np.isfinite(theta)[:, np.newaxis]
    residuals, variances, fourths = (np.zeros(scores.shape) for _ in range(3))
    for start in range(0, len(scores), BLOCK):
        rows = slice(start, start + BLOCK)
        p = form.probabilities(np.where(np.isfinite(theta[rows]), theta[rows], 0.0))
        k = np.arange(p.shape[2])
        expected = p @ k
        away = k - expected[:, :, np.newaxis]
        residuals[rows] = scores[rows] - expected
        variances[rows] = (p * away**2).sum(axis=2)
        fourths[rows] = (p * away**4).sum(axis=2)
    return Residuals(np.where(is_counted, residuals, 0.0), variances, fourths, is_counted)


def _mean_squares(of: Residuals, weights: FloatArray, *, axis: int) -> MeanSquares:
    counted = of.is_counted * weights
    n = counted.sum(axis=axis)
    information = (counted * of.variances).sum(axis=axis)
    squares = of.residuals**2
    with np.errstate(invalid="ignore", divide="ignore"):
        outfit = (counted * squares / of.variances).sum(axis=axis) / n
        infit = (counted * squares).sum(axis=axis) / information
        outfit_spread = (counted * (of.fourths / of.variances**2 - 1)).sum(axis=axis) / n**2
        infit_spread = (counted * (of.fourths - of.variances**2)).sum(axis=axis) / information**2
    return MeanSquares(outfit, infit, _standardised(outfit, outfit_spread), _standardised(infit, infit_spread), n)


def _standardised(mean_square: FloatArray, variance: FloatArray) -> FloatArray:
    q = np.sqrt(np.where(variance > LEAST_SPREAD, variance, np.nan))
    found: FloatArray = (np.cbrt(mean_square) - 1) * 3 / q + q / 3
    return found
