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
from testamur.psychometrics.resampling import REPLICATES, of_covariances
from testamur.psychometrics.scoring import FloatArray, score_matrix

Verdict = Literal["report", "in doubt", "do not report", "not known"]
Of = Literal["itself", "the total", "both"]
NAME: Final = "proportional reduction of the mean squared error of the true domain score, from"


@dataclass(frozen=True, slots=True)
class DomainValue:
    """How well the true score of a domain is predicted by its own observed score, by the total, and by both.

    Each is a proportional reduction of mean squared error (PRMSE), 0..1; `by_itself` is the reliability (alpha) of
    the domain score. `gain` is `by_itself` less `by_total`.
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

    def told(statistic: Callable[[FloatArray], float], name: str) -> Estimate:
        return of_covariances(
            matrix,
            statistic,
            rng=rng,
            confidence=confidence,
            least=least,
            replicates=replicates,
            method=name,
        )

    found = []
    for domain, own in places.items():
        itself, total, both = (_reduction(own, of) for of in ("itself", "the total", "both"))
        found.append(
            DomainValue(
                domain=domain,
                items=len(own),
                by_itself=told(itself, f"{NAME} itself"),
                by_total=told(total, f"{NAME} the total"),
                by_both=told(both, f"{NAME} both"),
                gain=told(_difference(itself, total), "reduction from itself less reduction from the total"),
            )
        )
    return tuple(found)


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
        if not true > 1e-12:
            return float("nan")
        # Errors of different items are not correlated, so the domain shares with the rest only what is true.
        shared = true + float(covariances[own].sum()) - observed
        if of == "itself":
            return true / observed
        if of == "the total":
            return shared**2 / (true * whole)
        cross = float(covariances[own].sum())
        pair, with_true = np.array([[observed, cross], [cross, whole]]), np.array([true, shared])
        # Where the other domains do not vary, the two are one; a pseudo-inverse then counts them once.
        return float(with_true @ np.linalg.pinv(pair, hermitian=True) @ with_true) / true

    return value
