"""How fast adaptive tests are simulated, and how well they measure, beside catsim and the exponentials alone.

    python benchmarks/adaptive.py [persons sat by catsim, 100 by default]

A bank of 500 three-parameter items (seed 3), 40 items a person, the most informative next, ability ~ N(0, 1) from
seed 9. 10,000 persons sit ours. Peer: catsim (BSD-3), if it can be imported (`pip install catsim`, or a folder on
PYTHONPATH); it has so many of the same persons as it is given, and the ratio is of the time a person takes. Its
own estimator is used, a bounded search for the maximum of the likelihood; ours is the mean of the posterior, so
the errors are printed beside the times.
Times are the best of three and depend on what else the machine does; the ratios do less.
"""

import importlib
import os
import sys
import time
import warnings
from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.ability import form_of
from testamur.psychometrics.adaptive import Bank, Rules, Simulated, bank, simulate

Array = npt.NDArray[np.float64]

ITEMS: Final = 500
CATSIM_PERSONS: Final = 100
LENGTH: Final = 40
PERSONS: Final = 10_000
LIMIT_SECONDS: Final = 0.5
LEAST_RATIO: Final = 1000
NODES: Final = 61


def main(persons: int = CATSIM_PERSONS) -> None:
    """Print one line a measurement; catsim has so many persons."""
    print(f"load of the machine {os.getloadavg()[0]:.2f}")
    a, b, c = drawn()
    theta = np.random.default_rng(9).normal(size=PERSONS)
    items = bank(
        form_of("3pl", np.column_stack([a, -a * b, c]).tolist()), areas=["h1", "h1", "h2", "h2", "h2"] * 100
    )
    floor()
    shares = {"h1": 0.4, "h2": 0.6}
    ours = shown("adaptive", items, Rules(longest=LENGTH), theta)
    shown("  each drawn among the best 5", items, Rules(longest=LENGTH, among=5), theta)
    shown("  and two areas kept at 40 % and 60 %", items, Rules(longest=LENGTH, among=5, shares=shares), theta)
    shown("on the fly, at random", items, Rules(choice="random", longest=LENGTH), theta)
    shown("one form, the best at 0", items, Rules(choice="fixed", longest=LENGTH), theta)
    print(f"  limit {LIMIT_SECONDS} s for the adaptive test: {'kept' if ours[0] <= LIMIT_SECONDS else 'BROKEN'}")
    beside_catsim(np.column_stack([a, b, c, np.ones(ITEMS)]), theta[:persons], ours)


def drawn() -> tuple[Array, Array, Array]:
    """Return slopes, difficulties and guessing parameters of the bank."""
    rng = np.random.default_rng(3)
    return rng.lognormal(0, 0.3, ITEMS), rng.normal(0, 1, ITEMS), rng.beta(8, 32, ITEMS)


def floor() -> None:
    """Print what the exponentials of all posteriors take: no estimate from a posterior can be faster."""
    logs = np.random.default_rng(0).normal(size=(2000, NODES))
    blocks = PERSONS * LENGTH // len(logs)
    seconds, _ = timed(lambda: np.exp(logs), times=20)
    print(f"the exponentials of {PERSONS:,} x {LENGTH} posteriors of {NODES} nodes: {seconds * blocks:.4f} s wall")


def shown(name: str, items: Bank, rules: Rules, theta: Array) -> tuple[float, float]:
    """Print how long all persons take, how far estimates are off, and how often the most shown item is shown."""
    found: list[Simulated] = []
    wall, cpu = timed(lambda: found.append(simulate(items, rules, theta, np.random.default_rng(1))))
    done = found[-1]
    print(
        f"{name}, {PERSONS:,} persons: {wall:.4f} s wall, {cpu:.4f} s CPU, RMSE {rmse(done.theta, theta):.4f}, "
        f"mean standard error {done.errors.mean():.4f}, most shown item {100 * done.exposure.max():.0f} %"
    )
    return wall, cpu


def beside_catsim(parameters: Array, theta: Array, ours: tuple[float, float]) -> None:
    """Print the same of catsim, with its own estimator, and the ratios of the times a person takes."""
    persons = len(theta)
    warnings.simplefilter("ignore")
    try:
        parts = [
            importlib.import_module(f"catsim.{name}") for name in ("simulation", "initialization", "selection")
        ]
        estimation, stopping = (importlib.import_module(f"catsim.{name}") for name in ("estimation", "stopping"))
    except ImportError as error:
        print(f"  catsim is not here ({error}): no ratio")
        return
    simulator = parts[0].Simulator(
        parameters,
        theta,
        parts[1].FixedPointInitializer(0.0),
        parts[2].MaxInfoSelector(),
        estimation.NumericalSearchEstimator(),
        stopping.TestLengthStopper(max_items=LENGTH),
    )
    wall, cpu = timed(simulator.simulate, times=1)
    off = rmse(np.asarray(simulator.latest_estimations), theta)
    by_wall, by_cpu = (PERSONS * theirs / persons / own for theirs, own in zip((wall, cpu), ours, strict=True))
    print(f"  catsim, {persons} of the persons: {wall:.2f} s wall, {cpu:.2f} s CPU, RMSE {off:.4f}")
    said = "reached" if by_wall >= LEAST_RATIO else "MISSED"
    print(f"  {by_wall:,.0f} times as long a person, {by_cpu:,.0f} times the CPU; {LEAST_RATIO:,} {said}")


def rmse(found: Array, true: Array) -> float:
    """Return the root of the mean squared error."""
    return float(np.sqrt(np.mean((found - true) ** 2)))


def timed(call: Callable[[], object], *, times: int = 3) -> tuple[float, float]:
    """Return the shortest wall time of a few calls, with the CPU time of that one."""
    best = (np.inf, np.inf)
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        best = min(best, (time.perf_counter() - wall, time.process_time() - cpu))
    return best


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CATSIM_PERSONS)
