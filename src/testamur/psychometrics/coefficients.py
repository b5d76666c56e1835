"""All coefficients of reliability of one form at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.estimate import CONFIDENCE, TOO_FEW, Estimate
from testamur.psychometrics.halves import BestHalves, halves_of, odd_even
from testamur.psychometrics.lower_bounds import LAMBDA_2, LAMBDA_6, STANDARDISED_ALPHA, stratified_by
from testamur.psychometrics.omega import OMEGA
from testamur.psychometrics.reliability import alpha
from testamur.psychometrics.resampling import REPLICATES, of_covariances
from testamur.psychometrics.scoring import score_matrix


@dataclass(frozen=True, slots=True)
class Reliability:
    """What is known of the reliability of one form; `stratified_alpha` is None where no domains were given."""

    alpha: Estimate
    standardised_alpha: Estimate
    lambda_2: Estimate
    lambda_6: Estimate
    omega: Estimate
    odd_even: Estimate
    best_halves: BestHalves
    stratified_alpha: Estimate | None


def reliability(
    scores: npt.ArrayLike,
    *,
    rng: np.random.Generator,
    domains: Sequence[str] | None = None,
    confidence: float = CONFIDENCE,
    least: int = TOO_FEW,
    replicates: int = REPLICATES,
) -> Reliability:
    """Return all coefficients; the intervals that have no formula rest on the same draws of persons.

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        Item scores, >= 0.
    rng : numpy.random.Generator
        Draws the persons, and the starts from which the best halves are looked for.
    domains : sequence of str, length n_items, optional
        The domain of each item, for stratified alpha.
    confidence : float
        Of the intervals, between 0 and 1.
    least : int
        With fewer persons the estimates are withheld as "too few".
    replicates : int
        How many draws of persons.

    Returns
    -------
    Reliability
        Each as the function of its name returns it.

    Raises
    ------
    ValueError
        If there are not as many domains as items.
    """
    matrix = score_matrix(scores)
    halves = halves_of(matrix, rng)
    wanted = [STANDARDISED_ALPHA, LAMBDA_2, LAMBDA_6, OMEGA, halves.coefficient]
    if domains is not None:
        wanted.append(stratified_by(domains, matrix.shape[1]))
    standardised, second, sixth, omega, best, *stratified = of_covariances(
        matrix, wanted, rng=rng, confidence=confidence, least=least, replicates=replicates
    )
    return Reliability(
        alpha=alpha(matrix, confidence=confidence, least=least),
        standardised_alpha=standardised,
        lambda_2=second,
        lambda_6=sixth,
        omega=omega,
        odd_even=odd_even(matrix, confidence=confidence, least=least),
        best_halves=halves.told(best),
        stratified_alpha=stratified[0] if stratified else None,
    )
