"""Import many offerings: a batch at a time, each whole or not at all, and continued where it was broken off."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Final

from django.db import transaction

from testamur.catalogue import Offering
from testamur.catalogue.exchange import Entry
from testamur.catalogue.offering import reference_problems
from testamur.site.records import search
from testamur.site.records.actions.audit import audit
from testamur.site.records.actions.market import merged, queue, version_of
from testamur.site.records.library import library
from testamur.site.records.models import CatalogueImport, OfferingVersion, Person, SearchEntry
from testamur.site.records.stored import offering_document

BATCH: Final = 2000
Say = Callable[[str], None]
Tick = Callable[[CatalogueImport], None]


@dataclass(frozen=True, slots=True)
class _Stated:
    """An offering as the file states it: where, as which document, with which digest."""

    place: str
    offering: Offering
    document: str
    digest: str


@dataclass(slots=True)
class _Weighed:
    """What a batch comes to: the versions to keep, which keys had one, what stays, and what is refused."""

    versions: list[tuple[OfferingVersion, Offering]] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    refused: list[str] = field(default_factory=list)
    refusals: int = 0


def import_entries(
    entries: Iterable[Entry],
    *,
    name: str,
    digest: str,
    by: Person | None,
    at: datetime,
    say: Say,
    tick: Tick = lambda _: None,
) -> CatalogueImport:
    """Keep what a file says of many offerings, and return how that went.

    `name` says whose file it is: a later file of that name replaces what an earlier one said. `digest` is that of
    the file: an import of it that was broken off goes on after its last whole batch. The same file again adds
    nothing. What is refused is given to `say`, each with its place; the rest is kept.
    """
    run = _begun(name, digest, by=by, at=at)
    seen: set[int] = set()
    waiting = iter(entries)
    for entry in islice(waiting, run.entries_done):
        _seen_before(entry, seen)
    while batch := list(islice(waiting, BATCH)):
        weighed = _taken(run, batch, seen, by=by, at=at)
        for sentence in weighed.refused:
            say(sentence)
        tick(run)
    with transaction.atomic():
        run.finished_at = at
        run.save(update_fields=["finished_at"])
        audit("catalogue.import.finish", run, by=by, at=at, figures=figures(run))
    return run


def rehearse(
    entries: Iterable[Entry], *, name: str, at: datetime, say: Say, tick: Tick = lambda _: None
) -> CatalogueImport:
    """Say what an import would do, and do none of it; what it would refuse is given to `say`."""
    run = CatalogueImport(name=name, started_at=at)
    seen: set[int] = set()
    waiting = iter(entries)
    while batch := list(islice(waiting, BATCH)):
        weighed = _weighed(run, batch, seen, by=None, at=at)
        _tally(run, batch, weighed)
        for sentence in weighed.refused:
            say(sentence)
        tick(run)
    return run


def figures(run: CatalogueImport) -> dict[str, int]:
    """Return how an import went, in numbers."""
    names = ("entries_done", "added", "changed", "unchanged", "refused")
    return {name: getattr(run, name) for name in names}


def first_read(name: str, digest: str, *, at: datetime) -> str:
    """Return the day on which this very file was first read here: a repeated import does not make facts newer."""
    first = CatalogueImport.objects.filter(name=name, digest=digest).order_by("pk").first()
    return (first.started_at if first else at).date().isoformat()


@transaction.atomic
def _begun(name: str, digest: str, *, by: Person | None, at: datetime) -> CatalogueImport:
    """Return the import of this file that was broken off, or a new one."""
    broken_off = CatalogueImport.objects.filter(name=name, digest=digest, finished_at=None).order_by("-pk").first()
    if broken_off:
        return broken_off
    run = CatalogueImport.objects.create(name=name, digest=digest, started_at=at, by=by)
    audit("catalogue.import.begin", run, by=by, at=at, name=name)
    return run


@transaction.atomic
def _taken(
    run: CatalogueImport, batch: list[Entry], seen: set[int], *, by: Person | None, at: datetime
) -> _Weighed:
    """Keep one batch, with how far the import came, and return what it came to."""
    queue()
    weighed = _weighed(run, batch, seen, by=by, at=at)
    if weighed.changed:
        OfferingVersion.objects.filter(key__in=weighed.changed, is_newest=True).update(is_newest=False)
    if weighed.versions:
        OfferingVersion.objects.bulk_create([version for version, _ in weighed.versions])
        search.put(weighed.versions, search.engine())
    _tally(run, batch, weighed)
    run.save()
    audit("catalogue.import.batch", run, by=by, at=at, figures=figures(run))
    return weighed


def _tally(run: CatalogueImport, batch: list[Entry], weighed: _Weighed) -> None:
    run.entries_done += len(batch)
    run.added += len(weighed.versions) - len(weighed.changed)
    run.changed += len(weighed.changed)
    run.unchanged += weighed.unchanged
    run.refused += weighed.refusals


def _weighed(
    run: CatalogueImport, batch: list[Entry], seen: set[int], *, by: Person | None, at: datetime
) -> _Weighed:
    """Return what a batch comes to, against what is recorded; nothing is written."""
    weighed = _Weighed()
    origin = f"import {run.name}"
    stated = list(_acceptable(batch, seen, weighed))
    keys = [one.offering.id for one in stated]
    said = dict(
        OfferingVersion.objects.filter(key__in=keys, origin=origin)
        .order_by("pk")
        .values_list("key", "stated_digest")
    )
    news = [one for one in stated if said.get(one.offering.id) != one.digest]
    weighed.unchanged = len(stated) - len(news)
    history = _history([one.offering.id for one in news])
    for one in news:
        earlier = history.get(one.offering.id, [])
        offering = merged(one.offering, origin=origin, history=earlier) if earlier else one.offering
        document = one.document if offering is one.offering else offering_document(offering)
        version = version_of(offering, document=document, origin=origin, stated=one.digest, by=by, at=at)
        if earlier and earlier[-1].digest == version.digest:
            weighed.unchanged += 1
            continue
        weighed.versions.append((version, offering))
        if earlier:
            weighed.changed.append(version.key)
    return weighed


def _history(keys: list[str]) -> dict[str, list[OfferingVersion]]:
    """Return the versions of some offerings, oldest first."""
    history: dict[str, list[OfferingVersion]] = defaultdict(list)
    for version in OfferingVersion.objects.filter(key__in=keys).order_by("pk"):
        history[version.key].append(version)
    return history


def _acceptable(batch: list[Entry], seen: set[int], weighed: _Weighed) -> Iterator[_Stated]:
    """Yield what can be kept; for every other entry all that is wrong with it is said."""
    clashes = _clashes(batch)
    for entry in batch:
        wrong = list(entry.lines())
        if entry.offering is not None and not wrong:
            wrong = [f"{entry.place}: {sentence}" for sentence in _wrong(entry.offering, clashes)]
            if _seen_before(entry, seen):
                wrong.append(f"{entry.place}: the key {entry.offering.id!r} stands in the file before")
        if wrong or entry.offering is None:
            weighed.refused += wrong
            weighed.refusals += 1
            continue
        document = offering_document(entry.offering)
        yield _Stated(entry.place, entry.offering, document, hashlib.sha256(document.encode()).hexdigest())


def _seen_before(entry: Entry, seen: set[int]) -> bool:
    """Say whether the key stood in the file before, and keep in mind that it did."""
    if entry.offering is None:
        return False
    # 64 bits of a hash, since a million keys as text would take ten times the memory.
    mark = int.from_bytes(hashlib.blake2b(entry.offering.id.encode(), digest_size=8).digest(), "big")
    before = mark in seen
    seen.add(mark)
    return before


def _clashes(batch: list[Entry]) -> dict[tuple[str, str, str], str]:
    """Return, by provider, name and page, the key under which an offering of the batch is there already."""
    by_number = {search.identity_of(entry.offering): entry.offering for entry in batch if entry.offering}
    recorded = SearchEntry.objects.filter(identity__in=by_number).values_list("identity", "key")
    there = {by_number[number].identity: key for number, key in recorded}
    for entry in batch:
        if entry.offering is not None:
            there.setdefault(entry.offering.identity, entry.offering.id)
    return there


def _wrong(offering: Offering, there: dict[tuple[str, str, str], str]) -> Iterator[str]:
    key = there[offering.identity]
    if key != offering.id:
        yield f"has the provider, name and page of {key!r}"
    known = library()
    for problem in reference_problems(offering, roles=known.known.roles, codes=known.known.competencies):
        yield str(problem)
