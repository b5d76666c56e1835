"""Lines to compare with, and their names: on top of upright ones, where no other name or line is in the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from testamur.plot.frame import Frame, width
from testamur.plot.marks import Rule
from testamur.plot.shapes import Anchor, Letters, Shape, Stroke

DASH: Final = (5.0, 4.0)
STEP: Final = 1.25
"""Height of a row of names, in sizes of letters."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A name in its row over the box, the lowest being 0, with the span that it takes."""

    rule: Rule
    x: float
    row: int
    anchor: Anchor
    left: float
    right: float


def rows_of(rules: Sequence[Rule]) -> int:
    """Return how many rows of names upright rules can need."""
    named = sum(not rule.is_level and bool(rule.name) for rule in rules)
    return max(1, named - 1) if named else 0


def drawn(rules: Sequence[Rule], box: Frame) -> Iterator[Shape]:
    """Draw rules across the box, those that lie in it."""
    for rule in rules:
        y = box.at(box.x.low, rule.at)[1]
        if rule.is_level and box.top <= y <= box.bottom:
            yield Stroke(((box.left, y), (box.right, y)), rule.tone, 1.3, DASH)
            yield Letters(rule.name, (box.right, y - 4), "end", rule.tone)
    for placed in _placed(rules, box):
        over = box.size * (0.3 + STEP * placed.row) if placed.rule.name else 0.0
        top = box.top - over
        yield Stroke(((placed.x, top), (placed.x, box.bottom)), placed.rule.tone, 1.3, DASH)
        at = {"start": placed.left, "middle": (placed.left + placed.right) / 2, "end": placed.right}[placed.anchor]
        if placed.rule.name:
            yield Letters(placed.rule.name, (at, top - box.size * 0.3), placed.anchor, placed.rule.tone)


def _placed(rules: Sequence[Rule], box: Frame) -> list[Placed]:
    upright = [(box.at(rule.at, box.y.low)[0], rule) for rule in rules if not rule.is_level]
    left, _, right, _ = box.edges
    upright = sorted((pair for pair in upright if left <= pair[0] <= right), key=lambda pair: pair[0])
    bare = [Placed(rule, x, 0, "middle", x, x) for x, rule in upright if not rule.name]
    named = [(x, rule) for x, rule in upright if rule.name]
    middle = [_span(x, rule, "middle", box) for x, rule in named]
    if _is_clear(middle):
        return bare + middle
    first, *between, last = middle
    outer = [_span(first.x, first.rule, "end", box), _span(last.x, last.rule, "start", box)]
    return [*bare, *outer, *(_span(one.x, one.rule, "middle", box, row=n) for n, one in enumerate(between, 1))]


def _span(x: float, rule: Rule, anchor: Anchor, box: Frame, *, row: int = 0) -> Placed:
    """Return where a name stands; it is moved rather than run off the sheet."""
    wide = width(rule.name, box.size)
    left = {"start": x + 2, "middle": x - wide / 2, "end": x - 2 - wide}[anchor]
    left = max(min(left, box.across - wide), 0.0)
    return Placed(rule, x, row, anchor, left, left + wide)


def _is_clear(placed: Sequence[Placed]) -> bool:
    """Say whether names that all stand in one row keep off each other and off the lines of others."""
    return not any(
        one is not other and one.left - 4 < max(other.right, other.x) and min(other.left, other.x) < one.right + 4
        for one in placed
        for other in placed
    )
