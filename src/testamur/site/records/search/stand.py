"""The shelf of this process, and how it is made and kept in step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Final

import numpy as np
from django.db import connection

from testamur.site.records.library import library
from testamur.site.records.models import OfferingVersion, SearchEntry, SearchWord
from testamur.site.records.search.engine import Engine
from testamur.site.records.search.entry import entry_of
from testamur.site.records.search.numbers import Numbers, bits_of, numbers_in
from testamur.site.records.search.shelf import Mark, Shelf, Values, facet_values
from testamur.site.records.search.vocabulary import Vocabulary
from testamur.site.records.search.words import Entry

MANY: Final = 20_000
"""With more changed entries than this the shelf is made anew."""


@dataclass
class _Stand:
    shelf: Shelf | None = None
    lock: Lock = field(default_factory=Lock)


_STAND: Final = _Stand()


def shelf(engine: Engine) -> Shelf:
    """Return the shelf as the records stand now."""
    mark, held = _mark(), _STAND.shelf
    if held is not None and held.mark == mark:
        return held
    with _STAND.lock:
        held = _STAND.shelf
        if held is None or held.mark != mark:
            engine.follow()
            held = _STAND.shelf = _renewed(held, mark, engine)
        return held


def forget() -> None:
    """Drop the shelf, so that the next question makes it anew."""
    _STAND.shelf = None


def _mark() -> Mark:
    newest = OfferingVersion.objects.order_by("-pk").values_list("pk", "digest").first() or (0, "")
    entry = SearchEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return Mark(newest[0], newest[1], entry, id(library().offerings))


def _renewed(held: Shelf | None, mark: Mark, engine: Engine) -> Shelf:
    """Return the next shelf: the last one with what changed since, if it still holds, else a new one."""
    if held is None or not _holds(held.mark, mark):
        return _made(mark, engine)
    changed = SearchEntry.objects.filter(version_id__gt=held.mark.version)
    if held.own or held.size == 0 or changed.count() > MANY:
        return _made(mark, engine)
    return _changed(held, mark, list(changed.values_list("pk", "words", "title_words")))


def _holds(earlier: Mark, now: Mark) -> bool:
    """Say whether the version and the entry that were the newest are still there, and say what they said."""
    if earlier.own != now.own or not 0 < earlier.version < now.version:
        return False
    entries = SearchEntry.objects.filter(pk=earlier.entry)
    return entries.exists() and OfferingVersion.objects.filter(pk=earlier.version, digest=earlier.digest).exists()


def _made(mark: Mark, engine: Engine) -> Shelf:
    lengths = _lengths()
    recorded = int(lengths[:, 0].max()) + 1 if lengths.size else 0
    own = _own(recorded)
    size = recorded + len(own)
    title_words = np.zeros(size, dtype=np.float32)
    title_words[lengths[:, 0]] = lengths[:, 1]
    for place, (_, entry) in own.items():
        title_words[place] = len(entry.title.split())
    entries = dict(SearchWord.objects.values_list("word", "entries"))
    for _, entry in own.values():
        for word in entry.held():
            entries[word] = entries.get(word, 0) + 1
    by_key = np.concatenate([_by_key(), np.array(sorted(own, key=lambda place: own[place][0]), dtype=np.int64)])
    return Shelf(
        mark=mark,
        size=size,
        live=bits_of(by_key, size=size),
        title_words=title_words,
        mean_title_words=_mean(title_words, by_key),
        by_key=by_key,
        rank=_rank(by_key, size),
        facets=facet_values(engine, [word for word in entries if ":" in word], size=size, own=own),
        vocabulary=_vocabulary(entries),
        own=own,
    )


def _changed(held: Shelf, mark: Mark, rows: Iterable[tuple[int, str, int]]) -> Shelf:
    """Return the shelf with some entries replaced or added; what the engine said of words is asked again."""
    rows = list(rows)
    size = max([held.size, *(place + 1 for place, _, _ in rows)])
    title_words = np.zeros(size, dtype=np.float32)
    title_words[: held.size] = held.title_words
    facets: dict[int, set[str]] = {}
    for place, words, length in rows:
        title_words[place] = length
        facets[place] = set(words.split("\n")[-1].split())
    by_key = held.by_key if size == held.size and len(held.by_key) == SearchEntry.objects.count() else _by_key()
    return replace(
        held,
        mark=mark,
        size=size,
        live=bits_of(by_key, size=size),
        title_words=title_words,
        mean_title_words=_mean(title_words, by_key),
        by_key=by_key,
        rank=held.rank if by_key is held.by_key else _rank(by_key, size),
        facets={name: _patched(name, values, facets, size=size) for name, values in held.facets.items()},
        vocabulary=_vocabulary(dict(SearchWord.objects.values_list("word", "entries"))),
        kept=type(held.kept)(),
    )


def _patched(facet: str, values: Values, changed: Mapping[int, set[str]], *, size: int) -> Values:
    """Return the values of a facet with those of some entries put in the place of what was there."""
    there = {
        term.partition(":")[2] for terms in changed.values() for term in terms if term.startswith(f"{facet}:")
    }
    names = tuple(sorted(there.union(values.names)))
    bits = np.zeros((len(names), -(-size // 64)), dtype=np.uint64)
    for row, name in zip(values.bits, values.names, strict=True):
        bits[names.index(name), : row.size] = row
    if changed:
        bits &= ~bits_of(np.array(list(changed)), size=size)
    for i, name in enumerate(names):
        having = [place for place, terms in changed.items() if f"{facet}:{name}" in terms]
        if having:
            bits[i] |= bits_of(np.array(having), size=size)
    return Values(names, bits)


def _mean(title_words: np.ndarray, by_key: Numbers) -> np.float32:
    return np.float32(title_words[by_key].mean() if by_key.size else 1)


def _vocabulary(entries: Mapping[str, int]) -> Vocabulary:
    return Vocabulary({word: count for word, count in entries.items() if ":" not in word})


def _own(recorded: int) -> dict[int, tuple[str, Entry]]:
    """Return the offerings of our own content that were never recorded, behind those that were."""
    ours = library().offerings
    known = set(SearchEntry.objects.filter(key__in=ours).values_list("key", flat=True))
    beside = sorted(key for key in ours if key not in known)
    return {place: (key, entry_of(ours[key])) for place, key in enumerate(beside, start=recorded)}


def _lengths() -> Numbers:
    joined = "group_concat(id || ' ' || title_words, ' ')"
    if connection.vendor == "postgresql":
        joined = "string_agg(id || ' ' || title_words, ' ')"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {joined} FROM records_searchentry")  # noqa: S608  (one of the two lines above)
        (text,) = cursor.fetchone()
    return numbers_in(text).reshape(-1, 2)


def _by_key() -> Numbers:
    """Return the places in the order of their keys, letter by letter, whatever the database's own order is."""
    order = 'key COLLATE "C"' if connection.vendor == "postgresql" else "key"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM records_searchentry ORDER BY {order}")  # noqa: S608  (as above)
        return np.fromiter((row[0] for row in cursor.fetchall()), dtype=np.int64)


def _rank(by_key: Numbers, size: int) -> np.ndarray:
    rank = np.zeros(size, dtype=np.int32)
    rank[by_key] = np.arange(by_key.size, dtype=np.int32)
    return rank
