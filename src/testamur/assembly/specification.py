"""What a form must be like."""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from testamur.assembly.bank import ItemFacts
from testamur.assembly.information import Target, target_problems
from testamur.documents import plain
from testamur.errors import Problem
from testamur.programme import apportion

LATER: Final = frozenset({"case_rule", "target"})


@dataclass(frozen=True, slots=True)
class Cell:
    """How many items of an area, a level and a kind stand on a form; None stands for any."""

    area: str | None
    level: str | None
    least: int
    most: int
    kind: str | None = None

    @property
    def name(self) -> str:
        """The cell in words."""
        return " · ".join(part for part in (self.area, self.level, self.kind) if part is not None) or "any item"

    def holds(self, item: ItemFacts) -> bool:
        """Whether the item counts towards this cell."""
        return (
            (self.area is None or self.area == item.area)
            and (self.level is None or self.level == item.level)
            and (self.kind is None or self.kind == item.kind)
        )


@dataclass(frozen=True, slots=True)
class KeyBalance:
    """Of a form's items keyed to one of `positions`, each position is right for a share of least..most."""

    positions: tuple[str, ...]
    least: float
    most: float

    def shares(self) -> tuple[Fraction, Fraction]:
        """Return least and most as the fractions that were meant: exact to thousandths, or to a third."""
        least, most = (Fraction(share).limit_denominator(1000) for share in (self.least, self.most))
        return least, most


@dataclass(frozen=True, slots=True)
class CaseRule:
    """If any item of a case stands on a form, at least and at most so many of that case do, side by side.

    `least` None: all that the bank has of it. `most` None: any number.
    """

    least: int | None = None
    most: int | None = None

    def of(self, size: int) -> tuple[int, int]:
        """Return least and most for a case of which the bank has `size` items."""
        return (size if self.least is None else self.least), (size if self.most is None else self.most)


@dataclass(frozen=True, slots=True)
class Specification:
    """Everything asked of the forms of one exam, or of one section of it.

    `overlap_most` is how many items any two forms may share, `exposure_most` on how many of the forms one item
    may stand, `minutes` what the items of a form may take together, least and most, to the second, `case_rule`
    how many items of one case may stand on a form, `target` what the forms are to tell about ability.
    """

    items: int
    cells: tuple[Cell, ...] = ()
    overlap_most: int | None = None
    exposure_most: int | None = None
    key_share: KeyBalance | None = None
    minutes: tuple[float, float] | None = None
    case_rule: CaseRule | None = None
    target: Target | None = None

    @property
    def seconds(self) -> tuple[int, int] | None:
        """The time a form may take, least and most, in whole seconds."""
        return None if self.minutes is None else (round(self.minutes[0] * 60), round(self.minutes[1] * 60))


def cells(weights: Mapping[str, float], items: int, *, slack: int = 0) -> tuple[Cell, ...]:
    """Return one cell an area, its items by largest remainder, give or take `slack`.

    Parameters
    ----------
    weights : mapping of str to float
        Share of the form by area, each > 0.
    items : int
        Items on the form, >= 0.
    slack : int
        How far an area may be off its number, >= 0.
    """
    return tuple(
        Cell(area, None, max(0, number - slack), number + slack)
        for area, number in apportion(weights, items).items()
    )


def specification_hash(specification: Specification) -> str:
    """Return the SHA-256 of the specification's canonical JSON, as ``sha256:<hex>``.

    What was added to specifications later counts only where it is said: older forms keep the hash they have.
    """
    said = plain(specification)
    return digest({key: value for key, value in said.items() if key not in LATER or value is not None})


def digest(data: object) -> str:
    """Return the SHA-256 of JSON-ready data, keys sorted, as ``sha256:<hex>``."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def specification_problems(specification: Specification) -> Iterator[Problem]:
    """Say everything that is wrong with a specification in itself, whatever the bank."""
    if specification.items < 1:
        yield Problem("items", f"a form needs at least 1 item; it asks for {specification.items}")
    for index, cell in enumerate(specification.cells):
        if not 0 <= cell.least <= cell.most:
            yield Problem(f"cells[{index}]", f"asks for {cell.least} to {cell.most} items, which no form can hold")
    for name, limit, lowest in (
        ("overlap_most", specification.overlap_most, 0),
        ("exposure_most", specification.exposure_most, 1),
    ):
        if limit is not None and limit < lowest:
            yield Problem(name, f"must be at least {lowest}; it is {limit}")
    yield from _key_problems(specification.key_share)
    yield from _minutes_problems(specification.minutes)
    yield from _case_problems(specification.case_rule)
    yield from target_problems(specification.target)


def _key_problems(balance: KeyBalance | None) -> Iterator[Problem]:
    if balance is None:
        return
    positions = len(balance.positions)
    if not positions or len(set(balance.positions)) != positions:
        yield Problem("key_share.positions", "must name each position once, and at least one")
    elif not 0 <= balance.least <= 1 / positions <= balance.most <= 1:
        yield Problem("key_share", f"{balance.least:g} to {balance.most:g} cannot hold for {positions} positions")


def _minutes_problems(minutes: tuple[float, float] | None) -> Iterator[Problem]:
    if minutes is not None and not (0 <= minutes[0] <= minutes[1] and math.isfinite(minutes[1])):
        yield Problem("minutes", f"{minutes[0]:g} to {minutes[1]:g} minutes cannot be kept")


def _case_problems(rule: CaseRule | None) -> Iterator[Problem]:
    if rule is None:
        return
    least, most = rule.least, rule.most
    if least is None and most is not None:
        yield Problem("case_rule", f"all items of a case and at most {most} of them are two rules")
    elif least is not None and (least < 1 or (most is not None and most < least)):
        yield Problem("case_rule", f"{least} to {'all' if most is None else most} items of a case cannot be kept")
