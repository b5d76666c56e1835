"""From the line work of a credential to a PNG picture of it.

It knows just what `testamur.site.records.artwork` writes: groups of one colour and one width that hold paths of
straight steps and circles round the middle, and filled circles. What it does not know it refuses to draw wrongly.

Method: every line is walked in steps of half a point of a grid of `FINE` by `FINE` points to each point of the
picture; what lies within half its width counts as covered; how much of each point is covered is how much of the
colour it takes (box filter; Porter and Duff, Compositing Digital Images, 1984, "over").
"""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from testamur.credential import png_picture
from testamur.documents import Node, read_xml

FINE: Final = 4
RGBA: Final = 6
_STEPS: Final = re.compile(r"([MLlz])([^MLlz]*)")
_PATH: Final = re.compile(r"M[-\d. ]+(?:[MLl][-\d. ]+|z)*")
_COLOUR: Final = re.compile(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})")

Points = NDArray[np.float64]
"""Shape (points, 2): x and y."""


def png_of(drawing: str, *, size: int) -> bytes:
    """Return a square PNG picture of a drawing, transparent where nothing is drawn.

    Parameters
    ----------
    drawing : str
        An ``svg`` of `testamur.site.records.artwork`, square, its middle at 0, 0.
    size : int
        The points of a side.

    Raises
    ------
    ValueError
        If the drawing holds anything that is not known here.
    """
    root = read_xml(drawing.encode())
    left, _, width, height = map(float, root.attributes["viewBox"].split())
    if width != height or left != -width / 2:
        raise ValueError("only a square drawing round its middle is known")
    colour = np.zeros((size, size, 3))
    alpha = np.zeros((size, size, 1))
    for part in root.elements():
        covered = _covered(part, scale=size * FINE / width, size=size)[..., None]
        shown = covered + alpha * (1 - covered)
        mixed = covered * _rgb(part) + colour * alpha * (1 - covered)
        colour = np.divide(mixed, shown, out=np.zeros_like(colour), where=shown > 0)
        alpha = shown
    return _png(np.rint(np.concatenate([colour, alpha * 255], axis=2)).astype(np.uint8))


def _rgb(part: Node) -> NDArray[np.float64]:
    named = part.attributes.get("color", part.attributes.get("fill", ""))
    found = _COLOUR.fullmatch(named)
    if found is None:
        raise ValueError(f"the colour {named!r} is not known")
    return np.array([int(pair, 16) for pair in found.groups()], dtype=float)


def _covered(part: Node, *, scale: float, size: int) -> NDArray[np.float64]:
    """Return how much of each point of the picture a part covers, 0 to 1."""
    grid = np.zeros((size * FINE, size * FINE), dtype=bool)
    if part.tag == "circle":
        from_middle = (np.arange(size * FINE) + 0.5 - size * FINE / 2) ** 2
        grid = from_middle[:, None] + from_middle[None, :] <= (float(part.attributes["r"]) * scale) ** 2
    elif part.tag == "g":
        for line in _lines(part):
            _stroke(grid, _walked(line * scale) + size * FINE / 2, float(part.attributes["stroke-width"]) * scale)
    else:
        raise ValueError(f"{part.tag} is not known")
    return np.asarray(grid.reshape(size, FINE, size, FINE).mean(axis=(1, 3)), dtype=np.float64)


def _lines(group: Node) -> Iterator[Points]:
    for shape in group.elements():
        if shape.tag == "circle":
            turn = np.linspace(0, 2 * np.pi, 721)
            yield float(shape.attributes["r"]) * np.stack([np.cos(turn), np.sin(turn)], axis=1)
        elif shape.tag == "path":
            yield from _path(shape.attributes["d"])
        else:
            raise ValueError(f"{shape.tag} is not known")


def _path(text: str) -> Iterator[Points]:
    """Yield the lines of a path: to a place (M), in a straight line to one (L) or by so much (l), and back (z)."""
    if not _PATH.fullmatch(text):
        raise ValueError("only a path of straight steps is known")
    line: list[tuple[float, float]] = []
    for letter, numbers in _STEPS.findall(text):
        if letter == "z":
            line.append(line[0])
            continue
        x, y = map(float, numbers.split())
        if letter == "M" and line:
            yield np.array(line)
            line = []
        line.append((line[-1][0] + x, line[-1][1] + y) if letter == "l" else (x, y))
    yield np.array(line)


def _walked(line: Points) -> Points:
    """Return points along a line, at most half a point of the grid apart."""
    steps = np.diff(line, axis=0)
    lengths = np.hypot(*steps.T)
    counts = np.maximum(np.ceil(lengths / 0.5), 1).astype(int)
    start = np.repeat(line[:-1], counts, axis=0)
    within = np.concatenate([np.arange(count) / count for count in counts])[:, None]
    return np.concatenate([start + within * np.repeat(steps, counts, axis=0), line[-1:]])


def _stroke(grid: NDArray[np.bool_], points: Points, width: float) -> None:
    reach = int(np.ceil(width / 2))
    places = np.unique(np.floor(points).astype(int), axis=0)
    for down in range(-reach, reach + 1):
        for across in range(-reach, reach + 1):
            if np.hypot(down, across) <= width / 2:
                x, y = places[:, 0] + across, places[:, 1] + down
                inside = (x >= 0) & (y >= 0) & (x < grid.shape[1]) & (y < grid.shape[0])
                grid[y[inside], x[inside]] = True


def _png(picture: NDArray[np.uint8]) -> bytes:
    height, width, _ = picture.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), picture.reshape(height, -1)], axis=1)
    header = struct.pack(">IIBBBBB", width, height, 8, RGBA, 0, 0, 0)
    return png_picture(header, zlib.compress(rows.tobytes(), 9))
