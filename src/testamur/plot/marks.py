"""What stands in a plot: lines, points, bars, bands, intervals, and lines to compare with."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["1", "2", "3", "4", "5", "6", "quiet", "ink", "seal"]
"""A colour of the design system; no two that stand for different things differ by it alone."""


def _alike(*rows: Sequence[float]) -> None:
    if len({len(row) for row in rows}) != 1:
        raise ValueError(f"values that belong together must be as many; they are {[len(row) for row in rows]}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; it breaks where a value is NaN. Its `name` is written at its end.

    `is_stepped` holds each y until the next x.
    """

    x: Sequence[float]
    y: Sequence[float]
    name: str = ""
    tone: Tone = "1"
    is_dashed: bool = False
    is_stepped: bool = False

    def __post_init__(self) -> None:
        _alike(self.x, self.y)


@dataclass(frozen=True, slots=True)
class Points:
    """Points; `is_open` draws rings, and `name` stands beside the last one. `radius` in units of the drawing."""

    x: Sequence[float]
    y: Sequence[float]
    name: str = ""
    tone: Tone = "1"
    is_open: bool = False
    radius: float = 2.6

    def __post_init__(self) -> None:
        _alike(self.x, self.y)


@dataclass(frozen=True, slots=True)
class Bars:
    """Upright bars from 0, each `width` wide in values of x and standing over it."""

    x: Sequence[float]
    y: Sequence[float]
    width: float
    tone: Tone = "1"
    is_open: bool = False

    def __post_init__(self) -> None:
        _alike(self.x, self.y)


@dataclass(frozen=True, slots=True)
class Band:
    """An area between two lines, for an interval along x; it breaks where a value is NaN."""

    x: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    tone: Tone = "1"

    def __post_init__(self) -> None:
        _alike(self.x, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Intervals:
    """Intervals with their value: upright over each x, or (`is_across`) lying at each y."""

    at: Sequence[float]
    low: Sequence[float]
    value: Sequence[float]
    high: Sequence[float]
    tone: Tone = "1"
    is_across: bool = False

    def __post_init__(self) -> None:
        _alike(self.at, self.low, self.value, self.high)


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line to compare with, at one x or (`is_level`) one y, and what it is."""

    at: float
    name: str = ""
    is_level: bool = False
    tone: Tone = "ink"

    def __post_init__(self) -> None:
        if not math.isfinite(self.at):
            raise ValueError(f"a rule must stand at a finite value, not {self.at}")


Mark = Line | Points | Bars | Band | Intervals | Rule
