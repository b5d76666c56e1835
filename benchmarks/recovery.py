"""How well calibration finds the items that made the responses: bias, error and coverage, by model and persons.

    python benchmarks/recovery.py [replications, 100 by default] [file to write]

Each replication draws abilities from N(0, 1) and scores of 20 known items from a seed of its own (`seed_of`),
calibrates them with the defaults and compares. Coverage is how often estimate +- 1.96 standard errors holds the
truth. A sample with an item that everybody scored alike, or a score that nobody had, is refused by the engine; it
is counted and left out. The results are kept in `benchmarks/data/recovery.csv`, which the documentation prints.
"""

import csv
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError
from testamur.psychometrics import ITEM_MODELS, Calibration, calibrate, calibrate_conditionally, responses
from testamur.psychometrics.ability import estimate, form_from

Array = npt.NDArray[np.float64]
SEED: Final = 2026
ITEMS: Final = 20
PERSONS: Final = (100, 200, 500, 2000)
REPLICATIONS: Final = 100
MEASURED: Final = 200
"""Ability is measured of so many persons of a sample at most."""

WAYS: Final = (
    ("rasch", "marginal"),
    ("rasch", "conditional"),
    ("2pl", "marginal"),
    ("3pl", "marginal"),
    ("graded", "marginal"),
    ("pcm", "marginal"),
    ("pcm", "conditional"),
    ("gpcm", "marginal"),
    ("nominal", "marginal"),
)
NUMBERS: Final = {"gpcm": 0, "graded": 1, "nominal": 2, "pcm": 3, "rasch": 4, "3pl": 5, "2pl": 6}
"""What stands for each model in the seeds."""

NORMAL: Final = 1.959963984540054
KEPT: Final = Path(__file__).parent / "data/recovery.csv"
Known = dict[str, Array]


def truth(model: str) -> Known:
    """Return the parameters of 20 items by name, (n_items,): difficulties -1.5 ... 1.5, slopes 0.7 ... 1.7."""
    b = np.linspace(-1.5, 1.5, ITEMS)
    slopes = np.linspace(0.7, 1.7, ITEMS)[np.random.default_rng(SEED).permutation(ITEMS)]
    a = np.ones(ITEMS) if ITEM_MODELS[model].scale == "free" else slopes
    if ITEM_MODELS[model].most_categories == 2:
        guessing = np.tile([0.1, 0.15, 0.2, 0.25, 0.3], ITEMS // 5)
        found = {"a": a, "d": -a * b, "c": guessing}
    elif model == "graded":
        found = {"a": a, "d1": -a * (b - 0.7), "d2": -a * (b + 0.7)}
    elif model == "nominal":
        found = {"a1": 0.8 * a, "a2": 2 * a, "d1": -a * (b - 0.7), "d2": -2 * a * b}
    else:
        found = {"a": a, "d1": -a * (b - 0.7), "d2": -2 * a * b}
    return {name: found[name] for name in ITEM_MODELS[model].parameters(categories(model))}


def categories(model: str) -> int:
    """Return how many scores each item has: 2, or 3 where the model takes more."""
    return ITEM_MODELS[model].most_categories or 3


def seed_of(model: str, persons: int, replication: int) -> list[int]:
    """Return the seed of one sample; marginal and conditional calibration are given the same ones."""
    return [SEED, NUMBERS[model], persons, replication]


def sample(model: str, persons: int, replication: int) -> tuple[Array, npt.NDArray[np.int8]]:
    """Return abilities (n_persons,), and scores (n_persons, n_items)."""
    rng = np.random.default_rng(seed_of(model, persons, replication))
    theta = rng.normal(size=persons)
    p = ITEM_MODELS[model].probability(theta, np.column_stack(list(truth(model).values())))
    drawn = rng.random((persons, ITEMS, 1)) > p.cumsum(axis=2)[:, :, :-1]
    return theta, drawn.sum(axis=2).astype(np.int8)


@dataclass(slots=True)
class Tally:
    """Sums over the replications of what is found of one kind of parameter.

    Attributes
    ----------
    errors : list of ndarray
        Estimate less truth, one array a replication.
    held : list of ndarray
        Whether each interval holds the truth; NaN without a standard error.
    """

    errors: list[Array] = field(default_factory=list)
    held: list[Array] = field(default_factory=list)

    def add(self, estimates: Array, spread: Array, known: Array) -> None:
        """Compare one replication."""
        away = estimates - known
        has = np.isfinite(spread)
        self.errors.append(away)
        self.held.append(np.where(has, np.abs(away) <= NORMAL * np.where(has, spread, 0), np.nan))

    def line(self) -> dict[str, str]:
        """Return mean error, root mean square, median size of it, coverage with its own error, errors missing."""
        away, held = np.concatenate(self.errors), np.concatenate(self.held)
        of_each = [each[np.isfinite(each)].mean() for each in self.held if np.isfinite(each).any()]
        spread = np.std(of_each, ddof=1) / np.sqrt(len(of_each)) if len(of_each) > 1 else np.nan
        return {
            "bias": f"{away.mean():.4f}",
            "rmse": f"{np.sqrt((away**2).mean()):.4f}",
            "median": f"{np.median(np.abs(away)):.4f}",
            "coverage": f"{held[np.isfinite(held)].mean():.4f}" if of_each else "",
            "coverage_error": f"{spread:.4f}" if np.isfinite(spread) else "",
            "without_error": f"{1 - np.isfinite(held).mean():.4f}",
        }


@dataclass(frozen=True, slots=True)
class Study:
    """All replications of one model, likelihood and number of persons."""

    model: str
    method: str
    persons: int
    replications: int

    def lines(self) -> Iterator[dict[str, str]]:
        """Yield what is found, one line a kind of parameter, then of ability by each way."""
        tallies: dict[str, Tally] = {}
        refused, unfinished = 0, 0
        for replication in range(self.replications):
            theta, scores = sample(self.model, self.persons, replication)
            try:
                found = self._calibrated(scores)
            except DocumentError:
                refused += 1
                continue
            unfinished += not found.converged
            self._compared(found, theta, scores, tallies)
        for name, tally in tallies.items():
            yield {
                "model": self.model,
                "method": self.method,
                "persons": str(self.persons),
                "parameter": name,
                "replications": str(self.replications),
                "refused": str(refused),
                "not_converged": str(unfinished),
                **tally.line(),
            }

    def _calibrated(self, scores: npt.NDArray[np.int8]) -> Calibration:
        given = responses(scores)
        if self.method == "conditional":
            return calibrate_conditionally(given, model=self.model)
        return calibrate(given, model=self.model, errors=True)

    def _compared(
        self, found: Calibration, theta: Array, scores: npt.NDArray[np.int8], tallies: dict[str, Tally]
    ) -> None:
        known, origin = truth(self.model), self._origin()
        for name, values in known.items():
            level = int(name[1:] or 1) if name[0] == "d" else 0
            estimates, spread = (
                np.array([getattr(item, kind)[name] for item in found.items])
                for kind in ("parameters", "standard_errors")
            )
            tallies.setdefault(name, Tally()).add(estimates, spread, values - level * origin)
        population = found.populations[0] if found.populations else None
        if population and ITEM_MODELS[self.model].scale == "free":
            one = np.array([population.sd]), np.array([population.sd_error]), np.ones(1)
            tallies.setdefault("sd", Tally()).add(*one)
        form = form_from(found)
        for way in ("eap", "wle") if population else ("wle",):
            spread_of = population.sd if population else 1.0
            ability = estimate(form, scores[:MEASURED], method=way, sd=spread_of)
            fine = ability.is_defined
            away = (ability.theta - theta[:MEASURED] - origin)[fine]
            there = tallies.setdefault(f"theta by {way}", Tally())
            there.errors.append(away)
            there.held.append((np.abs(away) <= NORMAL * ability.errors[fine]).astype(np.float64))

    def _origin(self) -> float:
        """Return by how much abilities are higher where the items' thresholds have mean 0."""
        if self.method == "marginal":
            return 0.0
        highest = truth(self.model)["d" if self.model == "rasch" else "d2"]
        return float(highest.sum()) / (ITEMS * (categories(self.model) - 1))


def main() -> None:
    """Write one line for each model, number of persons and kind of parameter."""
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else REPLICATIONS
    file = Path(sys.argv[2]) if len(sys.argv) > 2 else KEPT
    lines: list[dict[str, str]] = []
    for model, method in WAYS:
        for persons in PERSONS:
            began = time.process_time()
            lines += Study(model, method, persons, replications).lines()
            print(f"{model} {method} {persons}: {time.process_time() - began:.0f} s CPU", flush=True)
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


if __name__ == "__main__":
    main()
