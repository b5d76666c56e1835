"""Cutting lines off at the edge of a box."""

import math
from collections.abc import Sequence
from itertools import pairwise

from testamur.plot.shapes import Point

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


def pieces(points: Sequence[Point], box: Box) -> list[tuple[Point, ...]]:
    """Return what of a line lies in a box, in pieces; it breaks at points that are not finite.

    References
    ----------
    Liang & Barsky (1984), A new concept and method for line clipping, ACM Transactions on Graphics 3(1).
    """
    found: list[list[Point]] = []
    for one, other in pairwise(points):
        kept = _within(one, other, box) if _finite(one) and _finite(other) else None
        if kept is None:
            continue
        if found and found[-1][-1] == kept[0]:
            found[-1].append(kept[1])
        else:
            found.append(list(kept))
    return [tuple(piece) for piece in found]


def is_within(point: Point, box: Box) -> bool:
    """Say whether a point lies in a box."""
    left, top, right, bottom = box
    return _finite(point) and left <= point[0] <= right and top <= point[1] <= bottom


def _finite(point: Point) -> bool:
    return math.isfinite(point[0]) and math.isfinite(point[1])


def _within(one: Point, other: Point, box: Box) -> tuple[Point, Point] | None:
    left, top, right, bottom = box
    begin, end = 0.0, 1.0
    across, down = other[0] - one[0], other[1] - one[1]
    sides = ((-across, one[0] - left), (across, right - one[0]), (-down, one[1] - top), (down, bottom - one[1]))
    for step, room in sides:
        if step == 0:
            if room < 0:
                return None
            continue
        share = room / step
        begin, end = (max(begin, share), end) if step < 0 else (begin, min(end, share))
    if begin > end:
        return None
    first = one if begin == 0 else (one[0] + begin * across, one[1] + begin * down)
    last = other if end == 1 else (one[0] + end * across, one[1] + end * down)
    return first, last
