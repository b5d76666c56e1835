"""The groups of people that fairness is looked at by: what enrolment asks anyway, and what was volunteered.

Extra time is special data and is no group here; neither is the form, which nobody belongs to.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testamur.psychometrics.fairness import LEAST_IN_GROUP
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


def groups_among(given: ExamResponses, *, rows: Sequence[int] | None = None) -> dict[str, tuple[str, ...]]:
    """Return for each way to group people the group of each; "" where it is not known, or may not be told.

    Facts of admission come first, then what was volunteered. A volunteered group of fewer than 100 among these
    people is not told: what people were promised is kept here, whoever asks. Only for figures of groups.

    Parameters
    ----------
    given : ExamResponses
    rows : sequence of int, optional
        Only these people, in this order; all if absent.
    """
    wanted = range(given.n) if rows is None else rows
    recorded = {
        name: tuple("" if values[row] == UNKNOWN else values[row] for row in wanted)
        for name, values in given.groups.items()
        if name not in NO_GROUPS
    }
    return {**recorded, **_volunteered(given, [given.persons[row] for row in wanted])}


def title_of(name: str) -> str:
    """Return what a way to group people is called."""
    return str(QUESTIONS[name][0] if name in QUESTIONS else TITLES.get(name, name.replace("-", " ").capitalize()))


def group_title(name: str, group: str) -> str:
    """Return what a group is called."""
    return str(QUESTIONS[name][1].get(group, group)) if name in QUESTIONS else group.replace("-", " ")


def _volunteered(given: ExamResponses, persons: Sequence[int]) -> dict[str, tuple[str, ...]]:
    answers = GroupAnswer.objects.filter(enrolment__edition=given.edition)
    lines = answers.values_list("question", "enrolment__person", "answer")
    told = {(question, person): answer for question, person, answer in lines}
    found = {}
    for name in QUESTIONS:
        values = [told.get((name, person), "") for person in persons]
        sizes = Counter(values)
        large = tuple(value if sizes[value] >= LEAST_IN_GROUP else "" for value in values)
        if any(large):
            found[name] = large
    return found
