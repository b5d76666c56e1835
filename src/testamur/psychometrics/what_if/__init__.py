"""What would change if items were dropped, credited or scored by another key, or if the pass mark were moved."""

from testamur.psychometrics.what_if.change import (
    Change,
    Changed,
    CutRule,
    FormScores,
    Rescored,
    Treatment,
    changed,
)
from testamur.psychometrics.what_if.cut import PassMark, pass_mark
from testamur.psychometrics.what_if.effect import Effect, FormEffect, what_if
from testamur.psychometrics.what_if.figures import Figures

__all__ = [
    "Change",
    "Changed",
    "CutRule",
    "Effect",
    "Figures",
    "FormEffect",
    "FormScores",
    "PassMark",
    "Rescored",
    "Treatment",
    "changed",
    "pass_mark",
    "what_if",
]
