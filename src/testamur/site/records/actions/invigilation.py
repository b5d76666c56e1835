"""What an invigilator may do to a sitting: let in, pause, resume, give time, void."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from testamur.delivery import Kind
from testamur.errors import Refused
from testamur.site.records.actions.sittings import happen, note_incident
from testamur.site.records.models import Award, Enrolment, Extension, Person, Sitting
from testamur.site.records.models.enrolment import VOID

INTERVENTIONS: Final = frozenset({Kind.ADMIT, Kind.PAUSE, Kind.RESUME, Kind.EXTEND})
MOST_EXTRA: Final = timedelta(hours=4)


@transaction.atomic
def intervene(
    *, sitting: Sitting, kind: Kind, by: Person, at: datetime, extra: timedelta = timedelta()
) -> Sitting:
    """Let an invigilator admit, pause, resume or give time; not in a sitting of their own."""
    _refuse_own(sitting, by=by)
    if kind not in INTERVENTIONS:
        raise Refused("intervention-unknown", "An invigilator admits, pauses, resumes, gives time or voids.")
    if kind is Kind.EXTEND and not timedelta() < extra <= MOST_EXTRA:
        raise Refused("extra-range", "Give between 1 and 240 minutes.")
    return happen(sitting=sitting, kind=kind, by=by, at=at, extra=extra)


@transaction.atomic
def void(*, sitting: Sitting, reason: str, by: Person, at: datetime) -> Sitting:
    """Void a sitting, with the reason as an incident; a result that it had counts no more.

    Raises
    ------
    Refused
        If an award or a renewal rests on the sitting.
    """
    _refuse_own(sitting, by=by)
    if not reason.strip():
        raise Refused("void-reason", "Voiding a sitting needs a reason.")
    Enrolment.objects.select_for_update().get(pk=sitting.enrolment_id)
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk)
    results = sitting.enrolment.activities.filter(part=sitting.component, detail__sitting=sitting.pk)
    awarded = results.filter(outcome="passed").exists() and Award.objects.filter(enrolment=sitting.enrolment)
    if awarded or Extension.objects.filter(evidence__sitting=sitting.pk).exists():
        raise Refused("void-awarded", "An award rests on this sitting. Revoke its credential instead.")
    note_incident(sitting=sitting, text=reason, by=by, at=at)
    sitting = happen(sitting=sitting, kind=Kind.VOID, by=by, at=at)
    results.update(outcome=VOID)
    return sitting


def _refuse_own(sitting: Sitting, *, by: Person) -> None:
    if by == sitting.enrolment.person:
        raise Refused("sitting-own", "Nobody watches over their own sitting.")
