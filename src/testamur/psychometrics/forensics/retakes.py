"""Gains from one sitting to the next, against what growth and chance let expect."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from testamur.errors import Problem
from testamur.psychometrics.ability import CalibratedForm
from testamur.psychometrics.ability.form import checked_scores
from testamur.psychometrics.decisions.latent import Population, normal_population, posteriors
from testamur.psychometrics.estimate import TOO_FEW
from testamur.psychometrics.forensics.given import level_problems, named, person_problems, refuse
from testamur.psychometrics.forensics.predictive import predicted
from testamur.psychometrics.forensics.review import Evidence, ForReview, Screening, screening
from testamur.psychometrics.scoring import FloatArray

METHOD: Final = "score on the second sitting, exact predictive distribution given the first and the growth of all"
LEAST_SPREAD: Final = 0.05
MOST_GROWTH: Final = 3.0
MOST_OTHERS: Final = 0.3
NEGLIGIBLE: Final = 1e-100
OTHERS_SPREAD: Final = 2.0
"""Standard deviation of growth of another kind: wide, so that who knew the items does not widen that of all."""


@dataclass(frozen=True, slots=True)
class Growth:
    """By how much ability grows from one sitting to the next: mean and standard deviation over persons.

    `others` is the share of persons, 0 to 0.3, whose growth seems of another kind, and is left out of the two.
    """

    mean: float
    spread: float
    others: float = 0.0


def retake_gains(
    first: tuple[CalibratedForm, npt.ArrayLike],
    second: tuple[CalibratedForm, npt.ArrayLike],
    *,
    growth: Growth | None = None,
    persons: Sequence[str] | None = None,
    population: tuple[float, float] = (0.0, 1.0),
    family_level: float = 0.01,
) -> Screening:
    """Return the persons who gained more than others who sat again.

    Parameters
    ----------
    first, second : tuple of CalibratedForm and array_like, shape (n_persons, n_items)
        The forms, on one ability scale, and the whole scores of the same persons on each; -1 or NaN where an item
        was not given.
    growth : Growth, optional
        What is expected of those who sit again; estimated from them if absent, which takes 30 of them.
    persons : sequence of str, optional
    population : tuple of float
        Mean and standard deviation of ability of **all** who sat the first time, those included who passed: who
        sits again was chosen by the first scores, which are given here.
    family_level : float
        Chance, at most, that anybody is found if growth is normal and as expected.

    Returns
    -------
    Screening

    Raises
    ------
    DocumentError
        With everything that is wrong with what was given.
    """
    before, after = checked_scores(*first), checked_scores(*second)
    names = named(persons, len(before))
    refuse(_problems(before, after, names, growth, family_level))
    prior = normal_population(*population)
    known = posteriors(first[0], before, prior)
    expected = estimated_growth(known, second[0], after, prior) if growth is None else growth
    found = predicted(second[0], after, prior.nodes, known @ _steps(prior.nodes, expected.mean, expected.spread))
    flagged = np.flatnonzero(found.tails <= family_level / len(before)).tolist()
    reviews = [
        _for_review(
            names[row], float(found.tails[row]), float(found.reached[row]), float(found.expected[row]), expected
        )
        for row in flagged
    ]
    return screening(METHOD, tests=len(before), family_level=family_level, found=reviews)


def estimated_growth(
    known: FloatArray, form: CalibratedForm, scores: npt.NDArray[np.int8], prior: Population
) -> Growth:
    """Return the growth that makes the second scores most likely, a share of others being allowed for.

    Parameters
    ----------
    known : ndarray of float, shape (n_persons, n_nodes)
        What the first sitting says of each ability, on the nodes of the prior.
    form, scores
        Of the second sitting.
    prior : Population
    """
    logs = form.log_likelihood(scores, prior.nodes)
    likely = np.exp(logs - logs.max(axis=1, keepdims=True))

    def cost(at: FloatArray) -> float:
        mean, spread, others = float(at[0]), float(np.exp(at[1])), float(at[2])
        steps = (1 - others) * _steps(prior.nodes, mean, spread) + others * _steps(
            prior.nodes, mean, OTHERS_SPREAD
        )
        chances = ((known @ steps) * likely).sum(axis=1)
        return -float(np.log(np.maximum(chances, 1e-300)).sum())

    bounds = [(-MOST_GROWTH, MOST_GROWTH), (np.log(LEAST_SPREAD), np.log(OTHERS_SPREAD)), (0.0, MOST_OTHERS)]
    options = {"xatol": 1e-3, "fatol": 1e-3}
    best = minimize(cost, [0.2, np.log(0.3), 0.05], method="Nelder-Mead", bounds=bounds, options=options).x
    return Growth(float(best[0]), float(np.exp(best[1])), float(best[2]))


def _steps(nodes: FloatArray, mean: float, spread: float) -> FloatArray:
    """Return the share of people at each node that is at each node afterwards, (n_nodes, n_nodes)."""
    # The nodes being equally spaced, every row is the same normal curve, further along.
    apart = np.concatenate([nodes - nodes[-1], nodes[1:] - nodes[0]])
    curve = np.maximum(np.exp(-0.5 * np.square((apart - mean) / max(spread, LEAST_SPREAD))), NEGLIGIBLE)
    shares = np.lib.stride_tricks.sliding_window_view(curve, len(nodes))[::-1]
    found: FloatArray = shares / shares.sum(axis=1, keepdims=True)
    return found


def _for_review(name: str, p: float, reached: float, expected: float, growth: Growth) -> ForReview:
    words = (
        f"{name} has {reached:.0f} points on the second sitting; {expected:.1f} would be expected after the first"
        " and the growth of others who sat again. Hard study, illness at the first sitting, another person in the"
        " chair or knowledge of the items may be behind it."
    )
    evidence = (
        Evidence("points reached", reached, "On the second sitting."),
        Evidence("points expected", expected, "After the first sitting, chance included."),
        Evidence("mean growth", growth.mean, "In units of ability, of those who sat again."),
        Evidence("spread of growth", growth.spread, "Its standard deviation."),
    )
    return ForReview((name,), p, words, evidence)


def _problems(
    before: npt.NDArray[np.int8],
    after: npt.NDArray[np.int8],
    names: Sequence[str],
    growth: Growth | None,
    family_level: float,
) -> Iterator[Problem]:
    yield from level_problems(family_level)
    yield from person_problems(names, len(before))
    if len(before) != len(after):
        yield Problem("second", f"has {len(after)} rows, the first {len(before)}; they must be the same persons")
    if growth is None and len(before) < TOO_FEW:
        yield Problem(
            "growth", f"cannot be learned from {len(before)} persons; state it, or bring at least {TOO_FEW}"
        )
    if growth is not None and not (np.isfinite([growth.mean, growth.spread]).all() and growth.spread >= 0):
        yield Problem("growth", "must be a mean and a spread of 0 or more")
