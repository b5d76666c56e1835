"""Annealed swaps: what stands on the forms is exchanged so that their information comes near what is asked.

No swap is made that breaks a limit, or breaks one further. Each step looks at a batch of swaps on one form and
takes one of them, or none, with the probability that its cost has at the present temperature (heat bath).

Source: Kirkpatrick, Gelatt & Vecchi (1983), Science 220:671-680.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from testamur.assembly.information import WholeArray
from testamur.assembly.solver import FloatArray
from testamur.assembly.specification import Specification
from testamur.assembly.units import BoolArray, Places, Units

MOST_AT_ONCE: Final = 600
"""So many swaps are looked at in one step, or fewer if the bank is small."""

WARM: Final = 1e-6
COLD: Final = 1e-8
LEAST_CHANGE: Final = 1e-6
"""A direction in which swaps change less than this, beside the one of most change, weighs no more."""

PENALTY: Final = 1000.0
"""Cost of a limit that is broken by one item, beside which information counts for nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """A batch of swaps on one form: `out` leaves, `into` comes; `other` is the form that trades with it, or -1."""

    form: int
    out: Places
    into: Places
    other: Places


class Arrangement:
    """Which units stand on which forms, with every sum that is limited kept up as they move."""

    def __init__(self, units: Units, specification: Specification, on: BoolArray, items: int) -> None:
        self.units, self.on = units, on
        self.exposure = specification.exposure_most
        self.overlap = specification.overlap_most
        self.scale = np.maximum(1, np.abs(units.totals).max(axis=1, initial=0))
        self.information: WholeArray = on.astype(np.int64) @ units.information
        self.totals: WholeArray = on.astype(np.int64) @ units.totals.T
        self.hostile = np.zeros(on.shape, dtype=np.int64)
        self.placed = np.zeros((len(on), items), dtype=np.int64)
        for form, unit in zip(*np.nonzero(on), strict=True):
            self.hostile[form, units.against[unit]] += 1
            self.placed[form, list(units.members[unit])] += 1
        self._count()

    def _count(self) -> None:
        self.times = self.units.most_of(self.placed.sum(axis=0))
        self.shared = np.array([self.units.sum_of(one) for one in self.placed])
        self.common = self.placed @ self.placed.T

    def broken(self) -> FloatArray:
        """Return by how much each form breaks its limits, about in items."""
        return self.excess(self.totals)

    def excess(self, totals: WholeArray) -> FloatArray:
        """Return by how much sums (..., n_limits) break the limits, about in items."""
        over = np.maximum(self.units.least - totals, totals - self.units.most)
        return np.asarray((np.maximum(over, 0) / self.scale).sum(axis=-1))

    def propose(self, form: int, by_kind: "ByKind", rng: np.random.Generator) -> Moves:
        """Return a batch of swaps on one form that keep enemies apart, exposure and overlap."""
        own = np.flatnonzero(self.on[form])
        size = min(MOST_AT_ONCE, 4 * len(self.units.members))
        out = own[(rng.random(size) * len(own)).astype(np.intp)]
        into = by_kind.drawn(self.units.kinds[out], rng.random(size))
        fits = ~self.on[form, into] & (self._enemies(form, out, into) == 0)
        out, into = out[fits], into[fits]
        other = np.full(len(out), -1, dtype=np.intp)
        if self.exposure is not None:
            other, fits = self._owners(form, out, into, rng)
            out, into, other = out[fits], into[fits], other[fits]
        if self.overlap is not None:
            fits = self._keeps_overlap(form, out, into, other)
            out, into, other = out[fits], into[fits], other[fits]
        return Moves(form, out, into, other)

    def _enemies(self, form: int | Places, out: Places, into: Places) -> WholeArray:
        """Return how many of the form's units stand against what comes, without the part of its case that goes."""
        return np.asarray(self.hostile[form, into] - (self.units.cases[out] == self.units.cases[into]))

    def _owners(self, form: int, out: Places, into: Places, rng: np.random.Generator) -> tuple[Places, BoolArray]:
        """Return the form that each swap is made with, -1 for none, and whether there is one where it must be."""
        is_used_up = self.times[into] >= (self.exposure or 0)
        holds = self.on[:, into] & ~self.on[:, out] & (self.shared[:, out] == 0)
        holds[form] = False
        drawn = np.where(holds, rng.random(holds.shape), -1.0).argmax(axis=0)
        there = holds[drawn, np.arange(len(out))] & (self._enemies(drawn, into, out) == 0)
        there &= self.shared[form, into] == 0
        return np.where(is_used_up, drawn, -1), ~is_used_up | there

    def _keeps_overlap(self, form: int, out: Places, into: Places, other: Places) -> BoolArray:
        most = self.overlap or 0
        change = self.shared[:, into] - self.shared[:, out]
        with_form = self.common[form][:, np.newaxis] + change <= most
        with_other = self.common[other].T - change <= most
        trades = np.flatnonzero(other >= 0)
        for together in (with_form, with_other):
            together[form] = True
            together[other[trades], trades] = True
        return np.asarray(with_form.all(axis=0) & (with_other.all(axis=0) | (other < 0)))

    def make(self, moves: Moves, number: int) -> None:
        """Make one swap of a batch."""
        out, into, other = (int(values[number]) for values in (moves.out, moves.into, moves.other))
        self._replace(moves.form, out, into)
        if other >= 0:
            self._replace(other, into, out)
        if self.exposure is not None or self.overlap is not None:
            self._count()

    def _replace(self, form: int, out: int, into: int) -> None:
        units = self.units
        self.on[form, out], self.on[form, into] = False, True
        self.information[form] += units.information[into] - units.information[out]
        self.totals[form] += units.totals[:, into] - units.totals[:, out]
        self.hostile[form, units.against[out]] -= 1
        self.hostile[form, units.against[into]] += 1
        self.placed[form, list(units.members[out])] -= 1
        self.placed[form, list(units.members[into])] += 1


class ByKind:
    """The units of each kind, to draw from."""

    def __init__(self, kinds: Places) -> None:
        self.order = np.argsort(kinds, kind="stable")
        self.size = np.bincount(kinds)
        self.first = np.cumsum(self.size) - self.size

    def drawn(self, kinds: Places, at: FloatArray) -> Places:
        """Return a unit of each of these kinds, for each by a number from 0 to 1."""
        return np.asarray(self.order[self.first[kinds] + (at * self.size[kinds]).astype(np.intp)])


@dataclass(frozen=True, slots=True, eq=False)
class Aim:
    """Between what each form's information is to lie at each ability, and how differences are weighed.

    `least` and `most` (n_abilities,) are the same for a curve; `most` is infinite where more of it is fine.
    `directions` (n_abilities, n_abilities) weighs differences between abilities: information at neighbouring
    abilities goes together, so that swaps which change one against the other are rare. In these directions a swap
    changes as much in one as in another, and none is left for last.
    """

    least: FloatArray
    most: FloatArray
    directions: FloatArray

    def cost(self, information: WholeArray) -> FloatArray:
        """Return the cost of each form, by the square of what it is off."""
        return np.asarray(((self.off(information) @ self.directions) ** 2).sum(axis=1))

    def off(self, information: WholeArray) -> FloatArray:
        """Return how far information is off, as a share of what is asked."""
        below: FloatArray = np.minimum(information / self.least - 1, 0.0)
        return np.asarray(below + np.maximum(information / self.most - 1, 0.0))

    def worst(self, information: WholeArray) -> float:
        """Return how far any form is off at any ability."""
        return float(np.abs(self.off(information)).max(initial=0.0))


def directions(units: Units, information: FloatArray) -> FloatArray:
    """Return the directions (n_abilities, n_abilities) in which swaps within a kind change information equally.

    The inverse square root of the covariance of what they change, scaled to 1 in the direction of most change.
    """
    own = units.information / information
    means = np.array([np.bincount(units.kinds, weights=column) for column in own.T]).T
    own = own - (means / np.bincount(units.kinds)[:, np.newaxis])[units.kinds]
    values, vectors = np.linalg.eigh(own.T @ own)
    if values[-1] <= 0:
        return np.eye(len(values))
    found: FloatArray = vectors / np.sqrt(np.maximum(values / values[-1], LEAST_CHANGE))
    return found


def anneal(
    arrangement: Arrangement, aim: Aim, *, steps: int, enough: float, rng: np.random.Generator
) -> tuple[BoolArray, float]:
    """Return the best arrangement that swaps find, and how far it is off at worst: infinite if limits are broken.

    Parameters
    ----------
    arrangement : Arrangement
        Where to start; it is changed.
    aim : Aim
    steps : int
        Batches looked at; it ends before if nothing better was found in a quarter of them.
    enough : float
        It ends once no form is farther off than this.
    rng : Generator
    """
    by_kind = ByKind(arrangement.units.kinds)
    best, least, since = arrangement.on.copy(), np.inf, 0
    broken = arrangement.broken()
    for step in range(steps):
        if not broken.any() and (worst := aim.worst(arrangement.information)) < least:
            best, least, since = arrangement.on.copy(), worst, step
        if least <= enough or step - since > steps / 4:
            break
        form = step % len(broken)
        moves = arrangement.propose(form, by_kind, rng)
        costs = _costs(arrangement, aim, moves, broken)
        temperature = WARM * (COLD / WARM) ** (step / steps)
        drawn = np.append(costs, 0.0) - temperature * rng.gumbel(size=len(costs) + 1)
        taken = int(drawn.argmin())
        if taken < len(costs):
            arrangement.make(moves, taken)
            broken = arrangement.broken()
    return best, float(least)


def _costs(arrangement: Arrangement, aim: Aim, moves: Moves, broken: FloatArray) -> FloatArray:
    """Return what each swap changes in the cost of the forms; infinite where it breaks a limit further."""
    units = arrangement.units
    gained = units.information[moves.into] - units.information[moves.out]
    sums = (units.totals[:, moves.into] - units.totals[:, moves.out]).T
    found = _change(arrangement, aim, broken, (np.full(len(moves.out), moves.form), gained, sums))
    swapped = np.flatnonzero(moves.other >= 0)
    if swapped.size:
        found[swapped] += _change(
            arrangement, aim, broken, (moves.other[swapped], -gained[swapped], -sums[swapped])
        )
    return found


def _change(
    arrangement: Arrangement, aim: Aim, broken: FloatArray, change: tuple[Places, WholeArray, WholeArray]
) -> FloatArray:
    forms, gained, sums = change
    more = arrangement.excess(arrangement.totals[forms] + sums) - broken[forms]
    before = aim.cost(arrangement.information)[forms]
    after = aim.cost(arrangement.information[forms] + gained)
    return np.asarray(np.where(more > 1e-12, np.inf, after - before + PENALTY * more))
