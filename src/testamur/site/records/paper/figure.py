"""Plots on paper."""

import math
from typing import Final

from testamur.plot import Area, Dots, Drawing, Letters, Plot, Shape, Stroke, drawing
from testamur.site.records.paper.look import INK, INK_2, NAMED, TICK, Colour, Style, colour
from testamur.site.records.paper.sheet import Point, Sheet
from testamur.site.records.paper.tree import Element
from testamur.site.records.paper.typeset import line

ACROSS: Final = 400.0
DOWN: Final = 210.0
"""Width and height of a plot, in points."""
CORNERS: Final = 20
"""Of a dot: so many that it looks round."""
LINES: Final = {"quiet": "edge", "ink": "ink", "seal": "seal"}


def placed_plot(plot: Plot) -> Drawing:
    """Return a plot as large as it stands on paper."""
    return drawing(plot, across=ACROSS, down=DOWN, size=TICK.size)


def draw_plot(sheet: Sheet, placed: Drawing, at: Point, *, element: Element | None) -> None:
    """Draw a plot with its upper left corner at a place."""
    for shape in placed.shapes:
        _draw(sheet, shape, at, element)


def _draw(sheet: Sheet, shape: Shape, at: Point, element: Element | None) -> None:
    match shape:
        case Stroke():
            path = [_moved(point, at) for point in shape.points]
            width = shape.width * 0.7  # a line on paper is finer than on a screen
            sheet.stroke([(path, False)], width=width, colour=_tone(shape.tone), element=element, dash=shape.dash)
        case Area():
            corners = [_moved(point, at) for point in shape.points]
            sheet.polygon(corners, colour=_mixed(_tone(shape.tone), shape.share), element=element)
        case Dots():
            for centre in shape.centres:
                _dot(sheet, _moved(centre, at), shape, element)
        case Letters():
            _letters(sheet, shape, at, element)


def _moved(point: Point, at: Point) -> Point:
    return point[0] + at[0], point[1] + at[1]


def _tone(tone: str) -> Colour:
    return colour(NAMED[LINES.get(tone, f"plot-{tone}")])


def _mixed(one: Colour, share: float) -> Colour:
    """Return a colour laid thinly on white paper."""
    red, green, blue = (1 - share * (1 - part) for part in one)
    return red, green, blue


def _dot(sheet: Sheet, centre: Point, shape: Dots, element: Element | None) -> None:
    turns = [math.tau * n / CORNERS for n in range(CORNERS)]
    round_ = [(centre[0] + shape.radius * math.cos(t), centre[1] + shape.radius * math.sin(t)) for t in turns]
    if shape.is_open:
        sheet.stroke([(round_, True)], width=1.0, colour=_tone(shape.tone), element=element)
    else:
        sheet.polygon(round_, colour=_tone(shape.tone), element=element)


def _letters(sheet: Sheet, shape: Letters, at: Point, element: Element | None) -> None:
    tints = {"quiet": INK_2, "seal": _tone("seal")}
    set_line = line(shape.text, Style(TICK.face, TICK.size, TICK.leading, tints.get(shape.tone, INK)))
    back = {"start": 0.0, "middle": set_line.width / 2, "end": set_line.width}[shape.anchor]
    x, y = _moved(shape.at, at)
    place = (x, y + back) if shape.is_upward else (x - back, y)
    sheet.write(set_line, place, element=element, upward=shape.is_upward)
