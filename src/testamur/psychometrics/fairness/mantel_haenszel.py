"""Mantel-Haenszel: whether an item is harder for the focal group among people of the same score.

Source: Holland & Thayer (1988), in Wainer & Braun, Test Validity, ch. 9; variance of the log odds ratio: Robins,
Breslow & Greenland (1986), Biometrics 42:311-323; classes of the Educational Testing Service: Zieky (1993), in
Holland & Wainer, Differential Item Functioning, ch. 15; standardised difference: Dorans & Kulick (1986), Journal
of Educational Measurement 23:355-368.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, ndtr, ndtri

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.fairness.groups import Compared
from testamur.psychometrics.item_model import BoolArray, FloatArray

Class = Literal["A", "B", "C"]

PER_DELTA: Final = -2.35
"""The delta of the Educational Testing Service over the log odds ratio; below 0: harder for the focal group."""

LEVEL: Final = 0.05
TWO_SIDED: Final = float(ndtri(1 - LEVEL / 2))
ONE_SIDED: Final = float(ndtri(1 - LEVEL))
B_FROM: Final = 1.0
C_FROM: Final = 1.5
MOST_ROUNDS: Final = 10


@dataclass(frozen=True, slots=True)
class ItemDifference:
    """What was found of one item.

    Attributes
    ----------
    odds_ratio, low, high : float
        Of being right in the reference group against the focal group at the same score, with its 95 % interval.
    chi2, p : float
        With the correction for continuity, 1 degree of freedom.
    delta, delta_error : float
        On the scale of the Educational Testing Service.
    standardised : float
        Difference of the shares of right answers, focal minus reference, weighted by the focal group; -1 to 1.
    klass : {"A", "B", "C"}
        Negligible, middling, large.
    power : float
        The chance that a difference of size C would have been found significant with these groups.
    is_purified : bool
        Whether the item was left out of the score by which people were matched for the other items.
    """

    item: str
    odds_ratio: float
    low: float
    high: float
    chi2: float
    p: float
    delta: float
    delta_error: float
    standardised: float
    klass: Class
    power: float
    is_purified: bool


@dataclass(frozen=True, slots=True)
class Differences:
    """The comparison of two groups; `items` is empty if `why_not` says why they were not compared."""

    reference: int
    focal: int
    why_not: str
    items: tuple[ItemDifference, ...]


def mantel_haenszel(given: Compared, *, purify: bool = True) -> Differences:
    """Compare two groups on every item.

    Parameters
    ----------
    given : Compared
    purify : bool
        Whether items with a large difference (class C) are left out of the matching score and everything is done
        again, until the same ones are left out twice. An item always counts in its own matching score.

    Returns
    -------
    Differences
        Without items, but with the reason, if the groups are too small.
    """
    reference, focal = given.sizes
    if reason := given.why_not():
        return Differences(reference, focal, reason, ())
    out = np.zeros(len(given.items), dtype=np.bool_)
    seen = [out.tolist()]
    found = _compared(given, out)
    while purify and len(seen) <= MOST_ROUNDS:
        out = np.array([item.klass == "C" for item in found])
        if out.tolist() in seen or out.all():
            break
        seen.append(out.tolist())
        found = _compared(given, out)
    return Differences(reference, focal, "", found)


def _compared(given: Compared, out: BoolArray) -> tuple[ItemDifference, ...]:
    """Compare with some items left out of the score, but for the item itself."""
    kept = given.scores[:, ~out].sum(axis=1)
    right = np.zeros((len(given.items), 2, int(kept.max()) + 2))
    people = np.zeros_like(right)
    own = np.flatnonzero(out)
    common = np.flatnonzero(~out)
    for group, members in enumerate((~given.is_focal, given.is_focal)):
        at = _one_hot(kept[members], right.shape[2])
        right[common, group] = given.scores[members][:, common].T @ at
        people[common, group] = at.sum(axis=0)
        for item in own:
            with_own = _one_hot(kept[members] + given.scores[members, item], right.shape[2])
            right[item, group] = given.scores[members, item] @ with_own
            people[item, group] = with_own.sum(axis=0)
    tables = np.stack([right[:, 0], people[:, 0] - right[:, 0], right[:, 1], people[:, 1] - right[:, 1]])
    return tuple(_difference(name, tables[:, item], bool(out[item])) for item, name in enumerate(given.items))


def _one_hot(scores: FloatArray, size: int) -> FloatArray:
    found = np.zeros((len(scores), size))
    found[np.arange(len(scores)), scores.astype(np.intp)] = 1
    return found


@dataclass(frozen=True, slots=True)
class CommonOdds:
    """The common odds ratio of tables 2 x 2 and its test."""

    odds_ratio: float
    error: float
    chi2: float
    p: float

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the odds ratio."""
        away = TWO_SIDED * self.error
        return self.odds_ratio * float(np.exp(-away)), self.odds_ratio * float(np.exp(away))


def common_odds(tables: npt.ArrayLike) -> CommonOdds:
    """Return the common odds ratio of several tables.

    Parameters
    ----------
    tables : array_like, shape (4, n_tables)
        Rows: reference right, reference wrong, focal right, focal wrong; counts >= 0.

    Returns
    -------
    CommonOdds
        `error` is that of the logarithm. NaN where nothing can be told: no table has both groups and both answers.

    Raises
    ------
    DocumentError
        If the shape is another, or a count is negative or no number.
    """
    counts = np.asarray(tables, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != 4 or not np.isfinite(counts).all() or (counts < 0).any():
        raise DocumentError([Problem("tables", "must be four rows of counts, none negative")])
    total = counts.sum(axis=0)
    a, b, c, d = counts[:, total > 1]
    total = total[total > 1]
    up, down = a * d / total, b * c / total
    if not up.sum() > 0 or not down.sum() > 0:
        return CommonOdds(np.nan, np.nan, np.nan, np.nan)
    expected = (a + b) * (a + c) / total
    variance = (a + b) * (c + d) * (a + c) * (b + d) / (total**2 * (total - 1))
    away = max(0.0, abs(float((a - expected).sum())) - 0.5)
    statistic = away**2 / float(variance.sum())
    same, other = (a + d) / total, (b + c) / total
    error = np.sqrt(
        (same * up).sum() / (2 * up.sum() ** 2)
        + (same * down + other * up).sum() / (2 * up.sum() * down.sum())
        + (other * down).sum() / (2 * down.sum() ** 2)
    )
    return CommonOdds(float(up.sum() / down.sum()), float(error), statistic, float(chdtrc(1, statistic)))


def _difference(name: str, table: FloatArray, is_purified: bool) -> ItemDifference:  # noqa: FBT001  (a fact of the item)
    odds = common_odds(table)
    delta, error = PER_DELTA * float(np.log(odds.odds_ratio)), abs(PER_DELTA) * odds.error
    return ItemDifference(
        item=name,
        odds_ratio=odds.odds_ratio,
        low=odds.interval[0],
        high=odds.interval[1],
        chi2=odds.chi2,
        p=odds.p,
        delta=delta,
        delta_error=error,
        standardised=_standardised(table),
        klass=class_of(delta, error, odds.p),
        power=float(ndtr(C_FROM / error - TWO_SIDED)),
        is_purified=is_purified,
    )


def class_of(delta: float, error: float, p: float) -> Class:
    """Return the class of a difference.

    A if it is not significant, or below 1; C if it is at least 1.5 and significantly above 1; B otherwise.
    """
    if not p < LEVEL or abs(delta) < B_FROM:
        return "A"
    above_one = (abs(delta) - B_FROM) / error > ONE_SIDED
    return "C" if abs(delta) >= C_FROM and above_one else "B"


def _standardised(table: FloatArray) -> float:
    a, b, c, d = table
    both = (a + b > 0) & (c + d > 0)
    a, b, c, d = table[:, both]
    weights = c + d
    return float((weights * (c / weights - a / (a + b))).sum() / weights.sum())
