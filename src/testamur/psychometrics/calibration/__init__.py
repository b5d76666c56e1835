"""Calibration: item parameters and populations by marginal maximum likelihood."""

from testamur.psychometrics.calibration.calibrate import ITEM_MODELS, calibrate
from testamur.psychometrics.calibration.calibration import CalibratedItem, Calibration, Population
from testamur.psychometrics.calibration.responses import Responses, response_lists, responses

__all__ = [
    "ITEM_MODELS",
    "CalibratedItem",
    "Calibration",
    "Population",
    "Responses",
    "calibrate",
    "response_lists",
    "responses",
]
