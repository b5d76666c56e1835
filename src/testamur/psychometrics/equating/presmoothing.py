"""Log-linear presmoothing of score distributions, for one form and for a form with its anchor.

Source: Holland & Thayer (1987), Notes on the use of log-linear models for fitting discrete probability
distributions (ETS RR-87-31), and (2000), Journal of Educational and Behavioral Statistics 25:133-183. A polynomial
of degree C keeps the first C moments of the observed distribution. The covariance of the fitted probabilities is
theirs.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy import stats

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.equating.distribution import AnchorDistribution, ScoreDistribution
from testamur.psychometrics.scoring import FloatArray

STEPS: Final = 100
"""Newton steps at most."""

SMALL: Final = 1e-10
"""The fit has converged if no moment of the (orthonormal) polynomials is off by more than this share."""

HIGHEST_DEGREE: Final = 10
"""The highest degree in the table of choice."""


@dataclass(frozen=True, slots=True, eq=False)
class Smoothed:
    """A score distribution after log-linear presmoothing.

    Attributes
    ----------
    probabilities : ndarray
        Fitted probability of each cell, in the shape of the counts; sums to 1.
    degrees : tuple of int
        Degree of the polynomial; for an anchor distribution those of total, anchor and their products.
    n : int
        Number of persons.
    likelihood_ratio : float
        G2, twice the log likelihood by which the observed frequencies fit better.
    parameters : int
        Number of coefficients, the normalising one not counted.
    factor : ndarray, shape (cells, parameters)
        The covariance matrix of the fitted probabilities is this times its transpose.
    """

    probabilities: FloatArray
    degrees: tuple[int, ...]
    n: int
    likelihood_ratio: float
    parameters: int
    factor: FloatArray

    @property
    def degrees_of_freedom(self) -> int:
        """Cells less coefficients less one; structural zeros are not cells."""
        return int((self.probabilities > 0).sum()) - self.parameters - 1

    @property
    def aic(self) -> float:
        """G2 + 2 (parameters + 1): Akaike's criterion but for a constant of the data."""
        return self.likelihood_ratio + 2 * (self.parameters + 1)


@dataclass(frozen=True, slots=True)
class DegreeRow:
    """One line of the table of choice.

    `likelihood_ratio` with `degrees_of_freedom` tests the fit; `difference` is by how much G2 falls against the
    degree before, on 1 degree of freedom, with its p value (None for degree 1).
    """

    degree: int
    likelihood_ratio: float
    degrees_of_freedom: int
    p: float | None
    difference: float | None
    difference_p: float | None
    aic: float


def smooth(distribution: ScoreDistribution, degree: int) -> Smoothed:
    """Return the distribution fitted by a log-linear polynomial.

    Parameters
    ----------
    distribution : ScoreDistribution
    degree : int
        1..maximum - 1 of the form, and below the number of different scores that occurred.

    Raises
    ------
    DocumentError
        If the degree does not suit, or the counts have no maximum of the likelihood at this degree.
    """
    occurred = int((distribution.counts > 0).sum())
    if not 1 <= degree < min(occurred, distribution.maximum):
        most = min(occurred, distribution.maximum) - 1
        raise DocumentError([Problem("degree", f"must lie between 1 and {most} for these scores; it is {degree}")])
    return _fit(distribution.counts, _powers(distribution.points, degree), degrees=(degree,))


def smooth_anchor(
    distribution: AnchorDistribution, degrees: tuple[int, int, int], *, internal: bool = False
) -> Smoothed:
    """Return the distribution of totals and anchor scores fitted by a bivariate log-linear polynomial.

    Parameters
    ----------
    distribution : AnchorDistribution
    degrees : tuple of int
        Degrees in the total, in the anchor score, and of their products: x^i v^j for all i and j up to it.
    internal : bool
        Whether the total includes the anchor: pairs that cannot be (an anchor score above the total, or more
        points missed on the anchor than on the form) are then given probability 0.

    Raises
    ------
    DocumentError
        As in `smooth`.

    References
    ----------
    Holland & Thayer (2000).
    """
    by_total, by_anchor, products = degrees
    problems = [
        Problem("degrees", f"{name} must lie between {least} and {most - 1}; it is {value}")
        for name, value, least, most in (
            ("the degree of the total", by_total, 1, int((distribution.total.counts > 0).sum())),
            ("the degree of the anchor", by_anchor, 1, int((distribution.anchor.counts > 0).sum())),
            ("the degree of the products", products, 0, min(by_total, by_anchor) + 1),
        )
        if not least <= value < most
    ]
    if problems:
        raise DocumentError(problems)
    possible = _possible(distribution.counts.shape, internal=internal)
    if distribution.counts[~possible].any():
        raise DocumentError([Problem("counts", "somebody has a pair of scores that an internal anchor rules out")])
    design = _products(distribution, degrees)[possible.ravel()]
    return _spread(_fit(distribution.counts[possible], design, degrees=degrees), possible)


def degree_table(distribution: ScoreDistribution, *, highest: int = HIGHEST_DEGREE) -> tuple[DegreeRow, ...]:
    """Return how well each degree fits, from 1 up to `highest` or the last that can be fitted.

    References
    ----------
    Kolen & Brennan (2004), ch. 3; AIC: Moses & Holland (2009), Journal of Educational
    Measurement 46:159-176.
    """
    rows: list[DegreeRow] = []
    for degree in range(1, highest + 1):
        try:
            fitted = smooth(distribution, degree)
        except DocumentError:
            break
        rows.append(_degree_row(fitted, rows[-1].likelihood_ratio if rows else None))
    return tuple(rows)


def chosen_degree(
    table: Sequence[DegreeRow], *, by: Literal["aic", "chi-square"] = "aic", significance: float = 0.05
) -> int:
    """Return the degree that the table speaks for.

    Parameters
    ----------
    table : sequence of DegreeRow
        As from `degree_table`; at least one row.
    by : {"aic", "chi-square"}
        The least AIC; or the highest degree that improves significantly on the one before, 1 if none does.
    significance : float
        Level of each test of the chi-square choice.

    References
    ----------
    Moses & Holland (2009), Journal of Educational Measurement 46:159-176; Haberman (1974), The Analysis of
    Frequency Data, ch. 5 (nested tests).
    """
    if not table:
        raise DocumentError([Problem("table", "no degree could be fitted to these scores")])
    if by == "aic":
        return min(table, key=lambda row: row.aic).degree
    better = [row.degree for row in table if row.difference_p is not None and row.difference_p < significance]
    return max(better, default=1)


def _degree_row(fitted: Smoothed, before: float | None) -> DegreeRow:
    df = fitted.degrees_of_freedom
    difference = None if before is None else max(0.0, before - fitted.likelihood_ratio)
    return DegreeRow(
        degree=fitted.degrees[0],
        likelihood_ratio=fitted.likelihood_ratio,
        degrees_of_freedom=df,
        p=float(stats.chi2.sf(fitted.likelihood_ratio, df)) if df > 0 else None,
        difference=difference,
        difference_p=None if difference is None else float(stats.chi2.sf(difference, 1)),
        aic=fitted.aic,
    )


def _powers(points: FloatArray, degree: int) -> FloatArray:
    scaled = 2 * points / points[-1] - 1
    return np.column_stack([scaled**power for power in range(1, degree + 1)])


def _products(distribution: AnchorDistribution, degrees: tuple[int, int, int]) -> FloatArray:
    totals = _powers(distribution.total.points, degrees[0])[:, np.newaxis, :]
    anchors = _powers(distribution.anchor.points, degrees[1])[np.newaxis, :, :]
    shape = distribution.counts.shape
    columns = [np.broadcast_to(totals[..., i], shape) for i in range(degrees[0])]
    columns += [np.broadcast_to(anchors[..., j], shape) for j in range(degrees[1])]
    cross = range(degrees[2])
    columns += [totals[..., i] * anchors[..., j] for i in cross for j in cross]
    return np.column_stack([column.ravel() for column in columns])


def _possible(shape: tuple[int, ...], *, internal: bool) -> npt.NDArray[np.bool_]:
    total, anchor = np.indices(shape)
    if not internal:
        return np.ones(shape, dtype=np.bool_)
    missed, missed_on_anchor = shape[0] - 1 - total, shape[1] - 1 - anchor
    found: npt.NDArray[np.bool_] = (anchor <= total) & (missed_on_anchor <= missed)
    return found


def _fit(counts: FloatArray, design: FloatArray, *, degrees: tuple[int, ...]) -> Smoothed:
    basis: FloatArray = np.linalg.qr(design - design.mean(axis=0))[0].astype(np.float64)
    n, observed = float(counts.sum()), counts / counts.sum()
    target = basis.T @ observed
    coefficients, p = np.zeros(basis.shape[1]), np.full(len(counts), 1 / len(counts))
    for _ in range(STEPS):
        off = target - basis.T @ p
        information = _information(basis, p)
        if np.abs(off).max() < SMALL:
            return Smoothed(
                probabilities=p,
                degrees=degrees,
                n=round(n),
                likelihood_ratio=_likelihood_ratio(observed, p, n),
                parameters=basis.shape[1],
                factor=_factor(basis, p, information, n),
            )
        coefficients, p = _stepped(basis, target, coefficients, _direction(information, off))
    raise DocumentError([Problem("degree", f"the log-linear fit of degree {degrees} does not converge")])


def _information(basis: FloatArray, p: FloatArray) -> FloatArray:
    centred = basis - p @ basis
    found: FloatArray = centred.T @ (centred * p[:, np.newaxis])
    return found


def _direction(information: FloatArray, off: FloatArray) -> FloatArray:
    try:
        found: FloatArray = np.linalg.solve(information, off).astype(np.float64)
    except np.linalg.LinAlgError:
        raise DocumentError([Problem("degree", "too few different scores for so many coefficients")]) from None
    return found


def _stepped(
    basis: FloatArray, target: FloatArray, coefficients: FloatArray, direction: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Go along the Newton direction as far as the likelihood does not fall."""
    before = _log_likelihood(basis, target, coefficients)
    share = 1.0
    while share > 1e-8:
        tried = coefficients + share * direction
        if _log_likelihood(basis, target, tried) >= before - 1e-15 * abs(before):
            break
        share /= 2
    logits = basis @ tried
    p = np.exp(logits - logits.max())
    return tried, p / p.sum()


def _log_likelihood(basis: FloatArray, target: FloatArray, coefficients: FloatArray) -> float:
    logits = basis @ coefficients
    highest = float(logits.max())
    return float(target @ coefficients) - highest - math.log(float(np.exp(logits - highest).sum()))


def _likelihood_ratio(observed: FloatArray, p: FloatArray, n: float) -> float:
    seen = observed > 0
    return float(2 * n * (observed[seen] * np.log(observed[seen] / p[seen])).sum())


def _factor(basis: FloatArray, p: FloatArray, information: FloatArray, n: float) -> FloatArray:
    spread = p[:, np.newaxis] * (basis - p @ basis)
    whitened: FloatArray = np.linalg.solve(np.linalg.cholesky(information), spread.T).astype(np.float64)
    return whitened.T / math.sqrt(n)


def _spread(fitted: Smoothed, possible: npt.NDArray[np.bool_]) -> Smoothed:
    probabilities = np.zeros(possible.shape)
    probabilities[possible] = fitted.probabilities
    factor = np.zeros((possible.size, fitted.factor.shape[1]))
    factor[possible.ravel()] = fitted.factor
    return Smoothed(
        probabilities=probabilities,
        degrees=fitted.degrees,
        n=fitted.n,
        likelihood_ratio=fitted.likelihood_ratio,
        parameters=fitted.parameters,
        factor=factor,
    )
