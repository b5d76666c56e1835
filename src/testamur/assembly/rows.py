"""The specification as linear rows in whole numbers.

Each row reads: the sum of value times variable is at least `least`. The variables are, form by form, one for
each item of the bank (1: it stands on the form), then, pair of forms by pair, one for each item (1: it stands on
both).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from testamur.assembly.bank import ItemFacts, enemy_pairs
from testamur.assembly.specification import KeyBalance, Specification


class LimitKind(StrEnum):
    """The kinds of limit that a specification sets and that could be relaxed; enemies never are."""

    SIZE = "size"
    LEAST = "least"
    MOST = "most"
    OVERLAP = "overlap"
    EXPOSURE = "exposure"
    KEY_LEAST = "key least"
    KEY_MOST = "key most"
    MINUTES_LEAST = "minutes least"
    MINUTES_MOST = "minutes most"


@dataclass(frozen=True, slots=True, order=True)
class Limit:
    """One limit of a specification; `index` is that of the cell or of the key position."""

    kind: LimitKind
    index: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row; relaxing its `limit` by one (item, or minute) is worth `unit` on its left side."""

    columns: Sequence[int]
    values: Sequence[int]
    least: int
    limit: Limit | None = None
    unit: int = 1


def rows(specification: Specification, bank: Sequence[ItemFacts], *, count: int) -> list[Row]:
    """Return every row for `count` forms but those of the size of a form."""
    found: list[Row] = []
    for form in range(count):
        found += _form_rows(specification, bank, start=form * len(bank))
    if specification.overlap_most is not None:
        found += _overlap_rows(specification.overlap_most, len(bank), count=count)
    if specification.exposure_most is not None:
        for item in range(len(bank)):
            columns = range(item, count * len(bank), len(bank))
            found.append(Row(columns, [-1] * count, -specification.exposure_most, Limit(LimitKind.EXPOSURE)))
    return found


def size_rows(specification: Specification, bank: Sequence[ItemFacts], *, count: int) -> list[Row]:
    """Return the rows that give every form exactly its number of items."""
    found: list[Row] = []
    for form in range(count):
        columns = range(form * len(bank), (form + 1) * len(bank))
        found.append(Row(columns, [1] * len(bank), specification.items))
        found.append(Row(columns, [-1] * len(bank), -specification.items))
    return found


def width(specification: Specification, bank: Sequence[ItemFacts], *, count: int) -> int:
    """Return the number of variables."""
    pairs = 0 if specification.overlap_most is None else count * (count - 1) // 2
    return (count + pairs) * len(bank)


def without_pairs(specification: Specification) -> Specification:
    """Return the same limits without variables for pairs of forms, where one form an item says it all."""
    if specification.overlap_most == 0 or specification.exposure_most == 1:
        return replace(specification, overlap_most=None, exposure_most=1)
    return specification


def _form_rows(specification: Specification, bank: Sequence[ItemFacts], *, start: int) -> Iterator[Row]:
    for index, cell in enumerate(specification.cells):
        columns = [start + number for number, item in enumerate(bank) if cell.holds(item)]
        yield Row(columns, [1] * len(columns), cell.least, Limit(LimitKind.LEAST, index))
        yield Row(columns, [-1] * len(columns), -cell.most, Limit(LimitKind.MOST, index))
    for one, other in enemy_pairs(bank):
        yield Row([start + one, start + other], [-1, -1], -1)
    if specification.key_share is not None:
        yield from _key_rows(specification.key_share, bank, start=start)
    if specification.seconds is not None:
        columns = [start + number for number in range(len(bank))]
        seconds = [item.seconds or 0 for item in bank]
        least, most = specification.seconds
        yield Row(columns, seconds, least, Limit(LimitKind.MINUTES_LEAST), unit=60)
        yield Row(columns, [-value for value in seconds], -most, Limit(LimitKind.MINUTES_MOST), unit=60)


def _key_rows(balance: KeyBalance, bank: Sequence[ItemFacts], *, start: int) -> Iterator[Row]:
    """Count at a position >= share of all keyed, times the share's denominator; and the other way round."""
    keyed = [(start + number, item.key) for number, item in enumerate(bank) if item.key in balance.positions]
    columns = [column for column, _ in keyed]
    least, most = balance.shares()
    for index, position in enumerate(balance.positions):
        for share, kind, sign in ((least, LimitKind.KEY_LEAST, 1), (most, LimitKind.KEY_MOST, -1)):
            p, q = share.numerator, share.denominator
            values = [sign * (q * (key == position) - p) for _, key in keyed]
            yield Row(columns, values, 0, Limit(kind, index), unit=q)


def _overlap_rows(most: int, size: int, *, count: int) -> Iterator[Row]:
    pairs = list(combinations(range(count), 2))
    for number, (one, other) in enumerate(pairs):
        start = (count + number) * size
        for item in range(size):
            columns = [start + item, one * size + item, other * size + item]
            yield Row(columns, [1, -1, -1], -1)
        yield Row(range(start, start + size), [-1] * size, -most, Limit(LimitKind.OVERLAP))
    yield from _pair_counts(size, count=count, pairs=len(pairs))


def _pair_counts(size: int, *, count: int, pairs: int) -> Iterator[Row]:
    """Tighten: an item on k forms stands on k(k - 1)/2 pairs, which is at least mk - m(m + 1)/2 for every m."""
    for item in range(size):
        shared = range(count * size + item, (count + pairs) * size, size)
        placed = range(item, count * size, size)
        for m in range(1, count - 1):
            values = [1] * pairs + [-m] * count
            yield Row([*shared, *placed], values, -m * (m + 1) // 2)
