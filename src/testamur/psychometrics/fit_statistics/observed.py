"""How often an item was right among persons of like ability, to be laid beside its curve."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from testamur.psychometrics.calibration.responses import NOT_GIVEN
from testamur.psychometrics.fit_statistics.fitted import Fitted
from testamur.psychometrics.item_model import FloatArray

MOST_GROUPS: Final = 10
LEAST_PERSONS: Final = 10
"""No group is made of fewer persons on average, unless there are too few for two groups."""


@dataclass(frozen=True, slots=True)
class ObservedCurves:
    """What each item scored on average in each group of ability, the lowest group first.

    Attributes
    ----------
    theta : ndarray, shape (n_items, n_groups)
        Mean ability of those of the group who were given the item; NaN where nobody was.
    n : ndarray, shape (n_items, n_groups)
        How many they are.
    means : ndarray, shape (n_items, n_groups)
        Their mean score; the share correct of an item scored 0 and 1. NaN where nobody was given it.
    """

    theta: FloatArray
    n: FloatArray
    means: FloatArray


def observed_curves(found: Fitted, theta: FloatArray, *, groups: int | None = None) -> ObservedCurves:
    """Return the observed means of each item by ability.

    Parameters
    ----------
    found : Fitted
    theta : ndarray, shape (n_rows,)
        Each row's estimated ability. Rows without a finite one are left out.
    groups : int, optional
        How many groups of about equal size; by default 10, or fewer so that each has about 10 persons, at least 2.

    Returns
    -------
    ObservedCurves
        The groups are made of the same responses, and of an ability that has an error: at both ends the observed
        shares lean towards the middle of the scale less, or more, than the curve. It is a picture, S-X2 is the
        test.
    """
    known = np.flatnonzero(np.isfinite(theta))
    order = known[np.argsort(theta[known], kind="stable")]
    wanted = groups or max(2, min(MOST_GROUPS, len(order) // LEAST_PERSONS))
    n, means, places = (np.zeros((len(found.items), wanted)) for _ in range(3))
    for number, rows in enumerate(np.array_split(order, wanted)):
        weights = (found.scores[rows] != NOT_GIVEN) * found.weights[rows, np.newaxis]
        n[:, number] = weights.sum(axis=0)
        means[:, number] = (weights * found.scores[rows]).sum(axis=0)
        places[:, number] = (weights * theta[rows, np.newaxis]).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return ObservedCurves(places / n, n, means / n)
