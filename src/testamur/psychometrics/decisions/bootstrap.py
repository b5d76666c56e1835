"""Intervals of what is expected at a cut, by drawing the candidates again.

Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 13 (percentile interval).
"""

from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.decisions.agreement import Agreement
from testamur.psychometrics.estimate import Estimate, Status, estimated, withheld

SAMPLES: Final = 500
LEAST_SHARE: Final = 0.9
"""If a figure has a value in fewer of the samples than this, it is undefined, for it has no interval."""

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class AtCut:
    """The figures at a cut as one method gives them; None where it gives none. `error` is that of measurement."""

    consistency: float
    kappa: float | None
    accuracy: float | None
    false_positive: float | None
    false_negative: float | None
    error: float | None


@dataclass(frozen=True, slots=True)
class Way:
    """A method at work on the candidates at hand: told which of them were drawn, it gives its figures.

    `figures` raises ValueError where the method has no value. `unit` is that of the error of measurement, and
    `held` says what is held fixed in its interval, if anything.
    """

    name: str
    unit: str
    figures: Callable[[Rows], AtCut]
    held: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What one method says of the decisions at a cut; `error` is the standard error of measurement there."""

    method: str
    unit: str
    consistency: Estimate
    kappa: Estimate
    accuracy: Estimate
    false_positive: Estimate
    false_negative: Estimate
    error: Estimate


def at_cut(found: Agreement, error: float | None) -> AtCut:
    """Return an agreement and the error of measurement as the figures of a method."""
    return AtCut(found.consistency, found.kappa, found.accuracy, found.false_positive, found.false_negative, error)


def decided(way: Way, *, n: int, rng: np.random.Generator, samples: int, confidence: float) -> Decided:
    """Return the figures of one method with their intervals."""
    try:
        values = astuple(way.figures(np.arange(n)))
    except ValueError:
        return withheld_decided(way.name, n=n, unit=way.unit, status="undefined")
    drawn = []
    for _ in range(samples):
        try:
            drawn.append(astuple(way.figures(rng.integers(0, n, n))))
        except ValueError:
            continue
    tail = (1 - confidence) / 2
    method = f"{way.name}; percentile bootstrap, {samples} samples"
    found = []
    for place, value in enumerate(values):
        known = [one[place] for one in drawn if one[place] is not None]
        if value is None or len(known) < LEAST_SHARE * samples:
            found.append(withheld(n=n, method=method, status="undefined"))
            continue
        low, high = np.quantile(known, [tail, 1 - tail])
        found.append(estimated(value, (min(low, value), max(high, value)), n=n, method=method))
    found[-1] = replace(found[-1], method=f"{found[-1].method}{way.held}")
    return Decided(way.name, way.unit, *found)


def withheld_decided(name: str, *, n: int, unit: str = "", status: Status = "too few") -> Decided:
    """Return a method that says nothing, and why."""
    return Decided(name, unit, *[withheld(n=n, method=name, status=status)] * 6)
