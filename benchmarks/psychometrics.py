"""How fast items are calibrated and their fit is looked at, beside girth and what the processor can multiply.

    python benchmarks/psychometrics.py [persons taking items on the fly, 0 by default]

The responses are simulated from stated seeds. Every marginal likelihood is computed by one yardstick: theta ~
N(0, 1), 241 nodes on [-9, 9]; conditional ones, which are exact, are each program's own. Peers: girth (MIT), if it
is installed (`pip install girth`), and R's psychotools, if it is (Debian: r-cran-psychotools). mirt and TAM are
not called. At the end stand adaptive tests beside catsim, five forms beside CP-SAT, and all pairs of persons, each
as the benchmark of its own prints it.
Times are the best of three and depend on what else the machine does; the ratios do less.
"""

import multiprocessing
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import adaptive
import forensics
import numpy as np
import numpy.typing as npt

import assembly

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from simulated_responses import marginal_loglik, simulated
from testamur.psychometrics import (
    Calibration,
    calibrate,
    calibrate_conditionally,
    response_lists,
    responses,
)
from testamur.psychometrics.fairness import compared, mantel_haenszel
from testamur.psychometrics.fit_statistics import fitted, item_fit, model_fit

Array = npt.NDArray[np.float64]

BANK: Final = 2_000
EACH: Final = 110


def main() -> None:
    """Print one line a measurement."""
    floor()
    small, _, _ = simulated("2pl", 100, 5_000, 12)
    ours = shown("2PL 100 x 5,000", small, "2pl")
    beside_girth(small, ours)
    timed("  its standard errors (observed information)", lambda: fit(small, "2pl", errors=True), times=1)
    shown("3PL with prior 100 x 5,000", simulated("3pl", 100, 5_000, 13)[0], "3pl")
    many = simulated("rasch", 110, 100_000, 21)[0]
    shown("Rasch 110 x 100,000", many, "rasch")
    beside_psychotools(many)
    shown("2PL 110 x 100,000", simulated("2pl", 110, 100_000, 22)[0], "2pl")
    groups = compared(small.astype(float), np.arange(5_000) % 2)
    timed("Mantel-Haenszel, 100 items, 5,000 persons, not purified", lambda: mantel_haenszel(groups, purify=False))
    how_it_fits(small)
    shown("2PL 110 x 1,000,000", simulated("2pl", 110, 1_000_000, 31)[0], "2pl", times=1, judged=False)
    elsewhere()
    if persons := int(sys.argv[1]) if len(sys.argv) > 1 else 0:
        on_the_fly(persons)


def elsewhere() -> None:
    """Print in the same run what three other benchmarks measure: adaptive tests, forms, all pairs of persons."""
    adaptive.main()
    assembly.near_the_target()
    assembly.as_much_as_there_is()
    for fault in forensics.all_pairs():
        print(fault)


def how_it_fits(u: npt.NDArray[Any]) -> None:
    """Print how long the statistics of fit take, beside the Cholesky factor without which there is no M2."""
    given = responses(u)
    fit_of = fitted(calibrate(given, model="2pl", errors=False), given)
    moments = u.shape[1] * (u.shape[1] + 1) // 2
    matrix = np.eye(moments) + 1 / moments
    timed(f"Cholesky factor of {moments:,} moments", lambda: np.linalg.cholesky(matrix))
    timed("M2, RMSEA and SRMSR, 100 items, 5,000 persons", lambda: model_fit(fit_of))
    timed("S-X2, 100 items, 5,000 persons", lambda: item_fit(fit_of))


def floor() -> None:
    """Print what a product of the E-step's shape takes: nothing that forms persons by nodes can be faster."""
    left, right = np.random.default_rng(0).random((4096, 110)), np.random.default_rng(1).random((110, 61))
    seconds = timed("Product 4,096 x 110 x 61, the E-step's shape", lambda: left @ right, times=20)
    print(
        f"  {2 * 4096 * 110 * 61 / seconds / 1e9:.0f} GFlop/s: two such products a block of persons and iteration"
    )


def fit(u: npt.NDArray[Any], model: str, *, errors: bool = False) -> Calibration:
    """Calibrate."""
    return calibrate(responses(u), model=model, errors=errors)


def shown(name: str, u: npt.NDArray[Any], model: str, *, times: int = 3, judged: bool = True) -> float:
    """Print how long a calibration takes, without the reading of the responses, and how good it is."""
    given = responses(u)
    found: list[Calibration] = []
    seconds = timed(name, lambda: found.append(calibrate(given, model=model, errors=False)), times=times)
    told = found[-1]
    a = column(told, "a", told.populations[0].sd)
    c = column(told, "c", 0.0)
    judgement = f", yardstick {marginal_loglik(u, a, column(told, 'd', 0.0), c):.4f}" if judged else ""
    print(f"  {len(told.history)} steps, steepest gradient {told.steepness:.1e}{judgement}")
    return seconds


def column(told: Calibration, name: str, otherwise: float) -> Array:
    """Return one parameter of all items."""
    return np.array([item.parameters.get(name, otherwise) for item in told.items])


def beside_girth(u: npt.NDArray[Any], ours: float) -> None:
    """Print the same of girth, with its own defaults."""
    try:
        from girth import twopl_mml  # noqa: PLC0415  (a peer that need not be there)
    except ImportError:
        print("  girth is not installed: no ratio")
        return
    found: list[dict[str, Any]] = []
    theirs = timed("  girth, the same responses", lambda: found.append(twopl_mml(u.T.astype(int))), times=1)
    a, b = found[0]["Discrimination"], found[0]["Difficulty"]
    print(f"  {theirs / ours:.0f} times as long; yardstick {marginal_loglik(u, a, -a * b, np.zeros(len(a))):.4f}")


PSYCHOTOOLS = """
suppressMessages(library(psychotools))
a <- commandArgs(TRUE); rows <- as.integer(a[2]); columns <- as.integer(a[3])
u <- matrix(as.integer(readBin(a[1], "raw", rows * columns)), rows, columns, byrow = TRUE)
seconds <- system.time(found <- raschmodel(u))
cat(seconds[["elapsed"]], seconds[["user.self"]] + seconds[["sys.self"]], format(found$loglik, digits = 14))
"""


def beside_psychotools(u: npt.NDArray[Any]) -> None:
    """Print conditional maximum likelihood with standard errors, ours and that of R's psychotools."""
    given = responses(u)
    found: list[Calibration] = []
    ours = timed(
        "Rasch 110 x 100,000, conditional, with standard errors",
        lambda: found.append(calibrate_conditionally(given, model="rasch")),
    )
    print(f"  {len(found[-1].history)} steps, conditional log-likelihood {found[-1].loglik:.4f}")
    program = shutil.which("Rscript")
    if program is None:
        print("  psychotools was not run: there is no Rscript")
        return
    with tempfile.NamedTemporaryFile() as file:
        file.write(np.ascontiguousarray(u, dtype=np.uint8).tobytes())
        file.flush()
        command = [program, "-e", PSYCHOTOOLS, file.name, *map(str, u.shape)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (our own words)
    if done.returncode:
        print(f"  psychotools was not run: {done.stderr.strip().splitlines()[-1]}")
        return
    wall, cpu, loglik = map(float, done.stdout.split())
    print(
        f"  psychotools, the same responses: {wall:.2f} s wall, {cpu:.2f} s CPU; {wall / ours:.0f} times as long;"
    )
    print(f"  its conditional log-likelihood {loglik:.4f}")


def on_the_fly(persons: int) -> None:
    """Calibrate 2,000 items of which everyone took 110, in a process that does nothing else.

    Another process has simulated them and written them to a file: what is printed is the most memory that the one
    that reads and calibrates ever held, Python and the responses included.
    """
    alone = multiprocessing.get_context("spawn")
    with TemporaryDirectory() as folder:
        for work in (write_on_the_fly, fit_on_the_fly):
            process = alone.Process(target=work, args=(Path(folder) / "responses.npz", persons))
            process.start()
            process.join()
            if process.exitcode:
                sys.exit(f"{work.__name__} ended with {process.exitcode}")


def write_on_the_fly(file: Path, persons: int) -> None:
    """Simulate, and keep the responses and the true slopes."""
    rng = np.random.default_rng(5)
    a, b, theta = rng.lognormal(0, 0.3, BANK), rng.normal(-0.5, 1, BANK), rng.normal(size=persons)
    places, right = np.empty((persons, EACH), np.int16), np.empty((persons, EACH), np.int8)
    for start in range(0, persons, 20_000):
        block = slice(start, min(persons, start + 20_000))
        drawn = rng.random((len(theta[block]), BANK), dtype=np.float32)
        places[block] = own = np.argpartition(drawn, EACH, axis=1)[:, :EACH]
        p = 1 / (1 + np.exp(-a[own] * (theta[block, None] - b[own])))
        right[block] = rng.random(own.shape) < p
    np.savez(file, places=places.ravel(), right=right.ravel(), a=a, b=b)


def fit_on_the_fly(file: Path, persons: int) -> None:
    """Read, calibrate and print."""
    kept = np.load(file)
    places, right = kept["places"], kept["right"]
    names = [str(n) for n in range(BANK)]
    print(f"{persons:,} persons on the fly, {EACH} of {BANK:,} items each")
    wall = time.perf_counter()
    lists = response_lists(np.arange(persons + 1) * EACH, places, right, items=names)
    print(f"  packed in {time.perf_counter() - wall:.2f} s wall")
    del places, right
    found: list[Calibration] = []
    timed("  2PL", lambda: found.append(calibrate(lists, model="2pl", errors=False)), times=1)
    a, d = column(found[0], "a", 1), column(found[0], "d", 0)
    off = [float(np.sqrt(np.mean((one - true) ** 2))) for one, true in ((a, kept["a"]), (-d / a, kept["b"]))]
    print(
        f"  {len(found[0].history)} steps, steepest gradient {found[0].steepness:.1e}, RMSE of a {off[0]:.4f}, "
        f"of b {off[1]:.4f}; the most memory that this process held: {most_memory():.2f} GB"
    )


def most_memory() -> float:
    """Return the most memory that this process ever held, in GB (10^9 bytes), as Linux counts it."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) * 1024 / 1e9


def timed(name: str, call: Callable[[], object], *, times: int = 3) -> float:
    """Print and return the shortest wall time of a few calls, with the CPU time of that one."""
    best = (np.inf, np.inf)
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        best = min(best, (time.perf_counter() - wall, time.process_time() - cpu))
    print(f"{name}: {best[0]:.4f} s wall, {best[1]:.4f} s CPU", flush=True)
    return best[0]


if __name__ == "__main__":
    main()
