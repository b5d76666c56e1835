"""Standard errors from the observed information: minus the second derivative of the log-likelihood at its top.

Its rows are central differences of the exact gradient, so that no approximation of the missing information enters.
Source: Louis (1982), Journal of the Royal Statistical Society B 44:226-233, on the observed information under EM;
Efron & Hinkley (1978), Biometrika 65:457-482, on preferring it to the expected one.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from testamur.psychometrics.calibration.layout import Layout
from testamur.psychometrics.item_model import BoolArray, FloatArray

WIDTH: Final = 1e-3


def covariance(
    gradient: Callable[[FloatArray], FloatArray], top: FloatArray, free: BoolArray
) -> FloatArray | None:
    """Return the covariance of the free parameters.

    Parameters
    ----------
    gradient : callable
        A point -> the gradient there, both (n,).
    top : ndarray, shape (n,)
        Where the likelihood is highest.
    free : ndarray of bool, shape (n,)
        Which parameters were estimated, m of them.

    Returns
    -------
    ndarray, shape (m, m), or None
        None if the information is not positive definite: the data do not tell all parameters.
    """
    places = np.flatnonzero(free)
    rows = np.empty((len(places), len(places)))
    for row, place in enumerate(places.tolist()):
        step = np.zeros(len(top))
        step[place] = WIDTH
        rows[row] = (gradient(top - step) - gradient(top + step))[places] / (2 * WIDTH)
    information = (rows + rows.T) / 2
    try:
        root = np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        return None
    half = np.linalg.inv(root)
    found: FloatArray = half.T @ half
    return found


def difficulty_errors(
    where: Layout, point: FloatArray, free: BoolArray, found: FloatArray | None
) -> dict[int, float]:
    """Return the standard error of b = -d / a of each item scored 0 and 1, by its place.

    Parameters
    ----------
    where : Layout
    point : ndarray, shape (n,)
        Where the likelihood is highest.
    free : ndarray of bool, shape (n,)
        Which parameters were estimated, m of them.
    found : ndarray, shape (m, m), optional
        Their covariance, from `covariance`; without it every error is NaN.

    Returns
    -------
    dict
        By the delta method; 0 of an item that was not estimated.
    """
    whole = np.zeros((len(point), len(point)))
    whole[np.ix_(free, free)] = np.nan if found is None else found
    errors, first = {}, 0
    for bundle in where.bundles:
        names = bundle.names
        for row, place in enumerate(bundle.items.tolist() if "d" in names else ()):
            slopes = np.zeros(len(point))
            start = first + row * len(names)
            d = start + names.index("d")
            a = start + names.index("a") if "a" in names else None
            slope = 1.0 if a is None else point[a]
            slopes[d] = -1 / slope
            if a is not None:
                slopes[a] = point[d] / slope**2
            mine = slice(start, start + len(names))
            errors[place] = float(np.sqrt(slopes[mine] @ whole[mine, mine] @ slopes[mine]))
        first += bundle.size
    return errors
