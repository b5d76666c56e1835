"""Text as the words that every search engine holds: one way to take it apart, so that all find the same."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

LONGEST: Final = 40
"""A word is cut after so many signs."""
FIELDS: Final = ("title", "provider", "skills", "roles")
"""What is searched, the weightiest first; an entry has its facets beside them."""
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index holds of one offering: the words of each field, each once, and its facets."""

    id: int
    title: str
    provider: str
    skills: str
    roles: str
    facets: str

    @property
    def lines(self) -> tuple[str, str, str, str, str]:
        """The words of the fields and the facets, as they are indexed."""
        return self.title, self.provider, self.skills, self.roles, self.facets

    def held(self) -> set[str]:
        """Return every word and facet of the entry."""
        return {word for line in self.lines for word in line.split()}


def read_entry(number: int, words: str) -> Entry:
    """Return the entry that a record holds as five lines."""
    return Entry(number, *words.split("\n"))


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters and without accents, in their order."""
    if text.isascii():
        return tuple(word[:LONGEST] for word in _WORD.findall(text.lower()))
    return tuple(plain for plain, _, _ in placed(text))


def placed(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a text, each with where it begins and ends in it."""
    for match in _WORD.finditer(text):
        for part in _WORD.findall(_folded(match.group())):
            yield part[:LONGEST], match.start(), match.end()


@lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    folded = word.casefold()
    if folded.isascii():
        return folded
    marks = unicodedata.normalize("NFKD", folded)
    return "".join(sign for sign in marks if not unicodedata.combining(sign)).casefold()


def line_of(texts: Iterable[str]) -> str:
    """Return the words of some texts in one line, each once."""
    return " ".join(dict.fromkeys(word for text in texts for word in _phrase(text)))


@lru_cache(maxsize=65536)
def _phrase(text: str) -> tuple[str, ...]:
    return words_of(text)


def alike(word: str) -> tuple[str, ...]:
    """Return a word with its plural or singular, as English makes them by rule."""
    found = [word, f"{word}s"]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        found.append(word[:-1])
    if len(word) > 4 and word.endswith("ies"):
        found.append(f"{word[:-3]}y")
    if len(word) > 2 and word.endswith("y"):
        found.append(f"{word[:-1]}ies")
    return tuple(found)
