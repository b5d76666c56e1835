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
from testamur.catalogue.rubric.domain import (
    COUNTED,
    EVIDENCE,
    HEALTH_WORDS,
    LEAST_CHECKS,
    TOPICS,
    Check,
    Domain,
    Evidence,
    check_weights,
    domain_of,
    domain_score,
)
from testamur.catalogue.rubric.rigour import LEVELS, RIGOUR, Rigour, rigour, rigour_level
from testamur.catalogue.rubric.rule import Signals

__all__ = [
    "CLASSES",
    "COUNTED",
    "EVIDENCE",
    "HEALTH_WORDS",
    "IMPLIED",
    "LEAST_CHECKS",
    "LEVELS",
    "MEANINGS",
    "PRESUMED_FALSE",
    "RIGOUR",
    "RULES",
    "TOPICS",
    "Check",
    "Domain",
    "Evidence",
    "Rigour",
    "Settling",
    "Signals",
    "check_weights",
    "domain_of",
    "domain_score",
    "possible",
    "presumed",
    "rigour",
    "rigour_level",
    "settling",
]
