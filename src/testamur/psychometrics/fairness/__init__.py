"""Fairness: whether an item works alike for people of the same ability, whatever group they belong to."""

from testamur.psychometrics.fairness.group_size import focal_needed
from testamur.psychometrics.fairness.groups import LEAST_IN_ALL, LEAST_IN_GROUP, Compared, compared
from testamur.psychometrics.fairness.impact import FOUR_FIFTHS, impact_ratio
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
    "FOUR_FIFTHS",
    "LEAST_IN_ALL",
    "LEAST_IN_GROUP",
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
    "focal_needed",
    "impact_ratio",
    "likelihood_ratios",
    "logistic",
    "mantel_haenszel",
]
