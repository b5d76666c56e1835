"""Try mutants of everything that is checked: whether there is an answer, how soon, and whether one is a false yes.

    .venv/bin/python scripts/mutants.py --count 100000 --seed 2026

Credentials as JSON of two kinds of suite, as a token, as pictures, as a PDF file, in part, in an offline kit;
status lists and keys that are published about one: changed in their parts and in their bytes. How an answer is
judged without the code that gave it, `tests/credential/mutants.py` says. All run in this process, where an
error would show; PDF files in one of their own, as in the product, where what breaks off is counted. Exit 1 if
any mutant has an error, takes over two seconds, or is a false yes; its number gives it again (--first N --count
1). `make test` tries a few.
"""

import argparse
import os
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "credential")]

from mutants import NAMES, is_false_yes, judged, mutant  # noqa: E402  (found in the folder of the tests)

from testamur.credential import confined  # noqa: E402

SECONDS = 2.0


@dataclass
class Found:
    """What came of one form's mutants."""

    verdicts: Counter[str] = field(default_factory=Counter)
    proved: int = 0
    broken: int = 0
    slowest: float = 0.0
    spent: float = 0.0


def tried(number: int, seed: int, found: dict[str, Found]) -> str:
    """Try one mutant; return what is wrong with the answer, if anything is."""
    name, data = mutant(number, seed=seed)
    start, used = time.perf_counter(), time.process_time()
    try:
        verification = judged(name, data, confine=confined.run if name == "PDF" else confined.here)
        is_false = is_false_yes(name, verification)
    except Exception:  # noqa: BLE001  (whatever it is, it is what is looked for)
        return f"error: {traceback.format_exc(limit=-3)}"
    elapsed, cost = time.perf_counter() - start, time.process_time() - used
    of_form = found[name]
    of_form.verdicts[verification.verdict] += 1
    of_form.proved += verification.credential is not None
    of_form.broken += any(confined.BROKEN in step.sentence for step in verification.steps)
    of_form.slowest, of_form.spent = max(of_form.slowest, cost), of_form.spent + cost
    if is_false:
        return f"false yes: {verification.verdict}"
    return f"took {elapsed:.1f} s" if min(elapsed, max(cost, 0.0) or elapsed) > SECONDS else ""


def main() -> int:
    """Try as many as is asked, and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args()
    os.nice(2)
    found = {name: Found() for name in NAMES}
    wrong, began = 0, time.perf_counter()
    for number in range(asked.first, asked.first + asked.count):
        problem = tried(number, asked.seed, found)
        if problem:
            wrong += 1
            print(f"!! mutant {number} ({NAMES[number % len(NAMES)]}): {problem}", flush=True)
        if sys.stderr.isatty() and number % 500 == 0:
            print(f"\r{number - asked.first:,} of {asked.count:,}", end="", file=sys.stderr)
    print(f"{asked.count:,} mutants, seed {asked.seed}, {time.perf_counter() - began:.0f} s; {wrong} wrong")
    for name, of_form in found.items():
        verdicts = ", ".join(f"{count:,} {verdict}" for verdict, count in of_form.verdicts.most_common())
        mean = 1000 * of_form.spent / max(1, sum(of_form.verdicts.values()))
        print(f"  {name}: {verdicts}; {of_form.proved:,} proved and the same", end="")
        print(f"; {of_form.broken} broke off" if of_form.broken else "", end="")
        print(f"; {mean:.1f} ms of processor time each, {of_form.slowest * 1000:.0f} ms at most")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
