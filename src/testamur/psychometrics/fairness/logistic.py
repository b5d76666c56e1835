"""Logistic regression: whether belonging to a group tells anything of the answer that the score does not tell.

Source: Swaminathan & Rogers (1990), Journal of Educational Measurement 27:361-370; effect size by the change of
R^2 of Nagelkerke (1991), Biometrika 78:691-692, with the limits of Jodoin & Gierl (2001), Applied Measurement in
Education 14:329-349. R difR 5.1 prints the change of R^2 of Cox & Snell, which is given beside it.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.special import expit
from scipy.stats import chi2

from testamur.psychometrics.fairness.groups import Compared
from testamur.psychometrics.item_model import FloatArray
from testamur.psychometrics.one_thread import one_thread

Size = Literal["negligible", "moderate", "large"]
MODERATE: Final = 0.035
LARGE: Final = 0.070
LEVEL: Final = 0.05
STEPS: Final = 50


@dataclass(frozen=True, slots=True)
class ItemRegression:
    """What the regressions of one item say.

    Attributes
    ----------
    both, uniform, non_uniform : float
        Likelihood-ratio chi2: of group and its product with the score (2 degrees of freedom), of the group alone
        (1), of the product beyond the group (1).
    p_both, p_uniform, p_non_uniform : float
    r2_change, cox_snell_change : float
        Of Nagelkerke's R^2 and of that of Cox & Snell, by group and product.
    size : {"negligible", "moderate", "large"}
        Negligible also where `p_both` is not below 0.05.
    """

    item: str
    both: float
    p_both: float
    uniform: float
    p_uniform: float
    non_uniform: float
    p_non_uniform: float
    r2_change: float
    cox_snell_change: float
    size: Size


@dataclass(frozen=True, slots=True)
class Regressions:
    """The comparison of two groups; `items` is empty if `why_not` says why they were not compared."""

    reference: int
    focal: int
    why_not: str
    items: tuple[ItemRegression, ...]


@one_thread()
def logistic(given: Compared) -> Regressions:
    """Compare two groups on every item, matched by the total score."""
    reference, focal = given.sizes
    if reason := given.why_not():
        return Regressions(reference, focal, reason, ())
    total = given.scores.sum(axis=1)
    score = (total - total.mean()) / total.std()
    group = given.is_focal.astype(np.float64)
    terms = np.column_stack([np.ones_like(score), score, group, score * group])
    found = []
    for item, answers in zip(given.items, given.scores.T, strict=True):
        plain, uniform, both = (_deviance(terms[:, :count], answers) for count in (2, 3, 4))
        share = float(answers.mean())
        nothing = -2 * len(answers) * (share * np.log(share) + (1 - share) * np.log(1 - share))
        cox_snell = float(np.exp((plain - nothing) / len(answers)) - np.exp((both - nothing) / len(answers)))
        most = float(1 - np.exp(-nothing / len(answers)))
        found.append(_item(item, plain, uniform, both, cox_snell=cox_snell, most=most))
    return Regressions(reference, focal, "", tuple(found))


def _item(
    item: str, plain: float, uniform: float, both: float, *, cox_snell: float, most: float
) -> ItemRegression:
    change = cox_snell / most
    p_both = float(chi2.sf(plain - both, 2))
    size: Size = "negligible"
    if p_both < LEVEL and change >= MODERATE:
        size = "large" if change >= LARGE else "moderate"
    return ItemRegression(
        item=item,
        both=plain - both,
        p_both=p_both,
        uniform=plain - uniform,
        p_uniform=float(chi2.sf(plain - uniform, 1)),
        non_uniform=uniform - both,
        p_non_uniform=float(chi2.sf(uniform - both, 1)),
        r2_change=change,
        cox_snell_change=cox_snell,
        size=size,
    )


def _deviance(terms: FloatArray, answers: FloatArray) -> float:
    """Return the deviance at the maximum, by Newton's method with halving."""
    weights = np.zeros(terms.shape[1])
    lowest = _of(terms @ weights, answers)
    for _ in range(STEPS):
        p = expit(terms @ weights)
        information = (terms * (p * (1 - p))[:, np.newaxis]).T @ terms
        move = np.linalg.lstsq(information, terms.T @ (answers - p), rcond=None)[0]
        deviance = _of(terms @ (weights + move), answers)
        while deviance > lowest + 1e-9 and np.abs(move).max() > 1e-9:
            move /= 2
            deviance = _of(terms @ (weights + move), answers)
        weights, done = weights + move, lowest - deviance < 1e-10 * (1 + lowest)
        lowest = min(lowest, deviance)
        if done:
            break
    return lowest


def _of(logit: FloatArray, answers: FloatArray) -> float:
    return float(2 * (np.logaddexp(0, logit) - answers * logit).sum())
