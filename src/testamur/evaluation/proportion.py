"""Intervals of a proportion, each by its published formula, and a proportion with one of them."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Literal

from scipy.special import betaincinv, ndtri

from testamur.evaluation.estimate import CONFIDENCE, TOO_FEW, Estimate, estimated, withheld

Method = Literal["Wilson", "exact", "Wald"]
Interval = Callable[[int, int, float], tuple[float, float]]


def wilson(x: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the score interval of a proportion, without continuity correction.

    Parameters
    ----------
    x : int
        Number of successes, 0..n.
    n : int
        Number of trials, >= 1.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit, within [0, 1].

    Raises
    ------
    ValueError
        If the counts or the confidence are out of range.

    References
    ----------
    Wilson (1927), JASA 22:209-212; Newcombe (1998), Statistics in Medicine 17:857-872, method 3.
    """
    z = _z(x, n, confidence)
    share = x / n
    centre = share + z * z / (2 * n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, min(share, (centre - reach) / scale)), min(1.0, max(share, (centre + reach) / scale))


def clopper_pearson(x: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the exact interval of a proportion, from the quantiles of the beta distribution.

    Parameters, returns and raises are those of `wilson`.

    References
    ----------
    Clopper & Pearson (1934), Biometrika 26:404-413; Newcombe (1998), Statistics in Medicine 17:857-872, method 5.
    """
    _z(x, n, confidence)
    tail = (1 - confidence) / 2
    low = 0.0 if x == 0 else float(betaincinv(x, n - x + 1, tail))
    high = 1.0 if x == n else float(betaincinv(x + 1, n - x, 1 - tail))
    return low, high


def wald(x: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the simple asymptotic interval of a proportion, cut off at 0 and 1.

    It is here because people and vendors use it; near 0 and 1 it is too narrow. Parameters, returns and raises
    are those of `wilson`.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:857-872, method 1.
    """
    z = _z(x, n, confidence)
    share = x / n
    reach = z * math.sqrt(share * (1 - share) / n)
    return max(0.0, share - reach), min(1.0, share + reach)


INTERVALS: Final[Mapping[Method, Interval]] = MappingProxyType(
    {"Wilson": wilson, "exact": clopper_pearson, "Wald": wald}
)


def proportion(
    x: int, n: int, *, method: Method = "Wilson", confidence: float = CONFIDENCE, fewest: int = TOO_FEW
) -> Estimate:
    """Return x of n as an estimate.

    Parameters
    ----------
    x, n : int
        Successes and trials, 0 <= x <= n.
    method : {"Wilson", "exact", "Wald"}
        Which interval.
    confidence : float
        Between 0 and 1.
    fewest : int
        With fewer trials than this the estimate is withheld as too few.

    Returns
    -------
    Estimate
        Undefined if n is 0.

    Raises
    ------
    ValueError
        If the counts or the confidence are out of range.
    """
    named = described(method, confidence)
    if n == 0 and x == 0:
        return withheld(n=0, method=named, status="undefined")
    interval = INTERVALS[method](x, n, confidence)
    if n < fewest:
        return withheld(n=n, method=named, status="too few")
    return estimated(x / n, interval, n=n, method=named)


def described(method: str, confidence: float) -> str:
    """Return the words under which an interval is shown: ``Wilson, 95%``."""
    return f"{method}, {confidence * 100:g}%"


def quantile(confidence: float) -> float:
    """Return the standard normal quantile of a two-sided interval.

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1; it is {confidence}")
    return float(ndtri((1 + confidence) / 2))


def _z(x: int, n: int, confidence: float) -> float:
    if not 0 <= x <= n or n < 1:
        raise ValueError(f"a proportion needs 0 <= x <= n and n >= 1; it has x = {x}, n = {n}")
    return quantile(confidence)
