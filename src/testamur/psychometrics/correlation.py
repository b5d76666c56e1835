"""Product-moment correlation with its interval."""

from typing import Final

import numpy as np

from testamur.psychometrics.estimate import Estimate, estimated, withheld
from testamur.psychometrics.intervals import fisher
from testamur.psychometrics.reliability import is_flat
from testamur.psychometrics.scoring import FloatArray

METHOD: Final = "product-moment correlation with the rest score, Fisher z interval"
TOTAL: Final = "product-moment correlation with the total score, Fisher z interval"


def correlation(x: FloatArray, y: FloatArray, *, method: str = METHOD, confidence: float, least: int) -> Estimate:
    """Return the correlation of two variables.

    Parameters
    ----------
    x, y : ndarray of float, shape (n,)
    method : str
        How the estimate names itself.
    confidence : float
        Of the interval, between 0 and 1.
    least : int
        With fewer pairs the estimate is withheld as "too few".

    Returns
    -------
    Estimate
        Undefined if either variable is constant, if the two are collinear, or with fewer than four pairs:
        then Fisher's interval does not exist.
    """
    n = len(x)
    if n < least:
        return withheld(n=n, method=method, status="too few")
    if n < 4 or is_flat(x) or is_flat(y):
        return withheld(n=n, method=method, status="undefined")
    dx, dy = x - x.mean(), y - y.mean()
    r = float(dx @ dy / np.sqrt((dx @ dx) * (dy @ dy)))
    if abs(r) > 1 - 1e-9:
        return withheld(n=n, method=method, status="undefined")
    return estimated(r, fisher(r, n, confidence=confidence), n=n, method=method)
