"""Psychometrics: arrays in, frozen results out.

Every number carries its n, its interval and its method (`Estimate`); where there are too few persons, or the
formula has no value, it says so in place of a number.
"""

from testamur.psychometrics import decisions, equating, fit_statistics, forensics, standard_setting
from testamur.psychometrics.analysis import Analysis, TestStatistics, analyse
from testamur.psychometrics.calibration import (
    ITEM_MODELS,
    Calibration,
    LikelihoodRatio,
    Responses,
    andersen_test,
    calibrate,
    calibrate_conditionally,
    martin_loef_test,
    response_lists,
    responses,
)
from testamur.psychometrics.coefficients import Reliability, reliability
from testamur.psychometrics.conditional_error import (
    ConditionalErrors,
    binomial_errors,
    keats_errors,
    kr21,
    response_errors,
    score_errors,
)
from testamur.psychometrics.decisions import DecisionConsistency, decision_consistency
from testamur.psychometrics.estimate import TOO_FEW, Estimate
from testamur.psychometrics.halves import BestHalves, best_halves, odd_even, stepped_up
from testamur.psychometrics.item_statistics import Flag, ItemStatistics
from testamur.psychometrics.lower_bounds import lambda_2, lambda_6, standardised_alpha, stratified_alpha
from testamur.psychometrics.omega import OneFactor, omega, one_factor
from testamur.psychometrics.options import Choices, OptionStatistics
from testamur.psychometrics.reliability import alpha, kr20, standard_error_of_measurement
from testamur.psychometrics.score_report import FEW_ITEMS, AreaScore, ScoreReport, score_report
from testamur.psychometrics.scoring import number_correct, scored
from testamur.psychometrics.subscores import DomainValue, domain_values

__all__ = [
    "FEW_ITEMS",
    "ITEM_MODELS",
    "TOO_FEW",
    "Analysis",
    "AreaScore",
    "BestHalves",
    "Calibration",
    "Choices",
    "ConditionalErrors",
    "DecisionConsistency",
    "DomainValue",
    "Estimate",
    "Flag",
    "ItemStatistics",
    "LikelihoodRatio",
    "OneFactor",
    "OptionStatistics",
    "Reliability",
    "Responses",
    "ScoreReport",
    "TestStatistics",
    "alpha",
    "analyse",
    "andersen_test",
    "best_halves",
    "binomial_errors",
    "calibrate",
    "calibrate_conditionally",
    "decision_consistency",
    "decisions",
    "domain_values",
    "equating",
    "fit_statistics",
    "forensics",
    "keats_errors",
    "kr20",
    "kr21",
    "lambda_2",
    "lambda_6",
    "martin_loef_test",
    "number_correct",
    "odd_even",
    "omega",
    "one_factor",
    "reliability",
    "response_errors",
    "response_lists",
    "responses",
    "score_errors",
    "score_report",
    "scored",
    "standard_error_of_measurement",
    "standard_setting",
    "standardised_alpha",
    "stepped_up",
    "stratified_alpha",
]
