"""How long a search takes in the catalogue at hand, with facets, against bare FTS5 on the same words.

Questions are made from the entries themselves: one to three words of an entry, one in five with a slip of the
keys, one in three narrowed. The peer is a plain FTS5 table that is asked for the best 20 by bm25: the same words,
rightly spelt, without facets, corrections, or names to show.
"""

import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from testamur.site.records.search import Question

QUESTIONS: Final = 300
NARROWED: Final = (
    {"pacing": ("cohort",)},
    {"group": ("clinicians",)},
    {"price": ("free", "to-500")},
    {"country": ("us",), "language": ("en",)},
    {"credit": ("yes",)},
)


def measure_search(count: int = QUESTIONS) -> dict[str, float]:
    """Ask questions of the installation that this process is set up for; print and return how long they take."""
    from testamur.site.records.search import Question, find

    start = time.perf_counter()
    total = find(Question()).total
    opened = time.perf_counter() - start
    asked = list(questions(2 * count))
    first = np.array([_timed(question) for question, _ in asked[:count]])
    taken = np.array([_timed(question) for question, _ in asked[count:]])
    peer = bare_fts5([words for _, words in asked[count:]])
    print(f"{'opening the index of a new process':<46} {opened:8.1f} s    ({total:,} entries)")
    _said("search, the first questions of a process", first)
    slow = _said("search with facets, corrections and names", taken)
    alone = _said("bare FTS5, the same words", peer)
    middle = float(np.median(taken) / np.median(peer))
    print(f"{'search over bare FTS5':<46} {middle:.2f} times (medians), {slow / alone:.2f} times (p95)")
    return {"search, ms p95": slow, "search over bare FTS5 at p95, times": slow / alone}


def _said(name: str, seconds: np.ndarray) -> float:
    middle, slow = np.percentile(seconds * 1000, [50, 95])
    print(f"{name:<46} p50 {middle:8.1f} ms   p95 {slow:8.1f} ms   ({len(seconds)} runs)")
    return float(slow)


def _timed(question: "Question") -> float:
    from testamur.site.records.search import find

    start = time.perf_counter()
    find(question)
    return time.perf_counter() - start


def questions(count: int, *, seed: int = 3) -> Iterator[tuple["Question", str]]:
    """Yield questions made from entries, each with its words rightly spelt."""
    from testamur.site.records.models import SearchEntry
    from testamur.site.records.search import Question

    rng = random.Random(seed)  # noqa: S311  (a benchmark, not a secret)
    last = SearchEntry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    for _ in range(count):
        entry = SearchEntry.objects.filter(pk__gte=rng.randrange(1, last + 1)).order_by("pk")[0]
        lines = entry.words.split("\n")
        held = [*lines[0].split(), *rng.choice(lines[1:3]).split()]
        words = rng.sample(held, min(len(held), rng.randint(1, 3)))
        typed = [slip(word, rng) if rng.random() < 0.2 and len(word) > 5 else word for word in words]
        yield Question(" ".join(typed), rng.choice(NARROWED) if rng.random() < 1 / 3 else {}), " ".join(words)


def slip(word: str, rng: random.Random) -> str:
    """Return a word with two neighbours swapped or a letter left out."""
    at = rng.randrange(1, len(word) - 1)
    if rng.random() < 0.5:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :]


def bare_fts5(asked: list[str]) -> np.ndarray:
    """Return how long a plain FTS5 table of the same words takes for the best 20 that hold every word."""
    from django.conf import settings

    taken = []
    with tempfile.TemporaryDirectory() as folder:
        own = sqlite3.connect(Path(folder) / "bare.sqlite3")
        own.execute("ATTACH ? AS records", [str(settings.DATABASES["default"]["NAME"])])
        own.execute("CREATE VIRTUAL TABLE bare USING fts5(words, content = '')")
        own.execute("INSERT INTO bare(rowid, words) SELECT id, words FROM records.records_searchentry")
        own.execute("INSERT INTO bare(bare) VALUES ('optimize')")
        own.commit()
        for words in asked:
            every = " ".join(f'"{word}"' for word in words.split())
            start = time.perf_counter()
            own.execute("SELECT rowid FROM bare WHERE bare MATCH ? ORDER BY rank LIMIT 20", [every]).fetchall()
            taken.append(time.perf_counter() - start)
        own.close()
    return np.array(taken)
