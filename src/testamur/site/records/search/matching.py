"""Which entries answer a question, in which order, and how they part by facets.

An entry answers if it holds a word of every group and has a chosen value of every facet with a choice. Its score
is the sum over the groups of the rarity of the group times the weights of the fields that hold it, the title's
divided by how long it is: BM25F of Robertson, Zaragoza and Taylor (CIKM 2004) for words that stand in a field or
do not. Of equal scores the key decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from testamur.site.records.search.asked import Asked
from testamur.site.records.search.engine import Count, Engine, Question
from testamur.site.records.search.numbers import Bits, Numbers, bits_of, flags_of
from testamur.site.records.search.shelf import Masks, Postings, Shelf, Values, postings

WEIGHTS: Final[dict[str, float]] = {"title": 4.0, "provider": 2.0, "skills": 1.0, "roles": 0.75}
"""What a word counts by the field that holds it."""
LENGTH_SHARE: Final = 0.4
"""How much of a title's weight depends on its length against the mean; b of BM25."""
MUCH_LARGER: Final = 20
"""From this ratio on it is quicker to look up the few among the many than to mark the many."""
_BESIDE_TITLE: Final = np.array(
    [sum(w for bit, w in enumerate(WEIGHTS.values()) if bit and mask >> bit & 1) for mask in range(16)],
    dtype=np.float32,
)


@dataclass(frozen=True, slots=True)
class Matched:
    """The places of one page, their scores, how many answer in all, and the counts by facet."""

    places: Numbers
    scores: NDArray[np.float32]
    total: int
    facets: Mapping[str, tuple[Count, ...]]


def match(shelf: Shelf, engine: Engine, asked: Asked, question: Question) -> Matched:
    """Return what answers a question."""
    places, scores = _holding_all(shelf, engine, asked)
    held = shelf.live if places is None else bits_of(places, size=shelf.size)
    chosen = {name: _union(shelf.facets[name], values) for name, values in question.chosen.items() if values}
    within = held
    for bits in chosen.values():
        within = within & bits
    total = int(np.bitwise_count(within).sum())
    counts = _counts(shelf, held, chosen, question)
    end = question.begin + question.size
    if places is None:
        found = shelf.by_key[flags_of(within)[shelf.by_key]] if chosen else shelf.by_key
        found = found[question.begin : end]
        return Matched(found, np.zeros(found.size, dtype=np.float32), total, counts)
    if chosen:
        keep = flags_of(within)[places]
        places, scores = places[keep], scores[keep]
    order = _first(scores, shelf.rank[places], end)[question.begin : end]
    return Matched(places[order], scores[order], total, counts)


def _holding_all(shelf: Shelf, engine: Engine, asked: Asked) -> tuple[Numbers | None, NDArray[np.float32]]:
    """Return the places that hold a word of every group, with their scores; None where nothing is asked."""
    groups = sorted((postings(shelf, engine, group) for group in asked.groups), key=lambda held: held[0].size)
    if not groups:
        return None, np.zeros(0, dtype=np.float32)
    places, masks = groups[0]
    matched = [masks]
    for others in groups[1:]:
        theirs = _masks_at(others, places, size=shelf.size)
        both = theirs > 0
        places, matched = places[both], [*(held[both] for held in matched), theirs[both]]
    title = WEIGHTS["title"] / (
        1 - LENGTH_SHARE + LENGTH_SHARE * shelf.title_words[places] / shelf.mean_title_words
    )
    scores = np.zeros(places.size, dtype=np.float32)
    for (held, _), masks in zip(groups, matched, strict=True):
        scores += _rarity(held.size, shelf.by_key.size) * (_BESIDE_TITLE[masks] + title * (masks & 1))
    return places, scores


def _masks_at(held: Postings, places: Numbers, *, size: int) -> Masks:
    """Return in which fields a word stands at some places; 0 where it does not."""
    if held[0].size > MUCH_LARGER * places.size:
        at = np.minimum(np.searchsorted(held[0], places), held[0].size - 1)
        return np.where(held[0][at] == places, held[1][at], np.uint8(0))
    masks = np.zeros(size, dtype=np.uint8)
    masks[held[0]] = held[1]
    return masks[places]


def _rarity(holding: int, of: int) -> np.float32:
    """Return the inverse document frequency of BM25, kept above zero by adding one."""
    return np.float32(np.log(1 + (of - holding + 0.5) / (holding + 0.5)))


def _first(scores: NDArray[np.float32], rank: NDArray[np.int32], count: int) -> Numbers:
    """Return the first so many, by falling score, then by rank.

    The bits of floats that are not negative rise as the floats do, so score and rank make one whole number, and no
    two are the same: many equal scores would make a partition slow.
    """
    order = (np.int64(1) << 31) - rank + (scores.view(np.int32).astype(np.int64) << 32)
    if order.size > 2 * count:
        some = np.argpartition(order, order.size - count)[order.size - count :]
        return some[np.argsort(-order[some])]
    return np.argsort(-order)[:count]


def _union(values: Values, chosen: tuple[str, ...]) -> Bits:
    rows = [i for i, name in enumerate(values.names) if name in chosen]
    return (
        np.bitwise_or.reduce(values.bits[rows], axis=0)
        if rows
        else np.zeros(values.bits.shape[1], dtype=np.uint64)
    )


def _counts(
    shelf: Shelf, held: Bits, chosen: Mapping[str, Bits], question: Question
) -> dict[str, tuple[Count, ...]]:
    counts = {}
    for name, values in shelf.facets.items():
        within = held
        for other, bits in chosen.items():
            if other != name:
                within = within & bits
        found = np.bitwise_count(values.bits & within).sum(axis=1, dtype=np.int64)
        wanted = question.chosen.get(name, ())
        lines = [Count(value, int(n), value in wanted) for value, n in zip(values.names, found, strict=True)]
        lines += [Count(value, 0, is_chosen=True) for value in wanted if value not in values.names]
        counts[name] = tuple(line for line in lines if line.count or line.is_chosen)
    return counts
