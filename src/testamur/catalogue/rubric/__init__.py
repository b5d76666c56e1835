"""The rubric: class, rigour, domain alignment and portability of a credential, from signals that may be unknown.

What the rubric says is in tables; `docs/reference/rubric.md` explains them.
"""

from testamur.catalogue.rubric.classes import (
    CLASSES,
    IMPLIED,
    MEANINGS,
    PRESUMED_FALSE,
    RULES,
    Settling,
    possible,
    presumed,
    settling,
)
from testamur.catalogue.rubric.rigour import LEVELS, RIGOUR, Rigour, rigour, rigour_level
from testamur.catalogue.rubric.rule import Signals

__all__ = [
    "CLASSES",
    "IMPLIED",
    "LEVELS",
    "MEANINGS",
    "PRESUMED_FALSE",
    "RIGOUR",
    "RULES",
    "Rigour",
    "Settling",
    "Signals",
    "possible",
    "presumed",
    "rigour",
    "rigour_level",
    "settling",
]
