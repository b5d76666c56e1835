"""The classical analysis of one form: the test and its items."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.biserial import biserial
from testamur.psychometrics.correlation import TOTAL, correlation
from testamur.psychometrics.estimate import CONFIDENCE, TOO_FEW, Estimate, Status, estimated, withheld
from testamur.psychometrics.intervals import chi_square, student
from testamur.psychometrics.item_statistics import ItemStatistics, difficulty, flagged
from testamur.psychometrics.options import Choices, checked, option_statistics
from testamur.psychometrics.reliability import alpha, alpha_of, kr20, standard_error_of_measurement
from testamur.psychometrics.scoring import FloatArray, is_dichotomous, score_matrix

MEAN: Final = "mean total score, Student t interval"
SD: Final = "standard deviation of the total score (n - 1), chi-square interval"


@dataclass(frozen=True, slots=True)
class TestStatistics:
    """The statistics of the total score on one form.

    `reliability` is KR-20 where every item is scored 0 or 1 and alpha elsewhere; `sem` is the standard error
    of measurement in score points; `distribution` pairs each total that occurred with its number of persons.
    """

    persons: int
    items: int
    maximum: float
    mean: Estimate
    sd: Estimate
    reliability: Estimate
    sem: Estimate
    distribution: tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """The test statistics and those of its items, in the order of the form."""

    test: TestStatistics
    items: tuple[ItemStatistics, ...]


def analyse(
    scores: npt.ArrayLike,
    *,
    items: Sequence[str] | None = None,
    maxima: Sequence[float] | None = None,
    choices: Choices | None = None,
    confidence: float = CONFIDENCE,
    least: int = TOO_FEW,
) -> Analysis:
    """Return the classical item and test statistics of one form.

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        Item scores, 0..maximum; everyone took every item.
    items : sequence of str, length n_items, optional
        Names of the items; "1", "2", ... if absent.
    maxima : sequence of float, length n_items, optional
        Points each item is worth, > 0; 1 if absent.
    choices : Choices, optional
        Options chosen, for the option analysis of selected-response items.
    confidence : float
        Of every interval, between 0 and 1.
    least : int
        Statistics of fewer persons are withheld as "too few".

    Returns
    -------
    Analysis

    Raises
    ------
    ValueError
        If shapes do not fit, a score is missing or above its maximum, or `confidence` is not between 0 and 1.

    Examples
    --------
    >>> analyse([[1, 0], [1, 1]]).test.reliability.status
    'too few'

    References
    ----------
    Allen & Yen (1979), Introduction to Measurement Theory, ch. 4 and 6; Crocker & Algina (1986), Introduction to
    Classical and Modern Test Theory, ch. 14.
    """
    matrix = score_matrix(scores)
    names = [str(number) for number in range(1, matrix.shape[1] + 1)] if items is None else list(items)
    most = np.ones(matrix.shape[1]) if maxima is None else np.asarray(maxima, dtype=np.float64)
    _check(matrix, names, most, confidence)
    found = _items(matrix, names, most, confidence=confidence, least=least)
    if choices is not None:
        found = _with_options(found, matrix, choices, confidence=confidence, least=least)
    return Analysis(
        test=_test(matrix, float(most.sum()), confidence=confidence, least=least),
        items=tuple(flagged(item) for item in found),
    )


def _check(matrix: FloatArray, names: Sequence[str], most: FloatArray, confidence: float) -> None:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1; it is {confidence:g}")
    if len(names) != matrix.shape[1] or most.shape != (matrix.shape[1],):
        raise ValueError(f"{matrix.shape[1]} columns of scores, {len(names)} names, {most.size} maxima")
    if not (most > 0).all():
        raise ValueError("every item must be worth more than 0 points")
    if (matrix > most).any():
        raise ValueError("a score is above the points its item is worth")


def _items(
    matrix: FloatArray, names: Sequence[str], most: FloatArray, *, confidence: float, least: int
) -> list[ItemStatistics]:
    totals, variances = matrix.sum(axis=1), matrix.var(axis=0)
    others = variances.sum() - variances
    return [
        ItemStatistics(
            item=name,
            n=len(matrix),
            difficulty=difficulty(scores, float(most[index]), confidence=confidence, least=least),
            discrimination=correlation(scores, totals - scores, confidence=confidence, least=least),
            alpha_without=alpha_of(
                totals - scores, float(others[index]), len(names) - 1, confidence=confidence, least=least
            ),
            with_total=correlation(scores, totals, method=TOTAL, confidence=confidence, least=least),
            biserial=biserial(scores / most[index], totals - scores, confidence=confidence, least=least),
        )
        for index, (name, scores) in enumerate(zip(names, matrix.T, strict=True))
    ]


def _with_options(
    items: Sequence[ItemStatistics], matrix: FloatArray, choices: Choices, *, confidence: float, least: int
) -> list[ItemStatistics]:
    responses, totals = checked(choices, shape=matrix.shape), matrix.sum(axis=1)
    offered = choices.options or ((),) * len(items)
    return [
        replace(
            item,
            options=option_statistics(
                responses[:, index],
                totals - matrix[:, index],
                key=choices.keys[index],
                offered=offered[index],
                confidence=confidence,
                least=least,
            )
            if choices.keys[index]
            else (),
        )
        for index, item in enumerate(items)
    ]


def _test(matrix: FloatArray, maximum: float, *, confidence: float, least: int) -> TestStatistics:
    totals = matrix.sum(axis=1)
    values, counts = np.unique(totals, return_counts=True)
    reliability = kr20 if is_dichotomous(matrix) else alpha
    mean, sd = _moments(totals, confidence=confidence, least=least)
    return TestStatistics(
        persons=matrix.shape[0],
        items=matrix.shape[1],
        maximum=maximum,
        mean=mean,
        sd=sd,
        reliability=reliability(matrix, confidence=confidence, least=least),
        sem=standard_error_of_measurement(matrix, confidence=confidence, least=least),
        distribution=tuple(zip(values.tolist(), counts.tolist(), strict=True)),
    )


def _moments(totals: FloatArray, *, confidence: float, least: int) -> tuple[Estimate, Estimate]:
    n = len(totals)
    if n < max(2, least):
        status: Status = "too few" if n < least else "undefined"
        return withheld(n=n, method=MEAN, status=status), withheld(n=n, method=SD, status=status)
    mean, sd = float(totals.mean()), float(totals.std(ddof=1))
    return (
        estimated(mean, student(mean, sd, n, confidence=confidence), n=n, method=MEAN),
        estimated(sd, chi_square(sd, n, confidence=confidence), n=n, method=SD),
    )
