"""Security forensics: how fast all pairs are screened, how often somebody is found wrongly, and rightly.

The speed is that of `copying` over all pairs of 10,000 persons and 110 items scored right or wrong, probabilities
given. Beside it stands the time of the one matrix product that no method over all pairs can do without.

Error rates are the share of simulated exams, nobody having done anything, in which anybody is found at a
family-wise level of 5 %; power is the share of planted persons or pairs that are found at 1 %. Responses follow
the two-parameter model, options and times as the functions below draw them; abilities are estimated.

It fails if all pairs take longer than 3 s, or an error rate is above 5 % by more than chance (one in a thousand).
"""

import sys
import time
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.stats import binom

from testamur.psychometrics.ability import CalibratedForm, form_of
from testamur.psychometrics.forensics import (
    Screening,
    aberrant_times,
    answer_probabilities,
    copying,
    near,
    option_probabilities,
    preknowledge,
    retake_gains,
)

SEED: Final = 20260501
EXAMS: Final = 100
PERSONS: Final = 100
ITEMS: Final = 110
LIMIT_SECONDS: Final = 3.0
LEVEL: Final = 0.05

Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


def drawn_items(rng: np.random.Generator, items: int = ITEMS) -> tuple[CalibratedForm, Array]:
    parameters = np.column_stack([rng.lognormal(0, 0.3, items), rng.normal(0.3, 1, items)])
    return form_of("2pl", parameters.tolist()), parameters


def answers(rng: np.random.Generator, theta: Array, parameters: Array) -> Whole:
    a, d = parameters.T
    return (rng.random((len(theta), len(a))) < 1 / (1 + np.exp(-(a * theta[:, None] + d)))).astype(np.int64)


def options(rng: np.random.Generator, right: Whole) -> Whole:
    """Return the option taken: 0 the key, 1 to 3 by shares of their own on each item."""
    shares = np.cumsum(rng.dirichlet(np.full(3, 2.0), right.shape[1]), axis=1)
    return np.where(right == 1, 0, 1 + (rng.random((*right.shape, 1)) > shares).sum(axis=2))


def chances(form: CalibratedForm, taken: Whole) -> Array:
    right = answer_probabilities(form, (taken == 0).astype(np.int64))[:, :, 1]
    return option_probabilities(right, taken, np.zeros(taken.shape[1], dtype=np.int64))


def all_pairs() -> Iterator[str]:
    rng, n = np.random.default_rng(SEED), 10_000
    form, parameters = drawn_items(rng)
    right = answers(rng, rng.normal(size=n), parameters)
    began = time.perf_counter()
    p = answer_probabilities(form, right)
    abilities, began = time.perf_counter() - began, time.perf_counter()
    found = copying(right, p)
    took, began = time.perf_counter() - began, time.perf_counter()
    single = right.astype(np.float32)
    for start in range(0, n, 1000):
        single[start : start + 1000] @ single.T
    product = time.perf_counter() - began
    print(f"all pairs of {n} x {ITEMS}: {took:.2f} s ({n * (n - 1) / took:.2g} directed pairs a second),")
    print(f"  {took / product:.1f} x one matrix product ({product:.2f} s); abilities before it {abilities:.2f} s;")
    print(f"  found where nobody copied: {len(found.for_review)}, at {found.level:.1e} each")
    if took > LIMIT_SECONDS:
        yield f"all pairs took {took:.2f} s; the limit is {LIMIT_SECONDS} s"


def copying_power() -> None:
    """Of 1,000 persons, 50 copied from their neighbour."""
    rng = np.random.default_rng(SEED + 1)
    form, parameters = drawn_items(rng)
    seats = np.column_stack([np.arange(1000) // 2, np.arange(1000) % 2 * 0.5])
    planted = {(str(2 * pair + 1), str(2 * pair + 2)) for pair in range(50)}
    print("\ncopying, share of 50 pairs found among 1,000 persons; in brackets others found")
    print("| copied | right or wrong, all pairs | neighbours | options, all pairs | neighbours |")
    for share in (0.2, 0.3, 0.4, 0.6, 0.8):
        taken = options(rng, answers(rng, rng.normal(size=1000), parameters))
        for pair in range(50):
            copied = rng.random(ITEMS) < share
            taken[2 * pair, copied] = taken[2 * pair + 1, copied]
        right = (taken == 0).astype(np.int64)
        cells = []
        for given, p in ((right, answer_probabilities(form, right)), (taken, chances(form, taken))):
            for possible in (None, near(seats, reach=0.6)):
                pairs = {one.persons for one in copying(given, p, possible=possible).for_review}
                cells.append(f"{len(pairs & planted) / 50:.0%} ({len(pairs - planted)})")
        print(f"| {share:.0%} | {' | '.join(cells)} |")


def two_tails() -> None:
    """Compare the tail that decides with that of the generalised binomial test, which stands in the evidence."""
    rng = np.random.default_rng(SEED + 4)
    form, parameters = drawn_items(rng)
    taken = options(rng, answers(rng, rng.normal(size=1000), parameters))
    for pair in range(50):
        copied = rng.random(ITEMS) < 0.4
        taken[2 * pair, copied] = taken[2 * pair + 1, copied]
    pairs = near(np.column_stack([np.arange(1000) // 2, np.zeros(1000)]), reach=0.5)
    found = copying(taken, chances(form, taken), possible=pairs, family_level=0.99).for_review
    planted = [one for one in found if int(one.persons[0]) <= 100]
    tests = [next(part.value for part in one.evidence if part.name.endswith("test")) for one in planted]
    decides, beside = sum(one.p <= 1e-5 for one in planted), sum(p <= 1e-5 for p in tests)
    print(
        f"\n40 % copied, options, at 1e-5 each: {decides / 50:.0%} by omega's tail, {beside / 50:.0%} by the test"
    )


def clean(rng: np.random.Generator) -> Iterator[tuple[str, Callable[[], Screening]]]:
    """Return every screening of one exam in which nobody did anything."""
    form, parameters = drawn_items(rng)
    theta = rng.normal(size=PERSONS)
    right = answers(rng, theta, parameters)
    again = answers(rng, theta + rng.normal(0.4, 0.3, PERSONS), parameters)
    taken = options(rng, right)
    seconds = np.exp(rng.normal(rng.normal(4, 0.4, ITEMS) - rng.normal(0, 0.3, (PERSONS, 1)), 0.45))
    exposed = np.arange(ITEMS) < ITEMS // 4
    yield "copying, right or wrong", lambda: copying(right, answer_probabilities(form, right), family_level=LEVEL)
    yield "copying, options", lambda: copying(taken, chances(form, taken), family_level=LEVEL)
    yield "response times", lambda: aberrant_times(seconds, family_level=LEVEL)
    yield "exposed items", lambda: preknowledge(form, right, exposed, family_level=LEVEL)
    yield "retakes, growth learned", lambda: retake_gains((form, right), (form, again), family_level=LEVEL)


def error_rates() -> Iterator[str]:
    rng, counts = np.random.default_rng(SEED + 2), dict[str, int]()
    for _ in range(EXAMS):
        for name, screen in clean(rng):
            counts[name] = counts.get(name, 0) + bool(screen().for_review)
    print(
        f"\nexams of {EXAMS}, {PERSONS} persons each, in which anybody is found though nobody did anything, at 5 %"
    )
    for name, count in counts.items():
        print(f"| {name} | {count} ({count / EXAMS:.1%}) |")
        if count > binom.isf(0.001, EXAMS, LEVEL):
            yield f"{name}: {count} of {EXAMS} exams, more than 5 % allow"


def person_power() -> None:
    rng, exams = np.random.default_rng(SEED + 3), 20
    exposed = np.arange(ITEMS) < ITEMS // 4
    rushed, known, gained = dict[int, int](), dict[int, int](), dict[float, int]()
    for _ in range(exams):
        form, parameters = drawn_items(rng)
        theta = rng.normal(size=PERSONS)
        first, intensities = answers(rng, theta, parameters), rng.normal(4, 0.4, ITEMS)
        for times in (2, 3, 5):
            seconds = np.exp(rng.normal(intensities - rng.normal(0, 0.3, (PERSONS, 1)), 0.45))
            seconds[:5, -20:] /= times
            rushed[times] = rushed.get(times, 0) + hits(aberrant_times(seconds), range(5))
        weak = np.argsort(theta)[10:15]
        for number in (10, 20, 27):
            scores = first.copy()
            scores[np.ix_(weak, np.flatnonzero(exposed)[:number])] = 1
            known[number] = known.get(number, 0) + hits(preknowledge(form, scores, exposed), weak.tolist())
        for gain in (1.0, 1.5, 2.0, 3.0):
            grown = rng.normal(0.4, 0.3, PERSONS)
            grown[weak] = gain
            second = answers(rng, theta + grown, parameters)
            found = retake_gains((form, first), (form, second))
            gained[gain] = gained.get(gain, 0) + hits(found, weak.tolist())
    print(f"\nshare of five persons among {PERSONS} found at 1 %, {exams} exams")
    for name, row in (
        ("last 20 of 110 items answered so many times faster", rushed),
        ("so many of 27 exposed items known, by weak persons", known),
        ("gain in units of ability, others gaining 0.4 (sd 0.3)", gained),
    ):
        print(
            f"| {name} | " + " | ".join(f"{key:g}: {count / (5 * exams):.0%}" for key, count in row.items()) + " |"
        )


def hits(found: Screening, planted: range | list[int]) -> int:
    return len({int(one.persons[0]) - 1 for one in found.for_review} & set(planted))


def main() -> int:
    faults = [*all_pairs()]
    copying_power()
    two_tails()
    faults += [*error_rates()]
    person_power()
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
