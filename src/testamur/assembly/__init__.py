"""Blueprint and bank to parallel forms, and adaptive tests that keep the blueprint.

A `Specification` says what a form must be like, `ItemFacts` what is known of an item; `assemble` draws forms at
random among all that keep the specification, and brings them towards an information `Target` if there is one, or
says which limits stand in the way (`Infeasible`). `ShadowBank` and `ShadowTest` keep a specification item by item.
"""

from testamur.assembly.assemble import assemble
from testamur.assembly.bank import Calibrated, ItemFacts, bank_problems, case_sets
from testamur.assembly.bound import Bound, bound
from testamur.assembly.exam import area_of, case_of, exam_specification, facts_for, item_facts
from testamur.assembly.exposure import Eligibility
from testamur.assembly.form import Form, Placed, check_form, form_document, made_by, read_form
from testamur.assembly.infeasible import Infeasible, OutOfTime, Shortfall
from testamur.assembly.information import FormInformation, Target, calibrated, information_of
from testamur.assembly.rows import Limit, LimitKind
from testamur.assembly.rules import case_problems, problems, problems_together
from testamur.assembly.shadow import Shadow, ShadowBank, ShadowRules, ShadowTest
from testamur.assembly.shadow_simulation import ShadowSimulated, simulate_shadow
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
    "Bound",
    "Calibrated",
    "CaseRule",
    "Cell",
    "Eligibility",
    "Form",
    "FormInformation",
    "Infeasible",
    "ItemFacts",
    "KeyBalance",
    "Limit",
    "LimitKind",
    "OutOfTime",
    "Placed",
    "Shadow",
    "ShadowBank",
    "ShadowRules",
    "ShadowSimulated",
    "ShadowTest",
    "Shortfall",
    "Specification",
    "Target",
    "apportion",
    "area_of",
    "assemble",
    "bank_problems",
    "bound",
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
    "made_by",
    "problems",
    "problems_together",
    "read_form",
    "simulate_shadow",
    "specification_hash",
    "specification_problems",
]
