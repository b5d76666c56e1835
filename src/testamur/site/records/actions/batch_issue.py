"""Issue the credentials of many awards: in chunks, each of which is kept whole or not at all.

An award is in a chunk if it has no credential yet, and a constraint of the database lets it have one first
credential only. So whenever the work stops, it goes on where it stopped: nothing is issued twice or left out.
"""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from testamur.credential import RelatedResource
from testamur.site.records import badges, issuers
from testamur.site.records.actions import statements
from testamur.site.records.actions.audit import entry
from testamur.site.records.actions.credentials import free_places, sign, tell_holder
from testamur.site.records.models import AuditEntry, Award, Credential, Person, ProgrammeEdition

CHUNK: Final = issuers.CHECK_EVERY
"""So many at a time, so that one of each chunk is verified by the independent path before the chunk is kept."""


def waiting(edition: ProgrammeEdition) -> QuerySet[Award]:
    """Return the awards of an edition that have no credential yet, the oldest first."""
    issued = Credential.objects.filter(award=OuterRef("pk"))
    return Award.objects.filter(~Exists(issued), enrolment__edition=edition).order_by("pk")


def issue_all(
    *,
    edition: ProgrammeEdition,
    by: Person | None,
    at: datetime,
    said: Callable[[int], object] = lambda _number: None,
) -> int:
    """Sign the document of every award of an edition that has none, and return how many that were.

    Parameters
    ----------
    edition : ProgrammeEdition
        Whose awards.
    by : Person, optional
        Who asks for it.
    at : datetime
        From when the credentials are valid.
    said : callable, optional
        Called after each chunk that is kept, with how many it holds.

    Raises
    ------
    Refused
        If the issuer has no key. What was kept before stays.
    """
    kept, last = 0, 0
    alike = badges.earned(edition)
    while numbers := list(waiting(edition).filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        rows = _issue_chunk(numbers, edition, alike, by=by, at=at)
        last = rows[-1].award_id if rows else numbers[-1]
        kept += len(rows)
        said(len(rows))
    return kept


@transaction.atomic
def _issue_chunk(
    numbers: list[int], edition: ProgrammeEdition, alike: badges.Earned, *, by: Person | None, at: datetime
) -> list[Credential]:
    held = set(
        Award.objects.select_for_update().filter(pk__in=numbers).order_by("pk").values_list("pk", flat=True)
    )
    # Whoever held one of them before may have issued it: which still wait is known only now.
    held -= set(Credential.objects.filter(award__in=held).values_list("award", flat=True))
    awards = list(
        Award.objects.filter(pk__in=held)
        .order_by("pk")
        .select_related("enrolment__person")
        .prefetch_related("extensions")
    )
    for award in awards:
        award.enrolment.edition = edition
    related = statements.bound(edition, by=by, at=at) if awards else ()
    rows = list(_rows(awards, edition, alike, related=related, at=at))
    Credential.objects.bulk_create(rows)
    AuditEntry.objects.bulk_create(
        [entry("credential.issue", row, by=by, at=at, digest=row.digest) for row in rows]
    )
    for row in rows:
        tell_holder(row)
    return rows


def _rows(
    awards: list[Award],
    edition: ProgrammeEdition,
    alike: badges.Earned,
    *,
    related: tuple[RelatedResource, ...],
    at: datetime,
) -> Iterable[Credential]:
    """Yield the signed rows of as many awards as the status list has room for, with places on it at random."""
    kept_key, key = issuers.signing_key(edition.organisation)
    scores = badges.scores(awards, alike.exam)
    for award, (status_list, index) in zip(awards, free_places(edition, at=at), strict=False):
        row = Credential(
            award=award,
            key=kept_key,
            salt=secrets.token_hex(16),
            status_list=status_list,
            status_index=index,
            issued_at=at,
        )
        badge = badges.badge(
            row, alike, score=scores.get(award.enrolment_id), until=award.holds_until, related=related
        )
        sign(row, badge, key)
        yield row
