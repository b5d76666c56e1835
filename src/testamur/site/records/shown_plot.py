"""A plot for a page: the drawing, and the table that says the same."""

import re
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from testamur.plot import Plot, svg
from testamur.site.records.table import Cell, Row, rows

FIGURE: Final = re.compile("[-\N{MINUS SIGN}]?[0-9][0-9.,]*( %)?")


@dataclass(frozen=True, slots=True)
class ShownPlot:
    """What `parts/plot.html` shows."""

    title: str
    summary: str
    drawing: SafeString
    twin: list[Row]


def shown_plot(plot: Plot) -> ShownPlot:
    """Return a plot as a page shows it."""
    twin = rows(plot.twin.head, ([_cell(text) for text in row] for row in plot.twin.rows))
    return ShownPlot(plot.title, plot.summary, mark_safe(svg(plot)), twin)  # noqa: S308  (all text in it is escaped)


def _cell(text: str) -> Cell:
    return Cell(text, num=FIGURE.fullmatch(text) is not None)
