"""Borderline methods: those whom their examiners call borderline say where the cut lies.

Sources: Livingston & Zieky (1982), Passing Scores (borderline group); Wood, Humphrey-Murray & Norman (2006),
Academic Medicine 81(10 Suppl):S53-S57, and Cizek & Bunch (2007), Standard Setting, ch. 8 (borderline
regression).
"""

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy import stats

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.estimate import CONFIDENCE, Estimate, estimated, withheld
from testamur.psychometrics.intervals import student
from testamur.psychometrics.scoring import FloatArray
from testamur.psychometrics.standard_setting.cut import CutScore, cut_score, finite_list

FEW: Final = 10
"""Below this many borderline candidates a warning is given (our policy)."""


@dataclass(frozen=True, slots=True)
class BorderlineRegression:
    """The cut, and the line of scores on grades that it lies on: score = intercept + slope x grade."""

    cut: CutScore
    intercept: float
    slope: float
    r_squared: float


def borderline_group(
    scores: npt.ArrayLike,
    *,
    maximum: float,
    middle: Literal["median", "mean"] = "median",
    confidence: float = CONFIDENCE,
) -> CutScore:
    """Return the middle score of the candidates judged to be borderline.

    Parameters
    ----------
    scores : array_like, shape (n_borderline,)
        Scores of the borderline candidates alone.
    maximum : float
        Highest score.
    middle : {"median", "mean"}
        Whose interval is by order statistics (conservative: its cover is at least the confidence), or Student's t.
    confidence : float
        Of the interval, between 0 and 1.

    Raises
    ------
    DocumentError
        If there are fewer than two scores, or one is missing or out of range.

    Notes
    -----
    The error of a median is that of McKean & Schrader (1984), Communications in Statistics: Simulation and
    Computation 13:751-773: the width of its 95 % order-statistic interval over 2 x 1.96.
    """
    values = _scores(scores, maximum)
    n = len(values)
    few = (f"only {n} borderline candidates; the cut leans on few",) if n < FEW else ()
    expected, error = (_median if middle == "median" else _mean)(values, confidence)
    return cut_score(
        expected,
        maximum=maximum,
        error=error,
        error_method=f"over borderline candidates, of the {middle}"
        if error is not None
        else "none; too few candidates",
        warnings=few,
    )


def borderline_regression(
    scores: npt.ArrayLike,
    grades: npt.ArrayLike,
    *,
    borderline: float,
    maximum: float,
    confidence: float = CONFIDENCE,
) -> BorderlineRegression:
    """Return the score that the regression of scores on global grades predicts for the borderline grade.

    Parameters
    ----------
    scores, grades : array_like, shape (n_candidates,)
        Score and global grade of every candidate.
    borderline : float
        The grade that means borderline, within the range of the grades.
    maximum : float
        Highest score.
    confidence : float
        Of the interval (Student t, n - 2 degrees of freedom), between 0 and 1.

    Raises
    ------
    DocumentError
        Naming everything wrong: fewer than three candidates, scores or grades that do not fit, grades that are all
        alike, a borderline grade outside their range, or scores that do not rise with the grades.
    """
    y = _scores(scores, maximum, least=3)
    x = finite_list("grades", grades, least=3)
    _check_grades(x, y, borderline)
    n, away = len(x), x - x.mean()
    slope = float(away @ y / (away @ away))
    intercept = float(y.mean() - slope * x.mean())
    if slope <= 0:
        raise DocumentError(
            [Problem("grades", "scores do not rise with the grades; no cut can be read from them")]
        )
    rest = y - intercept - slope * x
    error = math.sqrt(float(rest @ rest) / (n - 2) * (1 / n + (borderline - x.mean()) ** 2 / float(away @ away)))
    expected = intercept + slope * borderline
    reach = float(stats.t.ppf((1 + confidence) / 2, n - 2)) * error
    spread = y - y.mean()
    return BorderlineRegression(
        cut=cut_score(
            estimated(
                expected,
                (expected - reach, expected + reach),
                n=n,
                method=f"borderline regression at grade {borderline:g}, Student t interval",
            ),
            maximum=maximum,
            error=error,
            error_method="over candidates, of the regression line at the borderline grade",
        ),
        intercept=intercept,
        slope=slope,
        r_squared=1 - float(rest @ rest) / float(spread @ spread),
    )


def _mean(values: FloatArray, confidence: float) -> tuple[Estimate, float | None]:
    n, mean, sd = len(values), float(values.mean()), float(values.std(ddof=1))
    interval = student(mean, sd, n, confidence=confidence)
    method = "borderline group, mean, Student t interval"
    return estimated(mean, interval, n=n, method=method), sd / math.sqrt(n)


def _median(values: FloatArray, confidence: float) -> tuple[Estimate, float | None]:
    n, method = len(values), "borderline group, median, order-statistic interval"
    interval, usual = _order_interval(values, confidence), _order_interval(values, CONFIDENCE)
    if interval is None:
        return withheld(n=n, method=method, status="too few"), None
    z = float(stats.norm.ppf((1 + CONFIDENCE) / 2))
    error = None if usual is None else (usual[1] - usual[0]) / (2 * z)
    return estimated(float(np.median(values)), interval, n=n, method=method), error


def _order_interval(values: FloatArray, confidence: float) -> tuple[float, float] | None:
    """Return the narrowest pair of order statistics, alike from both ends, with at least this confidence."""
    n, ordered = len(values), np.sort(values)
    outside = stats.binom.cdf(np.arange(n // 2), n, 0.5)
    fits = np.flatnonzero(outside <= (1 - confidence) / 2)
    if not fits.size:
        return None
    rank = int(fits[-1])
    return float(ordered[rank]), float(ordered[n - 1 - rank])


def _scores(scores: npt.ArrayLike, maximum: float, *, least: int = 2) -> FloatArray:
    values = finite_list("scores", scores, least=least)
    if ((values < 0) | (values > maximum)).any():
        raise DocumentError([Problem("scores", f"must lie between 0 and {maximum:g}")])
    return values


def _check_grades(x: FloatArray, y: FloatArray, borderline: float) -> None:
    problems = []
    if len(x) != len(y):
        problems.append(Problem("grades", f"{len(x)} grades for {len(y)} scores"))
    if x.min() == x.max():
        problems.append(Problem("grades", "all candidates have the same grade"))
    if not x.min() <= borderline <= x.max():
        problems.append(
            Problem("borderline", f"the grades go from {x.min():g} to {x.max():g}; it is {borderline:g}")
        )
    if len(x) == len(y) and y.min() == y.max():
        problems.append(Problem("scores", "all candidates have the same score"))
    if problems:
        raise DocumentError(problems)
