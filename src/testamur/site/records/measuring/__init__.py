"""From the records of an exam to the arrays of the psychometrics room: the only place where they are gathered.

`exam_responses` gives who scored what, `exam_answers` what they chose and how long it took. Statement, desk,
calibration and report read from here, so that they speak of the same sittings.
"""

from testamur.site.records.measuring.answers import ExamAnswers, exam_answers
from testamur.site.records.measuring.attempts import Attempts, attempts, firsts
from testamur.site.records.measuring.responses import ExamForm, ExamItem, ExamResponses, exam_responses

__all__ = [
    "Attempts",
    "ExamAnswers",
    "ExamForm",
    "ExamItem",
    "ExamResponses",
    "attempts",
    "exam_answers",
    "exam_responses",
    "firsts",
]
