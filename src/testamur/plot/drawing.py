"""A plot placed on a sheet: strokes, areas, dots and letters, from back to front."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from testamur.plot.axis import apart
from testamur.plot.clip import is_within, pieces
from testamur.plot.frame import Frame, frame, shortened, surroundings, width
from testamur.plot.marks import Band, Bars, Intervals, Line, Mark, Points, Rule
from testamur.plot.plot import Plot
from testamur.plot.rules import DASH, STEP, drawn, rows_of
from testamur.plot.shapes import Area, Dots, Letters, Point, Shape, Stroke

ACROSS: Final = 340.0
DOWN: Final = 220.0
SIZE: Final = 11.0
A_NAME: Final = 1.7
"""Height of a row of names along the upright axis, in sizes of letters."""
ENDS: Final = 0.3
"""The largest share of the width that names at the ends of lines may take."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A plot on a sheet of this width and height, its letters of this size."""

    width: float
    height: float
    size: float
    shapes: tuple[Shape, ...]


def drawing(plot: Plot, *, across: float = ACROSS, down: float = DOWN, size: float = SIZE) -> Drawing:
    """Place a plot on a sheet.

    Parameters
    ----------
    plot : Plot
    across, down : float
        Width and height of the sheet, in any unit. With names along the upright axis the height is what they take.
    size : float
        Size of letters, in the same unit.
    """
    rules = [mark for mark in plot.marks if isinstance(mark, Rule)]
    heads = rows_of(rules)
    if plot.y.is_named:
        down = size * (A_NAME * max(2, len(plot.y.ticks)) + 4.5 + STEP * heads)
    ends = [width(mark.name, size) + size * 0.8 for mark in plot.marks if isinstance(mark, Line) and mark.name]
    room = min(max(ends, default=0.0), ENDS * across)
    box = frame(plot, across=across, down=down, size=size, ends=room, heads=heads)
    shapes = [
        *surroundings(box),
        *(shape for mark in plot.marks if isinstance(mark, Bars | Band) for shape in _shapes(mark, box)),
        *drawn(rules, box),
        *(shape for mark in plot.marks if not isinstance(mark, Bars | Band) for shape in _shapes(mark, box)),
        *_names(plot, box, room=room),
    ]
    return Drawing(across, down, size, tuple(shapes))


def _shapes(mark: Mark, box: Frame) -> Iterator[Shape]:
    match mark:
        case Line():
            dash = DASH if mark.is_dashed else ()
            yield from (Stroke(piece, mark.tone, 1.8, dash) for piece in pieces(_through(mark, box), box.edges))
        case Points():
            places = [box.at(x, y) for x, y in zip(mark.x, mark.y, strict=True)]
            seen = tuple(place for place in places if is_within(place, box.edges))
            yield Dots(seen, mark.tone, mark.radius, mark.is_open)
        case Bars():
            yield from _bars(mark, box)
        case Band():
            yield from _band(mark, box)
        case Intervals():
            yield from _intervals(mark, box)
        case Rule():
            return


def _through(mark: Line, box: Frame) -> list[Point]:
    places = [box.at(x, y) for x, y in zip(mark.x, mark.y, strict=True)]
    if not mark.is_stepped or not places:
        return places
    steps = [(next_x, y) for (_, y), (next_x, _) in pairwise(places)]
    return [place for pair in zip(places[:-1], steps, strict=True) for place in pair] + places[-1:]


def _bars(mark: Bars, box: Frame) -> Iterator[Shape]:
    for x, y in zip(mark.x, mark.y, strict=True):
        if not math.isfinite(y) or y == 0:
            continue
        left, top = box.at(x - mark.width / 2, min(y, box.y.high))
        right, foot = box.at(x + mark.width / 2, max(0.0, box.y.low))
        left, right = max(left, box.left), min(right, box.right)
        if left < right:
            corners = ((left, foot), (left, top), (right, top), (right, foot))
            yield Stroke(corners, mark.tone, 1.4) if mark.is_open else Area(corners, mark.tone)


def _band(mark: Band, box: Frame) -> Iterator[Shape]:
    run: list[tuple[float, float, float]] = []
    for row in [*zip(mark.x, mark.low, mark.high, strict=True), (math.nan,) * 3]:
        if all(map(math.isfinite, row)) and box.x.low <= row[0] <= box.x.high:
            run.append((row[0], *(min(max(value, box.y.low), box.y.high) for value in row[1:])))  # type: ignore[arg-type]  # three of them
            continue
        if len(run) > 1:
            up = [box.at(x, high) for x, _, high in run]
            yield Area((*up, *(box.at(x, low) for x, low, _ in reversed(run))), mark.tone, 0.16)
        run = []


def _intervals(mark: Intervals, box: Frame) -> Iterator[Shape]:
    centres = []
    for at, low, value, high in zip(mark.at, mark.low, mark.value, mark.high, strict=True):
        if math.isfinite(low) and math.isfinite(high):
            ends = ((low, at), (high, at)) if mark.is_across else ((at, low), (at, high))
            yield from (
                Stroke(piece, mark.tone, 1.6) for piece in pieces([box.at(*end) for end in ends], box.edges)
            )
        place = box.at(value, at) if mark.is_across else box.at(at, value)
        if is_within(place, box.edges):
            centres.append(place)
    yield Dots(tuple(centres), mark.tone, 2.8)


def _names(plot: Plot, box: Frame, *, room: float) -> Iterator[Shape]:
    """Write the names of lines at their right ends, moved apart where they would touch, and those of points."""
    ends = []
    for mark in plot.marks:
        if isinstance(mark, Line) and mark.name:
            seen = pieces(_through(mark, box), box.edges)
            if seen:
                ends.append((mark, seen[-1][-1]))
    moved = apart([place[1] for _, place in ends], least=box.size * 1.15)
    over = max([y for y in moved if y > box.bottom], default=box.bottom) - box.bottom
    for (mark, place), y in zip(ends, moved, strict=True):
        text = shortened(mark.name, box.size, room=room)
        yield Letters(text, (place[0] + 4, y - over + box.size * 0.34), "start", mark.tone)
    for mark in plot.marks:
        if isinstance(mark, Points) and mark.name and mark.x:
            x, y = box.at(mark.x[-1], mark.y[-1])
            is_right = x > (box.left + box.right) / 2
            yield Letters(
                mark.name, (x - 6 if is_right else x + 6, y - 5), "end" if is_right else "start", mark.tone
            )
