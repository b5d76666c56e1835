"""Mantel-Haenszel: whether an item is harder for the focal group among people of the same score.

Source: Holland & Thayer (1988), in Wainer & Braun, Test Validity, ch. 9; variance of the log odds ratio: Robins,
Breslow & Greenland (1986), Biometrics 42:311-323; classes of the Educational Testing Service: Zieky (1993), in
Holland & Wainer, Differential Item Functioning, ch. 15; standardised difference: Dorans & Kulick (1986), Journal
of Educational Measurement 23:355-368.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import chdtrc, ndtr, ndtri

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.calibration.responses import INTEGERS
from testamur.psychometrics.fairness.groups import Compared
from testamur.psychometrics.item_model import BoolArray, FloatArray
from testamur.psychometrics.one_thread import one_thread

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


@one_thread()
def mantel_haenszel(
    given: Compared, *, purify: bool = True, matched_by: Sequence[str] | None = None
) -> Differences:
    """Compare two groups on every item.

    Parameters
    ----------
    given : Compared
    purify : bool
        Whether items with a large difference (class C) are left out of the matching score and everything is done
        again, until the same ones are left out twice. An item always counts in its own matching score.
    matched_by : sequence of str, shape (n_persons,), optional
        What people are matched by in place of the total score, such as the score on another exam; then there is
        nothing to purify.

    Returns
    -------
    Differences
        Without items, but with the reason, if the groups are too small.

    Raises
    ------
    DocumentError
        If there are not as many values to match by as persons.
    """
    reference, focal = given.sizes
    if matched_by is not None and len(matched_by) != reference + focal:
        problem = f"there are {reference + focal} persons and {len(matched_by)} values to match by"
        raise DocumentError([Problem("matched_by", problem)])
    if reason := given.why_not():
        return Differences(reference, focal, reason, ())
    out = np.zeros(len(given.items), dtype=np.bool_)
    if matched_by is not None:
        strata = np.unique(np.asarray(matched_by, dtype=np.str_), return_inverse=True)[1]
        return Differences(reference, focal, "", _of_tables(given, out, _in_strata(given, strata)))
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
    return _of_tables(given, out, _tables(given, out))


def _of_tables(given: Compared, out: BoolArray, tables: FloatArray) -> tuple[ItemDifference, ...]:
    odds = _odds(tables)
    delta, error = PER_DELTA * np.log(odds.ratio), abs(PER_DELTA) * odds.error
    low, high = odds.interval()
    power = ndtr(C_FROM / error - TWO_SIDED)
    columns = (odds.ratio, low, high, odds.chi2, odds.p, delta, error, _standardised(tables), power)
    return tuple(
        _difference(name, numbers, is_purified)
        for name, numbers, is_purified in zip(given.items, np.stack(columns, axis=1), out.tolist(), strict=True)
    )


def _tables(given: Compared, out: BoolArray) -> FloatArray:
    """Return who is right and wrong in each group at each matching score, (4, n_items, n_scores)."""
    size = int((~out).sum()) + 2
    kept = (given.scores @ (~out).astype(np.float64)).astype(np.intp)
    cells = kept + size * given.is_focal
    right, people = _counted(given.scores, cells, size)
    for item in np.flatnonzero(out).tolist():
        answers = given.scores[:, item]
        own = cells + answers.astype(np.intp)
        right[:, item] = np.bincount(own, answers, minlength=2 * size).reshape(2, size)
        people[:, item] = np.bincount(own, minlength=2 * size).reshape(2, size)
    return _stacked(right, people)


def _in_strata(given: Compared, strata: INTEGERS) -> FloatArray:
    """Return the same in each stratum (n_persons,), numbered from 0."""
    size = int(strata.max()) + 1
    return _stacked(*_counted(given.scores, strata + size * given.is_focal, size))


def _counted(scores: FloatArray, cells: INTEGERS, size: int) -> tuple[FloatArray, FloatArray]:
    """Return who is right and who there is, by group, item and stratum: both (2, n_items, n_strata)."""
    # One sum for all items: each person's answers are added to the row of their group and stratum.
    belongs = sparse.csc_matrix(
        (np.ones(len(cells)), cells, np.arange(len(cells) + 1)), shape=(2 * size, len(cells))
    )
    right: FloatArray = (belongs @ scores).reshape(2, size, -1).transpose(0, 2, 1)
    persons = np.bincount(cells, minlength=2 * size).astype(np.float64)
    return right, np.broadcast_to(persons.reshape(2, 1, size), right.shape).copy()


def _stacked(right: FloatArray, people: FloatArray) -> FloatArray:
    wrong = people - right
    return np.stack([right[0], wrong[0], right[1], wrong[1]])


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
    found = _odds(counts[:, np.newaxis])
    return CommonOdds(*(float(values[0]) for values in (found.ratio, found.error, found.chi2, found.p)))


@dataclass(frozen=True, slots=True)
class _Odds:
    """The same of many items at once, (n_items,) each."""

    ratio: FloatArray
    error: FloatArray
    chi2: FloatArray
    p: FloatArray

    def interval(self) -> tuple[FloatArray, FloatArray]:
        away = TWO_SIDED * self.error
        return self.ratio * np.exp(-away), self.ratio * np.exp(away)


def _odds(tables: FloatArray) -> _Odds:
    """Return the common odds ratios of tables (4, n_items, n_tables); NaN where nothing can be told."""
    a, b, c, d = tables
    total = a + b + c + d
    counts = total > 1
    share = counts / np.where(counts, total, 1)
    up, down = a * d * share, b * c * share
    right, reference, focal = a + c, a + b, c + d
    expected = reference * right * share
    variance = expected * focal * (b + d) * share / np.where(counts, total - 1, 1)
    same, other = (a + d) * share, (b + c) * share
    ups, downs = up.sum(axis=1), down.sum(axis=1)
    away = np.maximum(0.0, np.abs((a * counts - expected).sum(axis=1)) - 0.5)
    with np.errstate(divide="ignore", invalid="ignore"):
        chi2 = away**2 / variance.sum(axis=1)
        error = np.sqrt(
            (same * up).sum(axis=1) / (2 * ups**2)
            + (same * down + other * up).sum(axis=1) / (2 * ups * downs)
            + (other * down).sum(axis=1) / (2 * downs**2)
        )
        ratio = ups / downs
    told = (ups > 0) & (downs > 0)
    ratio, error, chi2 = (np.where(told, values, np.nan) for values in (ratio, error, chi2))
    return _Odds(ratio, error, chi2, chdtrc(1, chi2))


def _difference(name: str, numbers: FloatArray, is_purified: bool) -> ItemDifference:  # noqa: FBT001  (a fact of the item)
    ratio, low, high, chi2, p, delta, error, standardised, power = numbers.tolist()
    klass = class_of(delta, error, p)
    return ItemDifference(name, ratio, low, high, chi2, p, delta, error, standardised, klass, power, is_purified)


def class_of(delta: float, error: float, p: float) -> Class:
    """Return the class of a difference.

    A if it is not significant, or below 1; C if it is at least 1.5 and significantly above 1; B otherwise.
    """
    if not p < LEVEL or abs(delta) < B_FROM:
        return "A"
    above_one = (abs(delta) - B_FROM) / error > ONE_SIDED
    return "C" if abs(delta) >= C_FROM and above_one else "B"


def _standardised(tables: FloatArray) -> FloatArray:
    """Return the differences of the shares of right answers, weighted by the focal group, (n_items,)."""
    a, b, c, d = tables
    reference, focal = a + b, c + d
    both = (reference > 0) & (focal > 0)
    surplus = np.where(both, c - focal * a / np.where(both, reference, 1), 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(surplus.sum(axis=1) / (focal * both).sum(axis=1))
