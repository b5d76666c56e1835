"""A signing key that others may know: taken back at once, and all that it signed and still holds signed anew.

Taking it back is one transaction, with the status lists. The credentials follow in chunks, each of which is kept
whole or not at all; a credential is superseded once at most, so that the work goes on wherever it stopped.
"""

from collections.abc import Callable, Iterator
from copy import copy
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from testamur.errors import Refused
from testamur.site.records import badges, issuers
from testamur.site.records.actions import statements, watching
from testamur.site.records.actions.audit import audit, entry, tell
from testamur.site.records.actions.credentials import (
    free_places,
    make_key,
    sign,
    sign_list,
    sign_lists_of,
)
from testamur.site.records.models import (
    AuditEntry,
    Award,
    Compromise,
    Credential,
    Extension,
    IssuerKey,
    NameConsent,
    Organisation,
    Person,
    ProgrammeEdition,
    Suspension,
)

CHUNK: Final = issuers.CHECK_EVERY
"""So many at a time, so that one of each chunk is verified by the independent path before the chunk is kept."""


@transaction.atomic
def declare(*, key: IssuerKey, reason: str, by: Person, at: datetime) -> Compromise:
    """Take a key out of the DID document, make a new one if it signed, and sign lists and Statements anew.

    Raises
    ------
    Refused
        If no reason is given, or it was declared before.
    """
    organisation = Organisation.objects.select_for_update().get(pk=key.organisation_id)
    if not reason.strip():
        raise Refused("compromise-reason", "That others may know a key needs a reason.")
    if Compromise.objects.filter(key=key).exists():
        raise Refused("compromise-once", "This key was taken back before.")
    declared = Compromise.objects.create(key=key, reason=reason, at=at, by=by)
    audit("key.compromise", declared, by=by, at=at)
    organisation.keys.filter(pk=key.pk, retired_at=None).update(retired_at=at)
    if not organisation.keys.filter(retired_at=None).exists():
        make_key(organisation=organisation, by=by, at=at)
    for status_list in organisation.status_lists.select_for_update().order_by("pk"):
        sign_list(status_list, at=at)
    for edition in ProgrammeEdition.objects.filter(statements__key=key).distinct().order_by("pk"):
        statements.bound(edition, by=by, at=at)
    watching.own_touched(at=at)
    return declared


def waiting(key: IssuerKey, *, at: datetime) -> QuerySet[Credential]:
    """Return the credentials that a key signed and that still hold, which nothing supersedes, the oldest first.

    Suspended ones are among them, as they may count again; revoked and expired ones are not.
    """
    latest = Extension.objects.filter(award=OuterRef("award")).order_by("-pk").values("expires_on")[:1]
    held = Credential.objects.filter(key=key, superseded_by=None, revocation=None)
    held = held.annotate(ends_on=Coalesce(Subquery(latest), "award__expires_on"))
    return held.filter(Q(ends_on=None) | Q(ends_on__gte=at.date())).order_by("pk")


def reissue_all(
    *,
    declared: Compromise,
    by: Person | None,
    at: datetime,
    said: Callable[[int], object] = lambda _number: None,
) -> int:
    """Sign anew every credential that the key signed and that still holds; return how many that were.

    Parameters
    ----------
    declared : Compromise
        The key that was taken back.
    by : Person, optional
        Who asks for it.
    at : datetime
        When they are signed. From when and until when each is valid stays as it was.
    said : callable, optional
        Called after each chunk that is kept, with how many it holds.

    Raises
    ------
    Refused
        If the issuer has no good key. What was kept before stays.
    """
    kept = 0
    for edition in ProgrammeEdition.objects.filter(organisation=declared.key.organisation_id).order_by("pk"):
        last, of_edition = 0, waiting(declared.key, at=at).filter(award__enrolment__edition=edition)
        while numbers := list(of_edition.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
            rows = _reissue_chunk(numbers, edition, by=by, at=at)
            last = rows[-1].supersedes_id or 0 if rows else numbers[-1]
            kept += len(rows)
            said(len(rows))
    return kept


@transaction.atomic
def _reissue_chunk(
    numbers: list[int], edition: ProgrammeEdition, *, by: Person | None, at: datetime
) -> list[Credential]:
    awards = Credential.objects.filter(pk__in=numbers).values("award")
    list(Award.objects.select_for_update().filter(pk__in=awards).order_by("pk").values_list("pk", flat=True))
    # Whoever held an award before may have revoked or renewed it: which still wait is known only now.
    related = ("award__enrolment__person", "status_list")
    still = Credential.objects.filter(pk__in=numbers, superseded_by=None, revocation=None).order_by("pk")
    old = list(
        still.select_related(*related).prefetch_related("award__extensions", "suspensions", "name_consents")
    )
    for row in old:
        row.award.enrolment.edition = edition
    rows = list(_rows(old, edition, at=at))
    Credential.objects.bulk_create(rows)
    _carry_over(rows, at=at)
    AuditEntry.objects.bulk_create(
        [entry("credential.reissue", row, by=by, at=at, digest=row.digest) for row in rows]
    )
    for row in rows:
        _tell_holder(row)
    return rows


def _rows(old: list[Credential], edition: ProgrammeEdition, *, at: datetime) -> Iterator[Credential]:
    """Yield the signed rows that supersede the old ones, as many as a status list has room for."""
    kept_key, key = issuers.signing_key(edition.organisation)
    alike = badges.earned(edition)
    related = statements.bound(edition, by=None, at=at)
    scores = badges.scores([row.award for row in old], alike.exam)
    for before, (status_list, index) in zip(old, free_places(edition, at=at), strict=False):
        row = Credential(
            award=before.award,
            key=kept_key,
            salt=before.salt,
            status_list=status_list,
            status_index=index,
            issued_at=at,
            supersedes=before,
        )
        score = scores.get(before.award.enrolment_id)
        badge = badges.badge(row, alike, score=score, until=before.award.holds_until, related=related)
        sign(row, badges.as_before(badge, before), key)
        yield row


def _carry_over(rows: list[Credential], *, at: datetime) -> None:
    """Let what stands of the superseded ones stand of these too: a suspension, and the name on the public page."""
    suspended = [row for row in rows if _before(row).suspension]
    for row in suspended:
        _again(_before(row).suspension, credential=row)
    sign_lists_of(suspended, at=at)
    for row in rows:
        for consent in _before(row).name_consents.all():
            if consent.withdrawn_at is None:
                _again(consent, credential=row)


def _before(row: Credential) -> Credential:
    if row.supersedes is None:
        raise ValueError("it supersedes none")
    return row.supersedes


def _again(kept: Suspension | NameConsent | None, *, credential: Credential) -> None:
    """Keep a copy that is about another credential."""
    if kept is not None:
        copied = copy(kept)
        copied.pk, copied.credential = None, credential
        copied._state.adding = True  # noqa: SLF001  (Django's documented way to copy a record)
        copied.save()


def _tell_holder(row: Credential) -> None:
    text = (
        "The key that signed your credential may be known to others, so its issuer has taken it back. Your award "
        "stands, with the dates that it had, and your credential is signed anew:\n\n"
        f"{settings.URL}/credentials/{row.identifier}\n\n"
        "The file that you had before verifies no more. Please put the new one where you have shown the old one; "
        "whoever opens the old address is led to it."
    )
    tell(row.award.enrolment.person, subject="Your credential was signed anew", text=text)
