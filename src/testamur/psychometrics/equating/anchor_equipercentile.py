"""Equating groups that differ, through an anchor, by whole distributions: frequency estimation and its kin.

Population 1 took the new form X with the anchor V, population 2 the old form Y with V. Source: Kolen & Brennan
(2004), Test Equating, Scaling, and Linking, 2nd ed., ch. 5; Braun-Holland linear: Braun & Holland (1982), in
Holland & Rubin, Test Equating, pp. 9-49. Standard errors of these are by the bootstrap.
"""

import math
from typing import Final

import numpy as np

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.equating.anchor_linear import Anchor, anchor_problems
from testamur.psychometrics.equating.conversion import Conversion, Line
from testamur.psychometrics.equating.distribution import AnchorDistribution
from testamur.psychometrics.equating.percentile import equipercentile_function
from testamur.psychometrics.equating.presmoothing import smooth_anchor
from testamur.psychometrics.equating.small_groups import sample_warnings
from testamur.psychometrics.scoring import FloatArray

Degrees = tuple[int, int, int]
"""Of a bivariate log-linear polynomial: in the total, in the anchor score, in their products."""

REMEDY: Final = "smooth the distributions, or use a chained method"


def frequency_estimation(
    new: AnchorDistribution,
    old: AnchorDistribution,
    *,
    weight: float = 1.0,
    degrees: Degrees | None = None,
    anchor: Anchor = "internal",
) -> Conversion:
    """Return frequency estimation equipercentile equating (post-stratification).

    Among persons with one anchor score, totals are taken to be distributed alike in both groups.

    Parameters
    ----------
    new, old : AnchorDistribution
        Groups who took the new and the old form, with the same anchor.
    weight : float
        Part of the new form's group in the synthetic population, 0..1.
    degrees : tuple of int, optional
        Of the log-linear polynomials that smooth both distributions first; unsmoothed if absent.
    anchor : {"internal", "external"}
        Whether totals include the anchor, which the smoothing heeds.

    Raises
    ------
    DocumentError
        If the anchors differ in length, the weight is outside 0..1, or an anchor score that one group has occurs
        nowhere in the other whose totals at it are needed.
    """
    first, second = _synthetic(new, old, weight=weight, degrees=degrees, anchor=anchor)
    points = new.total.points
    return Conversion(
        method=f"frequency estimation equipercentile equating, w1 = {weight:g}{_smoothing(degrees)}",
        scores=points,
        equivalents=equipercentile_function(first, second, points),
        maximum=old.total.maximum,
        n=(new.n, old.n),
        warnings=sample_warnings("distributions", (new.n, old.n)),
    )


def braun_holland(
    new: AnchorDistribution,
    old: AnchorDistribution,
    *,
    weight: float = 1.0,
    degrees: Degrees | None = None,
    anchor: Anchor = "internal",
) -> Conversion:
    """Return Braun-Holland linear equating: means and deviations are those of `frequency_estimation`.

    Parameters and problems are those of `frequency_estimation`. Variances are those of the synthetic
    distributions, without a correction for sample size.
    """
    first, second = _synthetic(new, old, weight=weight, degrees=degrees, anchor=anchor)
    (mean_new, sd_new), (mean_old, sd_old) = _moments(first), _moments(second)
    if sd_new == 0:
        raise DocumentError([Problem("new", "everybody has the same score on the new form")])
    line = Line(mean_old - sd_old / sd_new * mean_new, sd_old / sd_new)
    points = new.total.points
    return Conversion(
        method=f"Braun-Holland linear equating, w1 = {weight:g}{_smoothing(degrees)}",
        scores=points,
        equivalents=line(points),
        maximum=old.total.maximum,
        n=(new.n, old.n),
        line=line,
        warnings=sample_warnings("lines", (new.n, old.n)),
    )


def chained_equipercentile(
    new: AnchorDistribution,
    old: AnchorDistribution,
    *,
    degrees: Degrees | None = None,
    anchor: Anchor = "internal",
) -> Conversion:
    """Return chained equipercentile equating: new form to anchor in group 1, anchor to old form in group 2.

    Parameters and problems are those of `frequency_estimation`; there is no synthetic population, and every anchor
    score may occur in one group alone.
    """
    _refuse(anchor_problems(new, old, 1.0))
    first, second = _joint(new, degrees, anchor), _joint(old, degrees, anchor)
    points = new.total.points
    anchors = equipercentile_function(first.sum(axis=1), first.sum(axis=0), points)
    return Conversion(
        method=f"chained equipercentile equating{_smoothing(degrees)}",
        scores=points,
        equivalents=equipercentile_function(second.sum(axis=0), second.sum(axis=1), anchors),
        maximum=old.total.maximum,
        n=(new.n, old.n),
        warnings=sample_warnings("distributions", (new.n, old.n)),
    )


def _synthetic(
    new: AnchorDistribution,
    old: AnchorDistribution,
    *,
    weight: float,
    degrees: Degrees | None,
    anchor: Anchor,
) -> tuple[FloatArray, FloatArray]:
    """Return the distributions of the new and the old form in the synthetic population."""
    _refuse(anchor_problems(new, old, weight))
    first, second = _joint(new, degrees, anchor), _joint(old, degrees, anchor)
    first_anchor, second_anchor = first.sum(axis=0), second.sum(axis=0)
    target = weight * first_anchor + (1 - weight) * second_anchor
    problems = [
        Problem("anchor", f"nobody who took the {form} form has anchor score {score}, and others do; {REMEDY}")
        for form, own, needed in (("new", first_anchor, weight < 1), ("old", second_anchor, weight > 0))
        if needed
        for score in np.flatnonzero((own == 0) & (target > 0))
    ]
    _refuse(problems)
    return _at(first, first_anchor, target), _at(second, second_anchor, target)


def _at(joint: FloatArray, own: FloatArray, target: FloatArray) -> FloatArray:
    """Return the distribution of totals if anchor scores were distributed as in the target."""
    conditional = np.divide(joint, own, out=np.zeros_like(joint), where=own > 0)
    found: FloatArray = conditional @ target
    return found


def _joint(group: AnchorDistribution, degrees: Degrees | None, anchor: Anchor) -> FloatArray:
    if degrees is None:
        share: FloatArray = group.counts / group.counts.sum()
        return share
    return smooth_anchor(group, degrees, internal=anchor == "internal").probabilities


def _moments(p: FloatArray) -> tuple[float, float]:
    points = np.arange(len(p))
    mean = float(p @ points)
    return mean, math.sqrt(float(p @ (points - mean) ** 2))


def _smoothing(degrees: Degrees | None) -> str:
    return "" if degrees is None else f", log-linear presmoothing, degrees {', '.join(map(str, degrees))}"


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise DocumentError(problems)
