"""Suspend an award for the time being, and reinstate it; its status list says so in the same transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from testamur.errors import Refused
from testamur.site.records.actions.audit import audit, tell
from testamur.site.records.actions.credentials import refuse_revoked, sign_lists_of
from testamur.site.records.models import Award, Credential, Ground, Person, StatusList, Suspension


@transaction.atomic
def suspend(
    *, award: Award, reason: str, by: Person, at: datetime, ground: str = Ground.OTHER
) -> Sequence[Suspension]:
    """Suspend every credential of an award, the superseded ones too, which may still be within their dates.

    Parameters
    ----------
    award : Award
        Of a programme that provides for suspension in its file.
    reason : str
        For the holder and the staff.
    by, at : Person, datetime
        Who suspends it, and from when on.
    ground : str
        The class of the reason, one of `Ground`, which the public may read.

    Raises
    ------
    Refused
        If it is suspended or revoked already, was issued without a place for suspension, or no reason is given.
    """
    award = Award.objects.select_for_update().get(pk=award.pk)
    refuse_revoked(award)
    _refuse_without_reason(reason)
    rows = list(award.credentials.filter(revocation=None).select_related("status_list"))
    if not rows or any(row.status_list.purpose != StatusList.Purpose.SUSPENSION for row in rows):
        raise Refused("suspension-none", "This award was made under rules that provide for no suspension.")
    if rows[-1].suspension:
        raise Refused("suspension-once", "This award is suspended already.")
    made = [_suspended(row, ground=ground, reason=reason, by=by, at=at) for row in rows]
    sign_lists_of(rows, at=at)
    _tell(
        award,
        subject="Award suspended",
        text=f"Until it is reinstated it does not count. The reason given: {reason}",
    )
    return made


def _suspended(row: Credential, *, ground: str, reason: str, by: Person, at: datetime) -> Suspension:
    suspension = Suspension.objects.create(credential=row, ground=Ground(ground), reason=reason, by=by, at=at)
    audit("credential.suspend", suspension, by=by, at=at, ground=ground)
    return suspension


@transaction.atomic
def reinstate(*, award: Award, reason: str, by: Person, at: datetime) -> Sequence[Suspension]:
    """End the suspension of an award; its dates stay as they were.

    Raises
    ------
    Refused
        If it is not suspended, was revoked since, or no reason is given.
    """
    award = Award.objects.select_for_update().get(pk=award.pk)
    refuse_revoked(award)
    _refuse_without_reason(reason)
    standing = list(
        Suspension.objects.select_for_update().filter(credential__award=award, ended_at=None).order_by("pk")
    )
    if not standing:
        raise Refused("suspension-none", "This award is not suspended.")
    for suspension in standing:
        suspension.ended_at, suspension.ended_because, suspension.ended_by = at, reason, by
        suspension.save(update_fields=["ended_at", "ended_because", "ended_by"])
        audit("credential.reinstate", suspension, by=by, at=at)
    sign_lists_of([suspension.credential for suspension in standing], at=at)
    _tell(award, subject="Award reinstated", text=f"It counts again. The reason given: {reason}")
    return standing


def _refuse_without_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("suspension-reason", "To suspend or reinstate an award needs a reason.")


def _tell(award: Award, *, subject: str, text: str) -> None:
    title = award.enrolment.edition.programme.award.title
    where = f"{settings.URL}/my/"
    tell(award.enrolment.person, subject=subject, text=f"Your award {title}: {text}\n\n{where}")
