"""The fewest limits to relax so that forms can be assembled (an elastic programme)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from testamur.assembly.bank import ItemFacts, case_sets
from testamur.assembly.bound import mean_rows
from testamur.assembly.information import information_of
from testamur.assembly.rows import Limit, LimitKind, Row, information_rows, information_unit, rows, width
from testamur.assembly.solver import Columns, FloatArray, solve
from testamur.assembly.specification import CaseRule, Specification

A_LIMIT: Final = 1000.0
"""Cost of relaxing one more limit, against 1 for each item: few limits count for more than few items."""

THE_SIZE: Final = 1999.0
"""The size of a form is given up by itself only where no other single limit would do."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The limits relaxed and by how much, the items a form then has, and whether that is proven the least."""

    amounts: dict[Limit, int]
    items: int
    is_least: bool


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the variables stand that the elastic programme adds to the `first` of the strict one.

    For each limit: its slack (by how much it is relaxed), its switch (whether it is relaxed at all), its credit
    (by how much a cell that is really filled less makes the form shorter). At the end: the length of a form.
    """

    first: int
    limits: tuple[Limit, ...]

    def slack(self, limit: Limit) -> int:
        return self.first + self.limits.index(limit)

    def switch(self, limit: Limit) -> int:
        return self.slack(limit) + len(self.limits)

    def credit(self, limit: Limit) -> int:
        return self.switch(limit) + len(self.limits)

    @property
    def length(self) -> int:
        return self.first + 3 * len(self.limits)


def relaxation(
    specification: Specification, bank: Sequence[ItemFacts], *, count: int, seconds: float
) -> Relaxation | None:
    """Return the smallest set of limits whose relaxing lets `count` forms be assembled; None if out of time.

    A cell that cannot be filled makes the forms shorter by as much at no further cost; they stay equally long.

    References
    ----------
    Chinneck (2008), Feasibility and Infeasibility in Optimization (elastic programs).
    """
    firm = rows(specification, bank, count=count)
    limits = {row.limit for row in firm if row.limit is not None}
    layout = _Layout(width(specification, bank, count=count), (Limit(LimitKind.SIZE), *sorted(limits)))
    room = [_room(limit, specification, bank, count=count) for limit in layout.limits]
    elastic = [_loosened(row, layout) for row in firm]
    elastic += _switch_rows(layout, room)
    elastic += _credit_rows(firm, layout, items=specification.items)
    elastic += _length_rows(layout, len(bank), count=count, items=specification.items)
    columns = _columns(layout, room, placed=count * len(bank), items=specification.items)

    answer = solve(columns, elastic, seed=0, seconds=seconds)
    if answer.values is None:
        return None
    values = [round(value) for value in answer.values]
    amounts = {limit: values[layout.slack(limit)] for limit in layout.limits if values[layout.switch(limit)]}
    return Relaxation(amounts, values[layout.length], answer.outcome == "solved")


def bands_to_relax(
    specification: Specification, bank: Sequence[ItemFacts], *, count: int, seconds: float
) -> tuple[dict[Limit, int], FloatArray] | None:
    """Return the fewest limits of information, and by how much, without which the mean of forms keeps all others.

    With them come the shares of the items (n_items,) in that mean. What the mean cannot keep no forms can; whether
    forms can keep what it can is for a search to tell. None if the mean keeps all, or breaks other limits too.
    """
    every, most = mean_rows(specification, bank, count=count)
    firm = list(information_rows(specification, bank, count=1))
    layout = _Layout(len(most), tuple(sorted({row.limit for row in firm if row.limit is not None})))
    room = [_room(limit, specification, bank, count=count) for limit in layout.limits]
    elastic = [*every, *(_loosened(row, layout) for row in firm), *_switch_rows(layout, room)]
    size = len(room)
    costs: FloatArray = np.concatenate([np.zeros(len(most)), np.ones(size), np.full(size, A_LIMIT)])
    highest: FloatArray = np.concatenate([most, room, np.ones(size)])
    answer = solve(Columns(costs, highest, np.arange(len(costs)) >= len(most)), elastic, seed=0, seconds=seconds)
    if answer.outcome != "solved" or answer.values is None:
        return None
    values = answer.values
    amounts = {
        limit: round(values[layout.slack(limit)]) for limit in layout.limits if values[layout.switch(limit)] > 0.5
    }
    return (amounts, values[: len(bank)]) if amounts else None


def _loosened(row: Row, layout: _Layout) -> Row:
    if row.limit is None:
        return row
    return Row([*row.columns, layout.slack(row.limit)], [*row.values, row.unit], row.least)


def _switch_rows(layout: _Layout, room: Sequence[int]) -> Iterator[Row]:
    """No slack without the switch; and no switch without slack."""
    for limit, most in zip(layout.limits, room, strict=True):
        yield Row([layout.switch(limit), layout.slack(limit)], [most, -1], 0)
        yield Row([layout.slack(limit), layout.switch(limit)], [1, -1], 0)


def _credit_rows(firm: Sequence[Row], layout: _Layout, *, items: int) -> Iterator[Row]:
    """If a cell is relaxed, its items and its credit are together at most what it asked for, on every form."""
    for row in firm:
        if row.limit is not None and row.limit.kind == LimitKind.LEAST:
            columns = [*row.columns, layout.credit(row.limit), layout.switch(row.limit)]
            values = [-value for value in row.values] + [-1, -items]
            yield Row(columns, values, -row.least - items)
    for limit in layout.limits:
        yield Row([layout.slack(limit), layout.credit(limit)], [1, -1], 0)


def _length_rows(layout: _Layout, size: int, *, count: int, items: int) -> Iterator[Row]:
    """Every form has the same length: what was asked, less the credits and the slack of the size itself."""
    for form in range(count):
        columns = [*range(form * size, (form + 1) * size), layout.length]
        yield Row(columns, [1] * size + [-1], 0)
        yield Row(columns, [-1] * size + [1], 0)
    shorter = [layout.credit(limit) for limit in layout.limits]
    yield Row([layout.length, *shorter], [1] * (1 + len(shorter)), items)


def _columns(layout: _Layout, room: Sequence[int], *, placed: int, items: int) -> Columns:
    size = len(layout.limits)
    price = [THE_SIZE if limit.kind == LimitKind.SIZE else A_LIMIT for limit in layout.limits]
    shortens = [limit.kind in (LimitKind.SIZE, LimitKind.LEAST) for limit in layout.limits]
    credit = np.where(shortens, room, 0)
    costs: FloatArray = np.concatenate([np.zeros(layout.first), np.ones(size), price, np.zeros(size), [-1.0]])
    most: FloatArray = np.concatenate([np.ones(layout.first), room, np.ones(size), credit, [float(items)]])
    is_whole = np.ones(len(costs), dtype=np.bool_)
    is_whole[placed : layout.first] = False
    return Columns(costs, most, is_whole)


def _room(limit: Limit, specification: Specification, bank: Sequence[ItemFacts], *, count: int) -> int:
    """Return how far a limit could be relaxed at most."""
    if limit.kind == LimitKind.LEAST:
        return specification.cells[limit.index].least
    if limit.kind == LimitKind.EXPOSURE:
        return count
    if limit.kind in (LimitKind.CASE_LEAST, LimitKind.CASE_MOST):
        rule = specification.case_rule or CaseRule()
        return max(max(len(places), *rule.of(len(places))) for places in case_sets(bank).values())
    if limit.kind in (LimitKind.INFORMATION_LEAST, LimitKind.INFORMATION_MOST):
        return _room_of_information(limit, specification, bank)
    if limit.kind in (LimitKind.MINUTES_LEAST, LimitKind.MINUTES_MOST):
        asked = 0 if specification.seconds is None else specification.seconds[0]
        return (asked + sum(item.seconds or 0 for item in bank)) // 60 + 1
    return specification.items


def _room_of_information(limit: Limit, specification: Specification, bank: Sequence[ItemFacts]) -> int:
    """Return in hundredths of what is asked how far it could be missed: by all of it, or by the best items."""
    if specification.target is None:
        raise ValueError("a limit of information without a target")
    least, most = specification.target.limits()[limit.index]
    if limit.kind == LimitKind.INFORMATION_LEAST:
        return 101
    told = np.sort(information_of(bank, specification.target.abilities)[:, limit.index])
    return max(0, int(told[-specification.items :].sum()) - most) // information_unit(least, most) + 1
