"""Plots: what is to be seen, its place on a sheet, and SVG; each plot has the table that says the same.

A `Plot` is values alone. `drawing` places it on a sheet of any size as strokes, areas, dots and letters; `svg`
writes those for a page, and the site's paper draws the very same.
"""

from testamur.plot.axis import Axis, axis, categories
from testamur.plot.drawing import Drawing, drawing
from testamur.plot.marks import Band, Bars, Intervals, Line, Mark, Points, Rule, Tone
from testamur.plot.plot import Plot, Twin, twin
from testamur.plot.shapes import Area, Dots, Letters, Shape, Stroke
from testamur.plot.svg import svg

__all__ = [
    "Area",
    "Axis",
    "Band",
    "Bars",
    "Dots",
    "Drawing",
    "Intervals",
    "Letters",
    "Line",
    "Mark",
    "Plot",
    "Points",
    "Rule",
    "Shape",
    "Stroke",
    "Tone",
    "Twin",
    "axis",
    "categories",
    "drawing",
    "svg",
    "twin",
]
