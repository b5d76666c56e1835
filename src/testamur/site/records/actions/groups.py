"""Keep what somebody volunteers of themselves for the check of fairness, and take it away again."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from testamur.errors import Refused
from testamur.site.records.actions.audit import audit
from testamur.site.records.groups import KEPT, PURPOSE, QUESTIONS
from testamur.site.records.models import Enrolment, GroupAnswer, Person


@transaction.atomic
def tell(*, enrolment: Enrolment, answers: Mapping[str, str], by: Person, at: datetime) -> None:
    """Keep the answers in place of those before; none takes all of them back. The audit says that, not what.

    Raises
    ------
    Refused
        If it is not the person's own enrolment, or an answer is none of its question.
    """
    if enrolment.person_id != by.pk:
        raise Refused("groups-own", "Only you can say this of yourself.")
    if any(name not in QUESTIONS or answer not in QUESTIONS[name][1] for name, answer in answers.items()):
        raise Refused("groups-answer", "This is none of the answers.")
    enrolment.group_answers.all().delete()
    GroupAnswer.objects.bulk_create(
        GroupAnswer(enrolment=enrolment, question=name, answer=answer, purpose=PURPOSE, given_at=at)
        for name, answer in answers.items()
    )
    audit("groups.tell" if answers else "groups.take-back", enrolment, by=by, at=at)


def remove_old(*, at: datetime) -> int:
    """Remove answers after three years; return how many."""
    return GroupAnswer.objects.filter(given_at__lt=at - KEPT).delete()[0]
