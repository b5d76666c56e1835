"""What searching needs of all entries at once, in arrays: made once, and then kept in step with the records.

A shelf is never changed; a new one takes over what still holds. Entry n of the records has place n. Offerings of
our own content that were never recorded stand behind them, so that they are found before they are recorded.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from testamur.site.records.search.engine import Engine
from testamur.site.records.search.facets import FACETS
from testamur.site.records.search.numbers import Bits, Numbers, bits_of
from testamur.site.records.search.vocabulary import Vocabulary
from testamur.site.records.search.words import FIELDS, Entry

MOST_KEPT_BYTES: Final = 192 * 1024 * 1024
"""So much of what the engine said is kept; what was not asked for the longest goes first."""
Masks = NDArray[np.uint8]
Postings = tuple[Numbers, Masks]
"""The places of entries that hold a word, in rising order, and in which fields: bit n for the n-th of FIELDS."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the records were read: the newest version and entry, and what the version says.

    Numbers can be used again, and an index made anew gives other numbers to the same versions.
    """

    version: int = 0
    digest: str = ""
    entry: int = 0
    own: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """All entries by their place: whether there is one, how long its title is, and where it stands by key."""

    mark: Mark
    size: int
    live: Bits
    title_words: NDArray[np.float32]
    mean_title_words: np.float32
    by_key: Numbers
    rank: NDArray[np.int32]
    facets: Mapping[str, "Values"]
    vocabulary: Vocabulary
    own: Mapping[int, tuple[str, Entry]]
    kept: "OrderedDict[tuple[str, ...], Postings]" = field(default_factory=OrderedDict)


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one facet, and the bits of the entries that have each."""

    names: tuple[str, ...]
    bits: NDArray[np.uint64]


def facet_values(
    engine: Engine, terms: Sequence[str], *, size: int, own: Mapping[int, tuple[str, Entry]]
) -> dict[str, Values]:
    """Return the bits of every value of every facet."""
    return {name: _values(engine, name, terms, size=size, own=own) for name in FACETS}


def _values(
    engine: Engine, facet: str, terms: Sequence[str], *, size: int, own: Mapping[int, tuple[str, Entry]]
) -> Values:
    held = sorted(term for term in terms if term.startswith(f"{facet}:"))
    rows = [bits_of(_holding(engine, "facets", (term,), own, size=size), size=size) for term in held]
    bits = np.stack(rows) if rows else np.zeros((0, -(-size // 64)), dtype=np.uint64)
    return Values(tuple(term.partition(":")[2] for term in held), bits)


def postings(shelf: Shelf, engine: Engine, words: tuple[str, ...]) -> Postings:
    """Return where one of the words stands, from what is kept or from the engine."""
    found = shelf.kept.pop(words, None)
    if found is None:
        found = _asked(shelf, engine, words)
        _make_room(shelf.kept)
    shelf.kept[words] = found
    return found


def _asked(shelf: Shelf, engine: Engine, words: tuple[str, ...]) -> Postings:
    masks = np.zeros(shelf.size, dtype=np.uint8)
    for bit, name in enumerate(FIELDS):
        masks[_holding(engine, name, words, shelf.own, size=shelf.size)] |= np.uint8(1 << bit)
    places = np.flatnonzero(masks)
    return places, masks[places]


def _holding(
    engine: Engine, name: str, words: tuple[str, ...], own: Mapping[int, tuple[str, Entry]], *, size: int
) -> Numbers:
    recorded = engine.holding(name, words)
    # A version recorded since the shelf was made may have a place that it does not have.
    recorded = recorded[recorded < size - len(own)]
    beside = [place for place, (_, entry) in own.items() if not set(words).isdisjoint(_line(entry, name).split())]
    return np.concatenate([recorded, np.array(beside, dtype=np.int64)])


def _line(entry: Entry, name: str) -> str:
    return str(getattr(entry, name))


def _make_room(kept: "OrderedDict[tuple[str, ...], Postings]") -> None:
    held = sum(places.nbytes + masks.nbytes for places, masks in list(kept.values()))
    while held > MOST_KEPT_BYTES and len(kept) > 1:
        _, (places, masks) = kept.popitem(last=False)
        held -= places.nbytes + masks.nbytes
