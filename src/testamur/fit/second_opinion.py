"""A second opinion on the first place: nearness to the best there is in every criterion, in place of a sum.

It changes no place. Where it names another first, the answer hangs on the way of adding up as well.

Source: Hwang and Yoon (1981), Multiple Attribute Decision Making: TOPSIS, steps 3 to 6.
"""

import numpy as np

from testamur.fit.draws import Array
from testamur.fit.placing import Placing


def closeness(values: Array, weights: Array) -> Array:
    """Return how near each offering is to the best there is, against the worst there is.

    Parameters
    ----------
    values : ndarray of shape (n_offerings, n_criteria)
        On one scale, so that nothing is normalised; more is better.
    weights : ndarray of shape (n_criteria,)
        Not negative; they sum to 1.

    Returns
    -------
    ndarray of shape (n_offerings,)
        0 at the worst in everything, 1 at the best; 1 where all are alike.
    """
    weighted = values * weights
    to_best = np.sqrt(((weighted - weighted.max(axis=0)) ** 2).sum(axis=1))
    to_worst = np.sqrt(((weighted - weighted.min(axis=0)) ** 2).sum(axis=1))
    whole = to_best + to_worst
    return np.asarray(np.divide(to_worst, whole, out=np.ones_like(whole), where=whole > 0))


def second_opinion(placing: Placing) -> str:
    """Return the key of the offering that is nearest to the best; of equal ones the one that stands higher."""
    near = closeness(placing.middles, placing.counted)
    return placing.key(max(placing.order, key=lambda i: near[i]))
