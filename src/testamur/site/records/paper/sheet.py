"""A PDF file while it is drawn: pages, lines of text, line work, links, and the tags of each.

Places are in points from the upper left corner of a page.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

from pydyf import PDF, Array, Dictionary, Stream, String

from testamur.site.records.paper.attachment import Attachment, attach
from testamur.site.records.paper.embedded import Used, embed
from testamur.site.records.paper.look import Colour
from testamur.site.records.paper.metadata import moment, packet
from testamur.site.records.paper.tree import Element, Linked, Marked, write_tree
from testamur.site.records.paper.typeset import Line, Run
from testamur.site.records.paper.words import number, text

MILLIMETRE: Final = 72 / 25.4

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Size:
    """A size of paper, upright, in points."""

    name: str
    width: float
    height: float

    def across(self) -> "Size":
        """Return the same paper, turned."""
        return Size(self.name, self.height, self.width)


A4: Final = Size("A4", 210 * MILLIMETRE, 297 * MILLIMETRE)
LETTER: Final = Size("Letter", 612, 792)


@dataclass(frozen=True, slots=True)
class Paper:
    """What a document on paper says of itself: title, language (BCP 47), author, subject, time; and its size.

    `foot` stands at the foot of every page, before the number of the page.
    """

    title: str
    language: str
    author: str = ""
    subject: str = ""
    size: Size = A4
    foot: str = ""
    at: datetime | None = None


class Sheet:
    """A document on paper while it is drawn."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.root = Element("Document")
        self.pages: list[list[str]] = []
        self._marks: list[int] = []
        self._current = -1
        self._used: dict[str, Used] = {}
        self._links: list[tuple[int, Dictionary]] = []

    def new_page(self) -> None:
        """Begin a page; what is drawn from now on stands there."""
        self.pages.append([])
        self._marks.append(0)
        self._current = len(self.pages) - 1

    def turn_to(self, page: int) -> None:
        """Draw on a page that was begun before, the first being 0."""
        self._current = page

    @contextmanager
    def part(self, element: Element | None) -> Iterator[list[str]]:
        """Draw a piece of an element, or something that is there for the eye alone (``None``)."""
        page = self.pages[self._current]
        if element is None:
            page.append("/Artifact BMC")
        else:
            marked = Marked(self._current, self._marks[self._current])
            self._marks[self._current] += 1
            element.within.append(marked)
            page.append(f"/{element.tag} << /MCID {marked.number} >> BDC")
        yield page
        page.append("EMC")

    def write(self, line: Line, at: Point, *, element: Element | None, upward: bool = False) -> None:
        """Write a line whose base begins at a place, or one to be read upwards."""
        if not line.runs:
            return
        with self.part(element) as page:
            whole = any(run.leftward or not all(glyph.text for glyph in run.glyphs) for run in line.runs)
            if whole:
                page.append(f"/Span << /ActualText {text(line.text).decode('latin-1')} >> BDC")
            self._text(line, at, page, upward=upward)
            if whole:
                page.append("EMC")

    def _text(self, line: Line, at: Point, page: list[str], *, upward: bool) -> None:
        page += ["BT", f"{_rgb(line.style.colour)} rg"]
        x, y = at[0], self.paper.size.height - at[1]
        for run in line.runs:
            used = self._used.setdefault(run.face.name, Used(run.face))
            used.use(run.glyphs)
            place = f"{'0 1 -1 0' if upward else '1 0 0 1'} {number(x)} {number(y)} Tm"
            page += [f"/{_resource(run)} {number(line.style.size)} Tf", place, *_shown(run, used, line.style.size)]
            on = run.advance * line.style.size / 1000
            x, y = (x, y + on) if upward else (x + on, y)
        page.append("ET")

    def stroke(
        self,
        paths: Iterable[tuple[Sequence[Point], bool]],
        *,
        width: float,
        colour: Colour,
        element: Element | None,
        dash: Sequence[float] = (),
    ) -> None:
        """Draw lines through points, each closed or not; `dash` in points on and off."""
        with self.part(element) as page:
            page += ["q", f"{_rgb(colour)} RG {width:.3f} w 1 j"]
            if dash:
                page.append(f"[{' '.join(map(number, dash))}] 0 d")
            for points, closed in paths:
                page.append(" ".join(f"{self._pair(p)} {'l' if n else 'm'}" for n, p in enumerate(points)))
                page.append("s" if closed else "S")
            page.append("Q")

    def fill(
        self, boxes: Iterable[tuple[float, float, float, float]], *, colour: Colour, element: Element | None
    ) -> None:
        """Fill boxes: left, top, width and height of each."""
        with self.part(element) as page:
            page += ["q", f"{_rgb(colour)} rg"]
            page += [f"{self._pair((x, y + h))} {number(w)} {number(h)} re" for x, y, w, h in boxes]
            page += ["f", "Q"]

    def polygon(self, points: Sequence[Point], *, colour: Colour, element: Element | None) -> None:
        """Fill the area between points."""
        with self.part(element) as page:
            path = " ".join(f"{self._pair(p)} {'l' if n else 'm'}" for n, p in enumerate(points))
            page += ["q", f"{_rgb(colour)} rg", path, "f", "Q"]

    def _pair(self, point: Point) -> str:
        return f"{number(point[0])} {number(self.paper.size.height - point[1])}"

    def link(self, box: tuple[float, float, float, float], url: str, *, element: Element, described: str) -> None:
        """Make a box on the page a link: its left, top, width and height."""
        x, y, w, h = box
        height = self.paper.size.height
        annotation = Dictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Link",
                "Rect": Array([number(x), number(height - y - h), number(x + w), number(height - y)]),
                "Border": Array([0, 0, 0]),
                "F": 4,
                "Contents": text(described),
                "A": Dictionary({"S": "/URI", "URI": String(url)}),
            }
        )
        element.within.append(Linked(self._current, len(self._links)))
        self._links.append((self._current, annotation))

    def finish(self, attachments: tuple[Attachment, ...] = ()) -> bytes:
        """Return the file, with other files inside."""
        pdf = PDF()
        fonts = Dictionary(
            {f"F-{name}": embed(pdf, used) for name, used in sorted(self._used.items())},
        )
        pages = [self._page(pdf, n, fonts) for n in range(len(self.pages))]
        annotations = []
        for n, (page, annotation) in enumerate(self._links):
            annotation["StructParent"] = len(pages) + n
            pdf.add_object(annotation)
            pages[page].setdefault("Annots", Array()).append(annotation.reference)
            annotations.append(annotation)
        write_tree(pdf, self.root, pages=pages, annotations=annotations)
        attach(pdf, attachments)
        self._say(pdf)
        file = BytesIO()
        pdf.write(file, version=b"1.7")
        return file.getvalue()

    def _page(self, pdf: PDF, n: int, fonts: Dictionary) -> Dictionary:
        content = Stream(["\n".join(self.pages[n])], compress=True)
        pdf.add_object(content)
        page = Dictionary(
            {
                "Type": "/Page",
                "Parent": pdf.pages.reference,
                "MediaBox": Array([0, 0, number(self.paper.size.width), number(self.paper.size.height)]),
                "Contents": content.reference,
                "Resources": Dictionary({"Font": fonts}),
                "StructParents": n,
                "Tabs": "/S",
            }
        )
        pdf.add_page(page)
        return page

    def _say(self, pdf: PDF) -> None:
        paper = self.paper
        said = {"Title": paper.title, "Author": paper.author, "Subject": paper.subject, "Creator": "Testamur"}
        pdf.info.update({key: text(value) for key, value in said.items() if value})
        if paper.at:
            pdf.info["CreationDate"] = text(moment(paper.at))
        data = packet(
            title=paper.title, author=paper.author, subject=paper.subject, language=paper.language, at=paper.at
        )
        metadata = Stream([data], extra={"Type": "/Metadata", "Subtype": "/XML"})
        pdf.add_object(metadata)
        pdf.catalog |= {
            "Metadata": metadata.reference,
            "Lang": text(paper.language),
            "ViewerPreferences": Dictionary({"DisplayDocTitle": "true"}),
        }


def _resource(run: Run) -> str:
    return f"F-{run.face.name}"


def _rgb(colour: Colour) -> str:
    return " ".join(f"{part:.3f}" for part in colour)


def _shown(run: Run, used: Used, size: float) -> list[str]:
    """Return the operators that show a run: glyphs with the steps between them that kerning and marks ask for."""
    written: list[str] = []
    row: list[str] = []
    pen = cursor = rise = 0.0
    for glyph in run.glyphs:
        if glyph.up != rise:
            written += [f"[{''.join(row)}] TJ", f"{number(glyph.up * size / 1000)} Ts"]
            row, rise = [], glyph.up
        step = cursor + glyph.across - pen
        if abs(step) > 0.01:
            row.append(number(-step))
        row.append(f"<{glyph.number:04X}>")
        pen = cursor + glyph.across + used.width(glyph.number)
        cursor += glyph.advance
    return [*written, f"[{''.join(row)}] TJ", *(["0 Ts"] if rise else [])]
