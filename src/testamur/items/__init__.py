"""QTI 3 items: read, show to a candidate without the key, take a response, score, write, check, keep in a bank."""

from testamur.items.bank import Bank, read_bank
from testamur.items.candidate import stripped
from testamur.items.declaration import OutcomeDeclaration, ResponseDeclaration
from testamur.items.draft import Draft, Option, drafts
from testamur.items.interaction import Interaction
from testamur.items.item import Feedback, Item, read, read_stimulus, with_stimuli
from testamur.items.kinds import INTERACTIONS
from testamur.items.lint import bank_problems, lint
from testamur.items.package import Package, read_package, write_package
from testamur.items.processing import Outcomes, Responses, describe, key, maximum, score, take
from testamur.items.record import LEVELS, NOT_CALIBRATED, Record
from testamur.items.rekeying import is_correct_by, points_by, read_key, rekeyed, written_key
from testamur.items.render import render
from testamur.items.review import render_review
from testamur.items.value import BaseType, Cardinality, Plain
from testamur.items.wording import WORDS
from testamur.items.writing import compose

__all__ = [
    "INTERACTIONS",
    "LEVELS",
    "NOT_CALIBRATED",
    "WORDS",
    "Bank",
    "BaseType",
    "Cardinality",
    "Draft",
    "Feedback",
    "Interaction",
    "Item",
    "Option",
    "OutcomeDeclaration",
    "Outcomes",
    "Package",
    "Plain",
    "Record",
    "ResponseDeclaration",
    "Responses",
    "bank_problems",
    "compose",
    "describe",
    "drafts",
    "is_correct_by",
    "key",
    "lint",
    "maximum",
    "points_by",
    "read",
    "read_bank",
    "read_key",
    "read_package",
    "read_stimulus",
    "rekeyed",
    "render",
    "render_review",
    "score",
    "stripped",
    "take",
    "with_stimuli",
    "write_package",
    "written_key",
]
