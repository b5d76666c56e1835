"""Items that may have been known: scores on exposed items against what the other items let expect.

Of each person, ability is learned from the items that are believed secret; the total on the exposed ones is then
held against its predictive distribution. The idea of two abilities, with a gate between them, is that of Shu,
Henson & Luecht (2013), Psychometrika 78:481-497 (deterministic, gated item response model); here an exact test of
each person takes the place of a fitted model. Tests of this kind are compared by Sinharay (2017), Journal of
Educational and Behavioral Statistics 42:46-68.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.errors import Problem
from testamur.psychometrics.ability import CalibratedForm
from testamur.psychometrics.ability.form import checked_scores
from testamur.psychometrics.calibration.responses import NOT_GIVEN
from testamur.psychometrics.decisions.latent import normal_population, posteriors
from testamur.psychometrics.forensics.given import level_problems, named, person_problems, refuse
from testamur.psychometrics.forensics.predictive import predicted
from testamur.psychometrics.forensics.review import Evidence, ForReview, Screening, screening
from testamur.psychometrics.item_model import BoolArray

METHOD: Final = "score on exposed items, exact predictive distribution given the other items"
FEW_ITEMS: Final = 5
MUCH: Final = 3.0
"""If all persons together lie so many standard errors above, the items themselves have become easier."""


def preknowledge(
    form: CalibratedForm,
    scores: npt.ArrayLike,
    is_exposed: npt.ArrayLike,
    *,
    persons: Sequence[str] | None = None,
    population: tuple[float, float] = (0.0, 1.0),
    family_level: float = 0.01,
) -> Screening:
    """Return the persons who did better on exposed items than their other answers let expect.

    Parameters
    ----------
    form : CalibratedForm
        Calibrated before the items were exposed.
    scores : array_like, shape (n_persons, n_items)
        Whole scores from 0; -1 or NaN where an item was not given.
    is_exposed : array_like of bool, shape (n_items,)
        Which items may have been known; chosen before these scores are looked at.
    persons : sequence of str, optional
    population : tuple of float
        Mean and standard deviation of ability.
    family_level : float
        Chance, at most, that anybody is found if no item was known.

    Returns
    -------
    Screening

    Raises
    ------
    DocumentError
        With everything that is wrong with what was given.
    """
    whole = checked_scores(form, scores)
    names, exposed = named(persons, len(whole)), np.asarray(is_exposed)
    refuse(_problems(whole, names, exposed, family_level))
    exposed = exposed.astype(np.bool_)
    prior = normal_population(*population)
    known = posteriors(form, np.where(exposed, np.int8(NOT_GIVEN), whole), prior)
    found = predicted(form, np.where(exposed, whole, np.int8(NOT_GIVEN)), prior.nodes, known)
    tests = int((whole[:, exposed] != NOT_GIVEN).any(axis=1).sum())
    flagged = np.flatnonzero(found.tails <= family_level / max(tests, 1)).tolist()
    reviews = [
        _for_review(names[row], float(found.tails[row]), float(found.reached[row]), float(found.expected[row]),
                    float(known[row] @ prior.nodes))
        for row in flagged
    ]  # fmt: skip
    warnings = tuple(_warnings(exposed, found.surplus))
    return screening(METHOD, tests=tests, family_level=family_level, found=reviews, warnings=warnings)


def _for_review(name: str, p: float, reached: float, expected: float, ability: float) -> ForReview:
    words = (
        f"{name} has {reached:.0f} points on the exposed items; {expected:.1f} would be expected after the answers"
        " to all others. Knowledge of the items may be behind it, or study of just what they ask: look at the"
        " dates, at the course taken and at the times of the answers."
    )
    evidence = (
        Evidence("points on exposed items", reached, "Reached."),
        Evidence("points expected", expected, "At the ability that the other items show, and its uncertainty."),
        Evidence("ability from the others", ability, "Mean of the posterior without the exposed items."),
    )
    return ForReview((name,), p, words, evidence)


def _warnings(exposed: BoolArray, surplus: float) -> Iterator[str]:
    if exposed.sum() < FEW_ITEMS:
        yield f"There are only {exposed.sum()} exposed items; hardly anybody who knew them can be told from luck."
    if surplus > MUCH:
        yield (
            f"All persons together lie {surplus:.1f} standard errors above what is expected on the exposed items:"
            " many knew them, or they have become easier, or are taught now."
        )


def _problems(
    scores: npt.NDArray[np.int8], names: Sequence[str], exposed: npt.NDArray[np.generic], family_level: float
) -> Iterator[Problem]:
    yield from level_problems(family_level)
    yield from person_problems(names, len(scores))
    if exposed.shape != scores.shape[1:] or not np.isin(exposed, (0, 1)).all():
        yield Problem("is_exposed", f"must say true or false for each of {scores.shape[1]} items")
    elif not 0 < int(exposed.astype(np.int64).sum()) < scores.shape[1]:
        yield Problem("is_exposed", "must leave some items on either side")
