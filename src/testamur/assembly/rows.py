"""The specification as linear rows in whole numbers.

Each row reads: the sum of value times variable is at least `least`. The variables are, form by form, one for
each item of the bank (1: it stands on the form), then, pair of forms by pair, one for each item (1: it stands on
both), then, form by form, one for each case (1: some of its items stand on the form).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from testamur.assembly.bank import ItemFacts, case_sets, enemy_pairs
from testamur.assembly.information import information_of
from testamur.assembly.specification import CaseRule, KeyBalance, Specification


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
    CASE_LEAST = "case least"
    CASE_MOST = "case most"
    INFORMATION_LEAST = "information least"
    INFORMATION_MOST = "information most"


@dataclass(frozen=True, slots=True, order=True)
class Limit:
    """One limit of a specification; `index` is that of the cell, of the key position or of the ability."""

    kind: LimitKind
    index: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row; relaxing its `limit` by one (item, minute, per cent) is worth `unit` on its left side."""

    columns: Sequence[int]
    values: Sequence[int]
    least: int
    limit: Limit | None = None
    unit: int = 1


def rows(specification: Specification, bank: Sequence[ItemFacts], *, count: int) -> list[Row]:
    """Return every row for `count` forms but those of the size of a form."""
    found: list[Row] = []
    for form in range(count):
        found += form_rows(specification, bank, start=form * len(bank))
    found += information_rows(specification, bank, count=count)
    if specification.case_rule is not None:
        found += _case_rows(
            specification.case_rule, bank, count=count, first=_cases_from(specification, bank, count)
        )
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
    cases = 0 if specification.case_rule is None else len(case_sets(bank))
    return _cases_from(specification, bank, count) + count * cases


def _cases_from(specification: Specification, bank: Sequence[ItemFacts], count: int) -> int:
    pairs = 0 if specification.overlap_most is None else count * (count - 1) // 2
    return (count + pairs) * len(bank)


def without_pairs(specification: Specification) -> Specification:
    """Return the same limits without variables for pairs of forms, where one form an item says it all."""
    if specification.overlap_most == 0 or specification.exposure_most == 1:
        return replace(specification, overlap_most=None, exposure_most=1)
    return specification


def form_rows(specification: Specification, bank: Sequence[ItemFacts], *, start: int = 0) -> Iterator[Row]:
    """Yield the rows of one form, whose items begin at `start`, but those of its size, cases and information."""
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


def information_rows(specification: Specification, bank: Sequence[ItemFacts], *, count: int) -> Iterator[Row]:
    """Yield the rows that keep every form within the band; none without one."""
    target = specification.target
    if target is None or not target.limits():
        return
    told = information_of(bank, target.abilities).T.tolist()
    for form in range(count):
        columns = range(form * len(bank), (form + 1) * len(bank))
        for index, (values, (least, most)) in enumerate(zip(told, target.limits(), strict=True)):
            unit = information_unit(least, most)
            yield Row(columns, values, least, Limit(LimitKind.INFORMATION_LEAST, index), unit)
            opposite = [-value for value in values]
            yield Row(columns, opposite, -most, Limit(LimitKind.INFORMATION_MOST, index), unit)


def information_unit(least: int, most: int) -> int:
    """Return a hundredth of what is asked, between least and most, in millionths."""
    return max(1, (least + most) // 200)


def _case_rows(rule: CaseRule, bank: Sequence[ItemFacts], *, count: int, first: int) -> Iterator[Row]:
    """No item without its case, no case without its least items; the case's own variable need not be whole."""
    sets = list(case_sets(bank).values())
    for form in range(count):
        for number, places in enumerate(sets):
            case = first + form * len(sets) + number
            columns = [form * len(bank) + place for place in places]
            least, most = rule.of(len(places))
            for column in columns:
                yield Row([case, column], [1, -1], 0)
            yield Row([*columns, case], [*[1] * len(columns), -least], 0, Limit(LimitKind.CASE_LEAST))
            if most < len(places):
                yield Row(columns, [-1] * len(columns), -most, Limit(LimitKind.CASE_MOST))


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
