"""Fit: a role and the catalogue in, ranked offerings with their reasons and doubts out.

Hard constraints answer eligible, not, or cannot tell and which fact is missing; criteria are computed from claims
and are as wide as the evidence is doubtful; first-place shares come from drawing weights and doubtful values. All
constants are in `TABLE`. Nothing is set by hand for an offering, and no provider is named in this code.
"""

from testamur.fit.advice import (
    Advice,
    Caution,
    Change,
    Complement,
    Counsel,
    Fit,
    Module,
    Pair,
    Reason,
    RuleFired,
    SetAside,
    Totals,
    WhyNot,
)
from testamur.fit.constants import TABLE, Constant
from testamur.fit.constraints import CONSTRAINTS, Answer, Standing
from testamur.fit.criteria import CRITERIA, Value
from testamur.fit.deadlines import Deadline, deadlines
from testamur.fit.plan import StudyPlan, study_plan
from testamur.fit.policy import AT_ITS_WORD, CONFIRMED_ONLY, GRADED, POLICIES, Policy, Span
from testamur.fit.profile import (
    ARCHETYPES,
    EDUCATION,
    LICENCES,
    NEEDS,
    SETTINGS,
    Profile,
    profile_problems,
    read_profile,
)
from testamur.fit.proposal import Proposal, proposal
from testamur.fit.rank import Judged, glance, judged, rank, weighed
from testamur.fit.reasons import TITLES
from testamur.fit.rules import RULES, SITUATION, Rule
from testamur.fit.weights import own_weights, weights_for, weights_of

__all__ = [
    "ARCHETYPES",
    "AT_ITS_WORD",
    "CONFIRMED_ONLY",
    "CONSTRAINTS",
    "CRITERIA",
    "EDUCATION",
    "GRADED",
    "LICENCES",
    "NEEDS",
    "POLICIES",
    "RULES",
    "SETTINGS",
    "SITUATION",
    "TABLE",
    "TITLES",
    "Advice",
    "Answer",
    "Caution",
    "Change",
    "Complement",
    "Constant",
    "Counsel",
    "Deadline",
    "Fit",
    "Judged",
    "Module",
    "Pair",
    "Policy",
    "Profile",
    "Proposal",
    "Reason",
    "Rule",
    "RuleFired",
    "SetAside",
    "Span",
    "Standing",
    "StudyPlan",
    "Totals",
    "Value",
    "WhyNot",
    "deadlines",
    "glance",
    "judged",
    "own_weights",
    "profile_problems",
    "proposal",
    "rank",
    "read_profile",
    "study_plan",
    "weighed",
    "weights_for",
    "weights_of",
]
