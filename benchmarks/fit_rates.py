"""How often statistics of fit reject what is true, and find what is not; how often intervals hold the truth.

    python benchmarks/fit_rates.py [repetitions, 200 by default]

Two-parameter responses from a stated seed: 20 items, 1,000 persons. Beside them the same with one pair of items of
which the second copies the first for half the persons, and one person in fifty who guesses throughout.
"""

import sys

import numpy as np
import numpy.typing as npt

from testamur.psychometrics import Estimate, calibrate, omega, responses, stratified_alpha
from testamur.psychometrics.fit_statistics import (
    Fitted,
    fitted,
    item_fit,
    local_dependence,
    model_fit,
    parallel_analysis,
    person_fit,
)

SEED, ITEMS, PERSONS, GUESSERS = 31, 20, 1000, 20
A, D = np.linspace(0.7, 1.8, ITEMS), np.tile([-1.5, -0.75, 0.0, 0.75, 1.5], 4)
DOMAINS = ["one", "two"] * (ITEMS // 2)
Array = npt.NDArray[np.float64]


def main() -> None:
    """Print each share."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rng = np.random.default_rng(SEED)
    told: dict[str, list[float]] = {}
    for _ in range(repetitions):
        for name, value in once(rng):
            told.setdefault(name, []).append(value)
    print(f"{repetitions} repetitions, {PERSONS} persons, {ITEMS} items, seed {SEED}")
    for name, values in told.items():
        print(f"{name}: {np.mean(values):.3f}")


def once(rng: np.random.Generator) -> list[tuple[str, float]]:
    """Return what is found in one sample."""
    u = simulated(rng, PERSONS)
    copied = u.copy()
    copied[:, 1] = np.where(rng.random(PERSONS) < 0.5, u[:, 0], u[:, 1])
    guessing = u.copy()
    guessing[:GUESSERS] = rng.random((GUESSERS, ITEMS)) < 0.25
    true, pair, guess = fit_of(u), fit_of(copied), fit_of(guessing)
    named = {(one.first, one.second) for one in local_dependence(pair).flagged()}
    return [
        ("M2 rejects the true model at 5 %", float((model_fit(true).m2.p or 0) < 0.05)),
        ("M2 rejects the copied pair at 5 %", float((model_fit(pair).m2.p or 0) < 0.05)),
        (
            "S-X2 rejects a true item at 5 %",
            float(np.mean([(one.joined.p or 1) < 0.05 for one in item_fit(true)])),
        ),
        ("Q3 names any pair of the true model", float(bool(local_dependence(true).flagged()))),
        ("Q3 names the copied pair", float(("1", "2") in named)),
        ("lz below -1.645 for a true person", below(person_fit(true).lz)),
        ("lz* below -1.645 for a true person", below(person_fit(true).lz_star)),
        ("lz* below -1.645 for a guesser", below(person_fit(guess).lz_star[:GUESSERS])),
        ("parallel analysis finds one dimension", float(dimensions(u, rng) == 1)),
        ("omega's 95 % interval holds the population's", holds(omega(u, rng=rng, replicates=200), OMEGA)),
        (
            "stratified alpha's 95 % interval holds the population's",
            holds(stratified_alpha(u, DOMAINS, rng=rng, replicates=200), STRATIFIED),
        ),
    ]


def simulated(rng: np.random.Generator, persons: int) -> Array:
    """Return two-parameter responses."""
    p = 1 / (1 + np.exp(-(rng.normal(size=(persons, 1)) * A + D)))
    return (rng.random(p.shape) < p).astype(np.float64)


def fit_of(u: Array) -> Fitted:
    """Calibrate, and put the responses beside it."""
    given = responses(u)
    return fitted(calibrate(given, model="2pl", errors=False), given)


def below(values: Array) -> float:
    """Return the share that a one-sided test at 5 % would question."""
    return float(np.nanmean(values < -1.645))


def dimensions(u: Array, rng: np.random.Generator) -> int:
    """Return how many dimensions a short parallel analysis finds."""
    return parallel_analysis(u, rng=rng, replicates=50).dimensions


def holds(estimate: Estimate, truth: float) -> float:
    """Return 1 if an interval holds a value."""
    low, high = estimate.low, estimate.high
    return float(low is not None and high is not None and low <= truth <= high)


POPULATION = simulated(np.random.default_rng(SEED + 1), 400_000)
OMEGA = omega(POPULATION, rng=np.random.default_rng(0), replicates=2).value or 0.0
STRATIFIED = stratified_alpha(POPULATION, DOMAINS, rng=np.random.default_rng(0), replicates=2).value or 0.0


if __name__ == "__main__":
    main()
