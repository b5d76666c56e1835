"""Contrasting groups: candidates known to be competent, or not, say which score tells them apart.

Sources: Livingston & Zieky (1982), Passing Scores; Cizek & Bunch (2007), Standard Setting, ch. 8 (midpoint, and
logistic regression).
"""

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.special import expit

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.estimate import CONFIDENCE, Estimate, estimated, withheld
from testamur.psychometrics.scoring import FloatArray
from testamur.psychometrics.standard_setting.cut import CutScore, cut_score, finite_list

FEW: Final = 20
"""A group smaller than this gives a warning (our policy)."""

STEPS: Final = 100
LOGISTIC: Final = "contrasting groups, logistic regression, delta-method interval"
MIDPOINT: Final = "contrasting groups, midpoint of the {}s, normal interval"


@dataclass(frozen=True, slots=True)
class ContrastingGroups:
    """The cut, and how it would have sorted these candidates.

    `failing_competent` of `competent` candidates known to be competent would not pass; `passing_others` of
    `others` would. Both are None where there is no cut.
    """

    cut: CutScore
    competent: int
    others: int
    failing_competent: int | None
    passing_others: int | None


def contrasting_groups(
    competent: npt.ArrayLike,
    others: npt.ArrayLike,
    *,
    maximum: float,
    method: Literal["logistic", "mean", "median"] = "logistic",
    odds: float = 1.0,
    confidence: float = CONFIDENCE,
) -> ContrastingGroups:
    """Return the score that best tells two groups apart.

    Parameters
    ----------
    competent, others : array_like, shapes (n_competent,) and (n_others,)
        Scores of candidates judged competent, and not, by something other than this exam.
    maximum : float
        Highest score.
    method : {"logistic", "mean", "median"}
        Where a logistic regression gives even odds of being competent; or midway between the means, or medians.
    odds : float
        With the logistic: how many times worse it is to pass somebody who is not competent than to fail somebody
        who is; the cut is where the odds of being competent reach this. The regression takes each group's share
        among these candidates for that among all.
    confidence : float
        Of the interval, between 0 and 1.

    Returns
    -------
    ContrastingGroups
        Undefined where a logistic regression has no end: the groups do not overlap, and any cut between them will
        do.

    Raises
    ------
    DocumentError
        Naming everything wrong: a group of fewer than two, scores missing or out of range, odds that are not above
        0, or groups in the wrong order.
    """
    one, two = _groups(competent, others, maximum, odds)
    if method == "logistic":
        expected, error, found = _logistic(one, two, odds, confidence)
    else:
        expected, error, found = _midpoint(one, two, method, confidence)
    few = [f"only {len(g)} {name} candidates" for name, g in (("competent", one), ("other", two)) if len(g) < FEW]
    cut = cut_score(
        expected,
        maximum=maximum,
        error=error,
        error_method="over candidates" if error is not None else "none",
        warnings=(*few, *found),
    )
    return ContrastingGroups(
        cut=cut,
        competent=len(one),
        others=len(two),
        failing_competent=None if cut.correct is None else int((one < cut.correct).sum()),
        passing_others=None if cut.correct is None else int((two >= cut.correct).sum()),
    )


Found = tuple[Estimate, float | None, tuple[str, ...]]


def _midpoint(one: FloatArray, two: FloatArray, middle: Literal["mean", "median"], confidence: float) -> Found:
    centre = np.mean if middle == "mean" else np.median
    expected = float(centre(one) + centre(two)) / 2
    wider = 1.0 if middle == "mean" else math.pi / 2
    variance = wider * (float(one.var(ddof=1)) / len(one) + float(two.var(ddof=1)) / len(two))
    error = math.sqrt(variance) / 2
    reach = float(stats.norm.ppf((1 + confidence) / 2)) * error
    interval = (expected - reach, expected + reach)
    return estimated(expected, interval, n=len(one) + len(two), method=MIDPOINT.format(middle)), error, ()


def _logistic(one: FloatArray, two: FloatArray, odds: float, confidence: float) -> Found:
    scores = np.concatenate([one, two])
    is_competent = np.concatenate([np.ones(len(one)), np.zeros(len(two))])
    n, centre, sd = len(scores), float(scores.mean()), float(scores.std())
    if one.min() >= two.max():
        apart = (
            f"the groups do not overlap ({two.max():g} and {one.min():g}); any cut between them sorts them rightly"
        )
        return withheld(n=n, method=LOGISTIC, status="undefined"), None, (apart,)
    (intercept, slope), covariance = _fit((scores - centre) / sd, is_competent)
    z = (math.log(odds) - intercept) / slope
    gradient = np.array([-1 / slope, -z / slope])
    error = sd * math.sqrt(float(gradient @ covariance @ gradient))
    expected = centre + sd * z
    reach = float(stats.norm.ppf((1 + confidence) / 2)) * error
    return estimated(expected, (expected - reach, expected + reach), n=n, method=LOGISTIC), error, ()


def _fit(x: FloatArray, y: FloatArray) -> tuple[tuple[float, float], FloatArray]:
    """Return intercept and slope of the logistic regression of overlapping groups, with their covariance."""
    design = np.column_stack([np.ones_like(x), x])
    beta = np.zeros(2)
    for _ in range(STEPS):
        p = expit(design @ beta)
        information = design.T @ (design * (p * (1 - p))[:, np.newaxis])
        off = design.T @ (y - p)
        if np.abs(off).max() < 1e-9 * len(y):
            return (float(beta[0]), float(beta[1])), np.linalg.inv(information).astype(np.float64)
        beta = _stepped(design, y, beta, np.linalg.solve(information, off).astype(np.float64))
    raise DocumentError([Problem("scores", "the logistic regression does not converge; groups hardly overlap")])


def _stepped(design: FloatArray, y: FloatArray, beta: FloatArray, step: FloatArray) -> FloatArray:
    """Go along the Newton step as far as the likelihood does not fall."""
    before, share = _log_likelihood(design @ beta, y), 1.0
    while share > 1e-9 and _log_likelihood(design @ (beta + share * step), y) < before - 1e-12 * abs(before):
        share /= 2
    return beta + share * step


def _log_likelihood(logits: FloatArray, y: FloatArray) -> float:
    return float((y * logits - np.logaddexp(0, logits)).sum())


def _groups(
    competent: npt.ArrayLike, others: npt.ArrayLike, maximum: float, odds: float
) -> tuple[FloatArray, FloatArray]:
    one, two = finite_list("competent", competent, least=2), finite_list("others", others, least=2)
    problems = [
        Problem(name, f"scores must lie between 0 and {maximum:g}")
        for name, group in (("competent", one), ("others", two))
        if ((group < 0) | (group > maximum)).any()
    ]
    if not (math.isfinite(odds) and odds > 0):
        problems.append(Problem("odds", f"must be above 0; it is {odds:g}"))
    if one.mean() <= two.mean():
        problems.append(
            Problem("competent", "those judged competent do not score higher on average than the others")
        )
    if problems:
        raise DocumentError(problems)
    return one, two
