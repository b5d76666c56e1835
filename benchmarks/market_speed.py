"""How long an import and a search take on a simulated market, against their limits and against bare FTS5.

`measure_import` runs the command as an operator would, in its own process. `measure_search` asks questions made
from the entries themselves: one to three words of an entry, one in five with a slip of the keys, one in three
narrowed. The peer is a plain FTS5 table that is asked for the best 20 by bm25: the same words, rightly spelt,
without facets, corrections, or names to show. `benchmarks/guide.py` runs both.
"""

import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from market import market

from testamur.catalogue.exchange import FORMATS

if TYPE_CHECKING:
    from testamur.site.records.search import Question

IMPORT_SECONDS: Final = 300.0
"""A million entries may take so long."""
SEARCH_MILLISECONDS: Final = 50.0
MEMORY_BYTES: Final = 2 * 1024**3
QUESTIONS: Final = 300
NARROWED: Final = (
    {"pacing": ("cohort",)},
    {"group": ("clinicians",)},
    {"price": ("free", "to-500")},
    {"country": ("us",), "language": ("en",)},
    {"credit": ("yes",)},
)


def measure_import(count: int, *, folder: Path) -> bool:
    """Import so many entries into a new installation in a folder, twice; say how long, and if that will do."""
    file = folder / "market.csv"
    with file.open("w", encoding="utf-8") as opened:
        opened.writelines(FORMATS["csv"].write(market(count)))
    limit = IMPORT_SECONDS * max(count, 1_000_000) / 1_000_000
    first = _imported(file, folder)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    again = _imported(file, folder)
    size = (folder / "testamur.sqlite3").stat().st_size
    print(f"{f'import of {count:,} entries':<46} {first:8.1f} s    (limit {limit:.0f} s)")
    print(f"{'the same file again, nothing to change':<46} {again:8.1f} s")
    print(f"{'memory of the import':<46} {used / 1e6:8.0f} MB   (limit {MEMORY_BYTES / 1e6:.0f} MB)")
    print(f"{'file, and database after it':<46} {file.stat().st_size / 1e6:8.0f} MB, {size / 1e6:.0f} MB")
    return first <= limit and used <= MEMORY_BYTES


def _imported(file: Path, folder: Path) -> float:
    start = time.perf_counter()
    command = [sys.executable, "-m", "testamur", "offering", "import", str(file), "--data", str(folder), "--json"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  (our own command)
    return time.perf_counter() - start


def measure_search(folder: Path, *, count: int = QUESTIONS) -> bool:
    """Ask questions of the installation in a folder; say how long they take, and whether that will do."""
    os.environ["TESTAMUR_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "testamur.site.settings")
    import django  # noqa: PLC0415  (needs the settings first)

    django.setup()
    from testamur.site.records.search import Question, find  # noqa: PLC0415  (needs the site)

    start = time.perf_counter()
    total = find(Question()).total
    print(
        f"{'opening the index of a new process':<46} {time.perf_counter() - start:8.1f} s    ({total:,} entries)"
    )
    asked = list(questions(2 * count))
    _said("search, the first questions of a process", _timed(asked[:count]))
    taken, peer = _timed(asked[count:]), bare_fts5(folder, [words for _, words in asked[count:]])
    slow = _said("search with facets, corrections and names", taken)
    alone = _said("bare FTS5, the same words", peer)
    middle = float(np.median(taken) / np.median(peer))
    print(f"{'search over bare FTS5':<46} {middle:.2f} times (medians), {slow / alone:.2f} times (p95)")
    return slow <= SEARCH_MILLISECONDS


def _said(name: str, seconds: np.ndarray) -> float:
    middle, slow = np.percentile(seconds * 1000, [50, 95])
    print(f"{name:<46} p50 {middle:8.1f} ms   p95 {slow:8.1f} ms   ({len(seconds)} runs)")
    return float(slow)


def _timed(asked: list[tuple["Question", str]]) -> np.ndarray:
    from testamur.site.records.search import find  # noqa: PLC0415  (needs the site)

    taken = []
    for question, _ in asked:
        start = time.perf_counter()
        find(question)
        taken.append(time.perf_counter() - start)
    return np.array(taken)


def questions(count: int, *, seed: int = 3) -> Iterator[tuple["Question", str]]:
    """Yield questions made from entries, each with its words rightly spelt."""
    from testamur.site.records.models import SearchEntry  # noqa: PLC0415  (needs the site)
    from testamur.site.records.search import Question  # noqa: PLC0415

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


def bare_fts5(folder: Path, asked: list[str]) -> np.ndarray:
    """Return how long a plain FTS5 table of the same words takes for the best 20 that hold every word."""
    taken = []
    with tempfile.TemporaryDirectory() as beside:
        own = sqlite3.connect(Path(beside) / "bare.sqlite3")
        own.execute("ATTACH ? AS records", [str(folder / "testamur.sqlite3")])
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
