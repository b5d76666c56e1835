"""How alike judges rate: intraclass correlations of judges by items, with their intervals.

Source: Shrout & Fleiss (1979), Psychological Bulletin 86:420-428; the items are the targets, n in number.
"""

from typing import Final

from scipy import stats

from testamur.psychometrics.estimate import Estimate, estimated, withheld
from testamur.psychometrics.standard_setting.generalisability import VarianceComponents

CONSISTENCY: Final = "ICC(3, 1) of two judges, F interval"
AGREEMENT: Final = "ICC(2, 1) of two judges, F interval with Satterthwaite's degrees of freedom"

LEAST: Final = 1e-12
"""Mean squares below this are nothing but rounding."""


def consistency(components: VarianceComponents, *, confidence: float) -> Estimate:
    """Return how alike two judges rank the items, ICC(3, 1); undefined if nothing is left but items and judges."""
    n, k, rest = components.items, components.judges, components.residual
    by_item = rest + k * components.item
    if rest < LEAST:
        return withheld(n=n, method=CONSISTENCY, status="undefined")
    ratio, tail = by_item / rest, (1 + confidence) / 2
    low = ratio / float(stats.f.ppf(tail, n - 1, (n - 1) * (k - 1)))
    high = ratio * float(stats.f.ppf(tail, (n - 1) * (k - 1), n - 1))
    interval = ((low - 1) / (low + k - 1), (high - 1) / (high + k - 1))
    return estimated((ratio - 1) / (ratio + k - 1), interval, n=n, method=CONSISTENCY)


def agreement(components: VarianceComponents, *, confidence: float) -> Estimate:
    """Return how alike two judges rate the items, severity included, ICC(2, 1); undefined as `consistency` is."""
    n, k, rest = components.items, components.judges, components.residual
    by_item, by_judge = rest + k * components.item, rest + n * components.judge
    if rest < LEAST:
        return withheld(n=n, method=AGREEMENT, status="undefined")
    other = k * by_judge + (k * n - k - n) * rest
    value = n * (by_item - rest) / (n * by_item + other)
    freedom = _freedom(value, by_judge / rest, n=n, k=k)
    tail = (1 + confidence) / 2
    down, up = float(stats.f.ppf(tail, n - 1, freedom)), float(stats.f.ppf(tail, freedom, n - 1))
    low = n * (by_item - down * rest) / (down * other + n * by_item)
    high = n * (up * by_item - rest) / (other + n * up * by_item)
    return estimated(value, (low, high), n=n, method=AGREEMENT)


def _freedom(icc: float, ratio: float, *, n: int, k: int) -> float:
    """Return Satterthwaite's degrees of freedom of what is not items, at the estimated correlation."""
    fixed = n * (1 + (k - 1) * icc) - k * icc
    above = (k - 1) * (n - 1) * (k * icc * ratio + fixed) ** 2
    return above / ((n - 1) * (k * icc * ratio) ** 2 + fixed**2)
