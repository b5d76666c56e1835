"""Split-half reliability: the two halves as they come, and the two that agree best.

Source: Spearman (1910), British Journal of Psychology 3:271-295, and Brown (1910), ibid. 296-322; the best split:
Guttman (1945), Psychometrika 10:255-282, lambda-4, as Callender & Osburn (1977), Educational and Psychological
Measurement 37:819-825, search for it.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.estimate import CONFIDENCE, TOO_FEW, Estimate, estimated, withheld
from testamur.psychometrics.intervals import fisher
from testamur.psychometrics.reliability import is_flat
from testamur.psychometrics.resampling import REPLICATES, Coefficient, covariance, of_covariances, total_variance
from testamur.psychometrics.scoring import FloatArray, score_matrix

ODD_EVEN: Final = "split-half (odd and even items), stepped up by Spearman-Brown, Fisher z interval"
BEST: Final = "best split-half (Guttman's lambda-4)"
MOST_ITEMS_TRIED_OUT: Final = 14
"""With so many items every split is tried; with more, pairs are exchanged while that helps."""

STARTS: Final = 20


@dataclass(frozen=True, slots=True)
class BestHalves:
    """The two halves that agree best, by the places of their items, and the coefficient.

    `is_exact` says whether every split was tried. The best of many splits is best partly by chance.
    """

    first: tuple[int, ...]
    second: tuple[int, ...]
    reliability: Estimate
    is_exact: bool


def odd_even(scores: npt.ArrayLike, *, confidence: float = CONFIDENCE, least: int = TOO_FEW) -> Estimate:
    """Return the correlation of the odd with the even items, stepped up to the whole length: 2 r / (1 + r).

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        Item scores, >= 0.
    confidence : float
        Of the interval, between 0 and 1.
    least : int
        With fewer persons the estimate is withheld as "too few".

    Returns
    -------
    Estimate
        Undefined with fewer than two items or four persons, or if a half does not vary or the halves are
        collinear.
    """
    matrix = score_matrix(scores)
    n, first, second = len(matrix), matrix[:, ::2].sum(axis=1), matrix[:, 1::2].sum(axis=1)
    if n < least:
        return withheld(n=n, method=ODD_EVEN, status="too few")
    if n < 4 or is_flat(first) or is_flat(second):
        return withheld(n=n, method=ODD_EVEN, status="undefined")
    r = float(np.corrcoef(first, second)[0, 1])
    if abs(r) > 1 - 1e-9:
        return withheld(n=n, method=ODD_EVEN, status="undefined")
    low, high = fisher(r, n, confidence=confidence)
    return estimated(stepped_up(r), (stepped_up(low), stepped_up(high)), n=n, method=ODD_EVEN)


def stepped_up(r: float, *, times: float = 2.0) -> float:
    """Return the reliability of a test `times` as long, by the formula of Spearman and Brown.

    Examples
    --------
    >>> stepped_up(0.6)
    0.75
    """
    return times * r / (1 + (times - 1) * r)


def best_halves(
    scores: npt.ArrayLike,
    *,
    rng: np.random.Generator,
    confidence: float = CONFIDENCE,
    least: int = TOO_FEW,
    replicates: int = REPLICATES,
) -> BestHalves:
    """Return the split into halves of equal length (one longer if the number is odd) with the highest lambda-4.

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        Item scores, >= 0.
    rng : numpy.random.Generator
        Draws the starts of the search, and the persons of the interval.
    confidence, least
        As for `odd_even`.
    replicates : int
        How many draws of persons the interval rests on; in each the best split is looked for again.

    Returns
    -------
    BestHalves
        Undefined with fewer than two items or if all totals are equal.
    """
    matrix = score_matrix(scores)
    halves = halves_of(matrix, rng)
    (reliability,) = of_covariances(
        matrix, [halves.coefficient], rng=rng, confidence=confidence, least=least, replicates=replicates
    )
    return halves.told(reliability)


@dataclass(frozen=True, slots=True)
class Halves:
    """A split: +1 and -1 for the items of either half, and whether every other was tried."""

    signs: FloatArray
    is_exact: bool

    @property
    def coefficient(self) -> Coefficient:
        """Return the lambda-4 of the best split that exchanging items leads to from here."""
        return Coefficient(BEST, lambda found: _lambda_4(found, _exchanged(found, self.signs)))

    def told(self, reliability: Estimate) -> BestHalves:
        """Return the two halves by the places of their items, that of the first item first."""
        signs = self.signs
        first, second = (tuple(np.flatnonzero(signs == sign).tolist()) for sign in (signs[0], -signs[0]))
        return BestHalves(first, second, reliability, is_exact=self.is_exact)


def halves_of(matrix: FloatArray, rng: np.random.Generator) -> Halves:
    """Return the split of the items of scores (n_persons, n_items) that agrees best."""
    return Halves(*_best_signs(covariance(matrix), rng))


def _lambda_4(covariances: FloatArray, signs: FloatArray) -> float:
    if len(covariances) < 2:
        return float("nan")
    return 1 - float(signs @ covariances @ signs) / total_variance(covariances)


def _best_signs(covariances: FloatArray, rng: np.random.Generator) -> tuple[FloatArray, bool]:
    """Return +1 and -1 for the items of either half, and whether every split was tried."""
    k = len(covariances)
    if k <= MOST_ITEMS_TRIED_OUT:
        ways = _every_split(k)
        return ways[np.einsum("si,ij,sj->s", ways, covariances, ways).argmin()], True
    alternating = np.where(np.arange(k) % 2 == 0, 1.0, -1.0)
    starts = [alternating, *(rng.permutation(alternating) for _ in range(STARTS - 1))]
    ends = [_exchanged(covariances, start) for start in starts]
    return min(ends, key=lambda signs: float(signs @ covariances @ signs)), False


def _every_split(k: int) -> FloatArray:
    longer = (k + 1) // 2
    ways = [way for way in combinations(range(k), longer) if k % 2 or 0 in way]
    found = -np.ones((len(ways), k))
    for row, way in enumerate(ways):
        found[row, list(way)] = 1
    return found


def _exchanged(covariances: FloatArray, start: FloatArray) -> FloatArray:
    """Exchange the pair of items that helps most until none helps."""
    signs = start.copy()
    while True:
        first, second = np.flatnonzero(signs > 0), np.flatnonzero(signs < 0)
        if not len(second):
            return signs
        pull, own = signs * (covariances @ signs), np.diag(covariances)
        # Turning the signs of i and j changes s'Cs by -4 (pull_i + pull_j) + 4 (c_ii + c_jj - 2 c_ij).
        change = (own - pull)[first][:, np.newaxis] + (own - pull)[second] - 2 * covariances[np.ix_(first, second)]
        i, j = np.unravel_index(int(change.argmin()), change.shape)
        if change[i, j] >= -1e-12 * max(1.0, float(own.sum())):
            return signs
        signs[first[i]], signs[second[j]] = -1.0, 1.0
