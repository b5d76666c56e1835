"""Calibration: item parameters and populations by marginal or conditional maximum likelihood."""

from testamur.psychometrics.calibration.calibrate import ITEM_MODELS, calibrate, parameter_covariance
from testamur.psychometrics.calibration.calibration import CalibratedItem, Calibration, Population
from testamur.psychometrics.calibration.conditional import CONDITIONAL, calibrate_conditionally
from testamur.psychometrics.calibration.conditional_tests import (
    LikelihoodRatio,
    andersen_test,
    by_score,
    martin_loef_test,
)
from testamur.psychometrics.calibration.lists import response_lists
from testamur.psychometrics.calibration.responses import Responses, responses

__all__ = [
    "CONDITIONAL",
    "ITEM_MODELS",
    "CalibratedItem",
    "Calibration",
    "LikelihoodRatio",
    "Population",
    "Responses",
    "andersen_test",
    "by_score",
    "calibrate",
    "calibrate_conditionally",
    "martin_loef_test",
    "parameter_covariance",
    "response_lists",
    "responses",
]
