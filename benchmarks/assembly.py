"""How long forms take to assemble, against the solver alone, a peer that draws at random, and CP-SAT.

Without a target the limit is HiGHS on the very rows that `assemble` hands it; what `assemble` adds is making the
rows, counting every limit again and hashing. The peer fills the form at random, item by item as far as each still
fits, and starts again when it is stuck, as a macro in a spreadsheet would: it may be quicker where the bank is
many times the form, and it can never say that there is no form.

With a target the bank is the reference one: five forms of 110 of 2,000 items. Limits are counted here on the plain
arrays. Peer: CP-SAT of ortools (Apache-2.0), the same rows, least worst deviation, stopped once that is within
0.5 %, if it is installed (`pip install ortools`; it is in no list of requirements, so best into an environment of
its own). Times depend on what else the machine does, so load and processor time are printed; ratios do less.
"""

import importlib
import os
import random
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from statistics import mean, median
from typing import Any, Final

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from reference_bank import ABILITIES, FORMS, LENGTH, Reference, reference
from testamur.assembly import (
    Cell,
    Form,
    ItemFacts,
    KeyBalance,
    ShadowBank,
    ShadowTest,
    Specification,
    Target,
    assemble,
    bound,
    cells,
    information_of,
)
from testamur.assembly.assemble import GAP, formulation
from testamur.assembly.rows import rows, size_rows
from testamur.assembly.rules import problems
from testamur.assembly.solver import solve
from testamur.programme import apportion

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
    """Print one line a case; 1 if a ratio or a figure is beyond its limit."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    ratios = [measured(name, *case) for name, case in CASES.items()]
    found = [max(ratios) <= LIMIT, near_the_target(), as_much_as_there_is()]
    shadow_tests()
    return 0 if all(found) else 1


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


FINE: Final = 100_000
PEER_SECONDS: Final = 300.0
SECONDS: Final = 1.0
WORST: Final = 0.005
BOUND_SECONDS: Final = 10.0
GAP_OF_THE_BOUND: Final = 0.01


def near_the_target() -> bool:
    """Print how long forms along the target curve take, how near they are, and the same of CP-SAT."""
    given = reference()
    asked = replace(given.specification(), target=Target("curve", ABILITIES, given.target, band=WORST))
    found: list[tuple[Form, ...]] = []
    cpu = time.process_time()
    taken = seconds(lambda seed: found.append(assemble(asked, given.items, count=FORMS, seed=seed)))
    cpu = (time.process_time() - cpu) / TIMES
    worst = max(off(given, chosen(forms)) for forms in found)
    kept = all(keeps_every_limit(given, chosen(forms)) for forms in found)
    print(f"5 forms of 110 from 2,000 along a curve, {TIMES} seeds:")
    print(f"    {taken:.3f} s (limit {SECONDS:g}), {cpu:.3f} s of processor")
    print(f"    worst deviation {worst:.4%} (limit {WORST:.1%}); limits {'all kept' if kept else 'BROKEN'}")
    beside_cp_sat(given, asked, (taken, cpu))
    return taken <= SECONDS and worst <= WORST and kept


def as_much_as_there_is() -> bool:
    """Print how near the most that there can be the forms come, and how long that and its proof take."""
    given = reference()
    asked = replace(given.specification(), target=Target("maximin", ABILITIES, given.target))
    limits = []
    proof = seconds(lambda _: limits.append(bound(asked, given.items, count=FORMS)))
    found: list[tuple[Form, ...]] = []
    taken = seconds(lambda seed: found.append(assemble(asked, given.items, count=FORMS, seed=seed)))
    highest = limits[0].value if limits[0] else float("nan")
    lowest = min(float((given.information[chosen(forms)].sum(axis=1) / given.target).min()) for forms in found)
    kept = all(keeps_every_limit(given, chosen(forms)) for forms in found)
    gap = 1 - lowest / highest
    print(f"the same, as much as there can be: {taken:.3f} s with its proof, of which that is {proof:.3f} s")
    print(f"    lowest {lowest:.6f} of the target, no forms above {highest:.6f}: gap {gap:.3%} (limit 1%)")
    print(f"    limits {'all kept' if kept else 'BROKEN'}")
    return taken <= BOUND_SECONDS and gap <= GAP_OF_THE_BOUND and kept


def chosen(forms: Iterable[Form]) -> list[list[int]]:
    """Return the items of forms by their place in the reference bank."""
    return [[int(placed.id.removeprefix("q")) for placed in form.items] for form in forms]


def off(given: Reference, places: list[list[int]]) -> float:
    """Return how far the forms are off the target at worst, as a share of it."""
    return float(np.abs(given.information[places].sum(axis=1) / given.target - 1).max())


def keeps_every_limit(given: Reference, places: list[list[int]]) -> bool:
    """Count on the plain arrays."""
    every = [place for own in places for place in own]
    return len(set(every)) == FORMS * LENGTH and all(
        tuple(np.bincount(given.cell[own], minlength=18)) == given.need
        and all(LENGTH * 0.2 <= times <= LENGTH * 0.3 for times in np.bincount(given.key[own], minlength=4))
        and LENGTH * 68 <= np.rint(given.seconds[own]).sum() <= LENGTH * 76
        and not any({one, other} <= set(own) for one, other in given.enemies)
        for own in places
    )


def beside_cp_sat(given: Reference, asked: Specification, ours: tuple[float, float]) -> None:
    """Print how long CP-SAT takes to come within the same deviation, on the same rows."""
    try:
        cp_model = importlib.import_module("ortools.sat.python.cp_model")  # a peer that need not be there
    except ImportError:
        print("    ortools is not installed: no ratio")
        return
    start, cpu = time.perf_counter(), time.process_time()
    model, variables = least_deviation(cp_model, given, asked)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = PEER_SECONDS, 8
    solver.parameters.log_search_progress = False

    class Stop(cp_model.CpSolverSolutionCallback):  # type: ignore[misc,name-defined]  # of a peer without types
        def on_solution_callback(self) -> None:
            if self.objective_value <= WORST * FINE:
                self.stop_search()

    status = solver.solve(model, Stop())
    taken, cpu = time.perf_counter() - start, time.process_time() - cpu
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        print(f"    CP-SAT, 8 workers: nothing found in {taken:.1f} s")
        return
    on = np.array([solver.value(variable) for variable in variables]).reshape(FORMS, len(given.items))
    places = [np.flatnonzero(form).tolist() for form in on]
    print(f"    CP-SAT, 8 workers: {taken:.1f} s, {cpu:.1f} s of processor, to {off(given, places):.4%}")
    print(f"    that is {taken / ours[0]:.0f} times as long, and {cpu / ours[1]:.0f} times the processor")


def least_deviation(cp_model: Any, given: Reference, asked: Specification) -> tuple[Any, list[Any]]:  # noqa: ANN401
    """Return the model of CP-SAT for the least worst deviation, in hundred-thousandths, and its variables."""
    model, size, limits = cp_model.CpModel(), len(given.items), replace(asked, target=None)
    variables = [model.new_bool_var("") for _ in range(FORMS * size)]
    for row in rows(limits, given.items, count=FORMS) + size_rows(limits, given.items, count=FORMS):
        some = [variables[column] for column in row.columns]
        model.add(cp_model.LinearExpr.weighted_sum(some, list(row.values)) >= row.least)
    worst = model.new_int_var(0, FINE, "")
    shares = np.rint(information_of(given.items, ABILITIES) / 1e6 / given.target * FINE).astype(int)
    for form in range(FORMS):
        for column in shares.T.tolist():
            total = cp_model.LinearExpr.weighted_sum(variables[form * size : (form + 1) * size], column)
            model.add(total - FINE <= worst)
            model.add(FINE - total <= worst)
    model.minimize(worst)
    return model, variables


def shadow_tests() -> None:
    """Print how long a person waits for the next item of a test by shadow tests."""
    for size, items in ((500, 40), (2000, 110)):
        given = reference(size)
        ready = ShadowBank(_of_length(given, items), given.items)
        rng, waits = np.random.default_rng(1), []
        test = ShadowTest(ready, rng)
        chance = ready.engine.bank.form.probabilities(0.3)[0]
        while True:
            start = time.perf_counter()
            place = test.next()
            waits.append(time.perf_counter() - start)
            if place is None:
                break
            test.learn(place, int(rng.random() < chance[place, 1]))
        ways = ", ".join(f"{times} {how}" for how, times in test.ways.items())
        told = (
            f"{mean(waits) * 1e3:.1f} ms a step, median {median(waits) * 1e3:.1f}, longest {max(waits) * 1e3:.0f}"
        )
        print(f"shadow tests, {items} of {size:,} items: {told} ({ways})")


def _of_length(given: Reference, items: int) -> Specification:
    """Return the limits of the reference for a test of so many items."""
    asked = given.specification()
    needs = apportion({str(number): float(need) for number, need in enumerate(given.need)}, items)
    kept = tuple(
        replace(cell, least=needs[str(number)], most=needs[str(number)]) for number, cell in enumerate(asked.cells)
    )
    minutes = (items * 68 / 60, items * 76 / 60)
    return replace(asked, items=items, cells=kept, minutes=minutes, exposure_most=None)


if __name__ == "__main__":
    sys.exit(main())
