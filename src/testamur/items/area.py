"""Areas of an image, as response processing tests points against them.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "Shape" and "Coords" (those of HTML 4.01
section 13.6.1, and ``ellipse``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from testamur.items.value import NUMBER, Point

Coordinates = tuple[float, ...]
COUNTS: Final = {"circle": 3, "rect": 4, "ellipse": 4, "default": 0}


@dataclass(frozen=True, slots=True)
class Area:
    """A shape and its coordinates, in pixels."""

    shape: str
    coordinates: Coordinates

    @classmethod
    def read(cls, shape: str, text: str) -> "Area":
        """Return the area that `shape` and its comma-separated coordinates say.

        Raises
        ------
        ValueError
            If a coordinate is no number, or there are too few or too many.
        """
        parts = text.split(",") if text.strip() else []
        if not all(NUMBER.fullmatch(part.strip()) for part in parts):
            raise ValueError(f"the coordinates {text!r} are not numbers")
        coordinates = tuple(float(part) for part in parts)
        is_polygon = shape == "poly" and len(coordinates) % 2 == 0 and len(coordinates) >= 6
        if not is_polygon and len(coordinates) != COUNTS.get(shape):
            raise ValueError(f"{len(coordinates)} coordinates do not make a {shape}")
        if shape in {"circle", "ellipse"} and min(coordinates[2:]) <= 0:
            raise ValueError(f"a {shape} of no size holds no point")
        return cls(shape, coordinates)

    def holds(self, point: Point) -> bool:
        """Tell whether the point lies inside or on the edge."""
        return SHAPES[self.shape](self.coordinates, point)


def _in_circle(coordinates: Coordinates, point: Point) -> bool:
    x, y, radius = coordinates
    return (point.x - x) ** 2 + (point.y - y) ** 2 <= radius**2


def _in_rectangle(coordinates: Coordinates, point: Point) -> bool:
    left, top, right, bottom = coordinates
    return left <= point.x <= right and top <= point.y <= bottom


def _in_ellipse(coordinates: Coordinates, point: Point) -> bool:
    x, y, across, down = coordinates
    return ((point.x - x) / across) ** 2 + ((point.y - y) / down) ** 2 <= 1


def _in_polygon(coordinates: Coordinates, point: Point) -> bool:
    corners = list(zip(coordinates[::2], coordinates[1::2], strict=True))
    inside = False
    for (ax, ay), (bx, by) in pairwise([*corners, corners[0]]):
        crosses = (ay > point.y) != (by > point.y)
        if crosses and point.x < (bx - ax) * (point.y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _everywhere(_: Coordinates, __: Point) -> bool:
    return True


SHAPES: Final[dict[str, Callable[[Coordinates, Point], bool]]] = {
    "circle": _in_circle,
    "default": _everywhere,
    "ellipse": _in_ellipse,
    "poly": _in_polygon,
    "rect": _in_rectangle,
}
