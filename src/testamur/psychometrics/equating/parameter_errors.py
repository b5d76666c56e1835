"""Standard errors that come from estimated item parameters, for links and for equating on an ability scale.

The delta method: the covariance of the parameters, carried through whatever is computed from them, linking
included. Sources: Ogasawara (2001), Journal of Educational and Behavioral Statistics 26:31-50 (true scores);
(2003), Psychometrika 68:193-211 (observed scores); (2001), Applied Psychological Measurement 25:53-67 (linking
by response functions). Derivatives are central differences, so that any item model and any method of linking
serves.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.equating.conversion import Conversion
from testamur.psychometrics.equating.irt_equating import NOT_CARRIED
from testamur.psychometrics.equating.linking import Link
from testamur.psychometrics.scoring import FloatArray

STEP: Final = 1e-4
"""Step of the differences, times the size of the parameter but at least a tenth."""

METHOD: Final = "delta method, over the item parameters"


def with_parameter_errors(
    equate: Callable[[FloatArray], Conversion], estimates: FloatArray, covariance: FloatArray
) -> Conversion:
    """Return the conversion with standard errors from those of the item parameters.

    Parameters
    ----------
    equate : callable
        From all item parameters that the conversion rests on, those of both calibrations in one list, to the
        conversion. It should link within itself: then the error of the link is carried as well.
    estimates : ndarray, shape (n_parameters,)
        The parameters as estimated.
    covariance : ndarray, shape (n_parameters, n_parameters)
        Their sampling covariance; two calibrations of different persons have none with each other.

    Raises
    ------
    DocumentError
        If the covariance does not fit, is not symmetric, or has a negative or missing variance.
    """
    conversion = equate(estimates)
    gradient = _gradient(lambda parameters: equate(parameters).equivalents, estimates, covariance)
    variance = ((gradient @ covariance) * gradient).sum(axis=1)
    return replace(
        conversion,
        errors=np.sqrt(np.maximum(variance, 0.0)),
        error_method=METHOD,
        warnings=tuple(warning for warning in conversion.warnings if warning != NOT_CARRIED),
    )


def link_errors(
    link_of: Callable[[FloatArray], Link], estimates: FloatArray, covariance: FloatArray
) -> tuple[float, float]:
    """Return the standard errors of slope and intercept from those of the item parameters.

    Parameters and problems are those of `with_parameter_errors`, `link_of` giving the link.
    """

    def constants(parameters: FloatArray) -> FloatArray:
        link = link_of(parameters)
        return np.array([link.slope, link.intercept])

    gradient = _gradient(constants, estimates, covariance)
    slope, intercept = np.maximum(((gradient @ covariance) * gradient).sum(axis=1), 0.0).tolist()
    return math.sqrt(slope), math.sqrt(intercept)


def _gradient(
    function: Callable[[FloatArray], FloatArray], estimates: FloatArray, covariance: FloatArray
) -> FloatArray:
    """Return the derivatives (n_values, n_parameters) of what a function gives."""
    if problems := list(_problems(estimates, covariance)):
        raise DocumentError(problems)
    columns = []
    for position, value in enumerate(estimates.tolist()):
        move = np.zeros(len(estimates))
        move[position] = STEP * max(abs(value), 0.1)
        columns.append((function(estimates + move) - function(estimates - move)) / (2 * move[position]))
    return np.stack(columns, axis=1)


def _problems(estimates: FloatArray, covariance: FloatArray) -> Iterator[Problem]:
    count = len(estimates)
    if covariance.shape != (count, count):
        yield Problem("covariance", f"must be {count} by {count}, as the parameters are; it is {covariance.shape}")
    elif not np.isfinite(covariance).all() or not np.allclose(covariance, covariance.T):
        yield Problem("covariance", "is not symmetric, or a number is missing")
    elif (np.diag(covariance) < 0).any():
        yield Problem("covariance", "a variance is negative")
