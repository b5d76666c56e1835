"""The yearly technical report: from the data of an examination to twelve sections of figures, tables and plots."""

from testamur.psychometrics.report.clauses import Clause, clauses
from testamur.psychometrics.report.compose import SECTIONS, technical_report
from testamur.psychometrics.report.data import About, FormSittings, Ratings, ReportData, ReportItem
from testamur.psychometrics.report.document import (
    Block,
    Caution,
    Facts,
    Figure,
    Heading,
    NotDone,
    Note,
    Paragraph,
    Section,
    Table,
    TechnicalReport,
)
from testamur.psychometrics.report.html import body, page
from testamur.psychometrics.report.limits import LIMITS, SMALL, Audience, Limits

__all__ = [
    "LIMITS",
    "SECTIONS",
    "SMALL",
    "About",
    "Audience",
    "Block",
    "Caution",
    "Clause",
    "Facts",
    "Figure",
    "FormSittings",
    "Heading",
    "Limits",
    "NotDone",
    "Note",
    "Paragraph",
    "Ratings",
    "ReportData",
    "ReportItem",
    "Section",
    "Table",
    "TechnicalReport",
    "body",
    "clauses",
    "page",
    "technical_report",
]
