"""What is put on a form and taken off it in one piece: an item that stands alone, or items of one case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.assembly.bank import ItemFacts, case_sets, enemy_pairs
from testamur.assembly.information import WholeArray
from testamur.assembly.rows import form_rows
from testamur.assembly.specification import CaseRule, Specification

Places = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]

PARTS_OF_A_CASE: Final = 64
"""So many of the ways to take some items of one case are looked at, no more."""

NO_LIMIT: Final = np.iinfo(np.int64).max // 4


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Everything that can be moved, and what a form may hold of it.

    Attributes
    ----------
    members : tuple of tuple of int
        The items of each unit, by their place in the bank.
    flat, starts : ndarray
        The same one after another, and where each unit begins.
    totals : ndarray of int64, (n_limits, n_units)
        What each unit adds to the sums that are limited on a form and that a move within its kind may change.
    least, most : ndarray of int64, (n_limits,)
    exact, asked : ndarray of int64, (n_exact, n_units) and (n_exact,)
        The same of sums that have to be met exactly, the number of items among them.
    kinds : ndarray of int, (n_units,)
        Units of one kind add the same to every sum that has to be met exactly, so they can stand for each other.
    information : ndarray of int64, (n_units, n_abilities)
    against : tuple of ndarray
        The units that may not stand on one form with each: enemies, and other parts of the same case.
    cases : ndarray of int, (n_units,)
        The number of the case of each, its own number where it has none.
    """

    members: tuple[tuple[int, ...], ...]
    flat: Places
    starts: Places
    totals: WholeArray
    least: WholeArray
    most: WholeArray
    exact: WholeArray
    asked: WholeArray
    kinds: Places
    information: WholeArray
    against: tuple[Places, ...]
    cases: Places

    def most_of(self, by_item: WholeArray) -> WholeArray:
        """Return the largest value among the items of each unit."""
        return np.asarray(np.maximum.reduceat(by_item[self.flat], self.starts))

    def sum_of(self, by_item: WholeArray) -> WholeArray:
        """Return the sum over the items of each unit; of a matrix, over its first axis."""
        return np.asarray(np.add.reduceat(by_item[self.flat], self.starts))


def units_of(
    specification: Specification,
    bank: Sequence[ItemFacts],
    information: WholeArray,
    *,
    start: Sequence[Sequence[int]] = (),
) -> Units:
    """Return the units of a bank.

    Parameters
    ----------
    specification : Specification
    bank : sequence of ItemFacts
    information : ndarray of int64, shape (n_items, n_abilities)
    start : sequence of sequence of int
        Forms by the places of their items; the parts of cases that stand on them are units too.
    """
    enemies = enemy_pairs(bank)
    members: list[tuple[int, ...]] = [
        (place,) for place, item in enumerate(bank) if not specification.case_rule or item.case is None
    ]
    if specification.case_rule:
        for places in case_sets(bank).values():
            members += _parts(specification.case_rule, places, start, set(enemies))
    flat = np.array([place for one in members for place in one], dtype=np.intp)
    names = {item.case: number for number, item in enumerate(bank)}
    alone = len(bank) + np.arange(len(members))
    shared = [specification.case_rule is not None and bank[one[0]].case is not None for one in members]
    cases = np.where(shared, [names[bank[one[0]].case] for one in members], alone).astype(np.intp)
    starts = np.cumsum([0, *(len(one) for one in members)], dtype=np.intp)[:-1]
    by_item, least, most = _sums(specification, bank)
    totals = np.add.reduceat(by_item[:, flat], starts, axis=1)
    tight = least == most
    _, kinds = np.unique(totals[tight], axis=1, return_inverse=True)
    return Units(
        members=tuple(members),
        flat=flat,
        starts=starts,
        totals=totals[~tight],
        least=least[~tight],
        most=most[~tight],
        exact=totals[tight],
        asked=least[tight],
        kinds=kinds.ravel().astype(np.intp),
        information=np.add.reduceat(information[flat], starts, axis=0),
        against=_against(members, enemies, cases),
        cases=cases,
    )


def _parts(
    rule: CaseRule, places: Sequence[int], start: Iterable[Sequence[int]], enemies: set[tuple[int, int]]
) -> list[tuple[int, ...]]:
    """Return ways to take some items of a case: those that stand on a form, and others up to a number."""
    least, most = rule.of(len(places))
    found = dict.fromkeys(tuple(place for place in places if place in set(form)) for form in start)
    found.pop((), None)
    every = chain.from_iterable(combinations(places, size) for size in range(least, min(most, len(places)) + 1))
    peaceful = (part for part in every if not enemies.intersection(combinations(part, 2)))
    found.update(dict.fromkeys(islice(peaceful, PARTS_OF_A_CASE)))
    return list(found)


def _sums(specification: Specification, bank: Sequence[ItemFacts]) -> tuple[WholeArray, WholeArray, WholeArray]:
    """Return what each item adds to each limited sum, (n_limits, n_items), and least and most of the sums."""
    every = np.ones(len(bank), dtype=np.int64)
    found: dict[bytes, tuple[WholeArray, int, int]] = {
        every.tobytes(): (every, specification.items, specification.items)
    }
    for row in form_rows(specification, bank):
        if row.limit is None:
            continue
        values = np.zeros(len(bank), dtype=np.int64)
        values[list(row.columns)] = row.values
        opposite = found.get((-values).tobytes())
        if opposite is not None:
            kept, least, most = opposite
            found[kept.tobytes()] = (kept, least, min(most, -row.least))
        else:
            kept, least, most = found.get(values.tobytes(), (values, -NO_LIMIT, NO_LIMIT))
            found[values.tobytes()] = (kept, max(least, row.least), most)
    lowest, highest = ([one[place] for one in found.values()] for place in (1, 2))
    rows = np.array([values for values, _, _ in found.values()])
    return rows, np.array(lowest, dtype=np.int64), np.array(highest, dtype=np.int64)


def _against(
    members: Sequence[tuple[int, ...]], enemies: Sequence[tuple[int, int]], cases: Places
) -> tuple[Places, ...]:
    """Return for each unit those it may not meet: with an enemy of its items, or of the same case."""
    holding: dict[int, set[int]] = {}
    together: dict[int, set[int]] = {}
    for number, (unit, case) in enumerate(zip(members, cases.tolist(), strict=True)):
        together.setdefault(case, set()).add(number)
        for place in unit:
            holding.setdefault(place, set()).add(number)
    found = [together[case] - {number} for number, case in enumerate(cases.tolist())]
    for one, other in enemies:
        for number in holding.get(one, ()):
            found[number] |= holding.get(other, set()) - {number}
        for number in holding.get(other, ()):
            found[number] |= holding.get(one, set()) - {number}
    return tuple(np.array(sorted(others), dtype=np.intp) for others in found)
