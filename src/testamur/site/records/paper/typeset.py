"""Setting text: from a text and a style to lines of placed glyphs."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final
from unicodedata import category, east_asian_width, normalize

from testamur.errors import Refused
from testamur.site.records.paper.bidi import leads_left, runs
from testamur.site.records.paper.face import Face, Glyph, chain
from testamur.site.records.paper.look import Style

JOINED: Final = frozenset({"Mn", "Mc", "Me"})
JOINERS: Final = frozenset("\u200c\u200d")
_BREAKS: Final = re.compile(r"(?<=[/:?&=_.@-])(?=[^\s/])")


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one face, from left to right, and the text that they show, as it is read."""

    face: Face
    glyphs: tuple[Glyph, ...]
    text: str
    leftward: bool

    @property
    def advance(self) -> float:
        """How far the line goes on, in thousandths of the size."""
        return sum(glyph.advance for glyph in self.glyphs)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands on paper, and as it is read; its width in points."""

    text: str
    runs: tuple[Run, ...]
    style: Style
    width: float


def can_be_set(text: str, *, face: str = "display") -> bool:
    """Say whether there is a face for every letter of a text."""
    return not _missing(text, face)


def _missing(text: str, face: str) -> list[str]:
    faces = chain(face)
    return [
        letter
        for letter in normalize("NFC", text)
        if not letter.isspace()
        and category(letter) != "Cf"
        and not any(ord(letter) in one.letters for one in faces)
    ]


def line(text: str, style: Style, *, leftward: bool | None = None) -> Line:
    """Return a text set on one line; it runs to the left if its first letter does, where nothing is said.

    Raises
    ------
    Refused
        If it has a letter for which there is no face: it would be a box on paper.
    """
    clean = normalize("NFC", text)
    if missing := _missing(clean, style.face):
        raise Refused("paper-letters", f"no font here has the letter “{missing[0]}”, so it cannot be put on paper")
    whole = leads_left(clean) if leftward is None else leftward
    set_runs = tuple(
        run
        for stretch, turned in runs(clean, leftward=whole)
        for run in _shaped(stretch, style.face, leftward=turned)
    )
    return Line(clean, set_runs, style, sum(run.advance for run in set_runs) * style.size / 1000)


def width_of(text: str, style: Style) -> float:
    """Return how wide a text is on one line, in points."""
    return _thousandths(text, style.face) * style.size / 1000


@lru_cache(maxsize=4096)
def _thousandths(text: str, face: str) -> float:
    return line(text, Style(face, 1000)).width


def _shaped(stretch: str, face: str, *, leftward: bool) -> list[Run]:
    found = []
    for owner, letters in _owned(stretch, face):
        glyphs = tuple(owner.shape(letters, leftward=leftward))
        found.append(Run(owner, glyphs, letters, leftward))
    return found[::-1] if leftward else found


def _owned(stretch: str, face: str) -> list[tuple[Face, str]]:
    """Return a text in pieces, each with the first face that has its letters; marks stay with their letter."""
    faces = chain(face)
    owners: list[Face] = []
    for cluster in _clusters(stretch):
        needed = {ord(letter) for letter in cluster if not letter.isspace() and letter not in JOINERS}
        fitting = [one for one in faces if needed <= one.letters]
        kept = cluster.isspace() and owners
        owner = owners[-1] if kept else (fitting or [_first_for(faces, cluster)])[0]
        owners += [owner] * len(cluster)
    pieces = []
    for owner, group in groupby(range(len(stretch)), key=lambda n: owners[n]):
        places = list(group)
        pieces.append((owner, re.sub(r"\s", " ", stretch[places[0] : places[-1] + 1])))
    return pieces


def _first_for(faces: tuple[Face, ...], cluster: str) -> Face:
    """Return the face of the letter itself, where no face has it and its marks together."""
    return next(one for one in faces if ord(cluster[0]) in one.letters)


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    for letter in text:
        if clusters and (category(letter) in JOINED or letter in JOINERS):
            clusters[-1] += letter
        else:
            clusters.append(letter)
    return clusters


def lines(text: str, style: Style, *, width: float) -> list[Line]:
    """Return a text set in lines of at most this width, in points."""
    set_lines = []
    for paragraph in text.split("\n"):
        current, used, leftward = "", 0.0, leads_left(paragraph)
        for piece in _pieces(normalize("NFC", paragraph), style, width=width):
            if current.strip() and used + width_of(piece.rstrip(), style) > width:
                set_lines.append(line(current, style, leftward=leftward))
                current, used = "", 0.0
            current += piece if current else piece.lstrip()
            used += width_of(piece, style)
        set_lines.append(line(current, style, leftward=leftward))
    return set_lines


def balanced(text: str, style: Style, *, width: float) -> list[Line]:
    """Return a text in as few lines as it takes, made about as long as each other, as centred text wants it."""
    found = lines(text, style, width=width)
    narrow, wide = width / 2, width
    while wide - narrow > 2:
        middle = (narrow + wide) / 2
        tried = lines(text, style, width=middle)
        if len(tried) > len(found):
            narrow = middle
        else:
            found, wide = tried, middle
    return found


def _pieces(text: str, style: Style, *, width: float) -> list[str]:
    """Return what a line may not break: words with the space behind; of what is too long, its parts."""
    pieces: list[str] = []
    for word in re.findall(r"\s*\S+\s?|\s+", text):
        if width_of(word.strip(), style) <= width and not any(map(_is_wide, word)):
            pieces.append(word)
        else:
            pieces += _parts(word, style, width=width)
    return pieces


def _parts(word: str, style: Style, *, width: float) -> list[str]:
    parts: list[str] = []
    for part in _BREAKS.split(word):
        if width_of(part.strip(), style) <= width and not any(map(_is_wide, part)):
            parts.append(part)
        else:
            parts += _clusters(part)
    return parts


def _is_wide(letter: str) -> bool:
    return east_asian_width(letter) in {"W", "F"}


def fitted(text: str, style: Style, *, width: float, least: float, rows: int = 2) -> list[Line]:
    """Return a text in the largest size, from its own down to `least`, in which it takes `rows` lines at most."""
    size = style.size
    while True:
        tried = Style(style.face, size, style.leading, style.colour)
        found = lines(text, tried, width=width)
        if size <= least or len(found) == 1 or (len(found) <= rows and size <= style.size * 0.8):
            return found
        size = max(least, size * 0.95)
