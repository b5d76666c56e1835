"""The words of the index in memory: what a mistyped word is corrected to, and what a begun one may become."""

from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np

from testamur.site.records.search.words import alike

MOST_ENDINGS: Final = 40
"""A word that is being typed stands for so many words, the most frequent first."""
SHORTEST_BEGUN: Final = 2


class Vocabulary:
    """Words and how many entries hold each."""

    def __init__(self, entries: Mapping[str, int]) -> None:
        self.entries = dict(entries)

    def forms(self, word: str) -> tuple[str, ...]:
        """Return the word, its plural and its singular, those that an entry holds."""
        return tuple(form for form in alike(word) if form in self.entries)

    def endings(self, begun: str) -> tuple[str, ...]:
        """Return the most frequent words that begin so."""
        if len(begun) < SHORTEST_BEGUN:
            return ()
        words = self._sorted
        found = []
        for i in range(bisect_left(words, begun), len(words)):
            if not words[i].startswith(begun):
                break
            found.append(words[i])
        return tuple(sorted(found, key=lambda word: (-self.entries[word], word))[:MOST_ENDINGS])

    def nearest(self, word: str) -> str:
        """Return the word that was meant, if one lies near enough; else nothing.

        One slip (a letter too many, missing, wrong, or two swapped) is allowed from four letters on, two from
        eight on. The nearest wins, then the one of which the first letter is right, then the most frequent.
        """
        allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        if not allowed or word.isdigit():
            return ""
        near = (
            (slips, other[0] != word[0], -self.entries[other], other)
            for other in self._candidates(word, allowed)
            if (slips := distance(word, other, most=allowed)) <= allowed
        )
        return min(near, default=(0, False, 0, ""))[3]

    def _candidates(self, word: str, allowed: int) -> list[str]:
        """Return the words that may lie near: of a like length, and of like letters and pairs of letters."""
        letters, pairs = np.uint64(_letters(word)), np.uint64(_pairs(word))
        lengths, all_letters, all_pairs = self._signs
        may = np.abs(lengths - len(word)) <= allowed
        may &= np.bitwise_count(all_letters ^ letters) <= 2 * allowed
        may &= np.bitwise_count(all_pairs ^ pairs) <= 6 * allowed
        return [self._sorted[i] for i in np.flatnonzero(may)]

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.entries)

    @cached_property
    def _signs(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        words = self._sorted
        return (
            np.array([len(word) for word in words], dtype=np.int64),
            np.array([_letters(word) for word in words], dtype=np.uint64),
            np.array([_pairs(word) for word in words], dtype=np.uint64),
        )


def _letters(word: str) -> int:
    """Return which letters a word has, as bits; a slip changes two at most."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


def _pairs(word: str) -> int:
    """Return which pairs of neighbours a word has, as bits; a slip changes six at most."""
    bits = 0
    for left, right in pairwise(word):
        bits |= 1 << ((31 * ord(left) + ord(right)) & 63)
    return bits


def distance(one: str, other: str, *, most: int) -> int:
    """Return how many slips lead from one word to the other; more than `most` is `most` + 1.

    A slip is an insertion, a deletion, a substitution, or a swap of neighbours; no part is changed twice (the
    optimal string alignment distance; Damerau (1964), Communications of the ACM 7, 171-176).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    earlier: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, against in enumerate(other, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        earlier, above = above, row
    return min(above[-1], most + 1)
