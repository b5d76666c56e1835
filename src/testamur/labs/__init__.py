"""Applied assignments: from a seed to data, claim sheet, questions and key; from answers to a grade with feedback.

A family (one file in `families/`) makes cases; every candidate gets a case of their own. The key is worked out by
the evaluation room from the data as shipped and is kept with the case; `Case.public` is all that a candidate sees.
"""

from typing import Final

from testamur.labs import families
from testamur.labs.answers import read_answers
from testamur.labs.case import Case, from_document
from testamur.labs.family import Family
from testamur.labs.grade import FOLLOWED_SHARE, Grade, Mark, grade
from testamur.labs.key import Carry, Key, Trap
from testamur.labs.question import Option, Part, Question
from testamur.labs.seed import case_seed
from testamur.labs.sheet import Section, Sheet, markdown
from testamur.registry import collect

FAMILIES: Final[dict[str, Family]] = collect(families, constant="FAMILY", kind=Family)
"""Every family of cases, by name."""

__all__ = [
    "FAMILIES",
    "FOLLOWED_SHARE",
    "Carry",
    "Case",
    "Family",
    "Grade",
    "Key",
    "Mark",
    "Option",
    "Part",
    "Question",
    "Section",
    "Sheet",
    "Trap",
    "case_seed",
    "from_document",
    "grade",
    "markdown",
    "read_answers",
]
