"""How near the figures at a cut come to the truth, and how often their 95 % intervals hold it.

Exams of 60 items with a cut of 40. In the first case true scores are beta(10, 6) and the items alike, so that the
beta-binomial model is true; in the second the items follow the two-parameter model, and the truth is Lee's with
the true parameters and the true population. Each row is so many simulated exams, 200 bootstrap samples each.

It fails if, from 60 candidates on and where the method's own model is true, an interval holds the truth in fewer
than 85 % of the exams.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.ability import CalibratedForm, form_of
from testamur.psychometrics.decisions import (
    Agreement,
    TrueScores,
    agreement,
    decisions,
    lee,
    normal_population,
)

ITEMS: Final = 60
CUT: Final = 40
SEED: Final = 5
LEAST_COVERAGE: Final = 0.85
FIGURES: Final = ("consistency", "kappa", "accuracy", "false_positive", "false_negative")

Array = npt.NDArray[np.float64]
Draw = Callable[[np.random.Generator], Array]


def alike(rng: np.random.Generator, *, n: int) -> Array:
    return (rng.random((n, ITEMS)) < rng.beta(10, 6, (n, 1))).astype(np.float64)


def calibrated(rng: np.random.Generator, *, n: int, parameters: Array) -> Array:
    a, d = parameters.T
    p = 1 / (1 + np.exp(-(a * rng.normal(size=(n, 1)) + d)))
    return (rng.random((n, ITEMS)) < p).astype(np.float64)


def row(
    draw: Draw, truth: Agreement, *, n: int, exams: int, form: CalibratedForm | None = None, own: bool = True
) -> Iterator[str]:
    """Print the share of exams whose intervals hold the truth, and the bias; say where too few do."""
    rng, cells, name = np.random.default_rng(1), dict[str, list[tuple[bool, float]]](), ""
    for _ in range(exams):
        found = decisions(draw(rng), cut=CUT, rng=rng, samples=200, form=form).chosen
        name = found.method.split(",")[0]
        for figure in FIGURES:
            one, true = getattr(found, figure), getattr(truth, figure)
            if one.value is not None:
                cells.setdefault(figure, []).append((one.low <= true <= one.high, one.value - true))
    shares = {figure: np.mean([held for held, _ in values]) for figure, values in cells.items()}
    biases = {figure: np.mean([away for _, away in values]) for figure, values in cells.items()}
    print(
        f"| {name}, n = {n} | " + " | ".join(f"{shares[one]:.0%} ({biases[one]:+.3f})" for one in FIGURES) + " |"
    )
    if own and n >= 60:
        yield from (f"{name}, n = {n}: {one} {shares[one]:.0%}" for one in FIGURES if shares[one] < LEAST_COVERAGE)


def main() -> int:
    truth = agreement(TrueScores(10, 6, 0, 1, ITEMS), CUT / ITEMS)
    print("share of exams whose 95 % interval holds the truth (bias)\n| | " + " | ".join(FIGURES) + " |")
    print("beta-binomial:", truth)
    faults = [fault for n in (30, 60, 150, 400) for fault in row(partial(alike, n=n), truth, n=n, exams=200)]
    rng = np.random.default_rng(SEED)
    parameters = np.column_stack([rng.lognormal(0, 0.3, ITEMS), rng.normal(0.3, 1, ITEMS)])
    form = form_of("2pl", parameters.tolist())
    truth = lee(form, normal_population(), cut=CUT)
    print("two-parameter items:", truth)
    for n, given in ((30, form), (100, form), (400, form), (60, None), (400, None)):
        draw = partial(calibrated, n=n, parameters=parameters)
        faults += row(draw, truth, n=n, exams=100, form=given, own=given is not None)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
