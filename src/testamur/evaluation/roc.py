"""The area under the ROC curve with an interval, in one sort."""

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from testamur.evaluation.estimate import CONFIDENCE, TOO_FEW, Estimate, estimated, withheld
from testamur.evaluation.proportion import described, quantile
from testamur.evaluation.tabulation import Floats, checked

_NOT_ZERO: Final = 1e-15


def auc(
    scores: ArrayLike, outcomes: ArrayLike, *, confidence: float = CONFIDENCE, fewest: int = TOO_FEW
) -> Estimate:
    """Return the area under the ROC curve, ties counted one half, with the DeLong interval.

    Parameters
    ----------
    scores : array_like of shape (n,)
        Finite numbers, higher meaning more suspect.
    outcomes : array_like of shape (n,)
        1 positive, 0 negative.
    confidence : float
        Between 0 and 1.
    fewest : int
        With fewer events, or fewer nonevents, than this the estimate is withheld as too few.

    Returns
    -------
    Estimate
        In 0..1, cut off there. Where no score overlaps (an area of 0 or 1) the DeLong variance is 0 and would
        promise certainty; then the interval is Newcombe's and `method` says so. Undefined without an event or
        a nonevent. Time is O(n log n).

    Raises
    ------
    ValueError
        If a score or an outcome is missing (count and drop them first, in sight), or as `checked` says.

    References
    ----------
    DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44:837-845; placement values by sorting, Sun & Xu (2014),
    IEEE Signal Processing Letters 21:1389-1393; Newcombe (2006), Statistics in Medicine 25:559-573, method 5.
    """
    score, outcome = checked(scores, outcomes)
    missing = int(np.sum(np.isnan(score) | np.isnan(outcome)))
    if missing:
        raise ValueError(f"{missing} cases lack a score or an outcome; count them and leave them out first")
    named = described("DeLong", confidence)
    events, nonevents = score[outcome == 1], score[outcome == 0]
    rarer = min(len(events), len(nonevents))
    if rarer == 0:
        return withheld(n=len(score), method=named, status="undefined")
    if rarer < max(fewest, 2):
        return withheld(n=len(score), method=named, status="too few")
    return _with_interval(events, nonevents, confidence=confidence, named=named)


def _with_interval(events: Floats, nonevents: Floats, *, confidence: float, named: str) -> Estimate:
    """Return the area with DeLong's interval, or Newcombe's where DeLong's variance is 0."""
    z, n = quantile(confidence), len(events) + len(nonevents)
    area, variance = delong(events, nonevents)
    if variance < _NOT_ZERO:
        interval = newcombe(area, len(events), len(nonevents), z=z)
        return estimated(area, interval, n=n, method=described("Newcombe 2006", confidence))
    reach = z * math.sqrt(variance)
    return estimated(area, (max(0.0, area - reach), min(1.0, area + reach)), n=n, method=named)


def delong(events: Floats, nonevents: Floats) -> tuple[float, float]:
    """Return the area and its DeLong variance from the scores of events and of nonevents, two or more each."""
    e, c = np.sort(events), np.sort(nonevents)
    above = (np.searchsorted(c, e, "left") + np.searchsorted(c, e, "right")) / (2.0 * len(c))
    below = 1.0 - (np.searchsorted(e, c, "left") + np.searchsorted(e, c, "right")) / (2.0 * len(e))
    variance = float(np.var(above, ddof=1)) / len(e) + float(np.var(below, ddof=1)) / len(c)
    return float(np.mean(above)), variance


def newcombe(area: float, events: int, nonevents: int, *, z: float) -> tuple[float, float]:
    """Return the score-like interval of an area: its width follows the limit, so it never has width 0.

    Each limit t solves ``(area - t)^2 = z^2 V(t)`` with
    ``V(t) = t (1 - t) (1 + N ((1 - t) / (2 - t) + t / (1 + t))) / (events nonevents)``,
    ``N = (events + nonevents) / 2 - 1``.

    References
    ----------
    Newcombe (2006), Statistics in Medicine 25:559-573, method 5.
    """
    rest = (events + nonevents) / 2 - 1

    def excess(t: float) -> float:
        spread = 1 + rest * ((1 - t) / (2 - t) + t / (1 + t))
        return (area - t) ** 2 - z * z * t * (1 - t) * spread / (events * nonevents)

    # The excess is positive at the far end and negative just beside the area, where the limit lies between.
    beside = 1e-12
    low = 0.0 if area <= beside else float(brentq(excess, 0.0, area - (beside if area >= 1 else 0.0)))
    high = 1.0 if area >= 1 - beside else float(brentq(excess, area + (beside if area <= 0 else 0.0), 1.0))
    return low, high
