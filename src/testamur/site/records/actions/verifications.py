"""Check a credential for an organisation, and keep the signed record of what was found.

A check may ask other people's servers, so no transaction is open while it runs; keeping its record is one.
"""

import hashlib
import uuid
from dataclasses import asdict
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from testamur import credential
from testamur.credential import Asker
from testamur.site.records import issuers, verifier
from testamur.site.records.actions.audit import audit
from testamur.site.records.models import (
    Membership,
    Organisation,
    Person,
    RosterEntry,
    VerificationRecord,
    VerifierKey,
)
from testamur.site.records.verifier import Checked

KEPT_FOR: Final = timedelta(days=3653)
"""Ten years; as long as the audit."""

ASKED: Final = "asked for by a person"
ROUND: Final = "a check of the whole roster"
LISTED: Final = "a list of credentials that was handed in"
WATCHED: Final = "a periodic check, as the organisation wants to be told of changes"


@transaction.atomic
def make_key(*, by: Person | None, at: datetime) -> VerifierKey:
    """Make a new key of the verifier; the ones before it sign no more and keep verifying."""
    kept = list(VerifierKey.objects.select_for_update())
    name = f"key-{at:%Y}-{len(kept) + 1}"
    key = credential.generate(f"{verifier.did()}#{name}")
    VerifierKey.objects.filter(retired_at=None).update(retired_at=at)
    made = VerifierKey.objects.create(
        name=name,
        public=key.public.multibase,
        encrypted=key.locked(settings.KEY_PASSPHRASE.encode()).decode(),
        made_at=at,
    )
    audit("verifier.key", made, by=by, at=at)
    return made


def signing_key(*, at: datetime) -> credential.SigningKey:
    """Return the verifier's newest key, which is made when it is needed for the first time."""
    kept = VerifierKey.objects.filter(retired_at=None).last()
    if kept is None:
        try:
            kept = make_key(by=None, at=at)
        except IntegrityError:  # another process has just made the first
            kept = VerifierKey.objects.filter(retired_at=None).get()
    return verifier.opened(kept)


@transaction.atomic
def keep(
    checked: Checked,
    *,
    document: bytes,
    organisation: Organisation,
    entry: RosterEntry | None,
    by: Person | None,
    occasion: str,
) -> VerificationRecord:
    """Sign and keep what a check found, dated by the check.

    Parameters
    ----------
    checked : Checked
        What was found, and what was read for it.
    document : bytes
        The credential as it was given.
    organisation : Organisation
        Who asked.
    entry : RosterEntry, optional
        The entry of its roster that was checked.
    by : Person, optional
        Who asked for it there; nobody, if it is looked at again by itself.
    occasion : str
        Why it was checked.
    """
    verification, at = checked.verification, checked.verification.at
    identifier = uuid.uuid4()
    stated = credential.compose_record(
        verification,
        id=address(identifier),
        issuer=verifier.did(),
        digest=credential.digest_of(document),
        asker=asker(organisation, by),
        occasion=occasion,
        sources=checked.sources,
        version=version("testamur"),
    )
    text = issuers.as_text(credential.sign_record(stated, signing_key(at=at), at=at))
    record = VerificationRecord.objects.create(
        identifier=identifier,
        organisation=organisation,
        entry=entry,
        verdict=verification.verdict,
        steps=[asdict(step) for step in verification.steps],
        document=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        at=at,
        by=by,
    )
    audit("verification.record", record, by=by, at=at, verdict=str(verification.verdict), digest=record.digest)
    return record


def address(identifier: uuid.UUID) -> str:
    """Return where a record is shown to those who may see it."""
    return f"{settings.URL}/records/{identifier}"


def asker(organisation: Organisation, by: Person | None) -> Asker:
    """Return who asks, as a record names them: by organisation, duties and number."""
    if by is None:
        return Asker(organisation.name)
    held = organisation.memberships.filter(person=by).order_by("duty").values_list("duty", flat=True)
    return Asker(organisation.name, tuple(Membership.Duty(duty).label for duty in held), str(by.pk))


def check(
    *, document: bytes, organisation: Organisation, by: Person, at: datetime, email: str = ""
) -> VerificationRecord:
    """Check a credential that stands in no roster, and keep the record; a bad one has a record too."""
    checked = verifier.Reading().check(document, at=at, holder=email)
    return keep(checked, document=document, organisation=organisation, entry=None, by=by, occasion=ASKED)


def remove_old(*, at: datetime) -> int:
    """Remove the records of ten years ago; the audit says that they were there."""
    with transaction.atomic():
        old = list(VerificationRecord.objects.filter(at__lt=at - KEPT_FOR)[:1000])
        for record in old:
            audit("verification.remove", record, by=None, at=at, digest=record.digest)
            record.delete()
    return len(old)
