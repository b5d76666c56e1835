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
from testamur.catalogue.rubric.classified import (
    QUESTIONS,
    Classified,
    Question,
    Signal,
    classes_of,
    classified,
    in_words,
    questions,
    rigour_of,
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
    domain_seen,
)
from testamur.catalogue.rubric.portability import ANYBODY, SHARES, Mark, Portability, Reader, portability_of
from testamur.catalogue.rubric.rigour import LEVELS, RIGOUR, Rigour, rigour, rigour_level
from testamur.catalogue.rubric.rule import Signals

__all__ = [
    "ANYBODY",
    "CLASSES",
    "COUNTED",
    "EVIDENCE",
    "HEALTH_WORDS",
    "IMPLIED",
    "LEAST_CHECKS",
    "LEVELS",
    "MEANINGS",
    "PRESUMED_FALSE",
    "QUESTIONS",
    "RIGOUR",
    "RULES",
    "SHARES",
    "TOPICS",
    "Check",
    "Classified",
    "Domain",
    "Evidence",
    "Mark",
    "Portability",
    "Question",
    "Reader",
    "Rigour",
    "Settling",
    "Signal",
    "Signals",
    "check_weights",
    "classes_of",
    "classified",
    "domain_of",
    "domain_score",
    "domain_seen",
    "in_words",
    "portability_of",
    "possible",
    "presumed",
    "questions",
    "rigour",
    "rigour_level",
    "rigour_of",
    "settling",
]
