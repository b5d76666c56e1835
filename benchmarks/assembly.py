"""How long forms take to assemble, against the solver alone and against a peer that draws at random.

The limit is HiGHS on the very rows that `assemble` hands it; what `assemble` adds is making the rows, counting
every limit again and hashing. The peer fills the form at random, item by item as far as each still fits, and
starts again when it is stuck, as a macro in a spreadsheet would: it may be quicker where the bank is many times
the form, and it can never say that there is no form.
"""

import random
import sys
import time
from collections.abc import Callable, Iterable
from statistics import median
from typing import Final

from testamur.assembly import Cell, ItemFacts, KeyBalance, Specification, assemble, cells
from testamur.assembly.assemble import GAP, formulation
from testamur.assembly.rules import problems
from testamur.assembly.solver import solve

LIMIT: Final = 3.0
"""`assemble` may take this many times what the solver alone takes."""

TIMES: Final = 5
PATIENCE_SECONDS: Final = 10.0
POSITIONS: Final = ("A", "B", "C", "D")
BALANCED: Final = KeyBalance(POSITIONS, 0.2, 0.3)


def bank(size: int, *, areas: int, enemies: int) -> list[ItemFacts]:
    rng = random.Random(7)  # noqa: S311  (a benchmark, not a secret)
    names = [f"q{number:05}" for number in range(size)]
    against = [rng.sample(range(size), 2) for _ in range(enemies)]
    return [
        ItemFacts(
            name,
            f"sha256:{number}",
            f"H{rng.randrange(areas) + 1}",
            rng.choice(("recall", "apply", "judge")),
            "choice",
            rng.choice(POSITIONS),
            tuple(names[other] for one, other in against if one == number),
            rng.lognormvariate(0, 0.3),
        )
        for number, name in enumerate(names)
    ]


def even(areas: int) -> dict[str, float]:
    return {f"H{number + 1}": 1.0 for number in range(areas)}


SMALL: Final = bank(140, areas=6, enemies=20)
LARGE: Final = bank(2000, areas=18, enemies=200)
CASES: Final[dict[str, tuple[Specification, list[ItemFacts], int]]] = {
    "2 forms of 110 from 140": (
        Specification(110, cells(even(6), 110, slack=4), key_share=BALANCED),
        SMALL,
        2,
    ),
    "5 forms of 40 from 140, overlap <= 10": (
        Specification(40, (*cells(even(6), 40, slack=1), Cell(None, "judge", 12, 16)), 10, key_share=BALANCED),
        SMALL,
        5,
    ),
    "5 forms of 110 from 2,000, no overlap": (
        Specification(110, cells(even(18), 110), 0, key_share=BALANCED, minutes=(110.0, 120.0)),
        LARGE,
        5,
    ),
}


def seconds(work: Callable[[int], object]) -> float:
    """Return the median time of some runs, each with its own seed."""
    taken = []
    for seed in range(TIMES):
        start = time.perf_counter()
        work(seed)
        taken.append(time.perf_counter() - start)
    return median(taken)


def drawn_at_random(specification: Specification, items: list[ItemFacts], count: int, *, seed: int) -> bool:
    """Return whether the peer finds the forms before its patience ends."""
    rng, end = random.Random(seed), time.perf_counter() + PATIENCE_SECONDS  # noqa: S311  (a benchmark)
    forms: list[list[ItemFacts]] = []
    while len(forms) < count and time.perf_counter() < end:
        form = _filled(specification, rng.sample(items, len(items)), forms)
        if not any(problems(form, specification)):
            forms.append(form)
    return len(forms) == count


def _filled(
    specification: Specification, pool: Iterable[ItemFacts], forms: list[list[ItemFacts]]
) -> list[ItemFacts]:
    form: list[ItemFacts] = []
    others = [{item.id for item in other} for other in forms]
    most = specification.items if specification.overlap_most is None else specification.overlap_most
    for item in pool:
        if len(form) == specification.items:
            break
        names = {placed.id for placed in form} | {item.id}
        is_full = any(c.holds(item) and sum(map(c.holds, form)) >= c.most for c in specification.cells)
        is_shared = any(len(names & other) > most for other in others)
        if not is_full and not is_shared and not any(enemy in names for enemy in item.enemies):
            form.append(item)
    return form


def main() -> int:
    """Print one line a case; 1 if a ratio is above its limit."""
    ratios = [measured(name, *case) for name, case in CASES.items()]
    return 1 if max(ratios) > LIMIT else 0


def measured(name: str, specification: Specification, items: list[ItemFacts], count: int) -> float:
    """Print one case and return its ratio."""
    made = [formulation(specification, items, count=count, seed=seed) for seed in range(TIMES)]
    ours = seconds(lambda seed: assemble(specification, items, count=count, seed=seed))
    alone = seconds(lambda seed: solve(*made[seed], seed=seed, seconds=60.0, gap=GAP))
    start = time.perf_counter()
    is_found = drawn_at_random(specification, items, count, seed=0)
    peer = time.perf_counter() - start
    against = f"{peer / ours:.1f} x ours" if is_found else f"nothing found in {peer:.0f} s"
    print(f"{name}: {ours:.3f} s")
    print(f"    solver alone: {alone:.3f} s, ratio {ours / alone:.2f} (limit {LIMIT:g})")
    print(f"    random peer: {against}")
    return ours / alone


if __name__ == "__main__":
    sys.exit(main())
