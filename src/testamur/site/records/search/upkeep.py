"""Keeping the index in step: entries and words are written in the transaction of the versions they are about."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from django.db import connection, transaction

from testamur.catalogue import Offering
from testamur.site.records.models import OfferingVersion, SearchEntry, SearchWord
from testamur.site.records.search.engine import Engine
from testamur.site.records.search.entry import entry_of, identity_of
from testamur.site.records.search.words import Entry

BATCH: Final = 2000
_MORE: Final = (
    "INSERT INTO records_searchword(word, entries) VALUES (%s, %s)"
    " ON CONFLICT (word) DO UPDATE SET entries = records_searchword.entries + excluded.entries"
)
_FEWER: Final = "UPDATE records_searchword SET entries = entries - %s WHERE word = %s"


def put(newest: Sequence[tuple[OfferingVersion, Offering]], engine: Engine) -> None:
    """Take the newest versions of some offerings into the index, in the place of their earlier ones."""
    if not SearchEntry.objects.exists():
        _clear(engine)
    there = {entry.key: entry for entry in SearchEntry.objects.filter(key__in=[v.key for v, _ in newest])}
    earlier = [_read(entry) for entry in there.values()]
    entries = [_entry(version, offering, there.get(version.key)) for version, offering in newest]
    added = [entry for entry in entries if entry.pk is None]
    SearchEntry.objects.bulk_create(added)
    SearchEntry.objects.bulk_update(
        [entry for entry in entries if entry.key in there], ["version", "identity", "words", "title_words"]
    )
    indexed = [_read(entry) for entry in entries]
    if earlier:
        engine.remove(earlier)
    engine.index(indexed)
    _count(indexed, earlier)


def rebuild(engine: Engine) -> int:
    """Make the whole index anew from the newest versions; return how many there are."""
    done = 0
    with transaction.atomic():
        SearchEntry.objects.all().delete()
        _clear(engine)
        versions = OfferingVersion.objects.filter(is_newest=True).order_by("pk").iterator(chunk_size=BATCH)
        while batch := list(islice(versions, BATCH)):
            put([(version, version.offering) for version in batch], engine)
            done += len(batch)
    return done


def _clear(engine: Engine) -> None:
    SearchWord.objects.all().delete()
    engine.clear()


def _entry(version: OfferingVersion, offering: Offering, there: SearchEntry | None) -> SearchEntry:
    held = entry_of(offering)
    entry = there or SearchEntry(key=version.key)
    # `there` may still be read as it was: the earlier words were taken from it before.
    entry.version = version
    entry.identity = identity_of(offering)
    entry.words = "\n".join(held.lines)
    entry.title_words = len(held.title.split())
    return entry


def _read(entry: SearchEntry) -> Entry:
    title, provider, skills, roles, facets = entry.words.split("\n")
    return Entry(entry.pk, title, provider, skills, roles, facets)


def _count(now: Iterable[Entry], before: Iterable[Entry]) -> None:
    """Keep in how many entries each word stands."""
    change = _held(now)
    change.subtract(_held(before))
    more = sorted((word, count) for word, count in change.items() if count > 0)
    fewer = sorted((-count, word) for word, count in change.items() if count < 0)
    with connection.cursor() as cursor:
        cursor.executemany(_MORE, more)
        cursor.executemany(_FEWER, fewer)
    if fewer:
        SearchWord.objects.filter(entries=0).delete()


def _held(entries: Iterable[Entry]) -> Counter[str]:
    return Counter(word for entry in entries for word in entry.held())
