"""Equating forms that random groups of one population took: identity, mean, linear and equipercentile.

Source: Kolen & Brennan (2004), Test Equating, Scaling, and Linking, 2nd ed., ch. 2 and 3; standard errors ch. 7.
"""

import math
from typing import Final

import numpy as np

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.equating.conversion import Conversion, Line
from testamur.psychometrics.equating.distribution import ScoreDistribution
from testamur.psychometrics.equating.percentile import CLOSE, equipercentile_function, rank_gradient
from testamur.psychometrics.equating.presmoothing import smooth
from testamur.psychometrics.equating.small_groups import sample_warnings
from testamur.psychometrics.scoring import FloatArray

DELTA: Final = "delta method"


def identity(new: ScoreDistribution, old: ScoreDistribution) -> Conversion:
    """Return the conversion that changes nothing: the forms are taken to be equally difficult.

    It has no standard error: nothing is estimated, and what may be wrong with it is bias, which a warning says.
    """
    return Conversion(
        method="identity: scores are taken as they are",
        scores=new.points,
        equivalents=new.points,
        maximum=old.maximum,
        n=(new.n, old.n),
        line=Line(0.0, 1.0),
        warnings=("the forms are taken to be equally difficult; nothing was estimated to show it",),
    )


def mean(new: ScoreDistribution, old: ScoreDistribution) -> Conversion:
    """Return mean equating: the forms differ in difficulty by one number of points.

    References
    ----------
    Kolen & Brennan (2004), ch. 2; its error is that of the difference of two independent means.
    """
    line = Line(old.mean - new.mean, 1.0)
    error = math.sqrt(new.sd**2 / new.n + old.sd**2 / old.n)
    return Conversion(
        method="mean equating, random groups",
        scores=new.points,
        equivalents=line(new.points),
        maximum=old.maximum,
        n=(new.n, old.n),
        errors=np.full(len(new.points), error),
        error_method=DELTA,
        line=line,
        warnings=sample_warnings("means", (new.n, old.n)),
    )


def linear(new: ScoreDistribution, old: ScoreDistribution) -> Conversion:
    """Return linear equating: scores as many standard deviations from the mean are equivalent.

    Standard deviations divide by n - 1.

    Raises
    ------
    DocumentError
        If all scores on the new form are equal.

    References
    ----------
    Kolen & Brennan (2004), ch. 2; error, without assuming normal scores: Braun & Holland (1982), in Holland &
    Rubin, Test Equating, pp. 9-49; Kolen & Brennan, ch. 7.
    """
    new_sd, old_sd = _spread_of(new), old.sd
    line = Line(old.mean - old_sd / new_sd * new.mean, old_sd / new_sd)
    z = (new.points - new.mean) / new_sd
    variance = old_sd**2 * (_share(new, z) + (_share(old, z) if old_sd > 0 else 0.0))
    return Conversion(
        method="linear equating, random groups",
        scores=new.points,
        equivalents=line(new.points),
        maximum=old.maximum,
        n=(new.n, old.n),
        errors=np.sqrt(np.maximum(variance, 0.0)),
        error_method=DELTA,
        line=line,
        warnings=sample_warnings("lines", (new.n, old.n)),
    )


def equipercentile(
    new: ScoreDistribution, old: ScoreDistribution, *, degrees: tuple[int, int] | None = None
) -> Conversion:
    """Return equipercentile equating: scores with the same percentile rank are equivalent.

    Parameters
    ----------
    new, old : ScoreDistribution
        Of the two groups; each took its form.
    degrees : tuple of int, optional
        Degrees of the log-linear polynomials that smooth the new and the old distribution first (`degree_table`
        helps to choose); unsmoothed if absent.

    Returns
    -------
    Conversion
        Equivalents lie between -0.5 and the old maximum + 0.5. The error of an equivalent is NaN where nobody has
        the score of the old form that it falls on.

    References
    ----------
    Kolen & Brennan (2004), ch. 2 and 3. Error: delta method from the covariance of the (smoothed) score
    probabilities, Holland, King & Thayer (1989), ETS RR-89-06; without smoothing it is Lord's (1982, Journal of
    Educational Statistics 7:165-174), less the part by which a whole new score is not a continuous one.
    """
    smoothing = (
        "no presmoothing" if degrees is None else f"log-linear presmoothing, degrees {degrees[0]}, {degrees[1]}"
    )
    new_p, new_factor = _probabilities(new, degrees[0] if degrees else None)
    old_p, old_factor = _probabilities(old, degrees[1] if degrees else None)
    equivalents = equipercentile_function(new_p, old_p, new.points)
    return Conversion(
        method=f"equipercentile equating, random groups, {smoothing}",
        scores=new.points,
        equivalents=equivalents,
        maximum=old.maximum,
        n=(new.n, old.n),
        errors=_errors(new.points, equivalents, old_p, factors=(new_factor, old_factor)),
        error_method=DELTA,
        warnings=sample_warnings("smoothed distributions" if degrees else "distributions", (new.n, old.n)),
    )


def _spread_of(distribution: ScoreDistribution) -> float:
    if distribution.sd == 0:
        from_one = "everybody has the same score on the new form; a slope cannot be found"
        raise DocumentError([Problem("new", from_one)])
    return distribution.sd


def _share(distribution: ScoreDistribution, z: FloatArray) -> FloatArray:
    shape = 1 + distribution.skewness * z + (distribution.kurtosis - 1) / 4 * z**2
    return shape / distribution.n


def _probabilities(distribution: ScoreDistribution, degree: int | None) -> tuple[FloatArray, FloatArray]:
    """Return the probabilities used, and a factor of their covariance."""
    if degree is not None:
        fitted = smooth(distribution, degree)
        return fitted.probabilities, fitted.factor
    p = distribution.probabilities
    root = np.sqrt(p)
    # diag(p) - p p' = F F' with F = diag(root) (I - root root'), since root has length 1.
    return p, (np.diag(root) - np.outer(p, root)) / math.sqrt(distribution.n)


def _errors(
    scores: FloatArray, equivalents: FloatArray, old_p: FloatArray, *, factors: tuple[FloatArray, FloatArray]
) -> FloatArray:
    nearest = np.clip(np.floor(equivalents + 0.5).astype(np.int64), 0, len(old_p) - 1)
    density = old_p[nearest]
    from_new = rank_gradient(scores, len(factors[0])) @ factors[0]
    from_old = rank_gradient(equivalents, len(old_p)) @ factors[1]
    spread = np.sqrt((from_new**2).sum(axis=1) + (from_old**2).sum(axis=1))
    undefined = np.full(len(scores), np.nan)
    found: FloatArray = np.divide(spread, density, out=undefined, where=density > CLOSE)
    return found
