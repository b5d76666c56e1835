"""The picture of a score distribution, as numbers that a template draws."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 320
HEIGHT: Final = 190
LEFT: Final = 26.0
RIGHT: Final = 312.0
TOP: Final = 26.0
BOTTOM: Final = 150.0
GAP: Final = 0.15
"""Share of a score's width that is left between two bars."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One score: where its bar stands, in units of the picture, and how many sittings it stands for."""

    score: int
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """Bars over an axis from 0 to the most that can be had, with the pass mark as a line."""

    bars: tuple[Bar, ...]
    highest: int
    maximum: int
    cut: int
    cut_x: float
    cut_is_right: bool
    n: int

    @property
    def width(self) -> int:
        """Width of the picture."""
        return WIDTH

    @property
    def height(self) -> int:
        """Height of the picture."""
        return HEIGHT


def distribution(totals: Iterable[int], *, maximum: int, cut: int) -> Distribution:
    """Return the picture of number-correct scores 0..`maximum` (inclusive) with the pass mark `cut`."""
    counts = Counter(totals)
    highest = max(counts.values(), default=0)
    unit = (RIGHT - LEFT) / (maximum + 1)

    def bar(score: int, count: int) -> Bar:
        height = round((BOTTOM - TOP) * count / highest, 2)
        x = round(LEFT + unit * (score + GAP / 2), 2)
        return Bar(score, count, x=x, y=BOTTOM - height, width=round(unit * (1 - GAP), 2), height=height)

    return Distribution(
        tuple(bar(score, count) for score, count in sorted(counts.items())),
        highest,
        maximum,
        cut,
        round(LEFT + unit * cut, 2),
        cut_is_right=cut > maximum / 2,
        n=sum(counts.values()),
    )
