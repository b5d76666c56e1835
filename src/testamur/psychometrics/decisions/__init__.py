"""Decisions at the cut: how often they are right, and how often two sittings would agree."""

from testamur.psychometrics.decisions.agreement import Agreement, agreement_over, consistency_over
from testamur.psychometrics.decisions.bootstrap import Decided
from testamur.psychometrics.decisions.decide import ENOUGH, Decisions, decisions, decisions_from_totals
from testamur.psychometrics.decisions.huynh import huynh
from testamur.psychometrics.decisions.item_response import ability_cut, ability_error, lee, rudner
from testamur.psychometrics.decisions.latent import Population, normal_population
from testamur.psychometrics.decisions.livingston_lewis import (
    DecisionConsistency,
    TrueScores,
    agreement,
    decision_consistency,
    true_scores,
)
from testamur.psychometrics.decisions.subkoviak import subkoviak

__all__ = [
    "ENOUGH",
    "Agreement",
    "Decided",
    "DecisionConsistency",
    "Decisions",
    "Population",
    "TrueScores",
    "ability_cut",
    "ability_error",
    "agreement",
    "agreement_over",
    "consistency_over",
    "decision_consistency",
    "decisions",
    "decisions_from_totals",
    "huynh",
    "lee",
    "normal_population",
    "rudner",
    "subkoviak",
    "true_scores",
]
