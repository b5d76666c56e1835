"""What a drawing is made of; places from the upper left corner, in units of the drawing."""

from dataclasses import dataclass
from typing import Literal

from testamur.plot.marks import Tone

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; `dash` in units on and off, empty for a line without a break."""

    points: tuple[Point, ...]
    tone: Tone
    width: float = 1.8
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A filled area with the points as its corners; `share` of the colour, 0 to 1."""

    points: tuple[Point, ...]
    tone: Tone
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Dots:
    """Round dots, or rings if they are open."""

    centres: tuple[Point, ...]
    tone: Tone
    radius: float
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Letters:
    """A text on one line whose base begins, ends or has its middle at a place; `is_upward` is read upwards."""

    text: str
    at: Point
    anchor: Anchor = "start"
    tone: Tone = "quiet"
    is_upward: bool = False


Shape = Stroke | Area | Dots | Letters
