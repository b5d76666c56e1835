"""Does an AI tool do here what its vendor claims: measures with intervals, and verdicts on claims.

Scores and outcomes in, frozen results out. A case is flagged if ``score >= threshold``; a missing score or
outcome is counted, never dropped in silence; every number carries its n, interval and method (`Estimate`), and
where there are too few cases, or the formula has no value, it says so in place of a number.
"""

from testamur.evaluation.audit import Audit, Claimed, Claims, Columns, Finding, audit, read_claims
from testamur.evaluation.claim import Verdict, judge
from testamur.evaluation.estimate import CONFIDENCE, EDITION, TOO_FEW, Estimate, Status
from testamur.evaluation.prevalence import npv_at, ppv_at
from testamur.evaluation.proportion import INTERVALS, Method, clopper_pearson, proportion, wald, wilson
from testamur.evaluation.report import report, shown
from testamur.evaluation.roc import auc
from testamur.evaluation.tabulation import Tabulation, WithoutScore, tabulate
from testamur.evaluation.two_by_two import Measure, TwoByTwo, measure, measures

__all__ = [
    "CONFIDENCE",
    "EDITION",
    "INTERVALS",
    "TOO_FEW",
    "Audit",
    "Claimed",
    "Claims",
    "Columns",
    "Estimate",
    "Finding",
    "Measure",
    "Method",
    "Status",
    "Tabulation",
    "TwoByTwo",
    "Verdict",
    "WithoutScore",
    "auc",
    "audit",
    "clopper_pearson",
    "judge",
    "measure",
    "measures",
    "npv_at",
    "ppv_at",
    "proportion",
    "read_claims",
    "report",
    "shown",
    "tabulate",
    "wald",
    "wilson",
]
