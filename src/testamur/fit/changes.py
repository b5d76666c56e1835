"""What would put another offering first: the smallest move of one weight."""

import math
from collections.abc import Iterator

import numpy as np

from testamur.fit.advice import Change
from testamur.fit.constants import constant
from testamur.fit.placing import Placing
from testamur.fit.reasons import TITLES

_STEPS = 100  # weights are moved to whole hundredths, so that the sentence says exactly what was tried


def weight_moves(placing: Placing) -> tuple[Change, ...]:
    """Return the smallest moves of one weight that put another first, the smallest first, at most one a criterion.

    The other weights keep their proportions. The expected values are straight lines in the moved weight, so the
    weight at which two of them cross is solved for; the placing is then made again at the next whole hundredth.
    """
    found = [move for c in range(len(placing.counted)) if (move := _smallest(placing, c))]
    found.sort(key=lambda move: (move[0], move[1].what))
    return tuple(change for _, change in found[: int(constant("changes.weights"))])


def _smallest(placing: Placing, criterion: int) -> tuple[float, Change] | None:
    tried = (_change(placing, criterion, to) for to in _crossings(placing, criterion))
    moves = [(abs(weight - placing.counted[criterion]), change) for weight, change in filter(None, tried)]
    return min(moves, key=lambda move: move[0], default=None)


def _crossings(placing: Placing, criterion: int) -> Iterator[tuple[float, int]]:
    """Yield the nearest weight on each side at which another draws level, and the direction it lies in."""
    now = float(placing.counted[criterion])
    if now >= 1.0:
        return
    mine = placing.middles[:, criterion]
    rest = (placing.worth - now * mine) / (1.0 - now)
    lead, at_nothing = mine[placing.first] - mine, rest[placing.first] - rest
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = at_nothing / (at_nothing - lead)
    below = crossing[(at_nothing < 0) & (crossing <= now)]
    above = crossing[(lead < 0) & (crossing >= now)]
    if below.size:
        yield float(below.max()), -1
    if above.size:
        yield float(above.min()), 1


def _change(placing: Placing, criterion: int, to: tuple[float, int]) -> tuple[float, Change] | None:
    """Return the change at the first whole hundredth beyond a crossing, if another is indeed first there."""
    crossing, direction = to
    start = math.floor(crossing * _STEPS) if direction < 0 else math.ceil(crossing * _STEPS)
    for step in (start, start + direction):  # exactly on the crossing the two are level
        if 0 <= step <= _STEPS:
            weights = moved(placing, criterion, step / _STEPS)
            other = placing.under(weights)
            if other.first != placing.first:
                return step / _STEPS, _weight_change(other, placing, criterion)
    return None


def moved(placing: Placing, criterion: int, weight: float) -> dict[str, float]:
    """Return the weights with one of them set, and the others in their proportions in what is left."""
    share = (1.0 - weight) / (1.0 - float(placing.counted[criterion]))
    return {
        name: weight if c == criterion else now * share for c, (name, now) in enumerate(placing.weights.items())
    }


def _weight_change(other: Placing, placing: Placing, criterion: int) -> Change:
    name = list(placing.weights)[criterion]
    first = other.candidates[other.first].offering
    now, then = f"{placing.weights[name]:.1%}", f"{other.weights[name]:.0%}"
    sentence = f'If the weight of "{TITLES[name]}" were {then} instead of {now}, {first.name} would be first.'
    return Change("weight", name, "", sentence, first.id, weights=dict(other.weights))
