"""The faces on paper: which letters each has, and how HarfBuzz shapes a text with it.

A text is set in the first face of a chain that has all its letters; the own faces have Latin, Greek and Cyrillic,
the others a script each. An institution adds faces for further scripts in a folder (the setting ``FONTS``).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import uharfbuzz as harfbuzz
from django.conf import settings

FOLDER: Final = Path(__file__).parent / "fonts"
OWN: Final = {
    "serif": "testamur-serif",
    "italic": "testamur-serif-italic",
    "display": "testamur-display",
    "sans": "testamur-sans",
    "strong": "testamur-sans-semibold",
}
LAYOUT: Final = frozenset(int.from_bytes(table) for table in (b"GSUB", b"GPOS", b"GDEF", b"kern"))
"""The tables of a font that say how it is shaped; once it is, nobody needs them."""
OTHERS: Final = (
    "testamur-serif",
    "noto-naskh-arabic",
    "noto-serif-hebrew",
    "noto-serif-devanagari",
    "noto-serif-thai",
    "noto-serif-armenian",
    "noto-serif-georgian",
)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One shape on the line: its number in the face, how far the line goes on, where it stands, what it means.

    Lengths in thousandths of the size. `text` is empty for all but the first glyph of a cluster.
    """

    number: int
    advance: float
    across: float
    up: float
    text: str


@dataclass(frozen=True, eq=False)
class Face:
    """One font file."""

    name: str
    data: bytes = field(repr=False)
    font: harfbuzz.Font = field(repr=False)
    letters: frozenset[int] = field(repr=False)

    @property
    def units(self) -> int:
        """The units of the square in which it is drawn."""
        return int(self.font.face.upem)

    def extents(self) -> tuple[float, float]:
        """Return how far it rises over the line and falls under it (negative), in thousandths of the size."""
        found = self.font.get_font_extents("ltr")
        return found.ascender * 1000 / self.units, found.descender * 1000 / self.units

    def shape(self, text: str, *, leftward: bool) -> list[Glyph]:
        """Return the glyphs of a text in this face alone, from left to right."""
        buffer = harfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction = "rtl" if leftward else "ltr"
        buffer.guess_segment_properties()
        harfbuzz.shape(self.font, buffer, {})
        begins = sorted({info.cluster for info in buffer.glyph_infos})
        ends = dict(zip(begins, [*begins[1:], len(text)], strict=True))
        glyphs, scale = [], 1000 / self.units
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            end = ends.pop(info.cluster, info.cluster)
            glyphs.append(
                Glyph(
                    info.codepoint,
                    place.x_advance * scale,
                    place.x_offset * scale,
                    place.y_offset * scale,
                    text[info.cluster : end],
                )
            )
        return glyphs

    def subset(self, numbers: Iterable[int]) -> bytes:
        """Return the font with these glyphs alone, under the numbers that they have."""
        asked = harfbuzz.SubsetInput()
        asked.sets(harfbuzz.SubsetInputSets.GLYPH_INDEX).update(set(numbers))
        asked.sets(harfbuzz.SubsetInputSets.DROP_TABLE_TAG).update(LAYOUT)
        flags = harfbuzz.SubsetFlags
        asked.flags = flags.RETAIN_GIDS | flags.NO_HINTING | flags.NOTDEF_OUTLINE | flags.NO_LAYOUT_CLOSURE
        return bytes(harfbuzz.subset(self.font.face, asked).blob.data)


def chain(name: str) -> tuple[Face, ...]:
    """Return the faces in which a text of a style may be set, the wanted one first."""
    more = () if settings.FONTS is None else tuple(sorted(settings.FONTS.glob("*.ttf")))
    return _faces((OWN[name], *OTHERS), more)


@cache
def _faces(names: tuple[str, ...], more: tuple[Path, ...]) -> tuple[Face, ...]:
    files = (*(FOLDER / f"{file}.ttf" for file in names), *more)
    return tuple(_face(file) for file in dict.fromkeys(files))


@cache
def _face(file: Path) -> Face:
    data = file.read_bytes()
    font = harfbuzz.Font(harfbuzz.Face(data))
    return Face(file.stem, data, font, frozenset(font.face.unicodes))
