"""The biserial correlation of an item scored 0 and 1: that of the normal variable which the item cuts in two."""

import math
from typing import Final

import numpy as np
from scipy import stats

from testamur.psychometrics.estimate import Estimate, estimated, withheld
from testamur.psychometrics.reliability import is_flat
from testamur.psychometrics.scoring import FloatArray, is_dichotomous

METHOD: Final = "biserial correlation with the rest score, Soper interval"


def biserial(item: FloatArray, rest: FloatArray, *, confidence: float, least: int) -> Estimate:
    """Return the biserial correlation of an item with the rest score.

    Parameters
    ----------
    item : ndarray of float, shape (n,)
        0 or 1.
    rest : ndarray of float, shape (n,)
        Total without the item.
    confidence : float
        Of the interval, between 0 and 1.
    least : int
        With fewer persons the estimate is withheld as "too few".

    Returns
    -------
    Estimate
        The point-biserial times sqrt(p q) / y, y the normal density where p is cut off. It may lie beyond 1 where
        the rest score is far from normal, and is not cut back. Undefined for an item that is not scored 0 and 1,
        if either variable is constant, or if it lies so far beyond 1 that its error has no value.

    References
    ----------
    Pearson (1909), Biometrika 7:96-105; standard error (sqrt(p q) / y - r^2) / sqrt(n): Soper (1914), Biometrika
    10:384-390.
    """
    n = len(item)
    if n < least:
        return withheld(n=n, method=METHOD, status="too few")
    if n < 4 or not is_dichotomous(item) or is_flat(item) or is_flat(rest):
        return withheld(n=n, method=METHOD, status="undefined")
    p = float(item.mean())
    stretch = math.sqrt(p * (1 - p)) / float(stats.norm.pdf(stats.norm.ppf(p)))
    r = float(np.corrcoef(item, rest)[0, 1]) * stretch
    if r * r >= stretch:
        return withheld(n=n, method=METHOD, status="undefined")
    reach = float(stats.norm.ppf((1 + confidence) / 2)) * (stretch - r * r) / math.sqrt(n)
    return estimated(r, (r - reach, r + reach), n=n, method=METHOD)
