"""Pictures on paper: a QR code, and the line work of a credential."""

import math
import re
from dataclasses import dataclass
from typing import Final

import segno

from testamur.documents import Node, read_xml
from testamur.site.records.paper.look import INK, colour
from testamur.site.records.paper.sheet import Point, Sheet
from testamur.site.records.paper.tree import Element

QUIET: Final = 4
"""Empty modules round a code (ISO/IEC 18004, 5.3.8)."""
_STEPS: Final = re.compile(r"([MLlz])([^MLlz]*)")


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of a text, `side` points with its quiet zone; `alternative` says what it is."""

    content: str
    alternative: str
    side: float = 96


def draw_code(sheet: Sheet, code: Code, at: Point, *, element: Element | None) -> None:
    """Draw a QR code with its upper left corner at a place."""
    rows = list(segno.make_qr(code.content, error="m").matrix)
    module = code.side / (len(rows) + 2 * QUIET)
    boxes = [
        (at[0] + (start + QUIET) * module, at[1] + (y + QUIET) * module, length * module, module)
        for y, row in enumerate(rows)
        for start, length in _dark(bytes(row))
    ]
    sheet.fill([(*at, code.side, code.side)], colour=(1, 1, 1), element=None)
    sheet.fill(boxes, colour=INK if code.side > 60 else (0, 0, 0), element=element)


def _dark(row: bytes) -> list[tuple[int, int]]:
    return [(found.start(), found.end() - found.start()) for found in re.finditer(rb"\x01+", row)]


def draw_art(sheet: Sheet, drawing: str, at: Point, *, width: float, element: Element | None) -> None:
    """Draw what `testamur.site.records.artwork` writes, as wide as asked, with its upper left corner at a place.

    Raises
    ------
    ValueError
        If the drawing holds anything that is not known here.
    """
    root = read_xml(drawing.encode())
    left, top, across, _ = map(float, root.attributes["viewBox"].split())
    scale = width / across
    for group in root.elements():
        if group.tag != "g":
            raise ValueError(f"{group.tag} is not known")
        lines = [
            ([((x - left) * scale + at[0], (y - top) * scale + at[1]) for x, y in points], closed)
            for shape in group.elements()
            for points, closed in _lines(shape)
        ]
        sheet.stroke(
            lines,
            width=float(group.attributes["stroke-width"]) * scale,
            colour=colour(group.attributes["color"]),
            element=element,
        )


def _lines(shape: Node) -> list[tuple[list[Point], bool]]:
    if shape.tag == "circle":
        radius = float(shape.attributes["r"])
        turns = [math.tau * n / 180 for n in range(180)]
        return [([(radius * math.cos(turn), radius * math.sin(turn)) for turn in turns], True)]
    if shape.tag == "rect":
        x, y, w, h = (float(shape.attributes[name]) for name in ("x", "y", "width", "height"))
        return [([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], True)]
    if shape.tag == "path":
        return _path(shape.attributes["d"])
    raise ValueError(f"{shape.tag} is not known")


def _path(written: str) -> list[tuple[list[Point], bool]]:
    found: list[tuple[list[Point], bool]] = []
    for letter, numbers in _STEPS.findall(written):
        if letter == "z":
            found[-1] = (found[-1][0], True)
            continue
        x, y = map(float, numbers.split())
        if letter == "M":
            found.append(([(x, y)], False))
            continue
        last = found[-1][0][-1]
        found[-1][0].append((last[0] + x, last[1] + y) if letter == "l" else (x, y))
    return found
