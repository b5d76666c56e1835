"""An employer keeps the credentials that people showed, and checks them.

A check may ask other people's servers, so no transaction is open while it runs.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.db import transaction

from testamur.credential import Answer, Given, Verification, unwrap
from testamur.errors import Refused
from testamur.site.records import issuers
from testamur.site.records.actions.audit import audit
from testamur.site.records.actions.credentials import keep_status
from testamur.site.records.models import Organisation, Person, RosterEntry, VerificationRecord

LONGEST_ADDRESS: Final = 500


def add(
    *, organisation: Organisation, label: str, role: str, document: bytes, by: Person, at: datetime
) -> RosterEntry:
    """Keep a credential under the employer's own label, if it is genuine in form, and what its check found.

    Of a picture, a PDF file or a kit the credential in it is kept, and not the rest. A QR code may lead to one of
    ours.

    Raises
    ------
    Refused
        If its proof does not hold or cannot be checked, or it stands in the roster already.
    """
    keep_status(at=at)
    verification = issuers.verify(Given(document, issuers.fetch_own), at=at)
    if verification.credential is None:
        stop = next(step for step in verification.steps if step.answer in (Answer.NO, Answer.CANNOT_TELL))
        raise Refused("roster-not-genuine", f"{verification.title} {stop.sentence}")
    address = str(verification.credential["id"])
    if len(address) > LONGEST_ADDRESS:
        raise Refused("roster-address", "The address of this credential is too long to be kept.")
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if organisation.roster.filter(address=address).exists():
            raise Refused("roster-once", "This credential stands in your roster already.")
        entry = RosterEntry.objects.create(
            organisation=organisation,
            label=label,
            role=role,
            address=address,
            document=unwrap(document, look_up=issuers.fetch_own).credential.decode("utf-8-sig").strip(),
            added_at=at,
            added_by=by,
        )
        audit("roster.add", entry, by=by, at=at)
        _checked(entry, verification, by=by)
    return entry


def check(*, entry: RosterEntry, by: Person, at: datetime) -> VerificationRecord:
    """Check an entry now and keep the answer with its steps."""
    keep_status(at=at)
    return _checked(entry, issuers.verify(entry.document.encode(), at=at), by=by)


def check_all(*, organisation: Organisation, by: Person, at: datetime) -> int:
    """Check every entry of a roster now; return how many there are."""
    return len([check(entry=entry, by=by, at=at) for entry in organisation.roster.all()])


@transaction.atomic
def _checked(entry: RosterEntry, verification: Verification, *, by: Person) -> VerificationRecord:
    record = VerificationRecord.objects.create(
        entry=entry,
        verdict=verification.verdict,
        steps=[asdict(step) for step in verification.steps],
        at=verification.at,
        by=by,
    )
    audit("roster.check", record, by=by, at=verification.at, verdict=str(verification.verdict))
    return record


@transaction.atomic
def remove(*, entry: RosterEntry, by: Person, at: datetime) -> None:
    """Remove an entry with its checks."""
    audit("roster.remove", entry, by=by, at=at)
    entry.delete()
