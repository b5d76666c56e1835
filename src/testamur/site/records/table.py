"""Rows as `parts/table.html` shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: its text, where it leads, whether it is a figure; `label` is the heading of its column."""

    text: object
    url: str = ""
    num: bool = False
    label: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    cells: tuple[Cell, ...]


def number(value: object) -> Cell:
    """Return a figure, set at the end of its column."""
    return Cell(value, num=True)


def rows(labels: Sequence[str], lines: Iterable[Sequence[object]]) -> list[Row]:
    """Return a table of the lines, each cell under its label; what is no `Cell` becomes one."""
    return [
        Row(
            tuple(
                replace(cell if isinstance(cell, Cell) else Cell(cell), label=str(label))
                for label, cell in zip(labels, line, strict=True)
            )
        )
        for line in lines
    ]
