"""What no forms could better: a linear programme over the mean of the forms, and its proof in whole numbers.

If there are forms that keep the specification, their mean (on how many of the forms an item stands, as a share)
keeps every linear limit of one form, and no share is above that of the exposure. So the best mean is a bound on
the best forms, whatever their number; it has as many variables as one form. What is reported is not the solver's
optimum but what its multipliers prove by weak duality, added up again in whole numbers.

Source: van der Linden (2005), Linear Models for Optimal Test Design, ch. 5 and 6 (maximin, several forms); Chvatal
(1983), Linear Programming, ch. 5 (weak duality).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb
from typing import Final

import numpy as np

from testamur.assembly.bank import ItemFacts
from testamur.assembly.information import WholeArray, information_of
from testamur.assembly.rows import Row, rows, size_rows, width
from testamur.assembly.solver import Columns, FloatArray, solve
from testamur.assembly.specification import Specification

FINE: Final = 2**60
"""Multipliers are taken as whole multiples of 1 / this."""


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """What no forms could better, and the mean of forms that would reach it if items could be divided.

    `value` is for ``maximin`` the highest that the lowest information could be, as a multiple of what counts the
    same; for a ``curve`` the least that the worst deviation could be. `shares` (n_items,) has no whole numbers.
    """

    value: float
    shares: FloatArray


def bound(
    specification: Specification, bank: Sequence[ItemFacts], *, count: int, seconds: float = 60.0
) -> Bound | None:
    """Return what `count` forms could not better.

    Returns
    -------
    Bound or None
        None without a target, for parallel forms (whose deviation from each other has no bound but 0), if not
        even the mean of forms can keep the limits, or if time ran out.

    Raises
    ------
    DocumentError
        If an item is not calibrated.
    """
    target = specification.target
    if target is None or target.aim is None:
        return None
    every, most = mean_rows(specification, bank, count=count)
    told = information_of(bank, target.abilities)
    is_maximin = target.kind == "maximin"
    every += _target_rows(told, target.aim, column=len(most), is_maximin=is_maximin)
    most = np.append(most, _highest(told, target.aim, specification.items))
    costs = np.zeros(len(most))
    costs[-1] = -1.0 if is_maximin else 1.0
    answer = solve(Columns(costs, most, np.zeros(len(most), dtype=np.bool_)), every, seed=0, seconds=seconds)
    if answer.outcome != "solved" or answer.values is None or answer.duals is None:
        return None
    least = proven(costs, most, every, answer.duals)
    return Bound(float(-least if is_maximin else max(least, Fraction(0))), answer.values[: len(bank)])


def mean_rows(
    specification: Specification, bank: Sequence[ItemFacts], *, count: int
) -> tuple[list[Row], FloatArray]:
    """Return what the mean of `count` forms keeps, without information, and the most of each of its variables.

    The first variables are the shares of the items. Any forms that keep the specification have such a mean.
    """
    alone = replace(specification, overlap_most=None, exposure_most=None, target=None)
    first = width(alone, bank, count=1)
    every = rows(alone, bank, count=1) + size_rows(alone, bank, count=1)
    # A share of a third as a float is a little less than a third, and a bound must not be.
    highest = float(np.nextafter(min(1.0, (specification.exposure_most or count) / count), 2.0))
    most: FloatArray = np.append(np.full(len(bank), highest), np.ones(first - len(bank)))
    if specification.overlap_most is not None and count > 1:
        every += _overlap_rows(specification.overlap_most, len(bank), count=count, first=first)
        most = np.append(most, np.full(len(bank), float(comb(count, 2))))
    return every, most


def proven(costs: FloatArray, most: FloatArray, every: Sequence[Row], duals: FloatArray) -> Fraction:
    """Return a cost that nothing within the rows can be below, by weak duality, exactly.

    For multipliers m >= 0 of rows A x >= b and 0 <= x <= u: c x >= m b + sum of u min(0, c - m A), whatever the
    multipliers are; bad ones only prove less.
    """
    whole = [max(0, round(float(dual) * FINE)) for dual in duals]
    reduced = [round(float(cost) * FINE) for cost in costs]
    total = Fraction(0)
    for row, multiplier in zip(every, whole, strict=True):
        if multiplier:
            total += multiplier * row.least
            for column, value in zip(row.columns, row.values, strict=True):
                reduced[column] -= multiplier * value
    for left, highest in zip(reduced, most, strict=True):
        if left < 0:
            total += Fraction(float(highest)) * left
    return total / FINE


def _target_rows(told: WholeArray, aim: WholeArray, *, column: int, is_maximin: bool) -> Iterator[Row]:
    items = range(len(told))
    for values, asked in zip(told.T.tolist(), aim.tolist(), strict=True):
        if is_maximin:
            yield Row([*items, column], [*values, -asked], 0)
        else:
            yield Row([*items, column], [*values, asked], asked)
            yield Row([*items, column], [*(-value for value in values), asked], -asked)


def _overlap_rows(most: int, size: int, *, count: int, first: int) -> Iterator[Row]:
    """An item on k forms stands on k(k - 1)/2 pairs of forms, at least mk - m(m + 1)/2 for every m."""
    for item in range(size):
        for m in range(1, count):
            yield Row([first + item, item], [1, -m * count], -m * (m + 1) // 2)
    yield Row(range(first, first + size), [-1] * size, -most * comb(count, 2))


def _highest(told: WholeArray, aim: WholeArray, items: int) -> float:
    """Return a multiple that no form can reach at any ability: that of the most informative items, and a bit."""
    best = np.sort(told, axis=0)[-items:].sum(axis=0)
    return float((best / aim).max()) + 1.0
