"""How near each way of equating comes with few persons, and whether its standard errors are honest.

The populations are the two ACT Mathematics forms of Kolen & Brennan (2004, ch. 2), smoothed with six moments:
they differ by a tenth of a standard deviation in the mean, and in shape. The truth is their equipercentile
equating. From each, n persons are drawn again and again; the error is the root mean square over the new form's
scores, weighted by how many have them. Identity is what one has without equating. The same with an old form made
easier, a third of a standard deviation away, and with equal forms: what equating costs when it was not needed.
Coverage is the share of 95 % delta-method intervals, from the 10th to the 90th percentile of the new form, that
hold the value which the same method finds in the whole populations.

It fails if what is recommended for an n is more than a tenth worse than the best of the methods that estimate
something, on the forms that differ.
"""

import csv
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from testamur.errors import DocumentError
from testamur.psychometrics import equating
from testamur.psychometrics.equating import Conversion, ScoreDistribution

VECTORS: Final = Path(__file__).parents[1] / "tests/vectors/psychometrics/actmath.csv"
SEED: Final = 20260401
SAMPLES: Final = 300
SIZES: Final = (25, 50, 100, 200, 400, 1500)
LIMIT: Final = 1.1
WHOLE: Final = 10_000_000.0
"""Persons in a population, so many that its own sampling does not matter."""

Method = Callable[[ScoreDistribution, ScoreDistribution], Conversion]

METHODS: Final[dict[str, Method]] = {
    "identity": equating.identity,
    "mean": equating.mean,
    "circle-arc": equating.circle_arc,
    "linear": equating.linear,
    "equipercentile": equating.equipercentile,
    "equipercentile, presmoothed": partial(equating.equipercentile, degrees=(3, 3)),
}


def populations() -> tuple[ScoreDistribution, ScoreDistribution]:
    rows = np.array(list(csv.reader(VECTORS.read_text().splitlines()))[1:], dtype=np.float64)
    new, old = (equating.smooth(ScoreDistribution(rows[:, i]), 6).probabilities * WHOLE for i in (1, 2))
    return ScoreDistribution(new), ScoreDistribution(old)


def easier(form: ScoreDistribution, by: float) -> ScoreDistribution:
    """Return the form with its scores tilted upwards, until the mean is higher by so many points."""
    low, high = 0.0, 1.0
    for _ in range(60):
        tilt = (low + high) / 2
        tilted = ScoreDistribution(form.counts * np.exp(tilt * (form.points - form.mean)))
        low, high = (tilt, high) if tilted.mean < form.mean + by else (low, tilt)
    return ScoreDistribution(tilted.probabilities * WHOLE)


def drawn(population: ScoreDistribution, n: int, rng: np.random.Generator) -> ScoreDistribution:
    return ScoreDistribution(rng.multinomial(n, population.probabilities))


def root_mean_square(
    method: Method, forms: tuple[ScoreDistribution, ScoreDistribution], n: int
) -> tuple[float, float, int]:
    """Return the error, the coverage of the delta-method intervals, and how often the method had no answer."""
    new, old = forms
    truth, own = equating.equipercentile(new, old).equivalents, method(new, old).equivalents
    below = np.cumsum(new.probabilities)
    middle = (below > 0.1) & (below < 0.9)
    rng = np.random.default_rng([SEED, n])
    squares, held, refused = [], [], 0
    for _ in range(SAMPLES):
        pair = drawn(new, n, rng), drawn(old, n, rng)
        try:
            found = method(*pair)
        except DocumentError:
            refused += 1
            continue
        squares.append(new.probabilities @ (found.equivalents - truth) ** 2)
        if found.errors is not None:
            errors = found.errors[middle]
            inside = np.abs(found.equivalents - own)[middle] <= 1.96 * errors
            held.append(inside[np.isfinite(errors)].mean())
    return float(np.sqrt(np.mean(squares))), float(np.mean(held)) if held else float("nan"), refused


def table(name: str, forms: tuple[ScoreDistribution, ScoreDistribution]) -> dict[tuple[str, int], float]:
    print(f"\n{name}: root mean square error in points ({SAMPLES} pairs of samples, seed {SEED}; coverage in %)\n")
    print("| method | " + " | ".join(f"n = {n:,}" for n in SIZES) + " |")
    print("| --- |" + " --- |" * len(SIZES))
    found = {}
    for method, equate in METHODS.items():
        cells = []
        for n in SIZES:
            error, coverage, refused = root_mean_square(equate, forms, n)
            found[method, n] = error
            told = "" if np.isnan(coverage) else f" ({coverage * 100:.0f})"
            cells.append(f"{error:.2f}{told}" + (f", {refused} without" if refused else ""))
        print(f"| {method} | " + " | ".join(cells) + " |")
    return found


def main() -> int:
    new, old = populations()
    far = (new, easier(new, new.sd / 3))
    found = {
        "a tenth": table("Forms a tenth of a standard deviation apart", (new, old)),
        "a third": table("Forms a third of a standard deviation apart", far),
    }
    table("Equal forms", (new, new))
    print()
    worse = 0
    for apart, errors in found.items():
        for n in SIZES[1:]:
            first = equating.recommended(n, design="random groups").methods[0]
            best, name = min((e, m) for (m, size), e in errors.items() if size == n and m != "identity")
            ratio = errors[first, n] / best
            worse += ratio > LIMIT
            without = errors["identity", n] / best
            of_best = f"{first} {ratio:.2f} of the best, {name} (limit {LIMIT})"
            print(f"{apart}, n = {n:,}: {of_best}; identity {without:.2f}")
    return int(worse > 0)


if __name__ == "__main__":
    sys.exit(main())
