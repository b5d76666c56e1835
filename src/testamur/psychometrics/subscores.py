"""Whether a domain score tells anything that the total does not.

Source: Haberman (2008), Journal of Educational and Behavioral Statistics 33:204-229.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.estimate import CONFIDENCE, TOO_FEW, Estimate
from testamur.psychometrics.lower_bounds import places_by_domain
from testamur.psychometrics.resampling import LEAST_VARIANCE, REPLICATES, Coefficient, of_covariances
from testamur.psychometrics.scoring import FloatArray, score_matrix

Verdict = Literal["report", "in doubt", "do not report", "not known"]
Of = Literal["itself", "the total", "both"]
NAME: Final = "proportional reduction of the mean squared error of the true domain score, from"


@dataclass(frozen=True, slots=True)
class DomainValue:
    """How well the true score of a domain is predicted by its own observed score, by the total, and by both.

    Each is a proportional reduction of mean squared error (PRMSE), at most 1: what the covariances of a short
    domain give above 1 is cut back to it. `by_itself` is the reliability (alpha) of the domain score; `gain` is
    `by_itself` less `by_total`.
    """

    domain: str
    items: int
    by_itself: Estimate
    by_total: Estimate
    by_both: Estimate
    gain: Estimate

    @property
    def verdict(self) -> Verdict:
        """Say whether to report the score: only if it beats the total, and not by the chance of the sample."""
        if self.gain.value is None or self.gain.low is None:
            return "not known"
        if self.gain.value <= 0:
            return "do not report"
        return "report" if self.gain.low > 0 else "in doubt"


def domain_values(
    scores: npt.ArrayLike,
    domains: Sequence[str],
    *,
    rng: np.random.Generator,
    confidence: float = CONFIDENCE,
    least: int = TOO_FEW,
    replicates: int = REPLICATES,
) -> tuple[DomainValue, ...]:
    """Return the value of each domain score, in the order in which the domains first occur.

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        Item scores, >= 0.
    domains : sequence of str, length n_items
        The domain of each item; at least two domains.
    rng : numpy.random.Generator
        Draws the persons of the intervals.
    confidence : float
        Of the intervals, between 0 and 1.
    least : int
        With fewer persons the estimates are withheld as "too few".
    replicates : int
        How many draws of persons the intervals rest on.

    Returns
    -------
    tuple of DomainValue
        Undefined for a domain of fewer than two items, or whose alpha is not above 0: then it has no true score
        that could be predicted.

    Raises
    ------
    ValueError
        If there are not as many domains as items, or only one domain.
    """
    matrix = score_matrix(scores)
    places = places_by_domain(domains, matrix.shape[1])
    if len(places) < 2:
        raise ValueError("a form of one domain has no domain scores beside its total")

    wanted = [one for own in places.values() for one in _coefficients(own)]
    found = of_covariances(matrix, wanted, rng=rng, confidence=confidence, least=least, replicates=replicates)
    return tuple(
        DomainValue(domain, len(own), *found[4 * place : 4 * place + 4])
        for place, (domain, own) in enumerate(places.items())
    )


def _coefficients(own: list[int]) -> list[Coefficient]:
    """Return the figures of a domain in the order in which DomainValue has them."""
    itself, total, both = (_reduction(own, of) for of in ("itself", "the total", "both"))
    return [
        Coefficient(f"{NAME} itself", itself, is_reliability=False),
        Coefficient(f"{NAME} the total", total, is_reliability=False),
        Coefficient(f"{NAME} both", both, is_reliability=False),
        Coefficient(
            "reduction from itself less reduction from the total", _difference(itself, total), is_reliability=False
        ),
    ]


def _difference(
    one: Callable[[FloatArray], float], other: Callable[[FloatArray], float]
) -> Callable[[FloatArray], float]:
    def value(covariances: FloatArray) -> float:
        return one(covariances) - other(covariances)

    return value


def _reduction(own: list[int], of: Of) -> Callable[[FloatArray], float]:
    """Return the function that gives the reduction from the domain score, the total, or the two together."""

    def value(covariances: FloatArray) -> float:
        part, whole = covariances[np.ix_(own, own)], float(covariances.sum())
        k, observed = len(own), float(part.sum())
        # alpha x variance: the mean covariance of the domain's items, for every pair of places.
        true = k / (k - 1) * (observed - float(np.trace(part))) if k > 1 else 0.0
        # Scores are points: what is smaller than this is the rounding of a sum that cancels, and may lie below 0.
        least = LEAST_VARIANCE * max(1.0, float(np.trace(covariances)))
        if not min(true, observed) > least:
            return float("nan")
        # Errors of different items are not correlated, so the domain shares with the rest only what is true.
        shared = true + float(covariances[own].sum()) - observed
        if of == "itself":
            return true / observed
        if of == "the total":
            # A total that does not vary, as one domain's gain is the other's loss, tells nothing to be counted.
            return min(1.0, shared**2 / (true * whole)) if whole > least else float("nan")
        cross = float(covariances[own].sum())
        pair, with_true = np.array([[observed, cross], [cross, whole]]), np.array([true, shared])
        # Where the other domains do not vary, the two are one; a pseudo-inverse then counts them once.
        return min(1.0, float(with_true @ np.linalg.pinv(pair, hermitian=True) @ with_true) / true)

    return value
