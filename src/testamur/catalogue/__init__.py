"""The catalogue: roles, competencies and offerings, and every fact about an offering as a graded claim.

Nothing here decides what is true. A claim keeps its source, grade, dates and interest; `shown` says what is shown
for a field and what contradicts it; `readings` puts the numbers on one basis. Unknown is a value.
"""

from testamur.catalogue.case import as_case, framework_from_case
from testamur.catalogue.claim import (
    GRADES,
    INTERESTS,
    PRECEDENCE,
    SOURCE_GUIDE,
    Claim,
    Grade,
    Interval,
    Source,
    first_day,
    last_day,
    source_of,
)
from testamur.catalogue.cv_line import CvLine, cv_line
from testamur.catalogue.field import FIELDS, PORTABILITY, SIGNALS, Field
from testamur.catalogue.folder import content_folder
from testamur.catalogue.framework import (
    Association,
    Competency,
    End,
    Framework,
    Level,
    framework_problems,
)
from testamur.catalogue.freshness import (
    FRESH_DAYS,
    LIFETIMES,
    STATES,
    Freshness,
    Lifetime,
    freshness,
    stale_claims,
)
from testamur.catalogue.offering import (
    GROUPS,
    STATUSES,
    STILL_OFFERED,
    Offering,
    identity_problems,
    offering_problems,
)
from testamur.catalogue.reading import (
    Catalogue,
    offering_of,
    read_catalogue,
    read_frameworks,
    read_offering,
    read_offerings,
    read_roles,
)
from testamur.catalogue.readings import Reading, Readings, reading, reading_of, readings
from testamur.catalogue.role import OccupationCode, Role, Target, Task, Weights, role_problems
from testamur.catalogue.rubric import CLASSES, LEVELS, RIGOUR, Classified, Rigour, classified, rigour, rigour_level
from testamur.catalogue.shown import POLICY, POLICY_VERSION, Shown, shown, worst
from testamur.catalogue.upkeep import WANTS, Finding, Want, findings

__all__ = [
    "CLASSES",
    "FIELDS",
    "FRESH_DAYS",
    "GRADES",
    "GROUPS",
    "INTERESTS",
    "LEVELS",
    "LIFETIMES",
    "POLICY",
    "POLICY_VERSION",
    "PORTABILITY",
    "PRECEDENCE",
    "RIGOUR",
    "SIGNALS",
    "SOURCE_GUIDE",
    "STATES",
    "STATUSES",
    "STILL_OFFERED",
    "WANTS",
    "Association",
    "Catalogue",
    "Claim",
    "Classified",
    "Competency",
    "CvLine",
    "End",
    "Field",
    "Finding",
    "Framework",
    "Freshness",
    "Grade",
    "Interval",
    "Level",
    "Lifetime",
    "OccupationCode",
    "Offering",
    "Reading",
    "Readings",
    "Rigour",
    "Role",
    "Shown",
    "Source",
    "Target",
    "Task",
    "Want",
    "Weights",
    "as_case",
    "classified",
    "content_folder",
    "cv_line",
    "findings",
    "first_day",
    "framework_from_case",
    "framework_problems",
    "freshness",
    "identity_problems",
    "last_day",
    "offering_of",
    "offering_problems",
    "read_catalogue",
    "read_frameworks",
    "read_offering",
    "read_offerings",
    "read_roles",
    "reading",
    "reading_of",
    "readings",
    "rigour",
    "rigour_level",
    "role_problems",
    "shown",
    "source_of",
    "stale_claims",
    "worst",
]
