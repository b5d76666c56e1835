"""Record what is known of the market: a new version of an offering for every change, and nothing else."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from testamur.catalogue import Claim, Offering
from testamur.errors import Refused
from testamur.site.records import search
from testamur.site.records.actions.audit import audit
from testamur.site.records.library import library
from testamur.site.records.models import OfferingVersion, Person
from testamur.site.records.stored import offering_document

CONTENT: Final = "content"
_ONE_AT_A_TIME: Final = 7_061_305_173
"""The number of the lock that writers of versions share: their numbers become visible in rising order."""


@transaction.atomic
def record(offering: Offering, *, origin: str, by: Person | None, at: datetime) -> OfferingVersion:
    """Keep a version of an offering, if it says anything new; return the newest one.

    A file that speaks for a whole offering (our content, an import) replaces what it said itself and leaves what
    others added. Everything else may add claims and take none away.

    Raises
    ------
    Refused
        If claims would be lost.
    """
    queue()
    newest = OfferingVersion.objects.filter(key=offering.id, is_newest=True).first()
    stated = digest_of(offering)
    if is_file(origin):
        if newest and _said_before(offering.id, origin) == stated:
            return newest
        history = OfferingVersion.objects.filter(key=offering.id).order_by("pk")
        offering = merged(offering, origin=origin, history=history)
    else:
        _keeps_claims(offering, newest)
    if newest and newest.digest == digest_of(offering):
        return newest
    version = version_of(offering, origin=origin, stated=stated, by=by, at=at)
    OfferingVersion.objects.filter(key=offering.id, is_newest=True).update(is_newest=False)
    version.save()
    search.put([search.indexed(version, offering)], search.engine())
    audit("offering.record", version, by=by, at=at, key=offering.id, origin=origin)
    return version


def record_content(*, at: datetime) -> int:
    """Record our own content files, and an institution's, where they say something new; return how many did."""
    before = OfferingVersion.objects.count()
    for _, offering in sorted(library().offerings.items()):
        record(offering, origin=CONTENT, by=None, at=at)
    return OfferingVersion.objects.count() - before


@transaction.atomic
def index_anew(*, by: Person | None, at: datetime) -> int:
    """Record our own content, make the search index anew, and return how many offerings it holds."""
    record_content(at=at)
    queue()
    held = search.rebuild(search.engine())
    newest = OfferingVersion.objects.order_by("-pk").first()
    if newest is not None:
        audit("catalogue.index", newest, by=by, at=at, entries=held)
    return held


def queue() -> None:
    """Wait until no other transaction writes versions, and keep others waiting; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def is_file(origin: str) -> bool:
    """Say whether what comes from there speaks for a whole offering."""
    return origin == CONTENT or origin.startswith("import ")


def version_of(
    offering: Offering, *, origin: str, stated: str, by: Person | None, at: datetime
) -> OfferingVersion:
    """Return the version, not yet saved, that holds an offering."""
    document = offering_document(offering)
    return OfferingVersion(
        key=offering.id,
        provider=offering.provider[:300],
        title=offering.name[:300],
        page=offering.page[:500],
        document=document,
        digest=hashlib.sha256(document.encode()).hexdigest(),
        stated_digest=stated,
        origin=origin,
        recorded_at=at,
        recorded_by=by,
    )


def digest_of(offering: Offering) -> str:
    """Return the digest of all that an offering says."""
    return hashlib.sha256(offering_document(offering).encode()).hexdigest()


def merged(offering: Offering, *, origin: str, history: Iterable[OfferingVersion]) -> Offering:
    """Return what a file says of an offering, and after it every claim that others added and the file lacks.

    `history` has the versions of the offering, oldest first. What the file itself said earlier and says no longer
    is gone; the versions that held it are kept.
    """
    added: dict[str, tuple[Claim, str]] = {}
    held: dict[str, Claim] = {}
    for version in history:
        held = {claim.id: claim for claim in version.offering.claim}
        for identifier, claim in held.items():
            added.setdefault(identifier, (claim, version.origin))
    stated = {claim.id for claim in offering.claim}
    others = [held[i] for i, (_, whose) in added.items() if i in held and i not in stated and whose != origin]
    return replace(offering, claim=(*offering.claim, *others)) if others else offering


def _said_before(key: str, origin: str) -> str:
    """Return the digest of what this origin last stated of an offering."""
    own = OfferingVersion.objects.filter(key=key, origin=origin).order_by("-pk")
    return own.values_list("stated_digest", flat=True).first() or ""


def _keeps_claims(offering: Offering, newest: OfferingVersion | None) -> None:
    earlier = newest.offering if newest else library().offerings.get(offering.id)
    if earlier is None:
        return
    lost = {claim.id for claim in earlier.claim} - {claim.id for claim in offering.claim}
    if lost:
        raise Refused(
            "claims-kept",
            f"A version may add facts and take none away; {len(lost)} would be lost. Supersede them.",
        )
