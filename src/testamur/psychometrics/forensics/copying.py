"""Answers that agree too well: omega screens all pairs, the exact generalised binomial decides what is told.

Source: Wollack (1997), Applied Psychological Measurement 21:307-320 (omega); van der Linden & Sotaridona (2006),
Journal of Educational and Behavioral Statistics 31:283-304 (generalised binomial test). In the far tail, which all
pairs ask for, the normal approximation of omega is wrong, above all near the ceiling: so it only screens. The
count of agreements behind omega, given the answers of the other person, is a generalised binomial too; its exact
tail decides, having more power than the test of van der Linden and Sotaridona, whose tail is told beside it.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from testamur.errors import Problem
from testamur.psychometrics.calibration.responses import NOT_GIVEN
from testamur.psychometrics.forensics.given import level_problems, matrix_problems, named, person_problems, refuse
from testamur.psychometrics.forensics.pairs import Possible
from testamur.psychometrics.forensics.poisson_binomial import upper_tail
from testamur.psychometrics.forensics.review import Evidence, ForReview, Screening, screening
from testamur.psychometrics.scoring import FloatArray

METHOD: Final = "omega for screening, its exact generalised binomial tail for what it flags"
BLOCK: Final = 1000
CHUNK: Final = 1000
MARGIN: Final = 0.85
"""Omega flags from this share of sqrt(-log level) on.

A sum of many rare misses reaches a tail of `level` at about sqrt(-log level) standard deviations, a normal one
only at about sqrt(-2 log level).
"""

FLAT: Final = 1e-6

Single = npt.NDArray[np.float32]
Codes = npt.NDArray[np.int8]
Places = npt.NDArray[np.intp]


def copying(
    responses: npt.ArrayLike,
    probabilities: npt.ArrayLike,
    *,
    persons: Sequence[str] | None = None,
    possible: Possible | None = None,
    family_level: float = 0.01,
) -> Screening:
    """Return the pairs whose answers agree more than their abilities explain.

    Parameters
    ----------
    responses : array_like of int, shape (n_persons, n_items)
        Which answer each person gave, from 0: an option, or a score. -1 or NaN where none; that does not count.
    probabilities : array_like, shape (n_persons, n_items, n_answers)
        Of each answer by each person (`answer_probabilities`, `option_probabilities`).
    persons : sequence of str, optional
        Their names.
    possible : Possible, optional
        Which pairs to look at (`near`, `overlapping`, `same`); all if absent. Fewer pairs, more power.
    family_level : float
        Chance, at most, that any pair is found if nobody copied and the probabilities are right. Each pair is
        tested twice, as either may have copied.

    Returns
    -------
    Screening

    Raises
    ------
    DocumentError
        With everything that is wrong with what was given.
    """
    codes, chances = np.asarray(responses, dtype=np.float64), np.asarray(probabilities, dtype=np.float64)
    codes = np.where(np.isnan(codes), NOT_GIVEN, codes)
    names = named(persons, len(codes) if codes.ndim else 0)
    refuse(_problems(codes, chances, names, family_level))
    answers, p = codes.astype(np.int8), chances.astype(np.float32)
    tests = _number(len(answers), possible)
    level = family_level / max(tests, 1)
    pairs, omegas = _screened(answers, p, possible, MARGIN * math.sqrt(-math.log(level)))
    tails, expected = _given_the_source(answers, p, pairs)
    told: dict[tuple[int, int], Agreeing] = {}
    for n in np.flatnonzero(tails <= level).tolist():
        copier, source = pairs[n].tolist()
        one = Agreeing(float(tails[n]), float(expected[n]), float(omegas[n]))
        pair = min(copier, source), max(copier, source)
        told[pair] = min(one, told.get(pair, one))
    found = [_for_review(answers, p, pair, (names[pair[0]], names[pair[1]]), one) for pair, one in told.items()]
    return screening(METHOD, tests=tests, family_level=family_level, found=found)


class Agreeing(NamedTuple):
    """How well two persons agree, in the direction that tells more: exact tail, number expected, omega."""

    tail: float
    expected: float
    omega: float


def _problems(
    codes: FloatArray, chances: FloatArray, names: Sequence[str], family_level: float
) -> Iterator[Problem]:
    yield from level_problems(family_level)
    yield from matrix_problems("responses", codes)
    if codes.ndim != 2:
        return
    yield from person_problems(names, len(codes))
    if chances.shape[:-1] != codes.shape:
        yield Problem("probabilities", f"are of shape {chances.shape}; the responses are of shape {codes.shape}")
    elif not (np.isfinite(chances).all() and np.abs(chances.sum(axis=-1) - 1).max() < 1e-5 and chances.min() >= 0):
        yield Problem("probabilities", "must be 0 or more and sum to 1 over the answers of each item")
    elif (codes != np.floor(codes)).any() or codes.min() < NOT_GIVEN or codes.max() >= chances.shape[-1]:
        yield Problem(
            "responses", f"must be whole numbers from 0 to {chances.shape[-1] - 1}, or -1 where there is none"
        )


def _number(n: int, possible: Possible | None) -> int:
    """Return how many tests there are: two for each pair, as either may have copied."""
    if possible is None:
        return n * (n - 1)
    count = 0
    for start in range(0, n, BLOCK):
        both = possible(slice(start, start + BLOCK))
        count += int(both.sum()) - int(both[:, start:].diagonal().sum())
    return count


def _screened(answers: Codes, p: Single, possible: Possible | None, threshold: float) -> tuple[Places, FloatArray]:
    """Return copier and source, (n_hits, 2), where omega reaches the threshold, and omega (n_hits,)."""
    hot, is_given = answers[:, :, np.newaxis] == np.arange(p.shape[2]), answers >= 0
    surplus = _contrasts((hot - p) * is_given[:, :, np.newaxis], is_given)
    spread = _contrasts(p * (1 - p) * is_given[:, :, np.newaxis], is_given)
    sources = _columns(hot, is_given)
    # With two answers and nothing left out the variance is the same whatever the source answered.
    is_constant = bool(is_given.all()) and not np.abs(spread[:, :-1]).max() > FLAT
    if is_constant:
        surplus /= np.sqrt(np.maximum(spread[:, -1:], FLAT))
    hits, omegas = [np.zeros((0, 2), dtype=np.intp)], [np.zeros(0, dtype=np.float32)]
    for start in range(0, len(answers), BLOCK):
        some = slice(start, start + BLOCK)
        omega = surplus[some] @ sources.T
        if not is_constant:
            omega /= np.sqrt(np.maximum(spread[some] @ sources.T, FLAT))
        if possible is not None:
            omega[~possible(some)] = -np.inf
        within = np.arange(len(omega))
        omega[within, start + within] = -np.inf
        copiers, others = np.nonzero(omega >= threshold)
        hits.append(np.column_stack([start + copiers, others]))
        omegas.append(omega[copiers, others])
    return np.concatenate(hits), np.concatenate(omegas).astype(np.float64)


def _columns(hot: npt.NDArray[np.bool_], is_given: npt.NDArray[np.bool_]) -> Single:
    """Return which answers but the first each source gave, and what was given at all, in columns."""
    n = len(hot)
    parts = [hot[:, :, 1:].reshape(n, -1)]
    parts.append(np.ones((n, 1), dtype=np.bool_) if is_given.all() else is_given)
    return np.concatenate(parts, axis=1).astype(np.float32)


def _contrasts(values: Single, is_given: npt.NDArray[np.bool_]) -> Single:
    """Return values of answers so that their product with `_columns` sums, over the items, that of the source."""
    n = len(values)
    first = values[:, :, 0]
    rest = (values[:, :, 1:] - values[:, :, :1]).reshape(n, -1)
    return np.concatenate([rest, first.sum(axis=1, keepdims=True) if is_given.all() else first], axis=1)


def _given_the_source(answers: Codes, p: Single, pairs: Places) -> tuple[FloatArray, FloatArray]:
    """Return for each copier and source the chance of so many agreements, given the source's, and their mean."""
    tails, expected = [np.zeros(0)], [np.zeros(0)]
    for start in range(0, len(pairs), CHUNK):
        copier, source = pairs[start : start + CHUNK].T
        both = (answers[copier] >= 0) & (answers[source] >= 0)
        of_source = np.maximum(answers[source], 0).astype(np.intp)[:, :, np.newaxis]
        chances = np.where(both, np.take_along_axis(p[copier], of_source, axis=2)[:, :, 0], 0).astype(np.float64)
        alike = (both & (answers[copier] == answers[source])).sum(axis=1)
        tails.append(upper_tail(np.clip(chances, 0, 1), alike))
        expected.append(chances.sum(axis=1))
    return np.concatenate(tails), np.concatenate(expected)


def _for_review(
    answers: Codes, p: Single, pair: tuple[int, int], names: tuple[str, str], one: Agreeing
) -> ForReview:
    rows = answers[list(pair)]
    both = (rows >= 0).all(axis=0)
    alike = both & (rows[0] == rows[1])
    chances = np.where(both, (p[pair[0]] * p[pair[1]]).sum(axis=1), 0).astype(np.float64)
    test = float(upper_tail(np.clip(chances, 0, 1)[np.newaxis], np.array([alike.sum()]))[0])
    items, given = np.flatnonzero(alike), rows[0, alike]
    unlikely = (p[pair[0], items, given] < 0.5) & (p[pair[1], items, given] < 0.5)
    words = (
        f"{names[0]} and {names[1]} gave {alike.sum()} of {both.sum()} answers alike; {one.expected:.1f} would be"
        " expected of two people of their abilities who work apart. The numbers do not say how it came about, nor"
        " who took from whom: look at seats, times and networks, and at whether they learned together."
    )
    evidence = (
        Evidence("answers alike", float(alike.sum()), "Items on which both gave the same answer."),
        Evidence("expected alike", one.expected, "At the ability of one and the answers of the other."),
        Evidence(
            "unlikely answers alike", float(unlikely.sum()), "Of those alike, unlikely (below 1/2) for both."
        ),
        Evidence("omega", one.omega, "Standard deviations above the expected, in the direction that tells more."),
        Evidence(
            "generalised binomial test", test, "Chance of so many alike, the answers of neither being given."
        ),
    )
    return ForReview(names, one.tail, words, evidence)
