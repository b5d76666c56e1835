"""How far the total score can be relied upon: alpha, KR-20 and the standard error of measurement."""

import math
from typing import Final

import numpy.typing as npt

from testamur.psychometrics.estimate import CONFIDENCE, TOO_FEW, Estimate, estimated, withheld
from testamur.psychometrics.intervals import feldt
from testamur.psychometrics.scoring import FloatArray, is_dichotomous, score_matrix

ALPHA: Final = "coefficient alpha, Feldt interval"
KR20: Final = "KR-20, Feldt interval"
SEM: Final = "sd x sqrt(1 - alpha), Feldt interval of alpha at the observed sd"


def alpha(scores: npt.ArrayLike, *, confidence: float = CONFIDENCE, least: int = TOO_FEW) -> Estimate:
    """Return coefficient alpha of the total score.

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        Item scores, >= 0.
    confidence : float
        Of the interval, between 0 and 1.
    least : int
        With fewer persons the estimate is withheld as "too few".

    Returns
    -------
    Estimate
        Undefined with fewer than two items or persons, or if all totals are equal. May be negative.

    References
    ----------
    Cronbach (1951), Psychometrika 16:297-334; interval: Feldt (1965), Psychometrika 30:357-370.
    """
    return _of_matrix(score_matrix(scores), method=ALPHA, confidence=confidence, least=least)


def kr20(scores: npt.ArrayLike, *, confidence: float = CONFIDENCE, least: int = TOO_FEW) -> Estimate:
    """Return Kuder-Richardson formula 20, which is alpha of items scored 0 and 1.

    Parameters, result and interval are those of `alpha`.

    Raises
    ------
    ValueError
        If a score is neither 0 nor 1.

    References
    ----------
    Kuder & Richardson (1937), Psychometrika 2:151-160, formula 20. Item variances pq go with the total
    variance that divides by n; dividing all of them by n - 1 gives the same number, mixing the two does not.
    """
    matrix = score_matrix(scores)
    if not is_dichotomous(matrix):
        raise ValueError("KR-20 is for items scored 0 and 1; use alpha")
    return _of_matrix(matrix, method=KR20, confidence=confidence, least=least)


def standard_error_of_measurement(
    scores: npt.ArrayLike, *, confidence: float = CONFIDENCE, least: int = TOO_FEW
) -> Estimate:
    """Return the standard error of measurement of the total score, in score points.

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        Item scores, >= 0.
    confidence : float
        Of the interval, between 0 and 1.
    least : int
        With fewer persons the estimate is withheld as "too few".

    Returns
    -------
    Estimate
        The standard deviation (n - 1) times sqrt(1 - alpha); undefined where alpha is. The interval carries
        the uncertainty of alpha only.

    References
    ----------
    Lord & Novick (1968), Statistical Theories of Mental Test Scores, ch. 3.
    """
    matrix = score_matrix(scores)
    found = _of_matrix(matrix, method=ALPHA, confidence=confidence, least=least)
    if found.value is None or found.low is None or found.high is None:
        return withheld(n=found.n, method=SEM, status=found.status)
    sd = float(matrix.sum(axis=1).std(ddof=1))
    error, most, fewest = (sd * math.sqrt(1 - a) for a in (found.value, found.low, found.high))
    return estimated(error, (fewest, most), n=found.n, method=SEM)


def alpha_of(
    totals: FloatArray, item_variance: float, k: int, *, method: str = ALPHA, confidence: float, least: int
) -> Estimate:
    """Return alpha of `k` items from their totals and the sum of their variances.

    Parameters
    ----------
    totals : ndarray of float, shape (n_persons,)
        Sum of the item scores.
    item_variance : float
        Sum over the items of the variance that divides by n.
    k : int
        Number of items.
    method : str
        How the estimate names itself.
    confidence, least
        As in `alpha`.
    """
    n = len(totals)
    if n < least:
        return withheld(n=n, method=method, status="too few")
    if n < 2 or k < 2 or is_flat(totals):
        return withheld(n=n, method=method, status="undefined")
    value = min(1.0, k / (k - 1) * (1 - item_variance / float(totals.var())))
    return estimated(value, feldt(value, n, k, confidence=confidence), n=n, method=method)


def is_flat(values: FloatArray) -> bool:
    """Whether all values are equal but for rounding."""
    highest, lowest = float(values.max()), float(values.min())
    return highest - lowest <= 1e-12 * max(1.0, abs(highest))


def _of_matrix(matrix: FloatArray, *, method: str, confidence: float, least: int) -> Estimate:
    return alpha_of(
        matrix.sum(axis=1),
        float(matrix.var(axis=0).sum()),
        matrix.shape[1],
        method=method,
        confidence=confidence,
        least=least,
    )
