"""Erase a person."""

from datetime import datetime
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from testamur.delivery import Kind, State
from testamur.errors import Refused
from testamur.site.records.actions.audit import audit
from testamur.site.records.actions.sittings import close_if_due, happen
from testamur.site.records.models import (
    ActivityRecord,
    GroupAnswer,
    JudgeDeclaration,
    Membership,
    NameConsent,
    PanelJudge,
    Person,
    ReviewRemark,
    Sitting,
    Watcher,
)

UNDER_WAY: Final = frozenset({State.OPEN, State.PAUSED})


@transaction.atomic
def erase(*, person: Person, by: Person, at: datetime) -> None:
    """Take name, addresses, ways to sign in, duties, consents, plans, watches, extra time, admission facts away.

    So goes what was written to the editors of the catalogue, what a judge declared of themselves, what was
    volunteered for the check of fairness, and why a review ended as it did. What the register needs stays under a
    number: enrolments, scores, decisions, awards, credentials, reviews, what was put forward for the catalogue,
    ratings in a panel, audit. A sitting that was booked and never begun is voided.

    Raises
    ------
    Refused
        If a sitting is under way.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    _close_sittings(person, by=by, at=at)
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=person).delete()
    for membership in Membership.objects.filter(person=person):
        audit("membership.remove", membership, by=by, at=at)
        membership.delete()
    person.accommodations.all().delete()
    person.plans.all().delete()
    person.watches.all().delete()
    Watcher.objects.filter(person=person).delete()
    person.contributions.update(reason="")
    PanelJudge.objects.filter(email=person.email).update(email="")
    JudgeDeclaration.objects.filter(judge__person=person).update(
        qualifications="", interests="", may_be_named=False
    )
    NameConsent.objects.filter(credential__award__enrolment__person=person).delete()
    person.enrolments.update(facts={})
    GroupAnswer.objects.filter(enrolment__person=person).delete()
    ReviewRemark.objects.filter(case__sittings__enrolment__person=person).update(reason="")
    ActivityRecord.objects.filter(enrolment__person=person, detail__has_key="answers").update(detail={})
    person.email, person.name, person.is_active = f"erased-{person.pk}@erased.invalid", "", False
    person.set_unusable_password()
    person.save(update_fields=["email", "name", "is_active", "password"])
    audit("person.erase", person, by=by, at=at)


def _close_sittings(person: Person, *, by: Person, at: datetime) -> None:
    for sitting in Sitting.objects.filter(enrolment__person=person):
        close_if_due(sitting=sitting, at=at)
        state = sitting.standing().state
        if state in UNDER_WAY:
            raise Refused("erasure-sitting", "A sitting of yours is under way. Hand it in first, then ask again.")
        if state in (State.SCHEDULED, State.ADMITTED):
            happen(sitting=sitting, kind=Kind.VOID, by=by, at=at)
