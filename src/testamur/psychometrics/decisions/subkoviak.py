"""Subkoviak: how consistently the candidates at hand would be decided on again, one by one."""

from typing import Final

import numpy as np
from scipy.stats import binom

from testamur.psychometrics.decisions.agreement import consistency_over
from testamur.psychometrics.scoring import FloatArray

SUBKOVIAK: Final = "Subkoviak, binomial at each regressed score"


def subkoviak(totals: FloatArray, *, items: int, cut: int, reliability: float) -> tuple[float, float | None]:
    """Return consistency and kappa at `cut`, 1..items, a number correct.

    Parameters
    ----------
    totals : ndarray of float, shape (n_persons,)
        Number correct, 0..items.
    items : int
        Each scored 0 or 1.
    cut : int
    reliability : float
        KR-20, by which each person's share is regressed towards the mean; 0 to 1.

    Returns
    -------
    tuple
        The method knows no distribution of true scores, since regressed scores lie closer together than true ones:
        it gives no accuracy and no error rates.

    Raises
    ------
    ValueError
        If the reliability is not 0 to 1.

    References
    ----------
    Subkoviak (1976), Journal of Educational Measurement 13:265-276.
    """
    if not 0 <= reliability <= 1:
        raise ValueError(f"KR-20 must be 0 to 1; it is {reliability:.3f}")
    shares = (reliability * totals + (1 - reliability) * totals.mean()) / items
    return consistency_over(np.full(len(totals), 1 / len(totals)), binom.sf(cut - 1, items, shares))
