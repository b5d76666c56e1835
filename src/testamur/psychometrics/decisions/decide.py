"""The decisions at a cut, by the method that fits what is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.ability import CalibratedForm
from testamur.psychometrics.ability.form import checked_scores
from testamur.psychometrics.decisions.bootstrap import SAMPLES, Decided, Way, decided, withheld_decided
from testamur.psychometrics.decisions.huynh import HUYNH
from testamur.psychometrics.decisions.item_response import LEE
from testamur.psychometrics.decisions.livingston_lewis import FOUR
from testamur.psychometrics.decisions.ways import (
    huynh_way,
    item_response_ways,
    livingston_lewis_way,
    subkoviak_way,
    totals_way,
)
from testamur.psychometrics.estimate import CONFIDENCE, TOO_FEW, Estimate, estimated
from testamur.psychometrics.intervals import wilson
from testamur.psychometrics.scoring import FloatArray, is_dichotomous

ENOUGH: Final = 200
"""With fewer persons four moments are not estimated, if two will do (our policy)."""

CALIBRATED: Final = (
    "The items are calibrated and the decision is made on the total score: Lee. Rudner, for a decision on the"
    " ability itself, is given to compare."
)
TOO_FEW_TO_TELL: Final = "With {n} candidates nothing can be told; at least {least} are needed."
SHARE: Final = "share that passed, Wilson interval"
MANY: Final = f"There is no calibration, and there are at least {ENOUGH} candidates: Livingston and Lewis."
FEW: Final = (
    f"There is no calibration, and with fewer than {ENOUGH} candidates only the mean and the variance are"
    " estimated: Huynh. Subkoviak, for the consistency, is given to compare."
)
TOTALS: Final = "Only totals are known, and a reliability from elsewhere: Livingston and Lewis."
FEW_WITH_POINTS: Final = (
    "There is no calibration, and items are not all scored 0 or 1: Livingston and Lewis, though there are fewer"
    f" than {ENOUGH} candidates."
)


@dataclass(frozen=True, slots=True)
class Decisions:
    """What is known of the decisions at a cut.

    Attributes
    ----------
    n : int
        Persons.
    cut : int
        Lowest whole total that passes.
    passing : Estimate
        Share that passed.
    chosen : Decided
        By the method that fits best, and `why` it does, in a sentence.
    others : tuple of Decided
        By other methods that the same data allow, to compare.
    warnings : tuple of str
    """

    n: int
    cut: int
    passing: Estimate
    chosen: Decided
    why: str
    others: tuple[Decided, ...]
    warnings: tuple[str, ...]


def decisions(
    scores: npt.ArrayLike,
    *,
    cut: float,
    rng: np.random.Generator,
    maximum: float | None = None,
    form: CalibratedForm | None = None,
    population: tuple[float, float] = (0.0, 1.0),
    confidence: float = CONFIDENCE,
    samples: int = SAMPLES,
) -> Decisions:
    """Return accuracy, consistency, kappa, error rates and standard error of measurement at the cut.

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        Whole item scores from 0; everyone took every item.
    cut : float
        Total that passes, above 0; one between whole totals means the next whole one.
    rng : numpy.random.Generator
        Draws the bootstrap samples. Seed it, and record the seed.
    maximum : float, optional
        Points that can be had; those of the form, or else the number of items, if absent.
    form : CalibratedForm, optional
        The items' parameters, if they are calibrated.
    population : tuple of float
        Mean and standard deviation of ability at the calibration.
    confidence : float
        Of the intervals, between 0 and 1.
    samples : int
        Bootstrap samples, >= 2.

    Returns
    -------
    Decisions

    Raises
    ------
    DocumentError
        With everything that is wrong with what was given.
    """
    matrix = np.asarray(scores, dtype=np.float64)
    most = maximum if maximum is not None else _highest(matrix, form)
    found = [*_problems(matrix, cut, most, form), *_settings(population, confidence, samples)]
    if found:
        raise DocumentError(found)
    answers, whole = None if form is None else checked_scores(form, matrix), int(np.ceil(cut))
    n, passing = len(matrix), _passing(matrix, whole, confidence)
    if n < TOO_FEW:
        nothing = withheld_decided(_few_name(matrix, form), n=n)
        return Decisions(n, whole, passing, nothing, TOO_FEW_TO_TELL.format(n=n, least=TOO_FEW), (), ())
    if form is None or answers is None:
        ways, why = _classical(matrix, cut=whole, maximum=most)
    else:
        ways, why = item_response_ways(form, answers, cut=whole, population=population), CALIBRATED
        ways += [livingston_lewis_way(matrix, cut=whole, maximum=most)] if n >= ENOUGH else []
    chosen, *others = (decided(way, n=n, rng=rng, samples=samples, confidence=confidence) for way in ways)
    return Decisions(n, whole, passing, chosen, why, tuple(others), tuple(_warnings(n, chosen)))


def decisions_from_totals(
    totals: npt.ArrayLike,
    *,
    cut: float,
    maximum: float,
    reliability: float,
    rng: np.random.Generator,
    confidence: float = CONFIDENCE,
    samples: int = SAMPLES,
) -> Decisions:
    """Return the same where only totals are known, and their reliability from elsewhere: Livingston and Lewis.

    Parameters
    ----------
    totals : array_like, shape (n_persons,)
        Whole totals, 0..maximum.
    cut, maximum : float
        Total that passes, and points that can be had.
    reliability : float
        Above 0 and below 1; it is taken as known, so the intervals carry nothing of its error.
    rng, confidence, samples
        As in `decisions`.

    Raises
    ------
    DocumentError
        With everything that is wrong with what was given.
    """
    matrix = np.asarray(totals, dtype=np.float64).reshape(-1, 1)
    found = [*_problems(matrix, cut, maximum, None), *_settings((0.0, 1.0), confidence, samples)]
    if not 0 < reliability < 1:
        found.append(Problem("reliability", f"must be above 0 and below 1; it is {reliability:g}"))
    if found:
        raise DocumentError(found)
    n, whole = len(matrix), int(np.ceil(cut))
    passing = _passing(matrix, whole, confidence)
    if n < TOO_FEW:
        nothing = withheld_decided(FOUR, n=n)
        return Decisions(n, whole, passing, nothing, TOO_FEW_TO_TELL.format(n=n, least=TOO_FEW), (), ())
    way = totals_way(matrix[:, 0], cut=whole, maximum=maximum, reliability=reliability)
    chosen = decided(way, n=n, rng=rng, samples=samples, confidence=confidence)
    return Decisions(n, whole, passing, chosen, TOTALS, (), tuple(_warnings(n, chosen)))


def _passing(matrix: FloatArray, cut: int, confidence: float) -> Estimate:
    n, passed = len(matrix), int((matrix.sum(axis=1) >= cut).sum())
    return estimated(passed / n, wilson(passed, n, confidence=confidence), n=n, method=SHARE)


def _few_name(matrix: FloatArray, form: CalibratedForm | None) -> str:
    if form is not None:
        return LEE
    return HUYNH if is_dichotomous(matrix) else FOUR


def _classical(matrix: FloatArray, *, cut: int, maximum: float) -> tuple[list[Way], str]:
    if len(matrix) >= ENOUGH:
        return [livingston_lewis_way(matrix, cut=cut, maximum=maximum)], MANY
    if is_dichotomous(matrix) and maximum == matrix.shape[1]:
        return [huynh_way(matrix, cut=cut), subkoviak_way(matrix, cut=cut)], FEW
    return [livingston_lewis_way(matrix, cut=cut, maximum=maximum)], FEW_WITH_POINTS


def _warnings(n: int, chosen: Decided) -> Iterator[str]:
    if n < ENOUGH:
        yield f"There are {n} candidates: read the intervals, not the figures."
    if chosen.consistency.status != "ok":
        yield "The scores do not vary as true scores and error together must; the method has no value for them."
    elif chosen.error.status != "ok":
        yield "No ability has an expected total at the cut; there is no error of measurement there."


def _highest(matrix: FloatArray, form: CalibratedForm | None) -> float:
    return (
        float((form.categories - 1).sum()) if form is not None else float(matrix.shape[-1]) if matrix.ndim else 0.0
    )


def _problems(matrix: FloatArray, cut: float, most: float, form: CalibratedForm | None) -> Iterator[Problem]:
    if matrix.ndim != 2 or 0 in matrix.shape:
        yield Problem("scores", f"must be a matrix of persons by items, not an array of shape {matrix.shape}")
        return
    if not np.isfinite(matrix).all():
        yield Problem("scores", "must all be there; an item that was not given must be scored or left out")
    elif (matrix < 0).any() or (matrix != np.floor(matrix)).any():
        yield Problem("scores", "must be whole numbers from 0")
    elif (matrix.sum(axis=1) > most).any():
        yield Problem("maximum", f"is {most:g}; a total is higher")
    if form is not None and most != float((form.categories - 1).sum()):
        yield Problem("maximum", f"is {most:g}; the form has {(form.categories - 1).sum()} points")
    if not 0 < cut <= most:
        yield Problem("cut", f"must be above 0 and at most {most:g}; it is {cut:g}")


def _settings(population: tuple[float, float], confidence: float, samples: int) -> Iterator[Problem]:
    if not (np.isfinite(population).all() and population[1] > 0):
        yield Problem("population", "must be a mean and a standard deviation above 0")
    if not 0 < confidence < 1:
        yield Problem("confidence", f"must be between 0 and 1; it is {confidence:g}")
    if samples < 2:
        yield Problem("samples", f"must be two or more; it is {samples}")
