"""Standard setting: from what judges say to a cut in whole points, with its error and what it would mean."""

from testamur.psychometrics.standard_setting.angoff import (
    AngoffRound,
    ItemRatings,
    JudgeRatings,
    angoff,
    expected_points,
)
from testamur.psychometrics.standard_setting.bookmark import RP50, RP67, Bookmark, Page, bookmark, ordered_booklet
from testamur.psychometrics.standard_setting.borderline import (
    BorderlineRegression,
    borderline_group,
    borderline_regression,
)
from testamur.psychometrics.standard_setting.contrasting_groups import ContrastingGroups, contrasting_groups
from testamur.psychometrics.standard_setting.cut import CutScore, whole_cut
from testamur.psychometrics.standard_setting.generalisability import VarianceComponents, variance_components
from testamur.psychometrics.standard_setting.hofstee import Hofstee, hofstee
from testamur.psychometrics.standard_setting.impact import Impact, impact

__all__ = [
    "RP50",
    "RP67",
    "AngoffRound",
    "Bookmark",
    "BorderlineRegression",
    "ContrastingGroups",
    "CutScore",
    "Hofstee",
    "Impact",
    "ItemRatings",
    "JudgeRatings",
    "Page",
    "VarianceComponents",
    "angoff",
    "bookmark",
    "borderline_group",
    "borderline_regression",
    "contrasting_groups",
    "expected_points",
    "hofstee",
    "impact",
    "ordered_booklet",
    "variance_components",
    "whole_cut",
]
