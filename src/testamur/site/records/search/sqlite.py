"""The search index in SQLite: FTS5, contentless, in the database of the records.

An FTS5 table without content forgets what it was given, and is told the old words to take an entry out again.

Source: SQLite documentation, "SQLite FTS5 Extension", 4.4.1 (contentless tables) and 6.4 (the delete command).
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from django.db import connection

from testamur.site.records.search.numbers import Numbers, numbers_in
from testamur.site.records.search.words import Entry

_PUT: Final = (
    "INSERT INTO records_searchtext(rowid, title, provider, skills, roles, facets) VALUES (%s, %s, %s, %s, %s, %s)"
)
_TAKE: Final = (
    "INSERT INTO records_searchtext(records_searchtext, rowid, title, provider, skills, roles, facets)"
    " VALUES ('delete', %s, %s, %s, %s, %s, %s)"
)
_HOLDING: Final = "SELECT group_concat(rowid, ' ') FROM records_searchtext WHERE records_searchtext MATCH %s"


class Fts5:
    """Full text in the embedded database."""

    def index(self, entries: Iterable[Entry]) -> None:
        """Take entries in; it is for the caller that none of their numbers is taken."""
        with connection.cursor() as cursor:
            cursor.executemany(_PUT, [(entry.id, *entry.lines) for entry in entries])

    def remove(self, entries: Iterable[Entry]) -> None:
        """Take entries out, as they were taken in."""
        with connection.cursor() as cursor:
            cursor.executemany(_TAKE, [(entry.id, *entry.lines) for entry in entries])

    def clear(self) -> None:
        """Take everything out."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO records_searchtext(records_searchtext) VALUES ('delete-all')")

    def follow(self) -> None:
        """Do nothing: it is in step, since it is written in the same transaction."""

    def holding(self, field: str, words: Sequence[str]) -> Numbers:
        """Return the numbers of the entries of which a field holds one of the words, in rising order."""
        any_of = " OR ".join(f'"{word}"' for word in words)
        with connection.cursor() as cursor:
            cursor.execute(_HOLDING, [f"{field} : ({any_of})"])
            (text,) = cursor.fetchone()
        return np.sort(numbers_in(text))
