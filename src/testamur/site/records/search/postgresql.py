"""The search index in PostgreSQL: a tsvector of our own words with a GIN index, in the database of the records.

The words go in as lexemes and no text-search configuration touches them: what is found is the same as elsewhere.
The weights A to D of a lexeme say which field it stands in; facets hold a colon and are no words.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from django.db import connection

from testamur.site.records.search.numbers import Numbers, numbers_in
from testamur.site.records.search.words import FIELDS, Entry

_WEIGHTS: Final = dict(zip((*FIELDS, "facets"), "ABCDD", strict=True))
_PUT: Final = "INSERT INTO records_searchtext(entry, words) VALUES (%s, %s::tsvector)"
_TAKE: Final = "DELETE FROM records_searchtext WHERE entry = ANY(%s)"
_HOLDING: Final = "SELECT string_agg(entry::text, ' ') FROM records_searchtext WHERE words @@ %s::tsquery"


class Tsvector:
    """Full text in PostgreSQL."""

    def index(self, entries: Iterable[Entry]) -> None:
        """Take entries in; it is for the caller that none of their numbers is taken."""
        with connection.cursor() as cursor:
            cursor.executemany(_PUT, [(entry.id, _vector(entry)) for entry in entries])

    def remove(self, entries: Iterable[Entry]) -> None:
        """Take entries out."""
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [[entry.id for entry in entries]])

    def clear(self) -> None:
        """Take everything out."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM records_searchtext")

    def follow(self) -> None:
        """Do nothing: it is in step, since it is written in the same transaction."""

    def holding(self, field: str, words: Sequence[str]) -> Numbers:
        """Return the numbers of the entries of which a field holds one of the words, in rising order."""
        any_of = " | ".join(f"'{word}':{_WEIGHTS[field]}" for word in words)
        with connection.cursor() as cursor:
            cursor.execute(_HOLDING, [any_of])
            (text,) = cursor.fetchone()
        return np.sort(numbers_in(text))


def _vector(entry: Entry) -> str:
    """Return the entry as a tsvector: each word once, with the weight of every field that holds it."""
    places: dict[str, list[str]] = {}
    for number, (line, weight) in enumerate(zip(entry.lines, _WEIGHTS.values(), strict=True), start=1):
        for word in line.split():
            places.setdefault(word, []).append(f"{number}{weight}")
    return " ".join(f"'{word}':{','.join(held)}" for word, held in places.items())
