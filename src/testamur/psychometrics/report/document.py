"""A technical report as values: sections of blocks, which a page or a sheet of paper shows."""

from dataclasses import dataclass
from typing import Literal

from testamur.plot import Plot

Shown = Literal["shown", "shown in part", "not done"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section, such as the name of a form."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph to be read."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: methods, sources, what a column means."""

    text: str


@dataclass(frozen=True, slots=True)
class Caution:
    """A plain warning about the figures beside it."""

    text: str


@dataclass(frozen=True, slots=True)
class NotDone:
    """What was not done, and why; it is never left out in silence."""

    what: str
    why: str

    @property
    def sentence(self) -> str:
        """The reason as a sentence."""
        return f"{self.why[:1].upper()}{self.why[1:]}" + ("" if self.why.endswith(".") else ".")


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a word and what it says."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of headings.

    `numbers` are the columns that hold figures, from 0; `widths` the shares of the columns on paper, all alike if
    there are none.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    widths: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError(f"{self.caption}: every row must have a cell under each heading")


@dataclass(frozen=True, slots=True)
class Figure:
    """A plot; the table that says the same is part of it."""

    plot: Plot


Block = Heading | Paragraph | Note | Caution | NotDone | Facts | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered section of a report."""

    number: int
    title: str
    blocks: tuple[Block, ...]

    @property
    def shown(self) -> Shown:
        """Whether what the section is about is shown."""
        missing = sum(isinstance(block, NotDone) for block in self.blocks)
        rest = any(isinstance(block, Table | Facts | Figure) for block in self.blocks)
        if not missing:
            return "shown"
        return "shown in part" if rest else "not done"


@dataclass(frozen=True, slots=True)
class TechnicalReport:
    """A whole report.

    Attributes
    ----------
    title, subtitle : str
    label : str
        What must be read on every page: that data are simulated, or that the report is not for publication; empty
        if there is nothing of the kind.
    summary : tuple of Block
        What comes first.
    sections : tuple of Section
        The twelve.
    appendix : tuple of Section
        The clause map.
    """

    title: str
    subtitle: str
    label: str
    summary: tuple[Block, ...]
    sections: tuple[Section, ...]
    appendix: tuple[Section, ...]
