"""Predictive values where the condition is rarer or more common than in the data at hand."""

import math
from typing import Final

from scipy.special import expit, logit

from testamur.evaluation.estimate import CONFIDENCE, TOO_FEW, Estimate, Status, estimated, withheld
from testamur.evaluation.proportion import described, quantile
from testamur.evaluation.two_by_two import TwoByTwo

_NAME: Final = "logit of Mercaldo 2007"


def ppv_at(
    table: TwoByTwo, prevalence: float, *, confidence: float = CONFIDENCE, fewest: int = TOO_FEW
) -> Estimate:
    """Return the positive predictive value to expect at another prevalence.

    ``PPV = sens p / (sens p + (1 - spec) (1 - p))``: sensitivity and specificity are taken over from the table,
    the prevalence is known. The logit interval adds the uncertainty of both shares.

    Parameters
    ----------
    table : TwoByTwo
        The counts that sensitivity and specificity come from.
    prevalence : float
        Of the population asked about, between 0 and 1, both excluded.
    confidence : float
        Between 0 and 1.
    fewest : int
        With fewer events, or fewer nonevents, than this the estimate is withheld as too few.

    Returns
    -------
    Estimate
        In 0..1; n is the number of cases in the table. Undefined if there is no event or no nonevent, and where
        the logit interval does not exist: no event flagged, or no nonevent flagged.

    Raises
    ------
    ValueError
        If the prevalence or the confidence is not between 0 and 1.

    References
    ----------
    Mercaldo, Lau & Zhou (2007), Statistics in Medicine 26:2170-2183, section 2.

    Examples
    --------
    Sensitivity 80/100, specificity 90/100, prevalence 20%: .16 / (.16 + .08) is two thirds.

    >>> round(ppv_at(TwoByTwo(tp=80, fp=10, fn=20, tn=90), 0.2).value, 4)
    0.6667
    """
    if table.tp == 0 or table.fp == 0:
        return _without(table, prevalence, confidence)
    odds = logit(prevalence) + math.log(table.tp / table.events) - math.log(table.fp / table.nonevents)
    variance = table.fn / (table.tp * table.events) + table.tn / (table.fp * table.nonevents)
    return _at(table, float(odds), variance, prevalence=prevalence, confidence=confidence, fewest=fewest)


def npv_at(
    table: TwoByTwo, prevalence: float, *, confidence: float = CONFIDENCE, fewest: int = TOO_FEW
) -> Estimate:
    """Return the negative predictive value to expect at another prevalence; see `ppv_at`.

    ``NPV = spec (1 - p) / (spec (1 - p) + (1 - sens) p)``. Undefined where no event, or no nonevent, was left
    without a flag.
    """
    if table.tn == 0 or table.fn == 0:
        return _without(table, prevalence, confidence)
    odds = math.log(table.tn / table.nonevents) - math.log(table.fn / table.events) - logit(prevalence)
    variance = table.tp / (table.fn * table.events) + table.fp / (table.tn * table.nonevents)
    return _at(table, float(odds), variance, prevalence=prevalence, confidence=confidence, fewest=fewest)


def _at(
    table: TwoByTwo, odds: float, variance: float, *, prevalence: float, confidence: float, fewest: int
) -> Estimate:
    if min(table.events, table.nonevents) < fewest:
        return _without(table, prevalence, confidence, status="too few")
    _check(prevalence)
    reach = quantile(confidence) * math.sqrt(variance)
    interval = float(expit(odds - reach)), float(expit(odds + reach))
    return estimated(float(expit(odds)), interval, n=table.n, method=described(_NAME, confidence))


def _without(table: TwoByTwo, prevalence: float, confidence: float, *, status: Status = "undefined") -> Estimate:
    _check(prevalence)
    quantile(confidence)
    return withheld(n=table.n, method=described(_NAME, confidence), status=status)


def _check(prevalence: float) -> None:
    if not 0 < prevalence < 1:
        raise ValueError(f"the prevalence must lie between 0 and 1; it is {prevalence}")
