"""The standard error of measurement at each number-correct score, in score points."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.ability.form import CalibratedForm
from testamur.psychometrics.ability.summed import ability_at
from testamur.psychometrics.estimate import CONFIDENCE, TOO_FEW
from testamur.psychometrics.reliability import is_flat, kr20
from testamur.psychometrics.scoring import FloatArray, is_dichotomous, score_matrix

LORD: Final = "binomial error: sqrt(x (k - x) / (k - 1))"
KEATS: Final = "binomial error brought to KR-20, Feldt interval of KR-20 at the observed KR-21"
IRT: Final = "spread of the score at the ability at which it is expected"


@dataclass(frozen=True, slots=True)
class ConditionalErrors:
    """Standard errors of measurement at scores; `low` and `high` only where an interval is known.

    All arrays have shape (n_scores,), the scores from 0; NaN where a score has no error (see the method).
    """

    scores: FloatArray
    errors: FloatArray
    method: str
    low: FloatArray | None = None
    high: FloatArray | None = None


def binomial_errors(items: int) -> ConditionalErrors:
    """Return Lord's binomial errors, which know nothing but the score and the number of items.

    Parameters
    ----------
    items : int
        Number of items scored 0 and 1, >= 2.

    Returns
    -------
    ConditionalErrors
        Their mean square over persons is the error variance that KR-21 leaves: the items' differences in
        difficulty count as error, so they are too large rather than too small. There is nothing to estimate,
        hence no interval.

    Raises
    ------
    ValueError
        With fewer than two items.

    References
    ----------
    Lord (1955), Educational and Psychological Measurement 15:325-336.
    """
    if items < 2:
        raise ValueError(f"at least two items are needed; there are {items}")
    scores = np.arange(items + 1, dtype=np.float64)
    return ConditionalErrors(scores, np.sqrt(scores * (items - scores) / (items - 1)), LORD)


def keats_errors(
    scores: npt.ArrayLike, *, confidence: float = CONFIDENCE, least: int = TOO_FEW
) -> ConditionalErrors | None:
    """Return binomial errors brought to the reliability that the items have: times sqrt((1 - KR20) / (1 - KR21)).

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        0 or 1.
    confidence : float
        Of the interval, between 0 and 1.
    least : int
        With fewer persons there is no answer.

    Returns
    -------
    ConditionalErrors or None
        None with too few persons or where KR-20 or KR-21 has no value. The interval carries the uncertainty of
        KR-20 only.

    Raises
    ------
    ValueError
        If a score is neither 0 nor 1.

    References
    ----------
    Keats (1957), Psychometrika 22:29-41.
    """
    matrix = score_matrix(scores)
    if not is_dichotomous(matrix):
        raise ValueError("binomial errors are for items scored 0 and 1; use item response theory")
    reliability, lower = kr20(matrix, confidence=confidence, least=least), kr21(matrix)
    if reliability.value is None or reliability.low is None or reliability.high is None or not lower < 1:
        return None
    binomial = binomial_errors(matrix.shape[1])
    errors, high, low = (
        binomial.errors * math.sqrt((1 - value) / (1 - lower))
        for value in (reliability.value, reliability.low, reliability.high)
    )
    return ConditionalErrors(binomial.scores, errors, KEATS, low, high)


def kr21(scores: npt.ArrayLike) -> float:
    """Return Kuder-Richardson formula 21, which takes all items to be equally difficult.

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        0 or 1.

    Returns
    -------
    float
        NaN with fewer than two items or equal totals.

    References
    ----------
    Kuder & Richardson (1937), Psychometrika 2:151-160, formula 21, with the total variance that divides by n.
    """
    matrix = score_matrix(scores)
    return kr21_of(matrix.sum(axis=1), items=matrix.shape[1])


def kr21_of(totals: FloatArray, *, items: int) -> float:
    """Return KR-21 from totals (n_persons,) alone; the rest as in `kr21`."""
    if items < 2 or is_flat(totals):
        return float("nan")
    mean, variance = float(totals.mean()), float(totals.var())
    return items / (items - 1) * (1 - mean * (items - mean) / (items * variance))


def score_errors(form: CalibratedForm, theta: npt.ArrayLike) -> FloatArray:
    """Return the standard deviation of the total score at each ability (n_theta,), in score points.

    References
    ----------
    Lord (1980), Applications of Item Response Theory to Practical Testing Problems, section 4.2; for items with
    several scores Kolen, Zeng & Hanson (1996), Journal of Educational Measurement 33:129-140.
    """
    p = form.probabilities(theta)
    k = np.arange(p.shape[2])
    found: FloatArray = np.sqrt((p @ k**2 - (p @ k) ** 2).sum(axis=1))
    return found


def response_errors(form: CalibratedForm) -> ConditionalErrors:
    """Return the error at each total score by the item model, at the ability at which that total is expected.

    Returns
    -------
    ConditionalErrors
        NaN at scores that no ability is expected to get: 0, the highest, and those below the guessing level. The
        errors of the item parameters are not carried, so there is no interval.
    """
    scores = np.arange(int((form.categories - 1).sum()) + 1, dtype=np.float64)
    theta = ability_at(form, scores)
    known = np.isfinite(theta)
    errors = np.full(len(scores), np.nan)
    errors[known] = score_errors(form, theta[known])
    return ConditionalErrors(scores, errors, IRT)
