"""Lower bounds of reliability beside alpha: Guttman's lambda-2 and lambda-6, standardised and stratified alpha.

Source: Guttman (1945), Psychometrika 10:255-282; Cronbach, Schoneman & McKie (1965), Educational and Psychological
Measurement 25:291-312, for stratified alpha.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.estimate import CONFIDENCE, TOO_FEW, Estimate
from testamur.psychometrics.resampling import REPLICATES, Coefficient, correlations, of_covariances, total_variance
from testamur.psychometrics.scoring import FloatArray, score_matrix

MOST_SKEWED: Final = 1e12
"""A correlation matrix of a larger condition number has no inverse worth the name."""


def standardised_alpha(
    scores: npt.ArrayLike,
    *,
    rng: np.random.Generator,
    confidence: float = CONFIDENCE,
    least: int = TOO_FEW,
    replicates: int = REPLICATES,
) -> Estimate:
    """Return alpha of the items brought to one variance, which is a function of their mean correlation.

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        Item scores, >= 0.
    rng : numpy.random.Generator
        Draws the persons of the interval.
    confidence : float
        Of the interval, between 0 and 1.
    least : int
        With fewer persons the estimate is withheld as "too few".
    replicates : int
        How many draws of persons the interval rests on.

    Returns
    -------
    Estimate
        Undefined with fewer than two items, or if an item does not vary.
    """
    return of_covariances(
        score_matrix(scores),
        [STANDARDISED_ALPHA],
        rng=rng,
        confidence=confidence,
        least=least,
        replicates=replicates,
    )[0]


def lambda_2(
    scores: npt.ArrayLike,
    *,
    rng: np.random.Generator,
    confidence: float = CONFIDENCE,
    least: int = TOO_FEW,
    replicates: int = REPLICATES,
) -> Estimate:
    """Return Guttman's lambda-2, never below alpha.

    Parameters and result are those of `standardised_alpha`; undefined with fewer than two items or equal totals.
    """
    return of_covariances(
        score_matrix(scores), [LAMBDA_2], rng=rng, confidence=confidence, least=least, replicates=replicates
    )[0]


def lambda_6(
    scores: npt.ArrayLike,
    *,
    rng: np.random.Generator,
    confidence: float = CONFIDENCE,
    least: int = TOO_FEW,
    replicates: int = REPLICATES,
) -> Estimate:
    """Return Guttman's lambda-6 of the items brought to one variance.

    The error of an item is what the other items do not predict: 1 - (squared multiple correlation). Parameters and
    result are those of `standardised_alpha`; undefined also if an item is a sum of others.
    """
    return of_covariances(
        score_matrix(scores), [LAMBDA_6], rng=rng, confidence=confidence, least=least, replicates=replicates
    )[0]


def stratified_alpha(
    scores: npt.ArrayLike,
    domains: Sequence[str],
    *,
    rng: np.random.Generator,
    confidence: float = CONFIDENCE,
    least: int = TOO_FEW,
    replicates: int = REPLICATES,
) -> Estimate:
    """Return alpha stratified by domain: 1 - sum of (variance of the domain) (1 - its alpha) / (variance of all).

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        Item scores, >= 0.
    domains : sequence of str, length n_items
        The domain of each item.
    rng, confidence, least, replicates
        As for `standardised_alpha`.

    Returns
    -------
    Estimate
        Undefined if a domain has one item only, whose alpha does not exist, or if all totals are equal.

    Raises
    ------
    ValueError
        If there are not as many domains as items.
    """
    matrix = score_matrix(scores)
    wanted = stratified_by(domains, matrix.shape[1])
    return of_covariances(matrix, [wanted], rng=rng, confidence=confidence, least=least, replicates=replicates)[0]


def stratified_by(domains: Sequence[str], items: int) -> Coefficient:
    """Return alpha stratified by the domain of each item, as a function of the covariances."""
    strata = list(places_by_domain(domains, items).values())

    def value(covariances: FloatArray) -> float:
        if min(map(len, strata)) < 2:
            return float("nan")
        total = total_variance(covariances)
        return 1 - sum(_error_variance(covariances[np.ix_(part, part)]) for part in strata) / total

    return Coefficient("alpha stratified by domain", value)


def places_by_domain(domains: Sequence[str], items: int) -> dict[str, list[int]]:
    """Return the places of the items of each domain, domains in the order in which they first occur."""
    if len(domains) != items:
        raise ValueError(f"{items} columns of scores, {len(domains)} domains")
    found: dict[str, list[int]] = {}
    for place, domain in enumerate(domains):
        found.setdefault(domain, []).append(place)
    return found


def _alpha(covariances: FloatArray) -> float:
    k, total = len(covariances), total_variance(covariances)
    if k < 2:
        return float("nan")
    return k / (k - 1) * (1 - float(np.trace(covariances)) / total)


def _lambda_2(covariances: FloatArray) -> float:
    k, total = len(covariances), total_variance(covariances)
    if k < 2:
        return float("nan")
    between = covariances - np.diag(np.diag(covariances))
    return (float(between.sum()) + float(np.sqrt(k / (k - 1) * (between**2).sum()))) / total


def _lambda_6(covariances: FloatArray) -> float:
    correlated = correlations(covariances)
    if len(correlated) < 2 or not np.isfinite(correlated).all() or np.linalg.cond(correlated) > MOST_SKEWED:
        return float("nan")
    return 1 - float((1 / np.diag(np.linalg.inv(correlated))).sum() / correlated.sum())


def _error_variance(covariances: FloatArray) -> float:
    """Return variance x (1 - alpha), which exists even where the variance is 0."""
    k = len(covariances)
    return (k * float(np.trace(covariances)) - float(covariances.sum())) / (k - 1)


STANDARDISED_ALPHA: Final = Coefficient("standardised alpha", lambda found: _alpha(correlations(found)))
LAMBDA_2: Final = Coefficient("Guttman's lambda-2", _lambda_2)
LAMBDA_6: Final = Coefficient("Guttman's lambda-6", _lambda_6)
