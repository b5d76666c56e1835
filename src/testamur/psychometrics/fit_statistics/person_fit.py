"""Person fit: whether a pattern of scores is as likely as such patterns are at the person's ability.

Source: lz, Drasgow, Levine & Williams (1985), British Journal of Mathematical and Statistical Psychology 38:67-86;
lz*, which allows for ability having been estimated from the same scores, Snijders (2001), Psychometrika
66:331-342; for items with several scores Sinharay (2016), Psychometrika 81:992-1013.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy import stats

from testamur.psychometrics.ability.estimate import estimate
from testamur.psychometrics.ability.form import CalibratedForm
from testamur.psychometrics.fit_statistics.fitted import Fitted
from testamur.psychometrics.item_model import FloatArray
from testamur.psychometrics.one_thread import one_thread

BLOCK: Final = 4096
LEAST_VARIANCE: Final = 1e-9
Ability = Literal["ml", "wle", "map"]


@dataclass(frozen=True, slots=True)
class PersonFit:
    """Person fit of each row (n_rows,); NaN where ability has no finite estimate or the pattern cannot vary.

    Attributes
    ----------
    theta : ndarray
        Ability at which the fit is judged.
    lz : ndarray
        Standardised log-likelihood of the pattern; its spread is below 1 with few items.
    lz_star : ndarray
        The same, about N(0, 1) where the model holds; far below 0: right where wrong was due, and the reverse.
    """

    theta: FloatArray
    lz: FloatArray
    lz_star: FloatArray

    @property
    def p(self) -> FloatArray:
        """Return the probability of a pattern as unlikely or less likely, by lz*. A question, not a verdict."""
        found: FloatArray = stats.norm.cdf(self.lz_star)
        return found


@one_thread()
def person_fit(found: Fitted, *, method: Ability = "wle") -> PersonFit:
    """Return lz and lz* of each row.

    Parameters
    ----------
    found : Fitted
    method : {"ml", "wle", "map"}
        How ability is estimated; lz* needs an estimate at which an equation is solved, which the mean of a
        posterior is not. Items that were not given do not count.
    """
    abilities = estimate(found.form, found.scores, method=method, mean=found.mean, sd=found.sd)
    return person_fit_at(found.form, found.scores, abilities.theta)


@one_thread()
def person_fit_at(form: CalibratedForm, scores: npt.NDArray[np.int8], theta: FloatArray) -> PersonFit:
    """Return lz and lz* of scores (n_persons, n_items) at estimates of ability (n_persons,)."""
    lz, lz_star = np.full(len(scores), np.nan), np.full(len(scores), np.nan)
    known = np.flatnonzero(np.isfinite(theta))
    for start in range(0, len(known), BLOCK):
        rows = known[start : start + BLOCK]
        lz[rows], lz_star[rows] = _standardised(form, scores[rows], theta[rows])
    return PersonFit(theta, lz, lz_star)


def _standardised(
    form: CalibratedForm, scores: npt.NDArray[np.int8], theta: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Sum up over the items: surplus log-likelihood, its variance, the slope, and how the two go together.

    The slope of the log-likelihood at the estimate takes the part of the surplus that estimating has used up; what
    is left has the variance that regression on the slope leaves.
    """
    surplus, variance, slope, shared, information = (np.zeros(len(theta)) for _ in range(5))
    for part in form.parts:
        log_p = part.model.log_probability(theta, part.parameters)
        by_theta, p = part.model.by_theta(theta, part.parameters), np.exp(log_p)
        own = scores[:, part.items].T
        given = own >= 0
        mean = (p * log_p).sum(axis=1)
        chosen = np.maximum(own, 0)[:, np.newaxis]
        surplus += np.where(given, np.take_along_axis(log_p, chosen, axis=1)[:, 0] - mean, 0).sum(axis=0)
        slope += np.where(given, np.take_along_axis(by_theta, chosen, axis=1)[:, 0], 0).sum(axis=0)
        variance += np.where(given, (p * log_p**2).sum(axis=1) - mean**2, 0).sum(axis=0)
        shared += np.where(given, (p * log_p * by_theta).sum(axis=1), 0).sum(axis=0)
        information += np.where(given, (p * by_theta**2).sum(axis=1), 0).sum(axis=0)
    share = shared / np.where(information > 0, information, np.nan)
    return _over(surplus, variance), _over(surplus - share * slope, variance - share * shared)


def _over(surplus: FloatArray, variance: FloatArray) -> FloatArray:
    varies = variance > LEAST_VARIANCE
    return np.where(varies, surplus / np.sqrt(np.where(varies, variance, 1.0)), np.nan)
