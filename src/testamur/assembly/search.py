"""Forms that tell what they are asked to: a start that keeps the limits, and swaps from there.

The start is a blueprint filled at random, or HiGHS where that gets stuck; a band that swaps do not reach is left
to HiGHS too, which either finds forms within it or rules them out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from testamur.assembly.bank import ItemFacts
from testamur.assembly.bound import Bound, bound
from testamur.assembly.fill import filled
from testamur.assembly.information import WholeArray, information_of
from testamur.assembly.solver import FloatArray
from testamur.assembly.specification import Specification
from testamur.assembly.swaps import Aim, Arrangement, anneal, directions
from testamur.assembly.units import BoolArray, Units, units_of

STEPS: Final = 400
"""Batches of swaps looked at for each form; it ends before, once all are near enough."""

PATIENT_STEPS: Final = 2000
"""The same where the question is whether there are such forms at all."""

ENOUGH: Final = 0.0005
"""Nobody could tell forms apart that are within this share of what is asked."""

ENOUGH_OF_THE_BOUND: Final = 0.001
"""Maximin forms this near the bound are as good as the best."""

Places = Sequence[Sequence[int]]
Solver = Callable[[Specification], list[list[int]]]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Forms by the places of their items in the bank, and what no forms could better."""

    forms: list[list[int]]
    bound: Bound | None


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """What is looked for, and `solve`: it returns forms that keep a specification or says that there are none."""

    specification: Specification
    bank: Sequence[ItemFacts]
    count: int
    solve: Solver
    rng: np.random.Generator

    def found(self) -> Found:
        """Return the best forms that were found.

        Raises
        ------
        Infeasible, OutOfTime
            As `solve` does.
        """
        target = self.specification.target
        if target is None:
            return Found(self.solve(self.specification), None)
        limit = bound(self.specification, self.bank, count=self.count)
        if target.band is not None and (limit is None or limit.value > target.band):
            return Found(self.solve(self.specification), limit)
        information = information_of(self.bank, target.abilities)
        forms, off = self._from_a_fill(information, limit)
        if not np.isfinite(off):
            forms, off = self._from(self.solve(replace(self.specification, target=None)), information, limit)
        if target.band is not None and off > target.band:
            forms, off = self._from(self.solve(self.specification), information, limit)
        return Found(forms, limit)

    def _from_a_fill(self, information: WholeArray, limit: Bound | None) -> tuple[list[list[int]], float]:
        units = units_of(self.specification, self.bank, information)
        target = self.specification.target
        is_maximin = target is not None and target.kind == "maximin"
        on = _filled(self, units, limit.shares if limit is not None and is_maximin else None)
        return ([], np.inf) if on is None else self._swapped(units, on, limit)

    def _from(self, forms: Places, information: WholeArray, limit: Bound | None) -> tuple[list[list[int]], float]:
        units = units_of(self.specification, self.bank, information, start=forms)
        places = {one: number for number, one in enumerate(units.members)}
        on = np.zeros((self.count, len(units.members)), dtype=np.bool_)
        for number, form in enumerate(forms):
            on[number, [places[one] for one in self._parts(form)]] = True
        return self._swapped(units, on, limit)

    def _parts(self, form: Sequence[int]) -> list[tuple[int, ...]]:
        """Return the items of a form one by one, those of a case together."""
        together: dict[object, list[int]] = {}
        for place in sorted(form):
            case = self.bank[place].case if self.specification.case_rule else None
            together.setdefault(place if case is None else case, []).append(place)
        return [tuple(part) for part in together.values()]

    def _swapped(self, units: Units, on: BoolArray, limit: Bound | None) -> tuple[list[list[int]], float]:
        arrangement = Arrangement(units, self.specification, on, len(self.bank))
        aim = self._aim(units, arrangement, limit)
        enough = ENOUGH_OF_THE_BOUND if np.isinf(aim.most).any() else ENOUGH
        best, off = anneal(arrangement, aim, steps=STEPS * self.count, enough=enough, rng=self.rng)
        forms = [
            sorted(place for unit in np.flatnonzero(form).tolist() for place in units.members[unit])
            for form in best
        ]
        return forms, off

    def _aim(self, units: Units, arrangement: Arrangement, limit: Bound | None) -> Aim:
        """Return the curve; the bound times what counts the same; or the mean of the forms where they stand."""
        target = self.specification.target
        asked = None if target is None else target.aim
        if asked is None:
            means: FloatArray = arrangement.information.mean(axis=0, dtype=np.float64)
            information = np.maximum(1.0, np.rint(means))
        elif target is not None and target.kind == "maximin":
            highest: FloatArray = asked * np.float64(1.0 if limit is None else limit.value)
            return Aim(highest, np.full(len(highest), np.inf), np.eye(len(highest)))
        else:
            information = asked.astype(np.float64)
        return Aim(information, information, directions(units, information))


def _filled(search: Search, units: Units, shares: FloatArray | None) -> BoolArray | None:
    """Return a blueprint filled at random, with units that have a share of the best mean before others."""
    wanted = np.zeros(len(units.members), dtype=np.bool_)
    if shares is not None:
        wanted = np.array([shares[list(one)].min() > 1e-9 for one in units.members])
    size = len(search.bank)
    return filled(units, search.specification, wanted, items=size, count=search.count, rng=search.rng)


def are_within(search: Search, shares: FloatArray, low: FloatArray, high: FloatArray) -> bool:
    """Return whether swaps find forms that keep all and whose information lies between low and high.

    Parameters
    ----------
    search : Search
        Its band is not looked at.
    shares : ndarray, shape (n_items,)
        Of a mean of forms that does.
    low, high : ndarray, shape (n_abilities,)
        In millionths, at the abilities of the target.
    """
    if search.specification.target is None:
        raise ValueError("there is no target whose abilities count")
    units = units_of(
        search.specification, search.bank, information_of(search.bank, search.specification.target.abilities)
    )
    on = _filled(search, units, shares)
    if on is None:
        return False
    arrangement = Arrangement(units, search.specification, on, len(search.bank))
    aim = Aim(np.maximum(low, 1.0), high, np.eye(len(low)))
    steps = PATIENT_STEPS * search.count
    return anneal(arrangement, aim, steps=steps, enough=0.0, rng=search.rng)[1] == 0
