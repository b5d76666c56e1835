"""Blocks one after the other, page after page."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.translation import gettext

from testamur.site.records.paper.attachment import Attachment
from testamur.site.records.paper.bidi import leads_left
from testamur.site.records.paper.blocks import Block, Facts, Figure, Heading, Paragraph, Quiet, Space, Table
from testamur.site.records.paper.figure import draw_plot, placed_plot
from testamur.site.records.paper.look import DATA, FINE, HEAD, HEADINGS, LABEL, RULE, SMALL, TEXT, Style
from testamur.site.records.paper.picture import Code, draw_code
from testamur.site.records.paper.sheet import MILLIMETRE, Paper, Sheet
from testamur.site.records.paper.tree import Element
from testamur.site.records.paper.typeset import Line, line, lines

SIDE: Final = 24 * MILLIMETRE
TOP: Final = 22 * MILLIMETRE
BOTTOM: Final = 24 * MILLIMETRE
GAP: Final = 12.0
"""Between two columns, in points."""
LABELS: Final = (0.28, 0.72)

Cells = Sequence[tuple[str, Style, str]]
"""Of a row: the text of each cell, its style, and its tag (``TH``, ``TD``)."""


def write_paper(blocks: Iterable[Block], paper: Paper, *, attachments: Iterable[Attachment] = ()) -> bytes:
    """Return a PDF file of blocks, with other files inside.

    The same blocks give the same bytes. It is tagged, its fonts are inside; see the reference on what it claims.

    Raises
    ------
    Refused
        If a text has a letter for which there is no font.
    """
    flow, every = _Flow(Sheet(paper)), list(blocks)
    for n, block in enumerate(every):
        if isinstance(block, Heading):
            flow.keep(every[n:])
        flow.set(block)
    flow.feet()
    return flow.sheet.finish(tuple(attachments))


class _Flow:
    """Where the next block goes."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.width = sheet.paper.size.width - 2 * SIDE
        self.bottom = sheet.paper.size.height - BOTTOM
        self.y = 0.0
        self.turn()

    def turn(self) -> None:
        self.sheet.new_page()
        self.y = TOP

    def need(self, height: float) -> None:
        """Turn the page if there is not so much room, unless it is fresh."""
        if self.y + height > self.bottom and self.y > TOP:
            self.turn()

    def keep(self, blocks: Sequence[Block]) -> None:
        """Turn the page if headings and the beginning of what they stand over do not fit on it together."""
        height = 0.0
        for block in blocks:
            if not isinstance(block, Heading):
                height += self.figure_height(block) if isinstance(block, Figure) else 40
                break
            style = HEADINGS[block.level]
            height += (len(lines(block.text, style, width=self.width)) * style.leading + 1.15) * style.size
        self.need(min(height, self.bottom - TOP))

    def figure_height(self, block: Figure) -> float:
        """Return how high a plot is with its title."""
        found = lines(block.plot.title, HEAD, width=self.width)
        return len(found) * HEAD.size * HEAD.leading + placed_plot(block.plot).height

    def set(self, block: Block) -> None:
        match block:
            case Heading():
                self.heading(block)
            case Paragraph():
                self.paragraph(block.text, TEXT)
            case Quiet():
                self.paragraph(block.text, SMALL)
            case Facts():
                table = self.sheet.root.add("Table")
                for label, value in block.rows:
                    self.row([(label, LABEL, "TH"), (value, DATA, "TD")], table, LABELS)
                self.y += 6
            case Table():
                self.table(block)
            case Figure():
                self.figure(block)
            case Code():
                self.code(block)
            case Space():
                self.y += block.height

    def heading(self, block: Heading) -> None:
        style = HEADINGS[block.level]
        found = lines(block.text, style, width=self.width)
        self.y += 0 if self.y == TOP else style.size * 0.8
        self.write(found, self.sheet.root.add(f"H{block.level}"))
        self.y += style.size * 0.35

    def paragraph(self, words: str, style: Style) -> None:
        found = lines(words, style, width=self.width)
        self.need(min(2, len(found)) * style.size * style.leading)
        self.write(found, self.sheet.root.add("P"), leftward=leads_left(words))
        self.y += style.size * 0.6

    def write(self, found: list[Line], element: Element, *, leftward: bool = False) -> None:
        for one in found:
            height = one.style.size * one.style.leading
            self.need(height)
            x = SIDE + (self.width - one.width if leftward else 0)
            self.sheet.write(one, (x, self.y + base(one.style)), element=element)
            self.y += height

    def table(self, block: Table) -> None:
        table = self.sheet.root.add("Table")
        shares = block.widths or tuple(1 / len(block.head) for _ in block.head)
        head = [(title, HEAD, "TH") for title in block.head]
        title = lines(block.caption, SMALL, width=self.width) if block.caption else []
        first = [[(cell, DATA, "TD") for cell in row] for row in block.rows[:1]]
        self.need(len(title) * SMALL.size * 2 + sum(self.height(row, shares) for row in (head, *first)))
        if title:
            self.write(title, table.add("Caption"))
            self.y += SMALL.size * 0.4
        self.row(head, table, shares)
        for row in block.rows:
            page = len(self.sheet.pages)
            cells = [(cell, DATA, "TD") for cell in row]
            if self.y + self.height(cells, shares) > self.bottom and self.y > TOP:
                self.turn()
            if len(self.sheet.pages) > page:
                self.row(head, None, shares)
            self.row(cells, table, shares)
        self.y += 8

    def height(self, cells: Cells, shares: tuple[float, ...]) -> float:
        return row_height(self.cells(cells, shares))

    def cells(self, cells: Cells, shares: tuple[float, ...]) -> list[list[Line]]:
        return [
            lines(words, style, width=share * self.width - GAP)
            for (words, style, _), share in zip(cells, shares, strict=True)
        ]

    def row(self, cells: Cells, table: Element | None, shares: tuple[float, ...]) -> None:
        """Set a row; a head that is repeated has no table, because it is there for the eye alone."""
        row = table.add("TR") if table else None
        scope = "Column" if all(tag == "TH" for _, _, tag in cells) else "Row"
        parts = [row.add(tag, scope=scope if tag == "TH" else "") if row else None for _, _, tag in cells]
        waiting = self.cells(cells, shares)
        self.need(row_height(waiting))
        step = DATA.size * DATA.leading
        self.rule()
        while any(waiting):
            room = max(1, int((self.bottom - self.y - 7) / step))
            self.beside([found[:room] for found in waiting], parts, shares)
            waiting = [found[room:] for found in waiting]
            if any(waiting):
                self.turn()
        self.y += 3.5

    def beside(self, columns: list[list[Line]], parts: list[Element | None], shares: tuple[float, ...]) -> None:
        """Write lines of several columns side by side."""
        step = DATA.size * DATA.leading
        self.y += 3.5
        left = SIDE
        for found, part, share in zip(columns, parts, shares, strict=True):
            for n, one in enumerate(found):
                self.sheet.write(one, (left, self.y + n * step + base(DATA)), element=part)
            left += share * self.width
        self.y += max(map(len, columns)) * step

    def rule(self) -> None:
        points = [(SIDE, self.y), (SIDE + self.width, self.y)]
        self.sheet.stroke([(points, False)], width=0.6, colour=RULE, element=None)

    def code(self, block: Code) -> None:
        self.need(block.side)
        figure = self.sheet.root.add("Figure", alternative=block.alternative)
        quiet = block.side * 0.1
        draw_code(self.sheet, block, (SIDE - quiet, self.y), element=figure)
        self.y += block.side + 4

    def figure(self, block: Figure) -> None:
        """Set a plot and its title, which stay on one page."""
        found, placed = lines(block.plot.title, HEAD, width=self.width), placed_plot(block.plot)
        self.need(self.figure_height(block))
        self.write(found, self.sheet.root.add("P"))
        figure = self.sheet.root.add("Figure", alternative=block.plot.summary)
        draw_plot(self.sheet, placed, (SIDE, self.y), element=figure)
        self.y += placed.height + 6

    def feet(self) -> None:
        """Write the foot of every page."""
        pages = len(self.sheet.pages)
        y = self.sheet.paper.size.height - 13 * MILLIMETRE
        for n in range(pages):
            self.sheet.turn_to(n)
            said = gettext("Page %(page)s of %(pages)s") % {"page": n + 1, "pages": pages}
            at = line(said, FINE)
            self.sheet.write(at, (SIDE + self.width - at.width, y), element=None)
            if self.sheet.paper.foot:
                room = self.width - at.width - GAP
                self.sheet.write(lines(self.sheet.paper.foot, FINE, width=room)[0], (SIDE, y), element=None)


def row_height(cells: list[list[Line]]) -> float:
    """Return how high a row of a table is, in points."""
    return max(map(len, cells)) * DATA.size * DATA.leading + 7


def base(style: Style) -> float:
    """Return how far under the top of its line the base of a text is, in points."""
    return style.size * (0.5 * style.leading + 0.32)
