"""Search over title, provider, skills and roles: one interface, and an engine of the database at hand."""

from collections.abc import Iterator, Mapping
from functools import cache

from django.conf import settings
from django.db import connection

from testamur.site.records.library import library
from testamur.site.records.models import SearchEntry
from testamur.site.records.search.asked import understood
from testamur.site.records.search.engine import PAGE, Count, Engine, Found, Hit, Part, Question
from testamur.site.records.search.entry import entry_of, identity_of
from testamur.site.records.search.facets import BANDS, FACETS, UNKNOWN
from testamur.site.records.search.matching import match
from testamur.site.records.search.postgresql import Tsvector
from testamur.site.records.search.shelf import Shelf
from testamur.site.records.search.sqlite import Fts5
from testamur.site.records.search.stand import forget, shelf
from testamur.site.records.search.tantivy import Folder
from testamur.site.records.search.upkeep import Indexed, indexed, put, rebuild
from testamur.site.records.search.words import placed

__all__ = [
    "BANDS",
    "FACETS",
    "PAGE",
    "UNKNOWN",
    "Count",
    "Engine",
    "Found",
    "Hit",
    "Indexed",
    "Part",
    "Question",
    "engine",
    "entry_of",
    "find",
    "forget",
    "identity_of",
    "indexed",
    "put",
    "rebuild",
]


@cache
def engine() -> Engine:
    """Return the engine that the settings ask for, or that of the database at hand."""
    if settings.SEARCH == "tantivy":
        return Folder(settings.DATA / "search")
    return Tsvector() if connection.vendor == "postgresql" else Fts5()


def find(question: Question) -> Found:
    """Return what answers a question: one page of it, with the counts of every facet."""
    stand = shelf(engine())
    asked = understood(question.words, vocabulary=stand.vocabulary, literal=question.literal)
    matched = match(stand, engine(), asked, question)
    scores = dict(zip(matched.places.tolist(), matched.scores.tolist(), strict=True))
    return Found(
        hits=_hits(stand, scores, asked.words),
        total=matched.total,
        facets=matched.facets,
        read_as=asked.read_as,
        unknown=asked.unknown,
    )


def _hits(stand: Shelf, scores: Mapping[int, float], words: frozenset[str]) -> tuple[Hit, ...]:
    rows = SearchEntry.objects.filter(pk__in=list(scores)).values_list(
        "pk", "key", "version__title", "version__provider"
    )
    texts = {place: (key, title, provider) for place, key, title, provider in rows}
    ours = library().offerings
    texts |= {place: (key, ours[key].name, ours[key].provider) for place, (key, _) in stand.own.items()}
    found = [(*texts[place], score) for place, score in scores.items() if place in texts]
    return tuple(
        Hit(key, title, provider, tuple(_parts(title, words)), score) for key, title, provider, score in found
    )


def _parts(title: str, words: frozenset[str]) -> Iterator[Part]:
    """Yield a title in parts, those apart that were looked for."""
    done = 0
    for word, begin, end in placed(title):
        if word in words and begin >= done:
            if begin > done:
                yield Part(title[done:begin], is_found=False)
            yield Part(title[begin:end], is_found=True)
            done = end
    if done < len(title):
        yield Part(title[done:], is_found=False)
