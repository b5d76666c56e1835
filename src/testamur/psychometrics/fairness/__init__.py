"""Fairness: whether an item works alike for people of the same ability, whatever group they belong to."""

from testamur.psychometrics.fairness.groups import Compared, compared
from testamur.psychometrics.fairness.item_response import ItemRatio, Ratios, likelihood_ratios
from testamur.psychometrics.fairness.logistic import ItemRegression, Regressions, logistic
from testamur.psychometrics.fairness.mantel_haenszel import (
    CommonOdds,
    Differences,
    ItemDifference,
    class_of,
    common_odds,
    mantel_haenszel,
)

__all__ = [
    "CommonOdds",
    "Compared",
    "Differences",
    "ItemDifference",
    "ItemRatio",
    "ItemRegression",
    "Ratios",
    "Regressions",
    "class_of",
    "common_odds",
    "compared",
    "likelihood_ratios",
    "logistic",
    "mantel_haenszel",
]
