"""How often two sittings of one exam would decide alike: consistency and accuracy at the cut, from one sitting."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.stats import beta, binom

from testamur.psychometrics.decisions.agreement import Agreement, agreement_over
from testamur.psychometrics.estimate import CONFIDENCE, TOO_FEW, Estimate, Status, estimated, withheld
from testamur.psychometrics.reliability import alpha, is_flat
from testamur.psychometrics.scoring import FloatArray, score_matrix

FOUR: Final = "Livingston-Lewis, four-parameter beta true scores"
TWO: Final = "Livingston-Lewis, two-parameter beta true scores"
INTERVAL: Final = "interval from that of alpha"
POINTS: Final = 200
BEYOND: Final = 1e-15


@dataclass(frozen=True, slots=True)
class TrueScores:
    """The distribution of the true share of points: a beta with these shapes, stretched from `low` to `high`.

    `length` is the effective test length: the number of independent items of equal difficulty that would measure
    as reliably.
    """

    shape_low: float
    shape_high: float
    low: float
    high: float
    length: float

    @property
    def is_stretched(self) -> bool:
        """Whether all four parameters were estimated, and not the ends set to 0 and 1."""
        return (self.low, self.high) != (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class DecisionConsistency:
    """What is expected at a cut.

    The same decision in two sittings, that beyond chance, the right decision, and the two ways of being wrong: who
    is not able and passes, who is and fails, each a share of everybody.
    """

    consistency: Estimate
    kappa: Estimate
    accuracy: Estimate
    false_positive: Estimate
    false_negative: Estimate


def decision_consistency(
    scores: npt.ArrayLike,
    *,
    cut: float,
    maximum: float | None = None,
    confidence: float = CONFIDENCE,
    least: int = TOO_FEW,
) -> DecisionConsistency:
    """Return how consistent and how accurate the decisions at a cut are.

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        Item scores, >= 0, of one sitting of one form.
    cut : float
        Total score that passes, above 0 and at most `maximum`.
    maximum : float, optional
        Points that can be had; the number of items if absent.
    confidence : float
        Of the interval, between 0 and 1.
    least : int
        With fewer persons the estimates are withheld as "too few".

    Returns
    -------
    DecisionConsistency
        Undefined where alpha is, or is not above 0. The intervals carry the uncertainty of alpha only.

    Raises
    ------
    ValueError
        If the cut is not among the scores that can be had.

    References
    ----------
    Livingston & Lewis (1995), Journal of Educational Measurement 32:179-197.
    """
    matrix = score_matrix(scores)
    most = float(matrix.shape[1] if maximum is None else maximum)
    if not 0 < cut <= most:
        raise ValueError(f"the cut must be above 0 and at most {most:g}; it is {cut:g}")
    reliability = alpha(matrix, confidence=confidence, least=least)
    totals, status = matrix.sum(axis=1), reliability.status
    if reliability.value is None or not 0 < reliability.value < 1:
        return _withheld(len(totals), "undefined" if status == "ok" else status)
    likely = [value for value in (reliability.low, reliability.high) if value is not None and 0 < value < 1]
    try:
        fits = [true_scores(totals, maximum=most, reliability=value) for value in (reliability.value, *likely)]
    except ValueError:
        return _withheld(len(totals), "undefined")
    found = [agreement(fit, cut / most) for fit in fits]
    method = f"{FOUR if fits[0].is_stretched else TWO}, {INTERVAL}"

    def ranged(values: Sequence[float | None]) -> Estimate:
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return withheld(n=len(totals), method=method, status="undefined")
        return estimated(known[0], (min(known), max(known)), n=len(totals), method=method)

    return DecisionConsistency(
        consistency=ranged([one.consistency for one in found]),
        kappa=ranged([one.kappa for one in found]),
        accuracy=ranged([one.accuracy for one in found]),
        false_positive=ranged([one.false_positive for one in found]),
        false_negative=ranged([one.false_negative for one in found]),
    )


def _withheld(n: int, status: Status) -> DecisionConsistency:
    nothing = withheld(n=n, method=f"{FOUR}, {INTERVAL}", status=status)
    return DecisionConsistency(*[nothing] * 5)


def true_scores(totals: FloatArray, *, maximum: float, reliability: float) -> TrueScores:
    """Return the distribution of true scores behind observed totals.

    Four parameters from the first four moments; where those give no distribution within 0 and 1, two parameters
    from the first two.

    Parameters
    ----------
    totals : ndarray of float, shape (n_persons,)
        0..maximum.
    maximum : float
        Points that can be had.
    reliability : float
        Above 0 and below 1.

    Raises
    ------
    ValueError
        If the totals do not vary as true scores and error together must.

    References
    ----------
    Effective length: Livingston & Lewis (1995), equation 1. Moments of true scores: Lord (1965), Psychometrika
    30:239-270; four-parameter beta: Hanson (1991), ACT Research Report 91-5.
    """
    if is_flat(totals):
        raise ValueError("the totals do not vary")
    mean, variance = float(totals.mean()), float(totals.var(ddof=1))
    length = (mean * (maximum - mean) - reliability * variance) / (variance * (1 - reliability))
    if length <= 4:
        raise ValueError(f"the effective length, {length:g}, is too short for four moments")
    moments = _true_moments(totals / maximum * length, length)
    return _four_parameters(*moments, length=length) or _two_parameters(*moments[:2], length=length)


def _true_moments(scaled: FloatArray, length: float) -> tuple[float, float, float, float]:
    falling, most, found = np.ones_like(scaled), 1.0, []
    for step in range(4):
        falling, most = falling * (scaled - step), most * (length - step)
        found.append(float(falling.mean()) / most)
    return found[0], found[1], found[2], found[3]


def _four_parameters(m1: float, m2: float, m3: float, m4: float, *, length: float) -> TrueScores | None:
    variance = m2 - m1**2
    if variance <= 0:
        return None
    skew = (m3 - 3 * m1 * m2 + 2 * m1**3) / variance**1.5
    peak = (m4 - 4 * m1 * m3 + 6 * m1**2 * m2 - 3 * m1**4) / variance**2
    divisor = 6 + 3 * skew**2 - 2 * peak
    r = 6 * (peak - skew**2 - 1) / divisor if divisor else math.inf
    below = (r + 2) * (r + 3) * peak - 3 * (r + 1) * (r - 6)
    square = 1 - 24 * (r + 1) / below if math.isfinite(r) and below else -1.0
    if square < 0:
        return None
    wide, narrow = r / 2 * (1 + math.sqrt(square)), r / 2 * (1 - math.sqrt(square))
    a, b = (narrow, wide) if skew > 0 else (wide, narrow)
    if a <= 0 or b <= 0:
        return None
    reach = math.sqrt(variance * (a + b + 1) / (a * b))
    low, high = m1 - a * reach, m1 + b * reach
    return TrueScores(a, b, low, high, length) if low >= 0 and high <= 1 else None


def _two_parameters(m1: float, m2: float, *, length: float) -> TrueScores:
    variance = m2 - m1**2
    both = m1 * (1 - m1) / variance - 1 if variance > 0 else 0.0
    if both <= 0:
        raise ValueError("the totals do not vary as true scores and error must")
    return TrueScores(m1 * both, (1 - m1) * both, 0.0, 1.0, length)


def agreement(true: TrueScores, cut: float) -> Agreement:
    """Return the agreement of decisions at a cut, a share of the points above 0 and at most 1.

    Two sittings are two binomial draws of the effective length, rounded, at the same true score; who has at least
    the cut times that length, rounded, passes. Both roundings move the third decimal; they are those of
    betafunctions 1.9.0, whose worked example this reproduces.
    """
    length = max(1, round(true.length))
    shares, weights, able = _classes(true, cut)
    return agreement_over(weights, binom.sf(round(cut * length) - 1, length, shares), able)


@cache
def _legendre() -> tuple[FloatArray, FloatArray]:
    nodes, weights = np.polynomial.legendre.leggauss(POINTS)
    return (nodes + 1) / 2, weights / 2


def _classes(true: TrueScores, cut: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return true shares, their weights, and whether each is at or above the cut, which parts them.

    Towards the ends the density may rise without limit. In the angle whose squared sine is the share it does so
    more slowly, and in a power of the angle's distance from the end not at all.
    """
    x, w = _legendre()
    a, b = true.shape_low, true.shape_high
    low, high = (_angle(float(beta.ppf(tail, a, b))) for tail in (BEYOND, 1 - BEYOND))
    middle = min(max(_angle((cut - true.low) / (true.high - true.low)), low), high)
    angles, logs = [], []
    for end, shape in ((low, a), (high, b)):
        power = max(1.0, 1 / shape)
        angle = end + (middle - end) * x**power
        angles.append(angle)
        with np.errstate(divide="ignore"):
            logs.append(
                (2 * a - 1) * np.log(np.sin(angle))
                + (2 * b - 1) * np.log(np.cos(angle))
                + np.log(w * power * abs(middle - end) * x ** (power - 1))
            )
    masses = np.exp(np.concatenate(logs) - max(part.max() for part in logs))
    shares = true.low + (true.high - true.low) * np.sin(np.concatenate(angles)) ** 2
    return shares, masses / masses.sum(), np.repeat([0.0, 1.0], POINTS)


def _angle(share: float) -> float:
    return math.asin(math.sqrt(min(max(share, 0.0), 1.0)))
