"""Keeping the index in step: entries and words are written in the transaction of the versions they are about."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db import connection

from testamur.catalogue import Offering
from testamur.site.records.models import OfferingVersion, SearchEntry, SearchWord
from testamur.site.records.search.engine import Engine
from testamur.site.records.search.entry import entry_of, identity_of
from testamur.site.records.search.words import Entry, read_entry

BATCH: Final = 2000
_MORE: Final = (
    "INSERT INTO records_searchword(word, entries) VALUES (%s, %s)"
    " ON CONFLICT (word) DO UPDATE SET entries = records_searchword.entries + excluded.entries"
)
_FEWER: Final = "UPDATE records_searchword SET entries = entries - %s WHERE word = %s"


@dataclass(frozen=True, slots=True)
class Indexed:
    """A version with what the index holds of it: the number of its identity, and the words of its fields."""

    version: OfferingVersion
    identity: int
    lines: tuple[str, ...]


def indexed(version: OfferingVersion, offering: Offering) -> Indexed:
    """Return a version of an offering with what the index holds of it."""
    return Indexed(version, identity_of(offering), entry_of(offering).lines)


def put(newest: Sequence[Indexed], engine: Engine) -> None:
    """Take the newest versions of some offerings into the index, in the place of their earlier ones."""
    if not SearchEntry.objects.exists():
        _clear(engine)
    there = {entry.key: entry for entry in SearchEntry.objects.filter(key__in=[one.version.key for one in newest])}
    earlier = [_read(entry) for entry in there.values()]
    entries = [_entry(one, there.get(one.version.key)) for one in newest]
    SearchEntry.objects.bulk_create([entry for entry in entries if entry.key not in there])
    if there:
        changed = [entry for entry in entries if entry.key in there]
        SearchEntry.objects.bulk_update(changed, ["version", "identity", "words", "title_words"], batch_size=200)
        engine.remove(earlier)
    now = [_read(entry) for entry in entries]
    engine.index(now)
    _count(now, earlier)


def rebuild(engine: Engine) -> int:
    """Make the whole index anew in the caller's transaction; return how many offerings it holds."""
    done = 0
    SearchEntry.objects.all().delete()
    _clear(engine)
    versions = OfferingVersion.objects.filter(is_newest=True).order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(versions, BATCH)):
        put([indexed(version, version.offering) for version in batch], engine)
        done += len(batch)
    return done


def _clear(engine: Engine) -> None:
    SearchWord.objects.all().delete()
    engine.clear()


def _entry(one: Indexed, there: SearchEntry | None) -> SearchEntry:
    """Return the entry of a version: the one that is there, changed, or a new one; not yet saved."""
    entry = there or SearchEntry(key=one.version.key)
    entry.version = one.version
    entry.identity = one.identity
    entry.words = "\n".join(one.lines)
    entry.title_words = len(one.lines[0].split())
    return entry


def _read(entry: SearchEntry) -> Entry:
    return read_entry(entry.pk, entry.words)


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
