"""A plot as values."""

from collections.abc import Iterable
from dataclasses import dataclass

from testamur.plot.axis import Axis
from testamur.plot.marks import Mark


@dataclass(frozen=True, slots=True)
class Twin:
    """The table that says what a plot shows, for whoever does not see it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("every row of a table must have a cell under each heading")


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot: its title, one sentence that says what is seen, the axes, the marks from back to front, its table.

    Bars and bands lie behind everything else. Names along the upright axis are read from the top.
    """

    title: str
    summary: str
    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    twin: Twin


def twin(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Twin:
    """Return a table from its headings and rows."""
    return Twin(tuple(head), tuple(tuple(row) for row in rows))
