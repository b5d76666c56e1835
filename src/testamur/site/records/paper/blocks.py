"""What a document on paper is made of, one after the other; all text is plain, in any script that has a face."""

from dataclasses import dataclass

from testamur.plot import Plot
from testamur.site.records.paper.picture import Code


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3; it stays with what follows."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph to be read."""

    text: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """A paragraph of small print."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a word and what it says, one below the other: a table whose rows have headings."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of headings, which is repeated on each page.

    `widths` are the shares of the columns, and sum to 1; without them all are alike. `caption` stands over it.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A plot under its title; its summary is read in its place. Its table is a `Table` of its own."""

    plot: Plot


@dataclass(frozen=True, slots=True)
class Space:
    """Nothing, so many points of it."""

    height: float = 8


Block = Heading | Paragraph | Quiet | Facts | Table | Figure | Space | Code
