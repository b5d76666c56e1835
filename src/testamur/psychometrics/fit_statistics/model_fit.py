"""M2: whether the model as a whole gives the proportions and the pairwise agreements of the items.

Source: Maydeu-Olivares & Joe (2006), Psychometrika 71:713-732; for items with several scores the form C2 of Cai &
Monroe (2014), CRESST report 839, which takes of each pair of items the mean product of their scores. RMSEA:
Maydeu-Olivares & Joe (2014), Multivariate Behavioral Research 49:305-328; its interval Browne & Cudeck (1993), in
Bollen & Long, Testing Structural Equation Models.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import linalg, optimize, stats

from testamur.errors import Refused
from testamur.psychometrics.estimate import Estimate, estimated, withheld
from testamur.psychometrics.fit_statistics.fitted import ChiSquare, Fitted
from testamur.psychometrics.item_model import FloatArray

RMSEA: Final = "sqrt(max(M2 - df, 0) / (df (n - 1))), interval by the noncentral chi-square distribution"
RMSEA_CONFIDENCE: Final = 0.90
"""The interval that is customary for this one; it pairs with a one-sided test at 5 %."""

LEAST_SIZE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class ModelFit:
    """How well the model fits as a whole.

    Attributes
    ----------
    kind : str
        ``M2`` where every item is scored 0 and 1, ``C2`` otherwise.
    m2 : ChiSquare
    rmsea : Estimate
        Undefined without degrees of freedom.
    srmsr : float
        Root mean square of observed less expected correlations of the item scores.
    cfi, tli : float or None
        Against the model in which items have nothing in common; None where that fits perfectly itself, or
        without degrees of freedom.
    """

    kind: str
    m2: ChiSquare
    rmsea: Estimate
    srmsr: float
    cfi: float | None
    tli: float | None


@dataclass(frozen=True, slots=True)
class _Moments:
    """Moments at each node: of one item (the share of each score but 0), and of its score and squared score."""

    item: np.ndarray
    score: np.ndarray
    share: FloatArray
    mean: FloatArray
    square: FloatArray
    first: np.ndarray
    second: np.ndarray

    @property
    def given_theta(self) -> FloatArray:
        """All moments at each node: those of one item, then those of pairs."""
        return np.vstack([self.share, self.mean[self.first] * self.mean[self.second]])


def model_fit(found: Fitted) -> ModelFit:
    """Return M2 (or C2) with RMSEA, SRMSR, CFI and TLI.

    Raises
    ------
    Refused
        If an item was not given to everybody, there are fewer than two items, or the moments that the model
        expects depend on one another.
    """
    found.require_complete("M2")
    if len(found.items) < 2:
        raise Refused("fit-items", "M2 needs at least two items.")
    theta, shares = found.nodes
    moments = _moments(found, theta)
    at_nodes = moments.given_theta
    expected = at_nodes @ shares
    surplus = _observed(found, moments) - expected
    m2 = _quadratic(
        _covariance(moments, at_nodes, shares, expected),
        surplus,
        _derivatives(found, moments, theta, shares),
        found,
    )
    residuals, observed = _correlations(found, moments, shares, expected)
    pairs = (moments.first, moments.second)
    items = len(found.items)
    nothing = ChiSquare(found.persons * float((observed[pairs] ** 2).sum()), items * (items - 1) // 2)
    cfi, tli = _beside(m2, nothing)
    return ModelFit(
        kind="M2" if int(found.form.categories.max()) == 2 else "C2",
        m2=m2,
        rmsea=rmsea(m2, round(found.persons)),
        srmsr=float(np.sqrt((residuals[pairs] ** 2).mean())),
        cfi=cfi,
        tli=tli,
    )


def rmsea(m2: ChiSquare, n: int, *, confidence: float = RMSEA_CONFIDENCE) -> Estimate:
    """Return the root mean square error of approximation of a statistic of fit, with its interval."""
    if m2.degrees <= 0 or n < 2:
        return withheld(n=n, method=RMSEA, status="undefined")

    def as_error(noncentrality: float) -> float:
        return math.sqrt(max(noncentrality, 0.0) / (m2.degrees * (n - 1)))

    tail = (1 - confidence) / 2
    low, high = (_noncentrality(m2, share) for share in (1 - tail, tail))
    return estimated(as_error(m2.statistic - m2.degrees), (as_error(low), as_error(high)), n=n, method=RMSEA)


def _noncentrality(m2: ChiSquare, share: float) -> float:
    """Return the noncentrality at which the statistic has that much of the distribution below it; 0 if none."""

    def surplus(noncentrality: float) -> float:
        return float(stats.ncx2.cdf(m2.statistic, m2.degrees, noncentrality)) - share

    if float(stats.chi2.cdf(m2.statistic, m2.degrees)) <= share:
        return 0.0
    high = max(m2.statistic, 1.0)
    while surplus(high) > 0:
        high *= 2
    return float(optimize.brentq(surplus, 1e-12, high, xtol=1e-10))


def _moments(found: Fitted, theta: FloatArray) -> _Moments:
    p = np.moveaxis(found.form.probabilities(theta), 0, 2)
    item, score = np.nonzero(np.arange(1, p.shape[1]) < found.form.categories[:, np.newaxis])
    values = np.arange(p.shape[1])
    first, second = np.triu_indices(len(p), 1)
    return _Moments(
        item=item,
        score=score + 1,
        share=p[item, score + 1],
        mean=np.einsum("k,ikq->iq", values, p),
        square=np.einsum("k,ikq->iq", values**2, p),
        first=first,
        second=second,
    )


def _observed(found: Fitted, moments: _Moments) -> FloatArray:
    """Return the moments of the sample, (n_moments,)."""
    weights = found.weights / found.persons
    scores = found.scores.astype(np.float64)
    shares = [
        weights @ (scores[:, item] == score) for item, score in zip(moments.item, moments.score, strict=True)
    ]
    products = (scores * weights[:, np.newaxis]).T @ scores
    return np.concatenate([shares, products[moments.first, moments.second]])


def _covariance(moments: _Moments, at_nodes: FloatArray, shares: FloatArray, expected: FloatArray) -> FloatArray:
    """Return the covariance of the moments of one person under the model.

    Moments that have no item in common go together through ability alone, which is one matrix product; the blocks
    that have are put right after it, item by item.
    """
    away = (at_nodes - expected[:, np.newaxis]) * np.sqrt(shares)
    found: FloatArray = away @ away.T
    singles, items = len(moments.share), len(moments.mean)
    pairs = np.full((items, items), -1)
    pairs[moments.first, moments.second] = pairs[moments.second, moments.first] = singles + np.arange(
        len(moments.first)
    )
    for item in range(items):
        others = np.delete(np.arange(items), item)
        own, with_item = np.flatnonzero(moments.item == item), pairs[item, others]
        found[np.ix_(own, own)] = np.diag(expected[own]) - np.outer(expected[own], expected[own])
        crossed = (moments.share[own] * moments.score[own, np.newaxis] * shares) @ moments.mean[others].T
        crossed -= np.outer(expected[own], expected[with_item])
        found[np.ix_(own, with_item)] = crossed
        found[np.ix_(with_item, own)] = crossed.T
        block = (moments.mean[others] * (moments.square[item] * shares)) @ moments.mean[others].T
        np.fill_diagonal(block, (moments.square[others] * moments.square[item]) @ shares)
        found[np.ix_(with_item, with_item)] = block - np.outer(expected[with_item], expected[with_item])
    return found


def _derivatives(found: Fitted, moments: _Moments, theta: FloatArray, shares: FloatArray) -> FloatArray:
    """Return the derivative of each expected moment by each parameter that was estimated."""
    singles = len(moments.share)
    columns = []
    for part in found.form.parts:
        p = np.exp(part.model.log_probability(theta, part.parameters))
        by = part.model.log_derivative(theta, part.parameters) * p[:, np.newaxis]
        by_mean = np.einsum("k,ipkq->ipq", np.arange(p.shape[1]), by)
        for place, item in enumerate(part.items.tolist()):
            if found.is_held[item]:
                continue
            column = np.zeros((singles + len(moments.first), by.shape[1]))
            column[np.flatnonzero(moments.item == item)] = (by[place, :, 1:] @ shares).T
            for own, other in ((moments.first, moments.second), (moments.second, moments.first)):
                rows = np.flatnonzero(own == item)
                column[singles + rows] = (moments.mean[other[rows]] * shares) @ by_mean[place].T
            columns.append(column)
    away = (theta - found.mean) / found.sd
    at_nodes = moments.given_theta
    for is_free, change in zip(found.free_population, (away, away**2), strict=True):
        if is_free:
            columns.append((at_nodes @ (shares * (change - shares @ change)))[:, np.newaxis])
    return np.hstack(columns) if columns else np.zeros((singles + len(moments.first), 0))


def _quadratic(covariance: FloatArray, surplus: FloatArray, by: FloatArray, found: Fitted) -> ChiSquare:
    """Return n e' (V^-1 - V^-1 D (D' V^-1 D)^-1 D' V^-1) e: what no change of the parameters could take away."""
    try:
        # Transposed it lies in memory as LAPACK wants it, and being symmetric it is the same.
        root, _ = linalg.cho_factor(covariance.T, lower=True, overwrite_a=True, check_finite=False)
    except linalg.LinAlgError:
        raise Refused(
            "fit-moments", "The items are too alike for M2: what it compares is not independent of one another."
        ) from None
    both = linalg.solve_triangular(
        root, np.column_stack([surplus, by]), lower=True, overwrite_b=True, check_finite=False
    )
    away, slopes = both[:, 0], both[:, 1:]
    basis, triangle, _ = linalg.qr(slopes, mode="economic", pivoting=True, check_finite=False)
    sizes = np.abs(np.diag(triangle))
    # Parameters that change no moment of their own cost no degree of freedom.
    rank = int((sizes > LEAST_SIZE * sizes.max(initial=0.0)).sum())
    left = away - basis[:, :rank] @ (basis[:, :rank].T @ away)
    return ChiSquare(found.persons * float(left @ left), len(surplus) - rank)


def _correlations(
    found: Fitted, moments: _Moments, shares: FloatArray, expected: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return observed less expected correlations of the item scores, and the observed ones."""
    scores = found.scores.astype(np.float64)
    weights = found.weights / found.persons
    mean = weights @ scores
    centred = scores - mean
    observed = (centred * weights[:, np.newaxis]).T @ centred
    theirs = moments.mean @ shares
    products = np.zeros_like(observed)
    products[moments.first, moments.second] = expected[len(moments.share) :]
    products += products.T + np.diag(moments.square @ shares)
    implied = products - np.outer(theirs, theirs)
    of_sample, of_model = (
        matrix / np.sqrt(np.outer(np.diag(matrix), np.diag(matrix))) for matrix in (observed, implied)
    )
    return of_sample - of_model, of_sample


def _beside(m2: ChiSquare, nothing: ChiSquare) -> tuple[float | None, float | None]:
    """Return CFI and TLI."""
    surplus, most = m2.statistic - m2.degrees, nothing.statistic - nothing.degrees
    if m2.degrees <= 0 or most <= 0:
        return None, None
    cfi = 1 - max(surplus, 0.0) / max(surplus, most)
    ratio = nothing.statistic / nothing.degrees
    return cfi, (ratio - m2.statistic / m2.degrees) / (ratio - 1)
