"""Import many offerings: a batch at a time, each whole or not at all, and continued where it was broken off."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Final

from django.db import connection, transaction

from testamur.catalogue.exchange import Entry
from testamur.site.records import search
from testamur.site.records.actions.audit import audit
from testamur.site.records.actions.market import merged, queue
from testamur.site.records.actions.prepared import Identity, Prepared, prepared
from testamur.site.records.models import CatalogueImport, OfferingVersion, Person, SearchEntry

BATCH: Final = 2000
LOG_PAGES: Final = 25_000
"""So many pages, some 100 MB, SQLite's log may hold during an import."""
Say = Callable[[str], None]
Tick = Callable[[CatalogueImport], None]


@dataclass(slots=True)
class _Weighed:
    """What a batch comes to: the versions to keep, which keys had one, what stays, and what is refused."""

    versions: list[OfferingVersion] = field(default_factory=list)
    indexed: list[search.Indexed] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    refused: list[str] = field(default_factory=list)
    refusals: int = 0


def import_entries(
    entries: Iterable[Entry | Prepared],
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
    waiting = _prepared(entries)
    for entry in islice(waiting, run.entries_done):
        _seen_before(entry, seen)
    while batch := list(islice(waiting, BATCH)):
        _let_the_log_grow()
        weighed = _taken(run, batch, seen, by=by, at=at)
        for sentence in weighed.refused:
            say(sentence)
        tick(run)
    with transaction.atomic():
        run.finished_at = at
        run.save(update_fields=["finished_at"])
        audit("catalogue.import.finish", run, by=by, at=at, figures=figures(run))
    return run


def _let_the_log_grow() -> None:
    """Let SQLite gather batches in its log, or it would write the same pages of its indexes again for each."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")


def rehearse(
    entries: Iterable[Entry | Prepared], *, name: str, at: datetime, say: Say, tick: Tick = lambda _: None
) -> CatalogueImport:
    """Say what an import would do, and do none of it; what it would refuse is given to `say`."""
    run = CatalogueImport(name=name, started_at=at)
    seen: set[int] = set()
    waiting = _prepared(entries)
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
    run: CatalogueImport, batch: list[Prepared], seen: set[int], *, by: Person | None, at: datetime
) -> _Weighed:
    """Keep one batch, with how far the import came, and return what it came to."""
    queue()
    weighed = _weighed(run, batch, seen, by=by, at=at)
    if weighed.changed:
        OfferingVersion.objects.filter(key__in=weighed.changed, is_newest=True).update(is_newest=False)
    if weighed.versions:
        OfferingVersion.objects.bulk_create(weighed.versions)
        search.put(weighed.indexed, search.engine())
    _tally(run, batch, weighed)
    run.save()
    audit("catalogue.import.batch", run, by=by, at=at, figures=figures(run))
    return weighed


def _tally(run: CatalogueImport, batch: list[Prepared], weighed: _Weighed) -> None:
    run.entries_done += len(batch)
    run.added += len(weighed.versions) - len(weighed.changed)
    run.changed += len(weighed.changed)
    run.unchanged += weighed.unchanged
    run.refused += weighed.refusals


def _prepared(entries: Iterable[Entry | Prepared]) -> Iterator[Prepared]:
    return (prepared(entry) if isinstance(entry, Entry) else entry for entry in entries)


def _weighed(
    run: CatalogueImport, batch: list[Prepared], seen: set[int], *, by: Person | None, at: datetime
) -> _Weighed:
    """Return what a batch comes to, against what is recorded; nothing is written."""
    weighed, origin = _Weighed(), f"import {run.name}"
    stated = list(_acceptable(batch, seen, weighed))
    own = OfferingVersion.objects.filter(key__in=[one.key for one in stated], origin=origin).order_by("pk")
    said = dict(own.values_list("key", "stated_digest"))
    news = [one for one in stated if said.get(one.key) != one.digest]
    weighed.unchanged = len(stated) - len(news)
    history = _history([one.key for one in news])
    for one in news:
        earlier = history.get(one.key, [])
        kept = _with_others(one, origin=origin, history=earlier) if earlier else one
        if earlier and earlier[-1].digest == kept.digest:
            weighed.unchanged += 1
            continue
        version = _version(kept, origin=origin, stated=one.digest, by=by, at=at)
        weighed.versions.append(version)
        weighed.indexed.append(search.Indexed(version, kept.number, kept.lines))
        if earlier:
            weighed.changed.append(one.key)
    return weighed


def _with_others(one: Prepared, *, origin: str, history: list[OfferingVersion]) -> Prepared:
    """Return the entry with the claims that others added to its offering."""
    offering = merged(one.offering, origin=origin, history=history)
    return one if len(offering.claim) == len(one.offering.claim) else prepared(Entry(one.place, offering))


def _version(one: Prepared, *, origin: str, stated: str, by: Person | None, at: datetime) -> OfferingVersion:
    return OfferingVersion(
        key=one.key,
        provider=one.provider[:300],
        title=one.title[:300],
        page=one.page[:500],
        document=one.document,
        digest=one.digest,
        stated_digest=stated,
        origin=origin,
        recorded_at=at,
        recorded_by=by,
    )


def _history(keys: list[str]) -> dict[str, list[OfferingVersion]]:
    """Return the versions of some offerings, oldest first."""
    history: dict[str, list[OfferingVersion]] = defaultdict(list)
    for version in OfferingVersion.objects.filter(key__in=keys).order_by("pk"):
        history[version.key].append(version)
    return history


def _acceptable(batch: list[Prepared], seen: set[int], weighed: _Weighed) -> Iterator[Prepared]:
    """Yield what can be kept; for every other entry all that is wrong with it is said."""
    there = _there(batch)
    for one in batch:
        wrong = list(one.wrong)
        if not wrong and there[one.identity] != one.key:
            wrong.append(f"{one.place}: has the provider, name and page of {there[one.identity]!r}")
        if _seen_before(one, seen):
            wrong.append(f"{one.place}: the key {one.key!r} stands in the file before")
        if wrong:
            weighed.refused += wrong
            weighed.refusals += 1
        else:
            yield one


def _seen_before(one: Prepared, seen: set[int]) -> bool:
    """Say whether the key stood in the file before, and keep in mind that it did."""
    if not one.key:
        return False
    # 64 bits of a hash, since a million keys as text would take ten times the memory.
    mark = int.from_bytes(hashlib.blake2b(one.key.encode(), digest_size=8).digest(), "big")
    before = mark in seen
    seen.add(mark)
    return before


def _there(batch: list[Prepared]) -> dict[Identity, str]:
    """Return, by provider, name and page, the key under which an offering of the batch is there already."""
    by_number = {one.number: one.identity for one in batch if not one.wrong}
    recorded = SearchEntry.objects.filter(identity__in=by_number).values_list("identity", "key")
    there = {by_number[number]: key for number, key in recorded}
    for one in batch:
        there.setdefault(one.identity, one.key)
    return there
