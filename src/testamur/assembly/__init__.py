"""Blueprint and bank to parallel forms.

A `Specification` says what a form must be like, `ItemFacts` what is known of an item; `assemble` draws forms at
random among all that keep the specification, or says which limits stand in the way (`Infeasible`).
"""

from testamur.assembly.assemble import assemble
from testamur.assembly.bank import Calibrated, ItemFacts, bank_problems, case_sets
from testamur.assembly.exam import area_of, case_of, exam_specification, facts_for, item_facts
from testamur.assembly.form import Form, Placed, check_form, form_document, read_form
from testamur.assembly.infeasible import Infeasible, OutOfTime, Shortfall
from testamur.assembly.information import FormInformation, Target, calibrated, information_of
from testamur.assembly.rows import Limit, LimitKind
from testamur.assembly.rules import case_problems, problems, problems_together
from testamur.assembly.specification import (
    CaseRule,
    Cell,
    KeyBalance,
    Specification,
    cells,
    specification_hash,
    specification_problems,
)
from testamur.programme import apportion

__all__ = [
    "Calibrated",
    "CaseRule",
    "Cell",
    "Form",
    "FormInformation",
    "Infeasible",
    "ItemFacts",
    "KeyBalance",
    "Limit",
    "LimitKind",
    "OutOfTime",
    "Placed",
    "Shortfall",
    "Specification",
    "Target",
    "apportion",
    "area_of",
    "assemble",
    "bank_problems",
    "calibrated",
    "case_of",
    "case_problems",
    "case_sets",
    "cells",
    "check_form",
    "exam_specification",
    "facts_for",
    "form_document",
    "information_of",
    "item_facts",
    "problems",
    "problems_together",
    "read_form",
    "specification_hash",
    "specification_problems",
]
