"""Fit: whether the item model that was calibrated holds for these items and these persons."""

from testamur.psychometrics.fit_statistics.dimensions import ParallelAnalysis, parallel_analysis
from testamur.psychometrics.fit_statistics.fitted import ChiSquare, Fitted, fitted
from testamur.psychometrics.fit_statistics.item_fit import ItemFit, item_fit
from testamur.psychometrics.fit_statistics.local_dependence import LocalDependence, Pair, local_dependence
from testamur.psychometrics.fit_statistics.mean_squares import (
    MeanSquares,
    item_mean_squares,
    person_mean_squares,
)
from testamur.psychometrics.fit_statistics.model_fit import ModelFit, model_fit, rmsea
from testamur.psychometrics.fit_statistics.observed import ObservedCurves, observed_curves
from testamur.psychometrics.fit_statistics.person_fit import PersonFit, person_fit

__all__ = [
    "ChiSquare",
    "Fitted",
    "ItemFit",
    "LocalDependence",
    "MeanSquares",
    "ModelFit",
    "ObservedCurves",
    "Pair",
    "ParallelAnalysis",
    "PersonFit",
    "fitted",
    "item_fit",
    "item_mean_squares",
    "local_dependence",
    "model_fit",
    "observed_curves",
    "parallel_analysis",
    "person_fit",
    "person_mean_squares",
    "rmsea",
]
