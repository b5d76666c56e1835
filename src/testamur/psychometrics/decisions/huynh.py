"""Huynh: decisions at the cut from the mean and variance of few totals, by the beta-binomial model."""

from typing import Final

from testamur.psychometrics.conditional_error import kr21_of
from testamur.psychometrics.decisions.agreement import Agreement
from testamur.psychometrics.decisions.livingston_lewis import TrueScores, agreement
from testamur.psychometrics.scoring import FloatArray

HUYNH: Final = "Huynh, beta-binomial by KR-21"


def beta_true_scores(totals: FloatArray, *, items: int) -> TrueScores:
    """Return the beta distribution of true scores that gives totals of this mean and variance.

    Parameters
    ----------
    totals : ndarray of float, shape (n_persons,)
        Number correct, 0..items.
    items : int
        Each scored 0 or 1, and of equal difficulty as far as the model goes.

    Raises
    ------
    ValueError
        If KR-21 is not above 0 and below 1: then no beta distribution gives such totals.
    """
    reliability = kr21_of(totals, items=items)
    if not 0 < reliability < 1:
        raise ValueError(f"KR-21 is {reliability:.3f}; it must be above 0 and below 1")
    odds, mean = 1 / reliability - 1, float(totals.mean())
    return TrueScores(odds * mean, odds * (items - mean), 0.0, 1.0, float(items))


def huynh(totals: FloatArray, *, items: int, cut: int) -> Agreement:
    """Return the agreement of decisions at `cut`, 1..items, a number correct.

    Two sittings are two binomial draws of `items` items at one true share; able is whose true share is at least
    cut / items.

    References
    ----------
    Huynh (1976), Journal of Educational Measurement 13:253-264; accuracy and error rates under the same model:
    Wilcox (1977), Journal of Educational Statistics 2:289-307.
    """
    return agreement(beta_true_scores(totals, items=items), cut / items)
