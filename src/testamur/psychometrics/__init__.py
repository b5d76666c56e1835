"""Psychometrics: arrays in, frozen results out.

Every number carries its n, its interval and its method (`Estimate`); where there are too few persons, or the
formula has no value, it says so in place of a number.
"""

from testamur.psychometrics import decisions, equating, standard_setting
from testamur.psychometrics.analysis import Analysis, TestStatistics, analyse
from testamur.psychometrics.calibration import (
    ITEM_MODELS,
    Calibration,
    Responses,
    calibrate,
    response_lists,
    responses,
)
from testamur.psychometrics.decisions import DecisionConsistency, decision_consistency
from testamur.psychometrics.estimate import TOO_FEW, Estimate
from testamur.psychometrics.item_statistics import Flag, ItemStatistics
from testamur.psychometrics.options import Choices, OptionStatistics
from testamur.psychometrics.reliability import alpha, kr20, standard_error_of_measurement
from testamur.psychometrics.score_report import FEW_ITEMS, AreaScore, ScoreReport, score_report
from testamur.psychometrics.scoring import number_correct, scored

__all__ = [
    "FEW_ITEMS",
    "ITEM_MODELS",
    "TOO_FEW",
    "Analysis",
    "AreaScore",
    "Calibration",
    "Choices",
    "DecisionConsistency",
    "Estimate",
    "Flag",
    "ItemStatistics",
    "OptionStatistics",
    "Responses",
    "ScoreReport",
    "TestStatistics",
    "alpha",
    "analyse",
    "calibrate",
    "decision_consistency",
    "decisions",
    "equating",
    "kr20",
    "number_correct",
    "response_lists",
    "responses",
    "score_report",
    "scored",
    "standard_error_of_measurement",
    "standard_setting",
]
