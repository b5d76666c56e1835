"""Keys, issue, status, revocation, consent."""

import hashlib
import random
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from testamur import credential
from testamur.errors import Refused
from testamur.site.records import badges, issuers
from testamur.site.records.actions import statements, watching
from testamur.site.records.actions.audit import audit, tell
from testamur.site.records.models import (
    Award,
    Credential,
    Ground,
    IssuerKey,
    NameConsent,
    Organisation,
    Person,
    ProgrammeEdition,
    Revocation,
    StatusList,
    Suspension,
)

STATUS_HOLDS_FOR: Final = timedelta(hours=24)
LAPSING: Final = timedelta(hours=1)
"""A status list with less time left than this is signed anew before anybody is given it."""


@transaction.atomic
def make_key(*, organisation: Organisation, by: Person | None, at: datetime) -> IssuerKey:
    """Make a new signing key; the ones before it sign no more and keep verifying."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    key = credential.generate(f"{issuers.did(organisation)}#{_next_name(organisation, at=at)}")
    locked = key.locked(settings.KEY_PASSPHRASE.encode()).decode()
    return _kept_key(organisation, key.public.multibase, encrypted=locked, by=by, at=at)


@transaction.atomic
def use_external_key(*, organisation: Organisation, public: str, by: Person | None, at: datetime) -> IssuerKey:
    """Sign with a key that another machine keeps from now on, after it has signed once to show that it can.

    Raises
    ------
    DocumentError
        If it is no public key.
    Refused
        If its command is not set, gives no signature of this key, or the key was used before.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if IssuerKey.objects.filter(public=public).exists():
        raise Refused("key-used", "This key was used before. A key that was retired is not used again.")
    key = issuers.external_key(organisation, _next_name(organisation, at=at), public)
    key.sign(secrets.token_bytes(64))
    return _kept_key(organisation, public, encrypted="", by=by, at=at)


def _next_name(organisation: Organisation, *, at: datetime) -> str:
    return f"key-{at:%Y}-{organisation.keys.count() + 1}"


def _kept_key(
    organisation: Organisation, public: str, *, encrypted: str, by: Person | None, at: datetime
) -> IssuerKey:
    name = _next_name(organisation, at=at)
    organisation.keys.filter(retired_at=None).update(retired_at=at)
    kept = IssuerKey.objects.create(
        organisation=organisation, name=name, public=public, encrypted=encrypted, made_at=at
    )
    audit("key.make", kept, by=by, at=at, external=not encrypted)
    return kept


@transaction.atomic
def issue(*, award: Award, by: Person | None, at: datetime) -> Credential:
    """Sign the document of an award; a renewed award's new document supersedes the one before.

    Raises
    ------
    Refused
        If the award's credential was revoked, which is for good, or is suspended; or the issuer has no key.
    """
    award = Award.objects.select_for_update().get(pk=award.pk)
    refuse_revoked(award)
    refuse_suspended(award)
    organisation = award.enrolment.edition.organisation
    kept_key, key = issuers.signing_key(organisation)
    status_list, index = next(free_places(award.enrolment.edition, at=at))
    row = Credential(
        award=award,
        key=kept_key,
        salt=secrets.token_hex(16),
        status_list=status_list,
        status_index=index,
        issued_at=at,
        supersedes=award.credentials.last(),
    )
    edition = award.enrolment.edition
    said, related = badges.earned(edition), statements.bound(edition, by=by, at=at)
    score = badges.scores([award], said.exam).get(award.enrolment_id)
    sign(row, badges.badge(row, said, score=score, until=award.holds_until, related=related), key)
    row.save()
    audit("credential.issue", row, by=by, at=at, digest=row.digest)
    tell_holder(row)
    return row


def sign(row: Credential, badge: credential.Badge, key: credential.Signer) -> None:
    """Put the signed document into a row, which is kept by the one who asks."""
    row.document = issuers.shapes().sign(badge, key, at=row.issued_at)
    row.digest = hashlib.sha256(row.document.encode()).hexdigest()


def tell_holder(row: Credential) -> None:
    """Tell the holder where the credential is, once it is kept."""
    where = f"Your credential is ready: {settings.URL}/credentials/{row.identifier}"
    tell(row.award.enrolment.person, subject="Your credential", text=where)


def refuse_revoked(award: Award) -> None:
    """Refuse to go on with an award whose latest credential was revoked.

    Raises
    ------
    Refused
        ``award-revoked``.
    """
    latest = award.credentials.last()
    if latest and hasattr(latest, "revocation"):
        raise Refused("award-revoked", "The credential of this award was revoked.")


def refuse_suspended(award: Award) -> None:
    """Refuse to go on with an award whose latest credential is suspended.

    Raises
    ------
    Refused
        ``award-suspended``.
    """
    latest = award.credentials.last()
    if latest and latest.suspension:
        reason = (
            "This award is suspended. It can be renewed, or its credential issued anew, once it is reinstated."
        )
        raise Refused("award-suspended", reason)


def free_places(edition: ProgrammeEdition, *, at: datetime) -> Iterator[tuple[StatusList, int]]:
    """Yield places at random on a status list for an edition, one at least, as many as it has room for.

    The list is held until the transaction ends.
    """
    status_list = open_list(edition, at=at)
    taken = set(status_list.credentials.values_list("status_index", flat=True))
    while len(taken) < status_list.length // 2:
        index = credential.random_index(random.SystemRandom(), taken=taken, size=status_list.length)
        taken.add(index)
        yield status_list, index


def open_list(edition: ProgrammeEdition, *, at: datetime) -> StatusList:
    """Return a status list for the credentials of an edition that has room, held until the transaction ends.

    It is kept for suspension if the edition provides for that, else for revocation; if none has room, it is new.
    """
    purposes = StatusList.Purpose
    asked = purposes.SUSPENSION if edition.programme.award.can_be_suspended else purposes.REVOCATION
    half = credential.MINIMUM_ENTRIES // 2
    lists = edition.organisation.status_lists.select_for_update().filter(purpose=asked)
    for status_list in reversed(lists.order_by("pk")):
        if status_list.credentials.count() < half:
            return status_list
    fresh = StatusList.objects.create(
        organisation=edition.organisation, purpose=asked, length=credential.MINIMUM_ENTRIES
    )
    sign_list(fresh, at=at)
    return fresh


@transaction.atomic
def publish_status(*, at: datetime, organisation: Organisation | None = None) -> int:
    """Sign anew every status list whose time is half over; return how many were."""
    lists = StatusList.objects.select_for_update().order_by("pk")
    lists = lists.filter(valid_until__lt=at + STATUS_HOLDS_FOR / 2)
    if organisation:
        lists = lists.filter(organisation=organisation)
    for status_list in lists:
        sign_list(status_list, at=at)
    return len(lists)


def keep_status(*, at: datetime) -> None:
    """Make sure that no reader finds a status list out of date, even if the job that signs them stands still."""
    if StatusList.objects.filter(valid_until__lt=at + LAPSING).exists():
        publish_status(at=at)


def sign_list(status_list: StatusList, *, at: datetime) -> None:
    """Sign a status list as the records stand in this transaction; every change of a standing asks for it.

    On a list kept for suspension a revoked credential stays set for good.
    """
    _, key = issuers.signing_key(status_list.organisation)
    is_withdrawn = ~Q(revocation=None) | Exists(
        Suspension.objects.filter(credential=OuterRef("pk"), ended_at=None)
    )
    withdrawn = list(status_list.credentials.filter(is_withdrawn).values_list("status_index", flat=True))
    document = credential.compose_status_list(
        issuers.status_url(status_list),
        issuer=issuers.did(status_list.organisation),
        indexes=withdrawn,
        at=at,
        valid_for=STATUS_HOLDS_FOR,
        purpose=status_list.purpose,
        size=status_list.length,
    )
    status_list.document = issuers.as_text(credential.sign(document, key, at=at))
    status_list.published_at, status_list.valid_until = at, at + STATUS_HOLDS_FOR
    status_list.save(update_fields=["document", "published_at", "valid_until"])
    audit("status.publish", status_list, by=None, at=at, withdrawn=len(withdrawn))


@transaction.atomic
def revoke(*, row: Credential, reason: str, by: Person, at: datetime, ground: str = Ground.OTHER) -> Revocation:
    """Take a credential back for good, with those before it, and publish their lists in the same transaction.

    The reason is for the holder and the staff; the public reads the ground, a class of reasons.
    """
    award = Award.objects.select_for_update().get(pk=row.award_id)
    row = award.credentials.get(pk=row.pk)
    if hasattr(row, "revocation"):
        raise Refused("revocation-once", "This credential has been revoked already.")
    if not reason.strip():
        raise Refused("revocation-reason", "A revocation needs a reason.")
    earlier = award.credentials.filter(pk__lt=row.pk, revocation=None)
    taken_back = [_revoked(one, ground=ground, reason=reason, by=by, at=at) for one in (*earlier, row)]
    sign_lists_of([revocation.credential for revocation in taken_back], at=at)
    tell(award.enrolment.person, subject="Credential revoked", text=f"The reason given: {reason}")
    return taken_back[-1]


def _revoked(row: Credential, *, ground: str, reason: str, by: Person, at: datetime) -> Revocation:
    revocation = Revocation.objects.create(credential=row, ground=Ground(ground), reason=reason, at=at, by=by)
    audit("credential.revoke", revocation, by=by, at=at, ground=ground)
    return revocation


def sign_lists_of(rows: Sequence[Credential], *, at: datetime) -> None:
    """Sign the status lists of these credentials as the records stand now; who watches them is told."""
    watching.touched(rows, at=at)
    touched = {row.status_list_id for row in rows}
    for status_list in StatusList.objects.select_for_update().filter(pk__in=touched).order_by("pk"):
        sign_list(status_list, at=at)


@transaction.atomic
def show_name(*, row: Credential, shown: bool, by: Person, at: datetime) -> None:
    """Let the holder's name stand on the public page, or take it off."""
    row = Credential.objects.select_for_update().get(pk=row.pk)
    standing = NameConsent.objects.filter(credential=row, withdrawn_at=None)
    if shown and not standing.exists():
        NameConsent.objects.create(credential=row, given_at=at)
    elif not shown:
        standing.update(withdrawn_at=at)
    audit("credential.name", row, by=by, at=at, shown=shown)
