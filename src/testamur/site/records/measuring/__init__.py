"""From the records of an exam to the arrays of the psychometrics room: the only place where they are gathered.

`exam_responses` gives who scored what, `exam_answers` what they chose and how long it took. Statement, desk,
calibration and report read from here, so that they speak of the same sittings. `calibrated` makes the document of
a calibration of them, `read_kept` reads it again.
"""

from testamur.site.records.measuring.answers import ExamAnswers, exam_answers
from testamur.site.records.measuring.attempts import Attempts, attempts, firsts
from testamur.site.records.measuring.calibrating import MODELS, calibrated
from testamur.site.records.measuring.flags import FitFlag, flags
from testamur.site.records.measuring.informing import Informed, expected_right, informed, known_of
from testamur.site.records.measuring.kept import (
    Column,
    FormFound,
    ItemFound,
    KeptCalibration,
    digest_of,
    read_kept,
)
from testamur.site.records.measuring.readings import (
    FormReading,
    ItemReading,
    curve_of,
    form_readings,
    item_readings,
)
from testamur.site.records.measuring.responses import ExamForm, ExamItem, ExamResponses, exam_responses

__all__ = [
    "MODELS",
    "Attempts",
    "Column",
    "ExamAnswers",
    "ExamForm",
    "ExamItem",
    "ExamResponses",
    "FitFlag",
    "FormFound",
    "FormReading",
    "Informed",
    "ItemFound",
    "ItemReading",
    "KeptCalibration",
    "attempts",
    "calibrated",
    "curve_of",
    "digest_of",
    "exam_answers",
    "exam_responses",
    "expected_right",
    "firsts",
    "flags",
    "form_readings",
    "informed",
    "item_readings",
    "known_of",
    "read_kept",
]
