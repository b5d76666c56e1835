"""How fast the guide answers over a large catalogue, against a raw scan of numbers and against bare FTS5.

The catalogue is simulated (`market`): entries over words of ESCO that nobody offers. They are written as CSV,
imported by the command as an operator would, and then searched and asked. The limit of the value is numpy reading
as many criteria once, knowing nothing. `python benchmarks/guide.py 1000000` takes about a quarter of an hour.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from market_speed import MEMORY_BYTES, measure_import, measure_search

from testamur.catalogue import Role
from testamur.fit import Profile, weights_of
from testamur.fit.columns import Columns
from testamur.fit.figures import Asked
from testamur.fit.screen import best, screen, worth

DAY: Final = date(2026, 12, 1)
QUESTIONS: Final = 200
ADVICES: Final = 60
WARM: Final = 20
"""So many questions are asked before the clock runs: a site's columns remember what they worked out."""
SCREEN_MS: Final = 100.0
ADVICE_MS: Final = 300.0
OVER_RAW: Final = 1.5


def profiles(count: int, *, roles: Sequence[str]) -> list[Profile]:
    """Return profiles that differ in everything that is asked."""
    rng = random.Random(11)  # noqa: S311  (a benchmark, not a secret)
    return [
        Profile(
            role=rng.choice(roles),
            country=rng.choice(("", "US", "GB", "IN", "DE")),
            licence=rng.choice(("", "none", "physician", "registered-nurse")),
            need=rng.choice(("cme", "hire", "capability", "leadership", "internal-credentialing")),
            budget=rng.choice((None, 500.0, 1_600.0, 3_000.0)),
            hours_per_week=rng.choice((None, 2.0, 4.0, 8.0)),
            weeks=rng.choice((None, 10.0, 26.0)),
            by=rng.choice((None, date(2027, 6, 1))),
            pacing=rng.choice(("", "", "self-paced", "cohort")),
        )
        for _ in range(count)
    ]


def milliseconds(calls: Sequence[Callable[[], object]]) -> np.ndarray:
    """Return how long each call takes."""
    taken = []
    for call in calls:
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return np.array(taken) * 1000


def said(name: str, taken: np.ndarray) -> float:
    """Print the middle and the slow end of some times; return the slow end."""
    middle, slow = np.percentile(taken, [50, 95])
    print(f"{name}: p50 {middle:.1f} ms, p95 {slow:.1f} ms, most {taken.max():.1f} ms ({len(taken)} runs)")
    return float(slow)


def raw_scan(count: int) -> Callable[[], object]:
    """Return a scan that knows nothing: nine numbers an entry, weighted, masked, and the best fifty taken."""
    rng = np.random.default_rng(1)
    table, weights = rng.random((count, 9), dtype=np.float32), rng.random(9, dtype=np.float32)
    allowed = rng.random(count) < 0.7

    def scan() -> object:
        return np.argpartition(np.where(allowed, table @ weights, -1.0), -50)[-50:]

    return scan


def valued(columns: Columns, profile: Profile, role: Role) -> object:
    """Return the best fifty by value, constraints aside."""
    return best(worth(Asked(columns, profile, role), weights_of(profile, role))[0], columns.keys, 50)


def measure_ranking(columns: Columns, roles: Mapping[str, Role]) -> bool:
    """Measure value and constraints on columns, beside a raw scan in the same run."""
    asked = profiles(QUESTIONS + WARM, roles=sorted(roles))
    whole = [partial(screen, columns, profile, role=roles[profile.role]) for profile in asked]
    value = [partial(valued, columns, profile, roles[profile.role]) for profile in asked]
    first = milliseconds(whole[:WARM])
    scan = raw_scan(len(columns))
    # One after the other, so that whatever else the machine does falls on all alike.
    triples = [(scan, value[n], whole[n]) for n in range(WARM, len(asked))]
    taken = milliseconds([call for triple in triples for call in triple]).reshape(-1, 3)
    said("raw numpy scan, 9 criteria, best 50", taken[:, 0])
    said("value of every offering, best 50", taken[:, 1])
    slow = said(f"constraints, value and short list (limit {SCREEN_MS:.0f} ms)", taken[:, 2])
    said("    the first questions of a new process", first)
    ratio = float(np.median(taken[:, 1]) / np.median(taken[:, 0]))
    print(f"    value over the raw scan: {ratio:.2f} times (limit {OVER_RAW}), by the medians")
    return slow <= SCREEN_MS and ratio <= OVER_RAW


def measure_advice(roles: Mapping[str, Role]) -> bool:
    """Measure the whole answer: short list, documents from the records, ranking, draws, reasons, changes."""
    from testamur.site.records.advising import advise  # noqa: PLC0415  (needs the site)

    asked = profiles(ADVICES + WARM, roles=sorted(roles))
    calls = [partial(advise, profile, at=DAY) for profile in asked]
    milliseconds(calls[ADVICES:])
    return said(f"full advice (limit {ADVICE_MS:.0f} ms)", milliseconds(calls[:ADVICES])) <= ADVICE_MS


def measure_guide(folder: Path) -> bool:
    """Measure ranking and advice on the installation in a folder, which `measure_search` has opened."""
    from testamur.site.records import columns, market  # noqa: PLC0415  (needs the site)
    from testamur.site.records.library import library  # noqa: PLC0415

    revision = market.revision()
    start = time.perf_counter()
    if not any((folder / "columns").glob("*/*")):
        columns.prepare(at=DAY)
    judged = columns.columns_at("graded", revision, DAY, market.fingerprint(revision))
    print(f"columns of {len(judged):,} offerings opened in {time.perf_counter() - start:.1f} s")
    is_ranked = measure_ranking(judged, library().roles)
    is_advised = measure_advice(library().roles)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"    peak memory of search and guide in one process {memory / 1e6:,.0f} MB")
    return is_ranked and is_advised and memory <= MEMORY_BYTES


def main() -> int:
    """Measure at the size that is given, 100,000 if none is; 1 if a limit is missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        met = [measure_import(count, folder=folder), measure_search(folder), measure_guide(folder)]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
