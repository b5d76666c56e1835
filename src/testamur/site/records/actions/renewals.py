"""Extend an award: by activities or by a new sitting."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.db import transaction

from testamur.delivery import State
from testamur.errors import Refused
from testamur.programme import Resit, Unit, renew
from testamur.site.records.actions.audit import audit, tell
from testamur.site.records.actions.credentials import issue, refuse_revoked, refuse_suspended
from testamur.site.records.models import AuditEntry, Award, Extension, Person, RenewalUnit, Sitting
from testamur.site.records.rescoring.judged import judged_by

REMIND_DAYS: Final = (30, 90)
"""A holder is told once in the last 90 days of an award, and once in the last 30."""


@transaction.atomic
def record_unit(*, award: Award, title: str, on: date, units: Decimal, by: Person, at: datetime) -> RenewalUnit:
    """Keep an activity that the holder puts forward."""
    if on > at.date():
        raise Refused("unit-future", "An activity counts once it has taken place.")
    if units <= 0:
        raise Refused("unit-size", "Units must be above 0.")
    unit = RenewalUnit.objects.create(award=award, title=title, on=on, units=units, recorded_at=at)
    audit("renewal.record", unit, by=by, at=at, units=str(units))
    return unit


@transaction.atomic
def renew_by_activities(*, award: Award, by: Person, at: datetime) -> Extension:
    """Extend an award by the activities put forward since it began."""
    award = Award.objects.select_for_update().get(pk=award.pk)
    latest = award.extensions.last()
    spent = {unit for extension in award.extensions.all() for unit in extension.evidence.get("units", ())}
    rows = [row for row in award.units.all() if row.pk not in spent]
    return _extended(
        award,
        [Unit(row.title, row.on, float(row.units)) for row in rows],
        since=latest.renewed_on if latest else award.awarded_on,
        evidence={"units": [row.pk for row in rows]},
        by=by,
        at=at,
    )


@transaction.atomic
def renew_by_sitting(*, sitting: Sitting, by: Person, at: datetime) -> Extension:
    """Extend an award by a re-examination that was passed; each sitting counts once."""
    if sitting.purpose != "renewal":
        raise Refused("renewal-sitting", "This is not a finished re-examination.")
    award = Award.objects.select_for_update().get(enrolment=sitting.enrolment)
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk)
    score = judged_by(sitting)
    if sitting.standing().state is State.VOIDED or score is None:
        raise Refused("renewal-sitting", "This is not a finished re-examination.")
    if award.extensions.filter(evidence__sitting=sitting.pk).exists():
        raise Refused("renewal-counted", "This re-examination has been counted already.")
    resit = Resit(score.correct, sitting.form.places.count(), score.measured_at.date())
    return _extended(award, resit, since=award.awarded_on, evidence={"sitting": sitting.pk}, by=by, at=at)


def _extended(
    award: Award,
    evidence_of: list[Unit] | Resit,
    *,
    since: date,
    evidence: dict[str, object],
    by: Person,
    at: datetime,
) -> Extension:
    refuse_revoked(award)
    refuse_suspended(award)
    if award.holds_until is None:
        raise Refused("renewal-none", "This award does not end.")
    extension = renew(
        award.enrolment.edition.programme,
        awarded_on=since,
        expires_on=award.holds_until,
        evidence=evidence_of,
        on=at.date(),
    )
    kept = Extension.objects.create(
        award=award,
        way=extension.way,
        renewed_on=extension.renewed_on,
        expires_on=extension.expires_on,
        evidence=evidence,
    )
    audit("award.renew", kept, by=by, at=at, way=extension.way)
    issue(award=award, by=by, at=at)
    until = f"Your award now holds until {extension.expires_on:%d %B %Y}."
    tell(award.enrolment.person, subject="Renewed", text=until)
    return kept


@transaction.atomic
def remind(*, award: Award, at: datetime) -> bool:
    """Tell the holder that the award is about to end, once for each of `REMIND_DAYS`; return whether we did."""
    award = Award.objects.select_for_update().get(pk=award.pk)
    until = award.holds_until
    days = next((d for d in REMIND_DAYS if until and 0 <= (until - at.date()).days <= d), None)
    told = AuditEntry.objects.filter(action="award.remind", target=f"award {award.pk}")
    if days is None or told.filter(detail__days=days, detail__until=f"{until}").exists():
        return False
    audit("award.remind", award, by=None, at=at, days=days, until=f"{until}")
    title = award.enrolment.edition.programme.award.title
    text = f"Your award {title} holds until {until:%d %B %Y}. How to renew it: {settings.URL}/my/"
    tell(award.enrolment.person, subject=f"Your award ends on {until:%d %B %Y}", text=text)
    return True
