"""What is written on a form about its information, and whether it is so: added up in whole numbers."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from testamur.assembly.bank import ItemFacts
from testamur.assembly.bound import Bound
from testamur.assembly.information import MILLIONTHS, FormInformation, Target, information_of
from testamur.assembly.specification import Specification
from testamur.errors import Problem


def information_told(
    specification: Specification, forms: Sequence[Sequence[ItemFacts]], *, bound: Bound | None
) -> list[FormInformation | None]:
    """Return what is to be written on each of the forms assembled together; None without a target."""
    target = specification.target
    if target is None:
        return [None] * len(forms)
    sums = [_sums(items, target) for items in forms]
    aim = _aim(target, sums)
    off = [_off(own, aim) for own in sums]
    lowest, best = None, None
    if target.kind == "maximin":
        lowest = _down(min(_multiple(own, target) for own in sums))
    if bound is not None:
        best = _up(bound.value) if target.kind == "maximin" else _down(bound.value)
    return [
        FormInformation(
            abilities=target.abilities,
            information=tuple(value / MILLIONTHS for value in own),
            aim=tuple(value / MILLIONTHS for value in aim),
            deviation=_up(one),
            worst=_up(max(off)),
            lowest=lowest,
            bound=best,
        )
        for own, one in zip(sums, off, strict=True)
    ]


def information_problems(
    told: FormInformation | None, items: Sequence[ItemFacts], specification: Specification
) -> Iterator[Problem]:
    """Say in what a form's own account of its information is wrong, if its items are calibrated."""
    target = specification.target
    if target is None or told is None:
        if (target is None) != (told is None):
            yield Problem("information", "is missing" if told is None else "was not asked for")
        return
    if any(item.calibrated is None for item in items):
        return
    sums = _sums(items, target)
    found = tuple(value / MILLIONTHS for value in sums)
    if told.abilities != target.abilities or told.information != found:
        said = ", ".join(f"{value:.6f}" for value in found)
        yield Problem("information", f"is not that of the items, which is {said}")
    elif told.deviation != _up(_off(sums, [max(1, round(value * MILLIONTHS)) for value in told.aim])):
        yield Problem("information.deviation", "does not fit the information and its aim")


def _sums(items: Sequence[ItemFacts], target: Target) -> list[int]:
    return [sum(column) for column in information_of(items, target.abilities).T.tolist()]


def _aim(target: Target, sums: Sequence[Sequence[int]]) -> list[int]:
    if target.kind == "curve" and target.aim is not None:
        found: list[int] = target.aim.tolist()
        return found
    return [max(1, round(Fraction(sum(column), len(sums)))) for column in zip(*sums, strict=True)]


def _off(sums: Sequence[int], aim: Sequence[int]) -> Fraction:
    return max(Fraction(abs(own - asked), asked) for own, asked in zip(sums, aim, strict=True))


def _multiple(sums: Sequence[int], target: Target) -> Fraction:
    """Return the lowest information as a multiple of what counts the same."""
    asked = [MILLIONTHS] * len(sums) if target.aim is None else target.aim.tolist()
    return min(Fraction(own, counts) for own, counts in zip(sums, asked, strict=True))


def _up(value: float | Fraction) -> float:
    return math.ceil(value * MILLIONTHS) / MILLIONTHS


def _down(value: float | Fraction) -> float:
    return math.floor(value * MILLIONTHS) / MILLIONTHS
