"""Climb a likelihood by a map that never lowers it, with Anderson's acceleration, guarded.

Source: Anderson (1965), Journal of the ACM 12:547-560; for EM with a guard on the likelihood: Henderson & Varadhan
(2019), Journal of Computational and Graphical Statistics 28:834-846.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from testamur.psychometrics.item_model import FloatArray

DEPTH: Final = 6
SHARES: Final = (1.0, 0.5, 0.25, 0.125, 0.0625)
SLACK: Final = 1e-11
"""A fall of the objective by less than this share of it is rounding."""

STALLED: Final = 1e-8
"""The bold map is left when it gains less than this share of the objective in a step."""

PATIENCE: Final = 12
"""After so many steps without a gain that is more than rounding nothing further is to be had."""


@dataclass(frozen=True, slots=True)
class Step:
    """One look at a point: the objective there, where two maps lead, and how steep it still is.

    `bold` goes further as a rule; `safe` goes up for certain, but for rounding.
    """

    objective: float
    bold: FloatArray
    safe: FloatArray
    steepness: float


@dataclass(frozen=True, slots=True)
class Climb:
    """Where a climb ended, and the objective at each point that was kept, which never falls."""

    point: FloatArray
    history: tuple[float, ...]
    steepness: float
    converged: bool
    looks: int


def climb(
    look: Callable[[FloatArray], Step],
    start: FloatArray,
    *,
    is_valid: Callable[[FloatArray], bool],
    tolerance: float,
    most: int,
) -> Climb:
    """Climb from `start` until it is flatter than `tolerance`, or after `most` looks."""
    point, step = start, look(start)
    history, looks, still, is_bold = [step.objective], 1, 0, True
    points: list[FloatArray] = []
    moves: list[FloatArray] = []
    while step.steepness >= tolerance and looks < most:
        mapped = step.bold if is_bold else step.safe
        points, moves = [*points, point][-DEPTH - 1 :], [*moves, mapped - point][-DEPTH - 1 :]
        extrapolated = _extrapolated(points, moves)
        ways = [extrapolated, mapped] if len(moves) > 1 and is_valid(extrapolated) else [mapped]
        found, tries = _first_no_lower(look, ways, step.objective)
        looks += tries
        if found is None or found[0] is not ways[0]:
            points, moves = points[-1:], moves[-1:]
        if found is None:
            # Near the top the bold map may step down, since it is exact for integrals and these are sums.
            points, moves, is_bold = [], [], False
            ways = [point + share * (step.safe - point) for share in SHARES]
            found, tries = _first_no_lower(look, ways, step.objective)
            looks += tries
            if found is None:
                break
        gain = found[1].objective - step.objective
        point, step = found
        history.append(step.objective)
        is_bold = is_bold and gain > STALLED * abs(step.objective)
        still = still + 1 if gain <= SLACK * abs(step.objective) else 0
        if still > PATIENCE:
            break
    return Climb(point, tuple(history), step.steepness, step.steepness < tolerance, looks)


def _first_no_lower(
    look: Callable[[FloatArray], Step], ways: list[FloatArray], objective: float
) -> tuple[tuple[FloatArray, Step] | None, int]:
    """Return the first of some points that lies no lower, with its look, and how many were looked at."""
    for tries, way in enumerate(ways, start=1):
        step = look(way)
        if _is_no_lower(step.objective, objective):
            return (way, step), tries
    return None, len(ways)


def _is_no_lower(objective: float, before: float) -> bool:
    return bool(np.isfinite(objective)) and objective >= before - SLACK * abs(before)


def _extrapolated(points: list[FloatArray], moves: list[FloatArray]) -> FloatArray:
    mapped = points[-1] + moves[-1]
    if len(moves) < 2:
        return mapped
    bends = np.diff(np.array(moves), axis=0).T
    paths = np.diff(np.array(points), axis=0).T
    shares = np.linalg.lstsq(bends, moves[-1], rcond=1e-8)[0]
    found: FloatArray = mapped - (paths + bends) @ shares
    return found
