"""Equating by item response theory, both forms being on one ability scale: true scores and observed scores.

Source: Kolen & Brennan (2004), Test Equating, Scaling, and Linking, 2nd ed., ch. 6; below the guessing level:
Kolen (1981), Journal of Educational Measurement 18:1-11; the recursion: Lord & Wingersky (1984), Applied
Psychological Measurement 8:453-461, for several score categories as Thissen, Pommerich, Billeaud & Williams
(1995), ibid. 19:39-49.
"""

from typing import Final

import numpy as np

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.equating.conversion import Conversion
from testamur.psychometrics.equating.linking import Curves, expected_scores
from testamur.psychometrics.equating.percentile import equipercentile_function
from testamur.psychometrics.scoring import FloatArray

FAR: Final = 60.0
"""An ability, on either side, at which every expected score is at its end."""

NOT_CARRIED: Final = "the errors of the item parameters are not carried into this table"

HALVINGS: Final = 70
"""Steps that find an ability between -FAR and FAR to the last digit."""


def irt_true_score(new: Curves, old: Curves, *, n: tuple[int, int]) -> Conversion:
    """Return true-score equating: expected scores at one ability are equivalent.

    Parameters
    ----------
    new, old : Curves
        Response functions of all items of the new and of the old form, on one ability scale (`linked`).
    n : tuple of int
        Persons on whom the new and the old form were calibrated.

    Returns
    -------
    Conversion
        Scores up to the sum of the guessing parameters, which no ability has, by the straight line from (0, 0) to
        the two sums; the highest score meets the highest. Errors: `with_parameter_errors`.

    Raises
    ------
    DocumentError
        If an expected score does not rise with ability.
    """
    _check_rising(new, old)
    ends = np.array([-FAR, FAR])
    (floor, _), (old_floor, _) = expected_scores(new(ends)), expected_scores(old(ends))
    maxima = sum(highest_item_scores(new)), sum(highest_item_scores(old))
    scores = np.arange(maxima[0] + 1, dtype=np.float64)
    inside = (scores > floor) & (scores < maxima[0])
    equivalents = np.where(scores <= floor, scores * (old_floor / floor if floor > 0 else 0.0), float(maxima[1]))
    equivalents[inside] = expected_scores(old(abilities_of(scores[inside], new)))
    return Conversion(
        method="IRT true-score equating",
        scores=scores,
        equivalents=equivalents,
        maximum=maxima[1],
        n=n,
        warnings=(NOT_CARRIED,),
    )


def irt_observed_score(
    new: Curves, old: Curves, *, theta: FloatArray, weights: FloatArray, n: tuple[int, int]
) -> Conversion:
    """Return observed-score equating: equipercentile equating of the score distributions that the items predict.

    Parameters
    ----------
    new, old : Curves
        As in `irt_true_score`.
    theta, weights : ndarray, shape (n_nodes,)
        Distribution of ability in the (synthetic) population, on the common scale: nodes and their weights, >= 0.
    n : tuple of int
        Persons on whom the new and the old form were calibrated.

    Raises
    ------
    DocumentError
        If nodes and weights do not fit.
    """
    share = _shares(theta, weights)
    distributions = [_trimmed(share @ score_probabilities(curves(theta))) for curves in (new, old)]
    scores = np.arange(len(distributions[0]), dtype=np.float64)
    return Conversion(
        method=f"IRT observed-score equating, {len(theta)} abilities",
        scores=scores,
        equivalents=equipercentile_function(distributions[0], distributions[1], scores),
        maximum=len(distributions[1]) - 1,
        n=n,
        warnings=(NOT_CARRIED,),
    )


def score_probabilities(probabilities: FloatArray) -> FloatArray:
    """Return the probability of each total score by the recursion over items.

    Parameters
    ----------
    probabilities : ndarray, shape (n_theta, n_items, n_categories)
        Of each score category; sums to 1 over the last axis.

    Returns
    -------
    ndarray, shape (n_theta, n_items x (n_categories - 1) + 1)
        Sums to 1 over the last axis.
    """
    nodes, items, categories = probabilities.shape
    found = np.zeros((nodes, items * (categories - 1) + 1))
    found[:, 0] = 1.0
    for item in range(items):
        reach = item * (categories - 1) + 1
        before = found[:, :reach].copy()
        found[:, :reach] = 0.0
        for score in range(categories):
            found[:, score : score + reach] += before * probabilities[:, item, score, np.newaxis]
    return found


def abilities_of(scores: FloatArray, curves: Curves) -> FloatArray:
    """Return the abilities at which the expected score is each of `scores`, which lie between its ends.

    Beyond the ends of the curve the answer is -60 or 60. Found by halving, as the curve need not be smooth.
    """
    low, high = np.full(len(scores), -FAR), np.full(len(scores), FAR)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_below = expected_scores(curves(middle)) < scores
        low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
    found: FloatArray = (low + high) / 2
    return found


def highest_item_scores(curves: Curves) -> list[int]:
    """Return for each item the highest score that has any probability."""
    seen = curves(np.array([-1.0, 0.0, 1.0])).max(axis=0) > 0
    highest: list[int] = (seen * np.arange(seen.shape[1])).max(axis=1).tolist()
    return highest


def _trimmed(distribution: FloatArray) -> FloatArray:
    """Leave out the totals above the highest possible, where items differ in their number of categories."""
    return distribution[: int(np.flatnonzero(distribution)[-1]) + 1]


def _shares(theta: FloatArray, weights: FloatArray) -> FloatArray:
    used = np.asarray(weights, dtype=np.float64)
    if used.shape != theta.shape or not np.isfinite(used).all() or (used < 0).any() or not used.any():
        raise DocumentError(
            [Problem("weights", "one weight for each ability is needed, none negative, not all 0")]
        )
    share: FloatArray = used / used.sum()
    return share


def _check_rising(new: Curves, old: Curves) -> None:
    theta = np.linspace(-FAR, FAR, 241)
    problems = [
        Problem(form, "the expected score does not rise with ability")
        for form, curves in (("new", new), ("old", old))
        if (np.diff(expected_scores(curves(theta))) < -1e-9).any()
    ]
    if problems:
        raise DocumentError(problems)
