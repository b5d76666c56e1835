"""Who takes an exam does not see its keys, and who has seen them does not take it."""

from django.utils.translation import gettext

from testamur.errors import Refused
from testamur.site.records.models import PanelJudge, Person, ProgrammeEdition


def refuse_candidate(person: Person, edition: ProgrammeEdition) -> None:
    """Refuse to show the items of an edition to somebody who is enrolled in it.

    Raises
    ------
    Refused
    """
    if edition.enrolments.filter(person=person).exists():
        reason = gettext("You are enrolled in this programme, so its items are not shown to you.")
        raise Refused("form-candidate", reason)


def refuse_judge(person: Person, edition: ProgrammeEdition) -> None:
    """Refuse to enrol somebody who has agreed to judge the questions of the programme.

    Raises
    ------
    Refused
    """
    judged = PanelJudge.objects.filter(
        person=person,
        panel__edition__organisation=edition.organisation_id,
        panel__edition__identifier=edition.identifier,
    )
    if judged.exists():
        reason = gettext("You have judged questions of this examination, so you cannot take it.")
        raise Refused("form-judge", reason)
