"""Rudner and Lee: decisions at the cut from the items' calibrated parameters."""

from typing import Final

import numpy as np
from scipy.stats import norm

from testamur.psychometrics.ability import CalibratedForm, ability_at
from testamur.psychometrics.decisions.agreement import Agreement, agreement_over
from testamur.psychometrics.decisions.latent import Population
from testamur.psychometrics.equating import score_probabilities
from testamur.psychometrics.scoring import FloatArray

LEE: Final = "Lee, total score under the item model"
RUDNER: Final = "Rudner, normal error of ability under the item model"


def ability_cut(form: CalibratedForm, cut: float) -> float:
    """Return the ability at which the expected total is the cut; infinite, of either sign, where it never is."""
    found = float(ability_at(form, np.array([cut], dtype=np.float64))[0])
    if np.isnan(found):
        return -np.inf if cut <= float(form.expected_scores([0.0])[0]) else np.inf
    return found


def lee(form: CalibratedForm, population: Population, *, cut: int) -> Agreement:
    """Return the agreement of decisions on the total score.

    Parameters
    ----------
    form : CalibratedForm
    population : Population
    cut : int
        Total score that passes, 1..highest.

    Returns
    -------
    Agreement
        Two sittings are two independent sets of answers at one ability; able is whose expected total is at
        least the cut.

    References
    ----------
    Lee (2010), Journal of Educational Measurement 47:1-17; the distribution of the total at each ability: Lord &
    Wingersky (1984), Applied Psychological Measurement 8:453-461.
    """
    passes = passes_by_score(form, population.nodes, cut=cut)
    return agreement_over(population.weights, passes, population.able(ability_cut(form, cut)))


def rudner(form: CalibratedForm, population: Population, *, cut: float) -> Agreement:
    """Return the agreement of decisions on an ability estimated without bias and with normal error.

    Parameters
    ----------
    form : CalibratedForm
    population : Population
    cut : float
        Ability that passes.

    Returns
    -------
    Agreement
        The error at each ability is 1 / sqrt(test information).

    References
    ----------
    Rudner (2001), Practical Assessment, Research & Evaluation 7(14); Rudner (2005), ibid. 10(13).
    """
    passes = passes_by_ability(form, population.nodes, cut=cut)
    return agreement_over(population.weights, passes, population.able(cut))


def passes_by_score(form: CalibratedForm, nodes: FloatArray, *, cut: int) -> FloatArray:
    """Return the chance of a total of at least the cut at each ability."""
    passes: FloatArray = score_probabilities(form.probabilities(nodes))[:, cut:].sum(axis=1)
    return np.minimum(passes, 1.0)


def passes_by_ability(form: CalibratedForm, nodes: FloatArray, *, cut: float) -> FloatArray:
    """Return the chance of an estimate of at least the cut at each ability."""
    passes: FloatArray = norm.cdf((nodes - cut) * np.sqrt(form.test_information(nodes)))
    return passes


def ability_error(form: CalibratedForm, theta: float) -> float:
    """Return 1 / sqrt(test information) at an ability, on its scale."""
    return float(1 / np.sqrt(form.test_information([theta])[0]))
