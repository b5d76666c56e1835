"""Saying why no forms can be assembled, in sentences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from testamur.assembly.bank import ItemFacts, enemy_pairs
from testamur.assembly.elastic import Relaxation, bands_to_relax, relaxation
from testamur.assembly.information import MILLIONTHS, Target
from testamur.assembly.rows import Limit, LimitKind, Row, information_unit
from testamur.assembly.search import Search, are_within
from testamur.assembly.solver import Columns, FloatArray, solve
from testamur.assembly.specification import CaseRule, Specification
from testamur.errors import Refused

FEW: Final = 6
"""More limits than this, not proved to be the fewest, would tell nobody where to begin."""

NARROWER: Final = 0.003
"""So much of a band, at most half of it, is left between what a mean of forms keeps and what forms must keep."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One limit to relax, and one sentence about it.

    `short` says by how much: items, but minutes for a limit of time, and for one of information hundredths of what
    is asked.
    """

    limit: Limit
    short: int
    sentence: str


class Infeasible(Refused):
    """No forms keep every limit; `shortfalls` is the smallest set of limits whose relaxing would do.

    `items` is the number of items that a form would then have. Where `is_least` is false, the time allowed ran
    out before a smaller set was ruled out, or (no shortfalls) before any was found.
    """

    def __init__(self, shortfalls: Sequence[Shortfall], *, reason: str, items: int, is_least: bool) -> None:
        self.shortfalls = tuple(shortfalls)
        self.items = items
        self.is_least = is_least
        super().__init__("assembly-infeasible", reason)


class OutOfTime(Refused):
    """No forms were found in the time allowed, and none were ruled out."""

    def __init__(self, *, count: int, items: int, seconds: float) -> None:
        super().__init__(
            "assembly-time",
            f"{_forms(count)} of {items} items could not be found within {seconds:g} seconds, nor ruled out; "
            "allow more time, fewer forms or more overlap.",
        )


@dataclass(frozen=True, slots=True)
class Case:
    """What was asked, of which bank."""

    specification: Specification
    bank: Sequence[ItemFacts]
    count: int
    seconds: float


def infeasible(case: Case) -> Infeasible:
    """Return the refusal that says which limits stand in the way, and by how much."""
    bands = _bands(case)
    if bands is not None and bands.is_least:
        return explained(case, bands)
    found = relaxation(case.specification, case.bank, count=case.count, seconds=case.seconds)
    if bands is not None and (found is None or (not found.is_least and len(found.amounts) > len(bands.amounts))):
        found = bands
    if found is not None and (found.is_least or len(found.amounts) <= FEW):
        return explained(case, found)
    why = f"Which limit stands in the way was not found within {case.seconds:g} seconds."
    return Infeasible((), reason=f"{_start(case)} {why}", items=0, is_least=False)


def _bands(case: Case) -> Relaxation | None:
    """Return a relaxation of information alone, if there are forms that keep all else; one limit is the fewest.

    What the mean of forms needs is tried first, then what it needs within a somewhat narrower band: at the very
    edge of what there is forms do not come quite to the mean.
    """
    target = case.specification.target
    if target is None or target.band is None:
        return None
    for narrower in (0.0, min(target.band / 2, NARROWER)):
        asked = replace(case.specification, target=replace(target, band=target.band - narrower))
        found = bands_to_relax(asked, case.bank, count=case.count, seconds=case.seconds)
        if found is None:
            return None
        amounts, shares = found
        search = Search(case.specification, case.bank, case.count, lambda _: [], np.random.default_rng(0))
        if are_within(search, shares, *_within(target, amounts)):
            return Relaxation(amounts, case.specification.items, len(amounts) == 1)
    return None


def _within(target: Target, amounts: Mapping[Limit, int]) -> tuple[FloatArray, FloatArray]:
    """Return least and most of the information at each ability, in millionths, once limits are relaxed."""
    low, high = [], []
    for index, (least, most) in enumerate(target.limits()):
        unit = information_unit(least, most)
        low.append(least - unit * amounts.get(Limit(LimitKind.INFORMATION_LEAST, index), 0))
        high.append(most + unit * amounts.get(Limit(LimitKind.INFORMATION_MOST, index), 0))
    return np.array(low, dtype=np.float64), np.array(high, dtype=np.float64)


def explained(case: Case, found: Relaxation) -> Infeasible:
    """Return the refusal that says this relaxation in sentences."""
    shortfalls = [
        Shortfall(limit, short, SENTENCES[limit.kind](case, limit, short))
        for limit, short in sorted(found.amounts.items())
    ]
    sentences = [_start(case), *(shortfall.sentence for shortfall in shortfalls)]
    if found.items < case.specification.items:
        sentences.append(f"Without more, a form can have {found.items} items.")
    if not found.is_least:
        sentences.append("Whether relaxing less would do was not settled in the time allowed.")
    return Infeasible(shortfalls, reason=" ".join(sentences), items=found.items, is_least=found.is_least)


def _start(case: Case) -> str:
    return f"{_forms(case.count)} of {case.specification.items} items cannot be assembled from this bank."


def _forms(count: int) -> str:
    return "A form" if count == 1 else f"{count} forms"


def _too_few(case: Case, asking: str, pool: Sequence[ItemFacts], *, asked: int, short: int) -> str:
    """Say why `asked` items cannot be had from `pool`: counted, without enemies, over all forms, or otherwise."""
    if len(pool) < asked:
        return f"{asking} asks for {asked} items; the bank has {len(pool)}."
    together = _at_peace(pool, seconds=case.seconds)
    if together is not None and together < asked:
        pool_has = f"the bank has {len(pool)}, of which enemies leave {together} that may stand on one form"
        return f"{asking} asks for {asked} items; {pool_has}."
    times = case.specification.exposure_most or case.count
    if len(pool) * times < asked * case.count:
        needed = f"{asked * case.count} on {case.count} forms"
        return f"{asking} asks for {needed}; the bank has {len(pool)} items, each for at most {times} of them."
    return f"{asking} asks for {asked} items; beside the other limits there is room for {asked - short}."


def _at_peace(pool: Sequence[ItemFacts], *, seconds: float) -> int | None:
    """Return how many items of `pool` can stand together; None if that cannot be told in time."""
    pairs = enemy_pairs(pool)
    if not pairs:
        return len(pool)
    size = len(pool)
    columns = Columns(np.full(size, -1.0), np.ones(size), np.ones(size, dtype=np.bool_))
    answer = solve(columns, [Row(pair, [-1, -1], -1) for pair in pairs], seed=0, seconds=seconds)
    if answer.outcome != "solved" or answer.values is None:
        return None
    return int(np.rint(answer.values).sum())


def _size(case: Case, _: Limit, short: int) -> str:
    return _too_few(case, "A form", case.bank, asked=case.specification.items, short=short)


def _least(case: Case, limit: Limit, short: int) -> str:
    cell = case.specification.cells[limit.index]
    pool = [item for item in case.bank if cell.holds(item)]
    return _too_few(case, f"The cell {cell.name}", pool, asked=cell.least, short=short)


def _most(case: Case, limit: Limit, short: int) -> str:
    cell = case.specification.cells[limit.index]
    return f"The cell {cell.name} allows at most {cell.most} items; the other limits need {cell.most + short}."


def _overlap(case: Case, _: Limit, short: int) -> str:
    most = case.specification.overlap_most or 0
    return f"Two forms may share at most {most} items; from this bank some must share {most + short}."


def _exposure(case: Case, _: Limit, short: int) -> str:
    most = case.specification.exposure_most or 0
    may = f"An item may stand on at most {most} of {case.count} forms"
    return f"{may}; from this bank some must stand on {most + short}."


def _key(case: Case, limit: Limit, short: int) -> str:
    balance = case.specification.key_share
    if balance is None:
        raise ValueError("a key limit without a key balance")
    position = balance.positions[limit.index]
    if limit.kind == LimitKind.KEY_LEAST:
        return f"The key is to be at {position} in at least {balance.least:.0%} of a form; it stays {short} short."
    return f"The key is to be at {position} in at most {balance.most:.0%} of a form; there are {short} too many."


def _minutes(case: Case, limit: Limit, short: int) -> str:
    least, most = case.specification.minutes or (0.0, 0.0)
    if limit.kind == LimitKind.MINUTES_LEAST:
        return f"A form is to take at least {least:g} minutes; it falls {short} short."
    return f"A form is to take at most {most:g} minutes; it takes {short} more."


def _case_least(case: Case, _: Limit, short: int) -> str:
    rule = case.specification.case_rule or CaseRule()
    if rule.least is None:
        return (
            f"All items of a case are to stand on a form together; from this bank up to {short} must be left out."
        )
    least = max(0, rule.least - short)
    return f"A case is to stand on a form with at least {rule.least} items; from this bank some must with {least}."


def _case_most(case: Case, _: Limit, short: int) -> str:
    most = (case.specification.case_rule or CaseRule()).most or 0
    return f"A case is to stand on a form with at most {most} items; from this bank some must with {most + short}."


def _information(case: Case, limit: Limit, short: int) -> str:
    target = case.specification.target
    if target is None:
        raise ValueError("a limit of information without a target")
    least, most = target.limits()[limit.index]
    at = f"The information at ability {target.abilities[limit.index]:g}"
    if limit.kind == LimitKind.INFORMATION_LEAST:
        return f"{at} is to be at least {least / MILLIONTHS:.3f}; it falls up to {short} % of the target short."
    return f"{at} is to be at most {most / MILLIONTHS:.3f}; it is up to {short} % of the target more."


SENTENCES: Final[dict[LimitKind, Callable[[Case, Limit, int], str]]] = {
    LimitKind.SIZE: _size,
    LimitKind.LEAST: _least,
    LimitKind.MOST: _most,
    LimitKind.OVERLAP: _overlap,
    LimitKind.EXPOSURE: _exposure,
    LimitKind.KEY_LEAST: _key,
    LimitKind.KEY_MOST: _key,
    LimitKind.MINUTES_LEAST: _minutes,
    LimitKind.MINUTES_MOST: _minutes,
    LimitKind.CASE_LEAST: _case_least,
    LimitKind.CASE_MOST: _case_most,
    LimitKind.INFORMATION_LEAST: _information,
    LimitKind.INFORMATION_MOST: _information,
}
