"""Linear equating of groups that differ, through an anchor: Tucker, Levine, chained, nominal weights.

Population 1 took the new form X with the anchor V, population 2 the old form Y with V. Results are for a
synthetic population that has `weight` parts of population 1. Sources: Kolen & Brennan (2004), Test Equating,
Scaling, and Linking, 2nd ed., ch. 4; nominal weights: Babcock, Albano & Raymond (2012), Educational and
Psychological Measurement 72:608-628. Standard errors: delta method on the sample moments, without assuming
normal scores, as Kolen (1985), Journal of Educational Measurement 22:209-223, for Tucker and Hanson, Zeng &
Kolen (1993), Applied Psychological Measurement 17:225-237, for Levine. Variances and covariances divide by n -
1.
"""

import math
from collections.abc import Callable
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.equating.conversion import Conversion, Line
from testamur.psychometrics.equating.distribution import AnchorDistribution
from testamur.psychometrics.equating.small_groups import Needs, sample_warnings
from testamur.psychometrics.scoring import FloatArray

Anchor = Literal["internal", "external"]
"""Whether the total score includes the anchor."""

Moments = npt.NDArray[Any]
"""Means of total and anchor, their variances, their covariance: real numbers, or complex ones to differentiate."""

Coefficients = Callable[[Moments, Moments], tuple[Any, Any]]
"""From the moments of the two groups to intercept and slope."""

COMPLEX_STEP: Final = 1e-30
DELTA: Final = "delta method"


def tucker(new: AnchorDistribution, old: AnchorDistribution, *, weight: float = 1.0) -> Conversion:
    """Return Tucker equating: each group's regression of total on anchor holds in the other as well.

    Parameters
    ----------
    new, old : AnchorDistribution
        Groups who took the new and the old form, with the same anchor.
    weight : float
        Part of the new form's group in the synthetic population, 0..1.

    Raises
    ------
    DocumentError
        If the anchors differ in length, the weight is outside 0..1, or total and anchor do not rise together.
    """
    _check(new, old, weight)

    def coefficients(one: Moments, two: Moments) -> tuple[Any, Any]:
        return _synthetic(one, two, (one[4] / one[3], two[4] / two[3]), weight)

    return _conversion(f"Tucker linear equating, w1 = {weight:g}", coefficients, new, old)


def levine(
    new: AnchorDistribution, old: AnchorDistribution, *, weight: float = 1.0, anchor: Anchor = "internal"
) -> Conversion:
    """Return Levine observed-score equating: true scores of total and anchor are on one line, in both groups.

    Parameters and problems are those of `tucker`; `anchor` says whether the total includes it.
    """
    _check(new, old, weight)

    def coefficients(one: Moments, two: Moments) -> tuple[Any, Any]:
        return _synthetic(one, two, (_levine_slope(one, anchor), _levine_slope(two, anchor)), weight)

    return _conversion(
        f"Levine observed-score linear equating, {anchor} anchor, w1 = {weight:g}", coefficients, new, old
    )


def levine_true_score(
    new: AnchorDistribution, old: AnchorDistribution, *, anchor: Anchor = "internal"
) -> Conversion:
    """Return Levine true-score equating, applied to observed scores; it needs no synthetic population.

    Parameters and problems are those of `levine`.
    """
    _check(new, old, 1.0)

    def coefficients(one: Moments, two: Moments) -> tuple[Any, Any]:
        first, second = _levine_slope(one, anchor), _levine_slope(two, anchor)
        slope = second / first
        return two[0] + second * (one[1] - two[1]) - slope * one[0], slope

    return _conversion(f"Levine true-score linear equating, {anchor} anchor", coefficients, new, old)


def chained_linear(new: AnchorDistribution, old: AnchorDistribution) -> Conversion:
    """Return chained linear equating: new form to anchor in group 1, anchor to old form in group 2.

    Parameters and problems are those of `tucker`.
    """
    _check(new, old, 1.0)

    def coefficients(one: Moments, two: Moments) -> tuple[Any, Any]:
        to_anchor, from_anchor = np.sqrt(one[3] / one[2]), np.sqrt(two[2] / two[3])
        slope = to_anchor * from_anchor
        return two[0] + from_anchor * (one[1] - two[1]) - slope * one[0], slope

    return _conversion("chained linear equating", coefficients, new, old)


def chained_mean(new: AnchorDistribution, old: AnchorDistribution) -> Conversion:
    """Return chained mean equating: slope 1, through the point that chained linear equating has at the mean.

    Parameters and problems are those of `tucker`.

    References
    ----------
    Livingston & Kim (2009), Journal of Educational Measurement 46:330-343, whose middle point this is.
    """
    _check(new, old, 1.0)

    def coefficients(one: Moments, two: Moments) -> tuple[Any, Any]:
        return two[0] + np.sqrt(two[2] / two[3]) * (one[1] - two[1]) - one[0], 1.0

    return _conversion("chained mean equating", coefficients, new, old, needs="means")


def nominal_weights_mean(new: AnchorDistribution, old: AnchorDistribution, *, weight: float = 1.0) -> Conversion:
    """Return nominal weights mean equating: groups differ on the form as on the anchor, times their lengths.

    The regression slopes of Tucker's method are replaced by the ratio of the highest scores of form and anchor, so
    that only means are estimated. Parameters and problems are those of `tucker`.
    """
    _check(new, old, weight)
    ratios = [len(group.counts) - 1 for group in (new, old)]
    most = new.counts.shape[1] - 1

    def coefficients(one: Moments, two: Moments) -> tuple[Any, Any]:
        away = one[1] - two[1]
        mean_new = one[0] - (1 - weight) * ratios[0] / most * away
        return two[0] + weight * ratios[1] / most * away - mean_new, 1.0

    return _conversion(f"nominal weights mean equating, w1 = {weight:g}", coefficients, new, old, needs="means")


def anchor_problems(new: AnchorDistribution, old: AnchorDistribution, weight: float) -> list[Problem]:
    """Say everything that keeps two groups from being equated through their anchor."""
    problems = []
    if new.counts.shape[1] != old.counts.shape[1]:
        lengths = f"{new.counts.shape[1] - 1} and {old.counts.shape[1] - 1}"
        problems.append(Problem("anchor", f"the highest anchor scores differ between the groups: {lengths}"))
    if not 0 <= weight <= 1:
        problems.append(Problem("weight", f"must lie between 0 and 1; it is {weight:g}"))
    return problems


def sample_moments(group: AnchorDistribution) -> FloatArray:
    """Return the means of total and anchor, their variances and covariance (n - 1), in this order."""
    p, deviations = _deviations(group)
    scale = group.n / max(1, group.n - 1)
    total, anchor = deviations
    second = [float(p @ product) * scale for product in (total**2, anchor**2, total * anchor)]
    return np.array([group.total.mean, group.anchor.mean, *second])


def _check(new: AnchorDistribution, old: AnchorDistribution, weight: float) -> None:
    problems = anchor_problems(new, old, weight)
    for name, group in (("new", new), ("old", old)):
        if sample_moments(group)[4] <= 0:
            problems.append(
                Problem(name, "total and anchor scores do not rise together; the anchor links nothing")
            )
    if problems:
        raise DocumentError(problems)


def _levine_slope(moments: Moments, anchor: Anchor) -> Any:  # noqa: ANN401  (a real number, or a complex one)
    if anchor == "internal":
        return moments[2] / moments[4]
    return (moments[2] + moments[4]) / (moments[3] + moments[4])


def _synthetic(one: Moments, two: Moments, slopes: tuple[Any, Any], weight: float) -> tuple[Any, Any]:
    """Return the line through means and standard deviations of the synthetic population."""
    other, away, wider = 1 - weight, one[1] - two[1], one[3] - two[3]
    apart = weight * other * away**2
    mean_new = one[0] - other * slopes[0] * away
    mean_old = two[0] + weight * slopes[1] * away
    variance_new = one[2] + slopes[0] ** 2 * (apart - other * wider)
    variance_old = two[2] + slopes[1] ** 2 * (apart + weight * wider)
    slope = np.sqrt(variance_old / variance_new)
    return mean_old - slope * mean_new, slope


def _conversion(
    method: str,
    coefficients: Coefficients,
    new: AnchorDistribution,
    old: AnchorDistribution,
    *,
    needs: Needs = "lines",
) -> Conversion:
    one, two = sample_moments(new), sample_moments(old)
    with np.errstate(invalid="ignore"):  # the root of a negative variance is refused below
        line = Line(*(float(value) for value in coefficients(one, two)))
    if not (math.isfinite(line.intercept) and math.isfinite(line.slope)):
        raise DocumentError([Problem("weight", "the synthetic population would have a negative variance")])
    points = new.total.points
    return Conversion(
        method=method,
        scores=points,
        equivalents=line(points),
        maximum=old.total.maximum,
        n=(new.n, old.n),
        errors=_errors(coefficients, (new, old), points),
        error_method=DELTA,
        line=line,
        warnings=sample_warnings(needs, (new.n, old.n)),
    )


def _errors(
    coefficients: Coefficients, groups: tuple[AnchorDistribution, AnchorDistribution], points: FloatArray
) -> FloatArray:
    moments = [sample_moments(group).astype(np.complex128) for group in groups]
    variance = np.zeros(len(points))
    for which, group in enumerate(groups):
        gradient = np.empty((len(points), 5))
        for k in range(5):
            moved = [values.copy() for values in moments]
            moved[which][k] += 1j * COMPLEX_STEP
            intercept, slope = coefficients(moved[0], moved[1])
            gradient[:, k] = np.imag(intercept + slope * points) / COMPLEX_STEP
        variance += ((gradient @ _moment_covariance(group)) * gradient).sum(axis=1)
    found: FloatArray = np.sqrt(np.maximum(variance, 0.0))
    return found


def _moment_covariance(group: AnchorDistribution) -> FloatArray:
    """Return the large-sample covariance of the five moments, from the fourth moments of the sample."""
    p, (total, anchor) = _deviations(group)
    second = [product - p @ product for product in (total**2, anchor**2, total * anchor)]
    influence = np.stack([total, anchor, *second])
    found: FloatArray = (influence * p) @ influence.T / group.n
    return found


def _deviations(group: AnchorDistribution) -> tuple[FloatArray, tuple[FloatArray, FloatArray]]:
    totals, anchors = np.meshgrid(group.total.points, group.anchor.points, indexing="ij")
    p = (group.counts / group.counts.sum()).ravel()
    return p, (totals.ravel() - group.total.mean, anchors.ravel() - group.anchor.mean)
