"""Reliability of estimates of ability: what is expected of a form, and what was found of its candidates.

Source: Green, Bock, Humphreys, Linn & Reckase (1984), Journal of Educational Measurement 21:347-360 (marginal
reliability); Brown & Croudace (2015), in Reise & Revicki, Handbook of Item Response Theory Modeling, ch. 15
(empirical reliability of posterior means).
"""

from testamur.errors import Refused
from testamur.psychometrics.ability.estimate import Abilities
from testamur.psychometrics.ability.form import CalibratedForm
from testamur.psychometrics.ability.population import population_nodes


def marginal_reliability(form: CalibratedForm, *, mean: float = 0.0, sd: float = 1.0) -> float:
    """Return the reliability that a form has in a population N(mean, sd^2), 0 to 1.

    The mean over the population of I sd^2 / (I sd^2 + 1), I being the information of the form at an ability.

    Raises
    ------
    Refused
        If `sd` is not above 0.
    """
    nodes, shares = population_nodes(mean, sd)
    gained = form.test_information(nodes) * sd**2
    return float(shares @ (gained / (gained + 1)))


def empirical_reliability(abilities: Abilities) -> float:
    """Return the share of the variance of ability that estimates by EAP catch, 0 to 1.

    The variance of the posterior means over that variance and the mean of the posterior variances. NaN if no two
    persons have an estimate.

    Raises
    ------
    Refused
        If the abilities are not means of posteriors.
    """
    if abilities.method != "eap":
        raise Refused("ability-method", "Empirical reliability is that of means of posteriors (EAP).")
    known = abilities.is_defined
    if known.sum() < 2:
        return float("nan")
    spread = float(abilities.theta[known].var())
    error = float((abilities.errors[known] ** 2).mean())
    return spread / (spread + error) if spread + error > 0 else float("nan")
