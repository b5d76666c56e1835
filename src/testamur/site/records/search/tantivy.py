"""The search index in Tantivy: a folder beside the database, which then holds no words.

The folder follows the records: before a question is answered it takes in what has changed since the last version
it knows, and where that version is gone or says something else, it is made anew. Nothing in it is the only copy of
anything. One process writes to it; `testamur serve` is one.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from testamur.site.records.models import OfferingVersion, SearchEntry
from testamur.site.records.search.numbers import Numbers
from testamur.site.records.search.words import FIELDS, Entry, read_entry

if TYPE_CHECKING:
    import tantivy

_HEAP_BYTES: Final = 64 * 1024 * 1024
_TOKENS: Final = "spaces"


class Folder:
    """Full text in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def index(self, entries: Iterable[Entry]) -> None:
        """Do nothing yet: the folder follows once the records are read."""

    def remove(self, entries: Iterable[Entry]) -> None:
        """Do nothing yet; see `index`."""

    def clear(self) -> None:
        """Forget how far the folder is, so that it is made anew."""
        self._mark.unlink(missing_ok=True)

    def follow(self) -> None:
        """Take in what changed in the records since the last time."""
        newest = SearchEntry.objects.order_by("-version").values_list("version", "version__digest", "pk").first()
        known = json.loads(self._mark.read_text()) if self._mark.exists() else None
        if newest is None or known == list(newest):
            return
        writer = self._index.writer(_HEAP_BYTES, 1)
        entries = SearchEntry.objects.all()
        if known and _holds(*known):
            entries = entries.filter(version__gt=known[0])
        else:
            writer.delete_all_documents()
        for entry in entries.iterator():
            writer.delete_documents_by_term("entry", entry.pk)  # the field must be one of whole numbers with sign
            writer.add_document(self._document(read_entry(entry.pk, entry.words)))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._mark.write_text(json.dumps(newest))

    def holding(self, field: str, words: Sequence[str]) -> Numbers:
        """Return the numbers of the entries of which a field holds one of the words, in rising order."""
        import tantivy  # noqa: PLC0415  (an optional package)

        searcher = self._index.searcher()
        query = tantivy.Query.term_set_query(self._index.schema, field, list(words))
        places = [place for _, place in searcher.search(query, limit=max(1, searcher.num_docs), count=False).hits]
        return np.sort(np.array(searcher.fast_field_values("entry", places), dtype=np.int64))

    @property
    def _mark(self) -> Path:
        return self.folder / "follows.json"

    @cached_property
    def _index(self) -> "tantivy.Index":
        import tantivy  # noqa: PLC0415  (an optional package)

        schema = tantivy.SchemaBuilder()
        schema.add_integer_field("entry", indexed=True, fast=True)
        for name in (*FIELDS, "facets"):
            schema.add_text_field(name, tokenizer_name=_TOKENS, index_option="basic")
        self.folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(schema.build(), path=str(self.folder))
        spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer(_TOKENS, spaces)
        return index

    def _document(self, entry: Entry) -> "tantivy.Document":
        import tantivy  # noqa: PLC0415  (an optional package)

        document = tantivy.Document()
        document.add_integer("entry", entry.id)
        for name, line in zip((*FIELDS, "facets"), entry.lines, strict=True):
            document.add_text(name, line)
        return document


def _holds(version: int, digest: str, entry: int) -> bool:
    """Say whether the version that the folder knows is still there, says the same, and has the entry it had."""
    there = OfferingVersion.objects.filter(pk=version, digest=digest).exists()
    return there and SearchEntry.objects.filter(pk=entry).exists()
