"""Ability: estimates with their errors, tables of scores, reported scales."""

from testamur.psychometrics.ability.estimate import Abilities, estimate
from testamur.psychometrics.ability.form import CalibratedForm, form_from, form_of, form_of_items
from testamur.psychometrics.ability.precision import empirical_reliability, marginal_reliability
from testamur.psychometrics.ability.scale import Scale, scale_through
from testamur.psychometrics.ability.summed import ScoreTable, ability_at, table_of_scores

__all__ = [
    "Abilities",
    "CalibratedForm",
    "Scale",
    "ScoreTable",
    "ability_at",
    "empirical_reliability",
    "estimate",
    "form_from",
    "form_of",
    "form_of_items",
    "marginal_reliability",
    "scale_through",
    "table_of_scores",
]
