"""What every search engine can do, what one asks, and what is found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from testamur.site.records.search.numbers import Numbers
from testamur.site.records.search.words import Entry

MOST_WORDS: Final = 12
"""So many words of a question are looked for; further ones are not."""
PAGE: Final = 20


class Engine(Protocol):
    """Keeps which entries hold a word: taken in and out in the transaction of the record it is about."""

    def index(self, entries: Iterable[Entry]) -> None:
        """Take entries in; it is for the caller that none of their numbers is taken."""

    def remove(self, entries: Iterable[Entry]) -> None:
        """Take entries out, as they were taken in."""

    def clear(self) -> None:
        """Take everything out."""

    def follow(self) -> None:
        """Take in what changed in the records, if that was not done in their transactions."""

    def holding(self, field: str, words: Sequence[str]) -> Numbers:
        """Return the numbers of the entries of which a field holds one of the words, in rising order."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: words, all of which an entry must hold, and chosen values of facets.

    Of the values of one facet any will do; of several facets each must be met. `literal`: no word is taken for a
    mistyped one. Pages count from 1, or `offset` says how many to step over.
    """

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: int = 1
    size: int = PAGE
    literal: bool = False
    offset: int | None = None

    @property
    def begin(self) -> int:
        """How many are stepped over."""
        return (self.page - 1) * self.size if self.offset is None else self.offset


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a title: its text, and whether it is what was looked for."""

    text: str
    is_found: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One offering that was found."""

    key: str
    title: str
    provider: str
    parts: tuple[Part, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Count:
    """How many of what was found have a value of a facet; of a facet with a choice, as if it had none."""

    value: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: one page of it, how much in all, and how it parts by facets.

    `read_as` is the question as it was understood, where a word was taken for mistyped; `unknown` are the words
    that no entry holds.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[Count, ...]]
    read_as: str = ""
    unknown: tuple[str, ...] = ()
