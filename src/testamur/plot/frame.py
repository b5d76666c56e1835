"""Where the axes stand on a sheet, and what is written round them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from testamur.plot.axis import Axis
from testamur.plot.plot import Plot
from testamur.plot.shapes import Letters, Point, Shape, Stroke

WIDE: Final = 0.54
"""Width of an average letter of the sans face, as a share of its size; measured on English words and figures."""
ROUNDING: Final = 1e-6
MOST: Final = 0.42
"""The largest share of the width that names along the upright axis may take."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The box in which values are drawn on a sheet `across` wide, and the size of letters, in its units."""

    left: float
    top: float
    right: float
    bottom: float
    across: float
    size: float
    x: Axis
    y: Axis

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom, with what rounding adds to a value that lies on an edge."""
        return self.left - ROUNDING, self.top - ROUNDING, self.right + ROUNDING, self.bottom + ROUNDING

    def at(self, x: float, y: float) -> Point:
        """Return the place of a pair of values."""
        up = 1 - self.y.share(y) if self.y.is_named else self.y.share(y)
        return self.left + self.x.share(x) * (self.right - self.left), self.bottom - up * (self.bottom - self.top)


def width(text: str, size: float) -> float:
    """Return about how wide a text is."""
    return WIDE * size * len(text)


def shortened(text: str, size: float, *, room: float) -> str:
    """Return a text cut to a room, with an ellipsis."""
    most = max(2, math.floor(room / (WIDE * size) + 1e-6))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def frame(plot: Plot, *, across: float, down: float, size: float, ends: float, heads: int) -> Frame:
    """Return the box for a plot on a sheet, with room for `ends` at the right, `heads` rows of names on top."""
    longest = max((width(text, size) for _, text in plot.y.ticks), default=0.0)
    left = min(longest, MOST * across) + size * (1.1 if plot.y.is_named else 2.4)
    beyond = width(plot.x.ticks[-1][1], size) / 2 if plot.x.ticks else 0.0
    top, right = size * (0.9 + 1.25 * heads), across - max(ends, beyond, size * 0.5)
    return Frame(left, top, right, down - size * 3.1, across, size, plot.x, plot.y)


def surroundings(box: Frame) -> Iterator[Shape]:
    """Draw the axes with their ticks and labels."""
    size = box.size
    yield Stroke(((box.left, box.top), (box.left, box.bottom), (box.right, box.bottom)), "quiet", 1.0)
    room = box.left - size * 1.1
    for place, text in box.y.ticks:
        y = box.at(box.x.low, place)[1]
        if not box.y.is_named:
            yield Stroke(((box.left - 3, y), (box.left, y)), "quiet", 1.0)
        yield Letters(shortened(text, size, room=room), (box.left - 6, y + size * 0.34), "end")
    yield from _along(box)
    middle = (box.left + box.right) / 2
    yield Letters(box.x.label, (middle, box.bottom + size * 2.75), "middle")
    if box.y.label and not box.y.is_named:
        yield Letters(box.y.label, (size, (box.top + box.bottom) / 2), "middle", is_upward=True)


def _along(box: Frame) -> Iterator[Shape]:
    """Draw the ticks along the level axis, leaving out texts that would touch."""
    size, free = box.size, -math.inf
    for place, text in box.x.ticks:
        x = box.at(place, box.y.low)[0]
        yield Stroke(((x, box.bottom), (x, box.bottom + 3)), "quiet", 1.0)
        half = width(text, size) / 2
        if x - half >= free:
            yield Letters(text, (x, box.bottom + size * 1.45), "middle")
            free = x + half + size * 0.5
