"""Blueprint and bank to parallel forms.

A `Specification` says what a form must be like, `ItemFacts` what is known of an item; `assemble` draws forms at
random among all that keep the specification, or says which limits stand in the way (`Infeasible`).
"""

from testamur.assembly.assemble import assemble
from testamur.assembly.bank import ItemFacts, bank_problems
from testamur.assembly.exam import area_of, exam_specification, facts_for, item_facts
from testamur.assembly.form import Form, Placed, check_form, form_document, read_form
from testamur.assembly.infeasible import Infeasible, OutOfTime, Shortfall
from testamur.assembly.rows import Limit, LimitKind
from testamur.assembly.rules import problems, problems_together
from testamur.assembly.specification import (
    Cell,
    KeyBalance,
    Specification,
    cells,
    specification_hash,
    specification_problems,
)
from testamur.programme import apportion

__all__ = [
    "Cell",
    "Form",
    "Infeasible",
    "ItemFacts",
    "KeyBalance",
    "Limit",
    "LimitKind",
    "OutOfTime",
    "Placed",
    "Shortfall",
    "Specification",
    "apportion",
    "area_of",
    "assemble",
    "bank_problems",
    "cells",
    "check_form",
    "exam_specification",
    "facts_for",
    "form_document",
    "item_facts",
    "problems",
    "problems_together",
    "read_form",
    "specification_hash",
    "specification_problems",
]
