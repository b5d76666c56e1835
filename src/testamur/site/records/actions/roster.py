"""An employer keeps the credentials that people showed, and checks them.

A check may ask other people's servers, so no transaction is open while it runs.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import transaction

from testamur.credential import Answer, Given, unwrap
from testamur.errors import Refused
from testamur.site.records import issuers
from testamur.site.records.actions import verifications, watching
from testamur.site.records.actions.audit import audit
from testamur.site.records.actions.credentials import keep_status
from testamur.site.records.models import Organisation, Person, RosterEntry, VerificationRecord, Watch
from testamur.site.records.verifier import Checked, Reading

LONGEST_ADDRESS: Final = 500
MOST_AT_ONCE: Final = 500
"""Watched credentials of one kind in one go of the job; the others wait for the next."""


def add(
    *,
    organisation: Organisation,
    label: str,
    role: str,
    document: bytes,
    by: Person,
    at: datetime,
    email: str = "",
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
    return take(
        Reading().check(Given(document, issuers.fetch_own), at=at, holder=email),
        document=document,
        organisation=organisation,
        label=label,
        role=role,
        email=email,
        by=by,
        occasion=verifications.ASKED,
    )


@transaction.atomic
def take(
    checked: Checked,
    *,
    document: bytes,
    organisation: Organisation,
    label: str,
    role: str,
    email: str,
    by: Person,
    occasion: str,
) -> RosterEntry:
    """Keep a credential that was checked in the roster, with the record of its check; refuse as `add` does."""
    verification = checked.verification
    if verification.credential is None:
        stop = next(step for step in verification.steps if step.answer in (Answer.NO, Answer.CANNOT_TELL))
        raise Refused("roster-not-genuine", f"{verification.title} {stop.sentence}")
    address = str(verification.credential["id"])
    if len(address) > LONGEST_ADDRESS:
        raise Refused("roster-address", "The address of this credential is too long to be kept.")
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.roster.filter(address=address).exists():
        raise Refused("roster-once", "This credential stands in your roster already.")
    entry = RosterEntry.objects.create(
        organisation=organisation,
        label=label,
        role=role,
        email=email,
        address=address,
        document=unwrap(document, look_up=issuers.fetch_own).credential.decode("utf-8-sig").strip(),
        added_at=verification.at,
        added_by=by,
    )
    audit("roster.add", entry, by=by, at=verification.at)
    settle(checked, entry=entry, by=by, occasion=occasion)
    return entry


def check(*, entry: RosterEntry, by: Person, at: datetime) -> VerificationRecord:
    """Check an entry now and keep the record of what was found."""
    keep_status(at=at)
    checked = Reading().check(entry.document.encode(), at=at, holder=entry.email)
    return settle(checked, entry=entry, by=by, occasion=verifications.ASKED)


@transaction.atomic
def settle(
    checked: Checked, *, entry: RosterEntry, by: Person | None, occasion: str, lease: datetime | None = None
) -> VerificationRecord:
    """Keep the record of a check of an entry, and put out what is to be told if its verdict is another now."""
    record = verifications.keep(
        checked,
        document=entry.document.encode(),
        organisation=entry.organisation,
        entry=entry,
        by=by,
        occasion=occasion,
    )
    watching.seen(entry, record.verdict, at=record.at, record=record, lease=lease)
    return record


@transaction.atomic
def remove(*, entry: RosterEntry, by: Person, at: datetime) -> None:
    """Remove an entry: its label, role and credential. The signed records of its checks stay; they name nobody."""
    audit("roster.remove", entry, by=by, at=at)
    entry.delete()


def check_due(*, at: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Look again at every watched credential that is due, as long as it `goes_on`; return how many were.

    A record is kept where the verdict is not the one that was told before.
    """
    reading, done = Reading(), 0
    keep_status(at=at)
    for things in (watching.watched_entries(), Watch.objects.all()):
        for thing in watching.due(things, at=at)[:MOST_AT_ONCE]:
            if not goes_on():
                return done
            lease = watching.claim(thing, at=at)
            if lease:
                holder = thing.email if isinstance(thing, RosterEntry) else ""
                checked = reading.check(thing.document.encode(), at=at, holder=holder)
                _check_watched(thing, checked, lease=lease)
                done += 1
    return done


def _check_watched(thing: RosterEntry | Watch, checked: Checked, *, lease: datetime) -> None:
    verdict = checked.verification.verdict
    if isinstance(thing, RosterEntry) and verdict != thing.verdict_told:
        settle(checked, entry=thing, by=None, occasion=verifications.WATCHED, lease=lease)
    else:
        watching.seen(thing, verdict, at=checked.verification.at, lease=lease)
