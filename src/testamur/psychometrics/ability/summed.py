"""Ability from the number-correct score: what a table beside a form can tell.

Source: Lord & Wingersky (1984), Applied Psychological Measurement 8:453-461, for the distribution of the score at
each ability; Thissen, Pommerich, Billeaud & Williams (1995), Applied Psychological Measurement 19:39-49, for the
posterior of ability at each score.
"""

from dataclasses import dataclass

import numpy as np

from testamur.psychometrics.ability.form import CalibratedForm
from testamur.psychometrics.ability.population import population_nodes
from testamur.psychometrics.equating.irt_equating import abilities_of, score_probabilities
from testamur.psychometrics.item_model import FloatArray
from testamur.psychometrics.one_thread import one_thread


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """For each total score from 0: mean and standard deviation of ability, and the share of people who get it."""

    theta: FloatArray
    errors: FloatArray
    shares: FloatArray


@one_thread()
def table_of_scores(form: CalibratedForm, *, mean: float = 0.0, sd: float = 1.0) -> ScoreTable:
    """Return what each total score tells of ability, in a population N(mean, sd^2).

    Returns
    -------
    ScoreTable
        Arrays of shape (highest score + 1,); never undefined, since the population is known.

    Raises
    ------
    Refused
        If `sd` is not above 0.
    """
    nodes, weights = population_nodes(mean, sd)
    highest = int((form.categories - 1).sum())
    joint = score_probabilities(form.probabilities(nodes))[:, : highest + 1] * weights[:, np.newaxis]
    shares = joint.sum(axis=0)
    theta = nodes @ joint / shares
    return ScoreTable(theta, np.sqrt(np.maximum(nodes**2 @ joint / shares - theta**2, 0)), shares)


def ability_at(form: CalibratedForm, scores: FloatArray) -> FloatArray:
    """Return the ability at which the expected total is each score; NaN where the curve does not reach it."""
    lowest, highest = form.expected_scores([-30.0, 30.0])
    found = abilities_of(scores, form.probabilities)
    return np.where((scores > lowest) & (scores < highest), found, np.nan)
