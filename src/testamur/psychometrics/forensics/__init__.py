"""Security forensics: what is unusual enough for people to look into, and never a verdict."""

from testamur.psychometrics.forensics.answers import answer_probabilities, option_probabilities
from testamur.psychometrics.forensics.coded import coded_options
from testamur.psychometrics.forensics.copying import copying
from testamur.psychometrics.forensics.pairs import Possible, all_of, any_of, near, overlapping, same
from testamur.psychometrics.forensics.poisson_binomial import distribution, upper_tail
from testamur.psychometrics.forensics.preknowledge import preknowledge
from testamur.psychometrics.forensics.response_times import Times, aberrant_times, fit_times, sequential_residuals
from testamur.psychometrics.forensics.retakes import Growth, retake_gains
from testamur.psychometrics.forensics.review import Evidence, ForReview, Screening

__all__ = [
    "Evidence",
    "ForReview",
    "Growth",
    "Possible",
    "Screening",
    "Times",
    "aberrant_times",
    "all_of",
    "answer_probabilities",
    "any_of",
    "coded_options",
    "copying",
    "distribution",
    "fit_times",
    "near",
    "option_probabilities",
    "overlapping",
    "preknowledge",
    "retake_gains",
    "same",
    "sequential_residuals",
    "upper_tail",
]
