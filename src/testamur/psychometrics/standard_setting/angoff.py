"""The modified Angoff method: judges say how many of 100 just competent candidates answer each item right.

Sources: Angoff (1971), in Thorndike (ed.), Educational Measurement, p. 515; rounds with discussion and impact
data: Hambleton & Pitoniak (2006), in Brennan (ed.), Educational Measurement, 4th ed., ch. 12; Cizek & Bunch
(2007), Standard Setting, ch. 6.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.correlation import correlation
from testamur.psychometrics.estimate import CONFIDENCE, Estimate, estimated
from testamur.psychometrics.intervals import student
from testamur.psychometrics.scoring import FloatArray
from testamur.psychometrics.standard_setting.agreement import agreement, consistency
from testamur.psychometrics.standard_setting.cut import CutScore, cut_score, panel_warnings, whole_cut
from testamur.psychometrics.standard_setting.generalisability import VarianceComponents, variance_components

FEW_ITEMS: Final = 10
"""Correlations over fewer items than this are withheld (our policy)."""

OTHERS: Final = "correlation over items with the mean of the other judges, Fisher z interval"
DIFFICULTY: Final = "correlation over items with the share of candidates who answered right, Fisher z interval"


@dataclass(frozen=True, slots=True)
class JudgeRatings:
    """One judge in one round.

    `expected` is their own cut in points; `without` the whole cut of the panel without them; `with_others` the
    correlation of their ratings with the mean of the other judges', `with_difficulty` that with the share of
    candidates who answered right (None unless given); n is the number of items, and below ten they are too few.
    """

    judge: str
    expected: float
    without: int
    with_others: Estimate
    with_difficulty: Estimate | None


@dataclass(frozen=True, slots=True)
class ItemRatings:
    """One item in one round: mean, standard deviation (n - 1) and range of its ratings, 0..1."""

    item: str
    mean: float
    sd: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class AngoffRound:
    """What the panel said in one round.

    `components` are on the scale of the ratings; `consistency` is how alike two judges rank the items, `agreement`
    how alike they rate them, severity included; `error_over_items` is the error of the cut if the items, too, are
    a sample (None where items are worth different points). `changed` is the share of ratings that differ from the
    round before, None in the first.
    """

    cut: CutScore
    judges: tuple[JudgeRatings, ...]
    items: tuple[ItemRatings, ...]
    components: VarianceComponents
    consistency: Estimate
    agreement: Estimate
    error_over_items: float | None
    changed: float | None


def expected_points(ratings: npt.ArrayLike, points: npt.ArrayLike) -> float:
    """Return the points that a just competent candidate is expected to have.

    Parameters
    ----------
    ratings : array_like, shape (n_judges, n_columns)
        Share of just competent candidates who answer an item right, 0..1.
    points : array_like, shape (n_columns,)
        Points that each column stands for: 1 for an item, or the number of items of an area rated as a whole.
    """
    means = np.asarray(ratings, dtype=np.float64).mean(axis=0)
    return math.fsum(means * np.asarray(points, dtype=np.float64))


def angoff(
    rounds: Sequence[npt.ArrayLike],
    *,
    judges: Sequence[str] | None = None,
    items: Sequence[str] | None = None,
    points: npt.ArrayLike | None = None,
    difficulties: npt.ArrayLike | None = None,
    confidence: float = CONFIDENCE,
) -> tuple[AngoffRound, ...]:
    """Return what each round of ratings says; the last one is the panel's.

    Parameters
    ----------
    rounds : sequence of array_like, each of shape (n_judges, n_items)
        Ratings, 0..1, of the same judges on the same items: the share of just competent candidates who answer
        right (of an item worth more, the share of its points that they are expected to have).
    judges, items : sequence of str, optional
        Names; "1", "2", ... if absent.
    points : array_like, shape (n_items,), optional
        Points each item is worth, > 0; 1 if absent.
    difficulties : array_like, shape (n_items,), optional
        Share of candidates who answered right, to set the ratings against.
    confidence : float
        Of the interval of the expectation (Student t over judges), between 0 and 1.

    Returns
    -------
    tuple of AngoffRound
        The error of each cut is that over judges, sd(judges' cuts) / sqrt(n): by generalisability theory the error
        with the items fixed.

    Raises
    ------
    DocumentError
        Naming everything wrong: no rounds, fewer than two judges or items, ratings that are missing or outside
        0..1, names, points or difficulties that do not fit.

    Examples
    --------
    >>> angoff([[[0.6, 0.8], [0.7, 0.9]]])[-1].cut.correct
    2
    """
    tables = [np.asarray(ratings, dtype=np.float64) for ratings in rounds]
    _refuse(_shape_problems(tables))
    judge_names = _names(judges, tables[0].shape[0])
    item_names = _names(items, tables[0].shape[1])
    worth = np.ones(len(item_names)) if points is None else np.asarray(points, dtype=np.float64)
    known = None if difficulties is None else np.asarray(difficulties, dtype=np.float64)
    if not 0 < confidence < 1:
        raise DocumentError([Problem("confidence", f"must lie between 0 and 1; it is {confidence:g}")])
    _refuse(_sense_problems(tables, judge_names, item_names, worth, known))
    return tuple(
        AngoffRound(
            cut=_cut(table, worth, confidence),
            judges=tuple(_judges(table, worth, judge_names, known, confidence)),
            items=tuple(_items(table, item_names)),
            components=(components := variance_components(table)),
            consistency=consistency(components, confidence=confidence),
            agreement=agreement(components, confidence=confidence),
            error_over_items=_error_over_items(table, worth),
            changed=None if before is None else float((~np.isclose(table, before)).mean()),
        )
        for before, table in zip([None, *tables], tables, strict=False)
    )


def _cut(ratings: FloatArray, points: FloatArray, confidence: float) -> CutScore:
    cuts = ratings @ points
    n, sd = len(cuts), float(cuts.std(ddof=1))
    expected = expected_points(ratings, points)
    return cut_score(
        estimated(
            expected,
            student(expected, sd, n, confidence=confidence),
            n=n,
            method="modified Angoff, mean of the judges' sums, Student t interval over judges",
        ),
        maximum=float(points.sum()),
        error=sd / math.sqrt(n),
        error_method="over judges, the items being those of the form",
        warnings=panel_warnings(n),
    )


def _judges(
    ratings: FloatArray,
    points: FloatArray,
    names: Sequence[str],
    difficulties: FloatArray | None,
    confidence: float,
) -> Iterator[JudgeRatings]:
    for i, name in enumerate(names):
        others = np.delete(ratings, i, axis=0)
        yield JudgeRatings(
            judge=name,
            expected=float(ratings[i] @ points),
            without=whole_cut(expected_points(others, points)),
            with_others=_correlation(ratings[i], others.mean(axis=0), OTHERS, confidence),
            with_difficulty=None
            if difficulties is None
            else _correlation(ratings[i], difficulties, DIFFICULTY, confidence),
        )


def _items(ratings: FloatArray, names: Sequence[str]) -> Iterator[ItemRatings]:
    for name, column in zip(names, ratings.T, strict=True):
        low, high = float(column.min()), float(column.max())
        yield ItemRatings(name, float(column.mean()), float(column.std(ddof=1)), low, high)


def _error_over_items(ratings: FloatArray, points: FloatArray) -> float | None:
    if (points != points[0]).any():
        return None
    return float(points[0]) * variance_components(ratings).error(over_items=True)


def _correlation(one: FloatArray, two: FloatArray, method: str, confidence: float) -> Estimate:
    return replace(correlation(one, two, confidence=confidence, least=FEW_ITEMS), method=method)


def _names(names: Sequence[str] | None, count: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(1, count + 1)) if names is None else tuple(names)


def _shape_problems(tables: Sequence[FloatArray]) -> Iterator[Problem]:
    if not tables:
        yield Problem("rounds", "one round of ratings or more is needed")
    for i, table in enumerate(tables):
        if table.ndim != 2 or min(table.shape, default=0) < 2:
            wanted = "a table of two or more judges by two or more items is needed"
            yield Problem(f"rounds[{i}]", f"{wanted}, not one of shape {table.shape}")
        elif table.shape != tables[0].shape:
            yield Problem(f"rounds[{i}]", f"has shape {table.shape}, the first round {tables[0].shape}")


def _sense_problems(
    tables: Sequence[FloatArray],
    judges: Sequence[str],
    items: Sequence[str],
    points: FloatArray,
    difficulties: FloatArray | None,
) -> Iterator[Problem]:
    shape = tables[0].shape
    for name, names, count in (("judges", judges, shape[0]), ("items", items, shape[1])):
        if len(names) != count or len(set(names)) != count:
            yield Problem(name, f"{count} different names are needed")
    if points.shape != shape[1:] or not (np.isfinite(points) & (points > 0)).all():
        yield Problem("points", f"{shape[1]} numbers above 0 are needed")
    if difficulties is not None and (difficulties.shape != shape[1:] or not _within(difficulties).all()):
        yield Problem("difficulties", f"{shape[1]} numbers from 0 to 1 are needed")
    for i, table in enumerate(tables):
        for judge, item in np.argwhere(~_within(table)):
            place = f"rounds[{i}][{judge}][{item}]"
            yield Problem(place, f"a rating must lie between 0 and 1; it is {table[judge, item]:g}")


def _within(values: FloatArray) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = (values >= 0) & (values <= 1)
    return found


def _refuse(problems: Iterator[Problem]) -> None:
    if found := list(problems):
        raise DocumentError(found)
