"""The groups of people that fairness is looked at by: what enrolment asks anyway, and what was volunteered.

Extra time is special data and is no group here; neither is the form, which nobody belongs to.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testamur.site.records.measuring import ExamResponses, exam_responses
from testamur.site.records.measuring.responses import UNKNOWN
from testamur.site.records.models import GroupAnswer, ProgrammeEdition

PURPOSE: Final = "fairness-1"
"""The version of what the page says that the answers are for; another text is another version."""

KEPT: Final = timedelta(days=3 * 365)
QUESTIONS: Final[Mapping[str, tuple[str | Promise, Mapping[str, str | Promise]]]] = {
    "gender": (_("Gender"), {"woman": _("woman"), "man": _("man"), "another": _("another")}),
    "first-language": (
        _("First language"),
        {"of-the-exam": _("the language of the exam"), "another": _("another language")},
    ),
    "years": (
        _("Years in your profession"),
        {"0-4": _("fewer than 5"), "5-14": _("5 to 14"), "15-on": _("15 or more")},
    ),
}
"""What may be asked, with its answers; no question about health, descent or belief."""

NO_GROUPS: Final = frozenset({"form", "time"})
TITLES: Final[Mapping[str, str | Promise]] = {"licence": _("Licence")}


def groups_of(edition: ProgrammeEdition, *, at: datetime) -> dict[str, tuple[str, ...]]:
    """Return the groups of those who sat an edition's exam, by name; see `groups_among`."""
    return groups_among(exam_responses(edition, at=at))


def groups_among(given: ExamResponses) -> dict[str, tuple[str, ...]]:
    """Return for each way to group people the group of each, in the rows of `given`; "" where it is not known.

    Facts of admission come first, then what was volunteered. Only for figures of groups: whoever shows them keeps
    to the least size (100, see `testamur.psychometrics.fairness`), and names nobody.
    """
    recorded = {
        name: tuple("" if value == UNKNOWN else value for value in values)
        for name, values in given.groups.items()
        if name not in NO_GROUPS
    }
    return {**recorded, **_volunteered(given)}


def title_of(name: str) -> str:
    """Return what a way to group people is called."""
    return str(QUESTIONS[name][0] if name in QUESTIONS else TITLES.get(name, name.replace("-", " ").capitalize()))


def group_title(name: str, group: str) -> str:
    """Return what a group is called."""
    return str(QUESTIONS[name][1].get(group, group)) if name in QUESTIONS else group.replace("-", " ")


def _volunteered(given: ExamResponses) -> dict[str, tuple[str, ...]]:
    answers = GroupAnswer.objects.filter(enrolment__edition=given.edition)
    lines = answers.values_list("question", "enrolment__person", "answer")
    told = {(question, person): answer for question, person, answer in lines}
    asked = sorted({question for question, _ in told} & set(QUESTIONS))
    return {name: tuple(told.get((name, person), "") for person in given.persons) for name in asked}
