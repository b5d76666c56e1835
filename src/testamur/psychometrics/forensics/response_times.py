"""Answers that came too fast or too slow: the lognormal model of response times, and each time held against it.

Source: van der Linden (2006), Journal of Educational and Behavioral Statistics 31:181-204 (the model); van der
Linden & Guo (2008), Psychometrika 73:365-384 (residuals against the time expected from the other items).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2, norm

from testamur.errors import Problem
from testamur.psychometrics.estimate import TOO_FEW
from testamur.psychometrics.forensics.given import level_problems, matrix_problems, named, person_problems, refuse
from testamur.psychometrics.forensics.review import Evidence, ForReview, Screening, screening
from testamur.psychometrics.scoring import FloatArray

METHOD: Final = "lognormal response times, sum of squared sequential residuals"
TOLERANCE: Final = 1e-9
MOST_ROUNDS: Final = 2000
FAR: Final = 1.96
MOST_FAR: Final = 0.075
"""If a larger share of residuals lies beyond 1.96, where 5 % are expected, the model does not hold."""


@dataclass(frozen=True, slots=True)
class Times:
    """The model: log time of person i on item j ~ N(intensity_j - speed_i, deviation_j^2), speed ~ N(0, spread^2).

    Attributes
    ----------
    intensities, deviations : ndarray of float, shape (n_items,)
        Mean and standard deviation of the log of the seconds of somebody of average speed.
    spread : float
        Standard deviation of speed.
    converged : bool
    """

    intensities: FloatArray
    deviations: FloatArray
    spread: float
    converged: bool


def fit_times(seconds: npt.ArrayLike) -> Times:
    """Return the model that makes the times most likely.

    Parameters
    ----------
    seconds : array_like, shape (n_persons, n_items)
        Above 0; NaN where there is none.

    Returns
    -------
    Times
        By expectation and maximisation; `converged` says whether it came to rest.

    Raises
    ------
    DocumentError
        With fewer than 30 persons, a time of 0 or below, or an item with fewer than two times or all alike.
    """
    matrix = np.asarray(seconds, dtype=np.float64)
    refuse(_problems(matrix))
    logs, is_given = _logs(matrix)
    counts = is_given.sum(axis=0)
    intensities = logs.sum(axis=0) / counts
    variances = ((logs - intensities) ** 2 * is_given).sum(axis=0) / counts
    speed_variance, before = float(variances.mean()) / 4, -np.inf
    for _ in range(MOST_ROUNDS):
        speeds, errors, likelihood = _speeds(logs, is_given, intensities, variances, speed_variance)
        if likelihood - before < TOLERANCE * abs(likelihood):
            return Times(intensities, np.sqrt(variances), float(np.sqrt(speed_variance)), converged=True)
        before = likelihood
        # A free mean of speed, folded back into the intensities, saves most of the rounds.
        speeds = speeds - speeds.mean()
        intensities = ((logs + speeds[:, np.newaxis]) * is_given).sum(axis=0) / counts
        away = logs - intensities + speeds[:, np.newaxis]
        variances = np.maximum(((away**2 + errors[:, np.newaxis]) * is_given).sum(axis=0) / counts, 1e-8)
        speed_variance = float((speeds**2 + errors).mean())
    return Times(intensities, np.sqrt(variances), float(np.sqrt(speed_variance)), converged=False)


def _logs(seconds: FloatArray) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    is_given = np.isfinite(seconds)
    return np.log(np.where(is_given, seconds, 1.0)), is_given


def _speeds(
    logs: FloatArray,
    is_given: npt.NDArray[np.bool_],
    intensities: FloatArray,
    variances: FloatArray,
    speed_variance: float,
) -> tuple[FloatArray, FloatArray, float]:
    """Return mean and variance of each person's speed, and the log-likelihood but for a constant."""
    weights = is_given / variances
    away = intensities - logs
    errors = 1 / (1 / speed_variance + weights.sum(axis=1))
    leaning = (weights * away).sum(axis=1)
    likelihood = (
        np.log(errors / speed_variance).sum()
        - (is_given * np.log(variances)).sum()
        - (weights * away**2).sum()
        + (errors * leaning**2).sum()
    )
    return errors * leaning, errors, float(likelihood) / 2


def sequential_residuals(
    seconds: npt.ArrayLike, times: Times, *, order: npt.ArrayLike | None = None
) -> FloatArray:
    """Return how far each log time is from what the person's earlier times let expect, in standard deviations.

    Parameters
    ----------
    seconds : array_like, shape (n_persons, n_items)
        Above 0; NaN where there is none.
    times : Times
    order : array_like of int, shape (n_persons, n_items), optional
        For each person the items, as columns from 0, in the order in which they came; that of the form if absent.

    Returns
    -------
    ndarray of float, shape (n_persons, n_items)
        At the items; below 0: faster than expected. Under the model independent and N(0, 1), since each is held
        against the predictive distribution given those before. NaN where there is no time.
    """
    logs, is_given = _logs(np.asarray(seconds, dtype=np.float64))
    rows = np.arange(len(logs))
    turns = (
        np.tile(np.arange(logs.shape[1]), (len(logs), 1)) if order is None else np.asarray(order, dtype=np.intp)
    )
    mean, variance = np.zeros(len(logs)), np.full(len(logs), times.spread**2)
    found = np.full(logs.shape, np.nan)
    for at in turns.T:
        was, own = is_given[rows, at], times.deviations[at] ** 2
        away = logs[rows, at] - (times.intensities[at] - mean)
        found[rows[was], at[was]] = (away / np.sqrt(own + variance))[was]
        gain = np.where(was, variance / (variance + own), 0)
        mean, variance = mean - gain * away, variance * (1 - gain)
    return found


def aberrant_times(
    seconds: npt.ArrayLike,
    *,
    times: Times | None = None,
    order: npt.ArrayLike | None = None,
    persons: Sequence[str] | None = None,
    family_level: float = 0.01,
) -> Screening:
    """Return the persons whose times do not fit the model of all.

    Parameters
    ----------
    seconds : array_like, shape (n_persons, n_items)
        Above 0; NaN where there is none.
    times : Times, optional
        From earlier sittings; fitted to these if absent.
    order : array_like of int, shape (n_persons, n_items), optional
        As in `sequential_residuals`.
    persons : sequence of str, optional
    family_level : float
        Chance, at most, that anybody is found if all times come from the model.

    Returns
    -------
    Screening
        With a warning if the times of all do not follow the model: then unusual times are usual, and the level
        does not hold.

    Raises
    ------
    DocumentError
        With everything that is wrong with what was given.
    """
    matrix = np.asarray(seconds, dtype=np.float64)
    names = named(persons, len(matrix) if matrix.ndim else 0)
    refuse(_all_problems(matrix, names, order, times, family_level))
    model = fit_times(matrix) if times is None else times
    residuals = sequential_residuals(matrix, model, order=order)
    counts = np.isfinite(residuals).sum(axis=1)
    sums = np.nansum(residuals**2, axis=1)
    tails = np.where(counts > 0, chi2.sf(sums, np.maximum(counts, 1)), 1.0)
    level = family_level / len(matrix)
    found = [
        _for_review(names[row], float(tails[row]), residuals[row], float(sums[row]))
        for row in np.flatnonzero(tails <= level).tolist()
    ]
    warnings = tuple(_warnings(residuals, model))
    return screening(METHOD, tests=len(matrix), family_level=family_level, found=found, warnings=warnings)


def _for_review(name: str, p: float, residuals: FloatArray, total: float) -> ForReview:
    known = residuals[np.isfinite(residuals)]
    far = float(norm.isf(0.05 / 2 / len(known)))
    fast, slow = int((known < -far).sum()), int((known > far).sum())
    items = [str(place + 1) for place in np.flatnonzero(residuals < -far)]
    words = (
        f"The times of {name} do not follow the pattern of all others: {fast} answers came much faster and {slow}"
        " much slower than this person's own speed lets expect."
        + (f" Fast: item {', '.join(items)}." if items else "")
        + " An interruption, an accommodation, a device, guessing at the end of the time or knowledge of the items"
        " may be behind it."
    )
    evidence = (
        Evidence("squared residuals", total, f"Their sum over {len(known)} times; about that number is expected."),
        Evidence("much faster", float(fast), f"Answers more than {far:.1f} standard deviations faster."),
        Evidence("much slower", float(slow), f"Answers more than {far:.1f} standard deviations slower."),
    )
    return ForReview((name,), p, words, evidence)


def _warnings(residuals: FloatArray, model: Times) -> Iterator[str]:
    share = float((np.abs(residuals[np.isfinite(residuals)]) > FAR).mean())
    if share > MOST_FAR:
        yield (
            f"{share:.0%} of all times lie beyond 1.96 standard deviations, where 5 % are expected: the lognormal"
            " model does not hold here, and more people are found than the level says."
        )
    if not model.converged:
        yield "The model of times did not come to rest; do not rely on it."


def _problems(seconds: FloatArray) -> Iterator[Problem]:
    yield from matrix_problems("seconds", seconds)
    if seconds.ndim != 2 or 0 in seconds.shape:
        return
    if len(seconds) < TOO_FEW:
        yield Problem("seconds", f"are of {len(seconds)} persons; at least {TOO_FEW} are needed")
    yield from _time_problems(seconds)
    for item in range(seconds.shape[1]):
        known = seconds[np.isfinite(seconds[:, item]), item]
        if len(np.unique(known)) < 2:
            yield Problem(f"seconds[{item}]", "has no two different times; there is nothing to learn from it")


def _time_problems(seconds: FloatArray) -> Iterator[Problem]:
    if np.isinf(seconds).any() or (seconds <= 0).any():
        yield Problem("seconds", "must be above 0, or missing")


def _all_problems(
    seconds: FloatArray,
    names: Sequence[str],
    order: npt.ArrayLike | None,
    times: Times | None,
    family_level: float,
) -> Iterator[Problem]:
    yield from level_problems(family_level)
    yield from matrix_problems("seconds", seconds)
    if seconds.ndim != 2:
        return
    yield from person_problems(names, len(seconds))
    yield from _time_problems(seconds)
    if times is not None and len(times.intensities) != seconds.shape[1]:
        yield Problem("times", f"are of {len(times.intensities)} items; there are {seconds.shape[1]}")
    if order is not None:
        turns = np.asarray(order)
        everything = np.broadcast_to(np.arange(seconds.shape[1]), seconds.shape)
        if turns.shape != seconds.shape or not (np.sort(turns, axis=1) == everything).all():
            yield Problem("order", "must name every item of every person once")
