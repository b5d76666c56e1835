"""M2: whether the model as a whole gives the proportions and the pairwise agreements of the items.

Source: Maydeu-Olivares & Joe (2006), Psychometrika 71:713-732; for items with several scores also the form C2 of
Cai & Monroe (2014), CRESST report 839, which takes of each pair of items the mean product of their scores. RMSEA:
Maydeu-Olivares & Joe (2014), Multivariate Behavioral Research 49:305-328; its interval Browne & Cudeck (1993), in
Bollen & Long, Testing Structural Equation Models.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy import linalg, optimize, stats

from testamur.errors import Refused
from testamur.psychometrics.estimate import Estimate, estimated, withheld
from testamur.psychometrics.fit_statistics.by_form import OfForm, of_forms
from testamur.psychometrics.fit_statistics.category_moments import CategoryMoments, category_moments
from testamur.psychometrics.fit_statistics.fitted import ChiSquare, Fitted
from testamur.psychometrics.fit_statistics.score_moments import ScoreMoments, score_moments
from testamur.psychometrics.item_model import FloatArray
from testamur.psychometrics.one_thread import one_thread

RMSEA: Final = "sqrt(max(M2 - df, 0) / (df (n - 1))), interval by the noncentral chi-square distribution"
RMSEA_CONFIDENCE: Final = 0.90
"""The interval that is customary for this one; it pairs with a one-sided test at 5 %."""

LEAST_SIZE: Final = 1e-9
Kind = Literal["M2", "C2"]


@dataclass(frozen=True, slots=True)
class ModelFit:
    """How well the model fits as a whole.

    Attributes
    ----------
    kind : {"M2", "C2"}
        What was compared; where every item is scored 0 and 1 the two are the same, and it is ``M2``.
    m2 : ChiSquare
    rmsea : Estimate
        Undefined without degrees of freedom.
    srmsr : float
        Root mean square of observed less expected correlations of the item scores.
    cfi, tli : float or None
        Against the model in which items have nothing in common; None where that fits perfectly itself, or
        without degrees of freedom.
    forms : int
        How many sets of items with persons of their own were compared.
    persons : float
        Who took one of them.
    """

    kind: Kind
    m2: ChiSquare
    rmsea: Estimate
    srmsr: float
    cfi: float | None
    tli: float | None
    forms: int = 1
    persons: float = 0.0


@one_thread()
def model_fit(found: Fitted, *, kind: Kind = "C2") -> ModelFit:
    """Return M2 or C2 with RMSEA, SRMSR, CFI and TLI.

    Parameters
    ----------
    found : Fitted
        Where items are missing by design each form is a sample of its own, whose moments are compared with what
        the one set of parameters gives; see `of_forms`.
    kind : {"C2", "M2"}
        Of items with more than two scores: whether the mean product of the scores of a pair is compared, or the
        share of each two scores. The latter asks for large samples.

    Raises
    ------
    Refused
        If no form was taken by enough persons, there are fewer than two items, the moments that the model expects
        depend on one another, or they are too many.
    """
    if len(found.items) < 2:
        raise Refused("fit-items", "M2 needs at least two items.")
    is_binary = int(found.form.categories.max()) == 2
    parts = of_forms(found, "M2")
    columns = _columns(found)
    whitened = [_whitened(part, columns, "C2" if is_binary else kind) for part in parts]
    m2 = _quadratic(np.vstack(whitened))
    persons = sum(part.fit.persons for part in parts)
    residuals, observed, together = _correlations(found, parts)
    pairs = np.triu_indices(len(found.items), 1)
    is_given = together[pairs] > 0
    nothing = ChiSquare(float(observed[pairs].sum()), sum(len(p.places) * (len(p.places) - 1) // 2 for p in parts))
    cfi, tli = _beside(m2, nothing)
    return ModelFit(
        kind="M2" if is_binary else kind,
        m2=m2,
        rmsea=rmsea(m2, round(persons)),
        srmsr=float(np.sqrt((residuals[pairs][is_given] ** 2).mean())),
        cfi=cfi,
        tli=tli,
        forms=len(parts),
        persons=persons,
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


def _columns(found: Fitted) -> dict[int, slice]:
    """Return where the estimated parameters of each item stand, by its place; the population's come after."""
    sizes = {
        item: part.parameters.shape[1]
        for part in found.form.parts
        for item in part.items.tolist()
        if not found.is_held[item]
    }
    ends = np.cumsum([0, *(sizes[item] for item in sorted(sizes))]).tolist()
    return {item: slice(ends[n], ends[n + 1]) for n, item in enumerate(sorted(sizes))}


def _whitened(form: OfForm, columns: dict[int, slice], kind: Kind) -> FloatArray:
    """Return the surplus of the moments and its derivatives, with moments and persons of weight 1 and independent.

    One row a moment; the surplus comes first, then a column for each estimated parameter.
    """
    fit = form.fit
    theta, shares = fit.nodes
    moments = score_moments(fit, theta) if kind == "C2" else category_moments(fit, theta)
    surplus = moments.observed(fit) - moments.at_nodes @ shares
    by = _derivatives(form, moments, columns)
    try:
        # Transposed it lies in memory as LAPACK wants it, and being symmetric it is the same.
        root, _ = linalg.cho_factor(moments.covariance(shares).T, lower=True, overwrite_a=True, check_finite=False)
    except linalg.LinAlgError:
        raise Refused(
            "fit-moments", "The items are too alike for M2: what it compares is not independent of one another."
        ) from None
    both = np.column_stack([surplus, by]) * np.sqrt(fit.persons)
    found: FloatArray = linalg.solve_triangular(root, both, lower=True, overwrite_b=True, check_finite=False)
    return found


def _derivatives(form: OfForm, moments: ScoreMoments | CategoryMoments, columns: dict[int, slice]) -> FloatArray:
    """Return the derivative of each expected moment by each parameter that was estimated."""
    fit = form.fit
    theta, shares = fit.nodes
    at_nodes = moments.at_nodes
    items = max((column.stop for column in columns.values()), default=0)
    found = np.zeros((len(at_nodes), items + sum(fit.free_population)))
    for part in fit.form.parts:
        p = np.exp(part.model.log_probability(theta, part.parameters))
        by = part.model.log_derivative(theta, part.parameters) * p[:, np.newaxis]
        for place, item in enumerate(part.items.tolist()):
            if not fit.is_held[item]:
                found[:, columns[int(form.places[item])]] = moments.by_item(item, by[place], shares)
    away = (theta - fit.mean) / fit.sd
    changes = [change for is_free, change in zip(fit.free_population, (away, away**2), strict=True) if is_free]
    for column, change in enumerate(changes, start=items):
        found[:, column] = at_nodes @ (shares * (change - shares @ change))
    return found


def _quadratic(whitened: FloatArray) -> ChiSquare:
    """Return e' (V^-1 - V^-1 D (D' V^-1 D)^-1 D' V^-1) e: what no change of the parameters could take away."""
    away, slopes = whitened[:, 0], whitened[:, 1:]
    basis, triangle, _ = linalg.qr(slopes, mode="economic", pivoting=True, check_finite=False)
    sizes = np.abs(np.diag(triangle))
    # Parameters that change no moment of their own cost no degree of freedom.
    rank = int((sizes > LEAST_SIZE * sizes.max(initial=0.0)).sum())
    left = away - basis[:, :rank] @ (basis[:, :rank].T @ away)
    return ChiSquare(float(left @ left), len(away) - rank)


def _correlations(found: Fitted, parts: Sequence[OfForm]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return of each pair, over all forms that have it, the mean residual correlation, n r^2, and the persons."""
    residuals, observed, together = (np.zeros((len(found.items),) * 2) for _ in range(3))
    for part in parts:
        of_sample, of_model = _both_correlations(part.fit)
        where = np.ix_(part.places, part.places)
        residuals[where] += part.fit.persons * (of_sample - of_model)
        observed[where] += part.fit.persons * of_sample**2
        together[where] += part.fit.persons
    return residuals / np.maximum(together, 1e-300), observed, together


def _both_correlations(fit: Fitted) -> tuple[FloatArray, FloatArray]:
    """Return the correlations of the item scores in the sample, and those that the model expects."""
    theta, shares = fit.nodes
    moments = score_moments(fit, theta)
    scores, weights = fit.scores.astype(np.float64), fit.weights / fit.persons
    centred = scores - weights @ scores
    observed = (centred * weights[:, np.newaxis]).T @ centred
    theirs = moments.mean @ shares
    products = (moments.mean * shares) @ moments.mean.T
    np.fill_diagonal(products, moments.square @ shares)
    implied = products - np.outer(theirs, theirs)
    of_sample, of_model = (
        matrix / np.sqrt(np.outer(np.diag(matrix), np.diag(matrix))) for matrix in (observed, implied)
    )
    return of_sample, of_model


def _beside(m2: ChiSquare, nothing: ChiSquare) -> tuple[float | None, float | None]:
    """Return CFI and TLI."""
    surplus, most = m2.statistic - m2.degrees, nothing.statistic - nothing.degrees
    if m2.degrees <= 0 or most <= 0:
        return None, None
    cfi = 1 - max(surplus, 0.0) / max(surplus, most)
    ratio = nothing.statistic / nothing.degrees
    return cfi, (ratio - m2.statistic / m2.degrees) / (ratio - 1)
