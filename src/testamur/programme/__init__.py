"""Programme, blueprint and the rules they state: eligibility, progress, decision, credit and renewal.

Everything here is computed from the programme's file and the events of an enrolment; nothing is stored.
"""

from testamur.programme.apportion import apportion
from testamur.programme.calendar import add_months, due_on, expires_on, opens_on, starts_at
from testamur.programme.credit import Claimed, may_claim
from testamur.programme.cut import angoff_correct, angoff_expected
from testamur.programme.decision import Reason, Ruling, decide, may_attempt
from testamur.programme.eligibility import Eligibility, Finding, eligibility
from testamur.programme.panel_cut import PanelSummary, with_panel
from testamur.programme.programme import (
    Area,
    Attendance,
    AwardRule,
    Calendar,
    Competence,
    Component,
    ContinuingEducation,
    Cut,
    Exam,
    Fee,
    Programme,
    Renewal,
    RenewalWay,
    Requirement,
)
from testamur.programme.progress import Activity, Progress, Step, components, is_done, parts, progress
from testamur.programme.reading import Edition, Known, programme_problems, read, read_all
from testamur.programme.renewal import Extension, Resit, Unit, renew, standing
from testamur.programme.signals import Classed, Stated, classed, signals_of
from testamur.programme.text import Text, read_texts

__all__ = [
    "Activity",
    "Area",
    "Attendance",
    "AwardRule",
    "Calendar",
    "Claimed",
    "Classed",
    "Competence",
    "Component",
    "ContinuingEducation",
    "Cut",
    "Edition",
    "Eligibility",
    "Exam",
    "Extension",
    "Fee",
    "Finding",
    "Known",
    "PanelSummary",
    "Programme",
    "Progress",
    "Reason",
    "Renewal",
    "RenewalWay",
    "Requirement",
    "Resit",
    "Ruling",
    "Stated",
    "Step",
    "Text",
    "Unit",
    "add_months",
    "angoff_correct",
    "angoff_expected",
    "apportion",
    "classed",
    "components",
    "decide",
    "due_on",
    "eligibility",
    "expires_on",
    "is_done",
    "may_attempt",
    "may_claim",
    "opens_on",
    "parts",
    "programme_problems",
    "progress",
    "read",
    "read_all",
    "read_texts",
    "renew",
    "signals_of",
    "standing",
    "starts_at",
    "with_panel",
]
