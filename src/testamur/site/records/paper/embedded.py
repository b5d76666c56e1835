"""Faces inside a PDF file: of each the glyphs that were used, and what each stands for.

Source: ISO 32000-2, 9.7 (composite fonts), 9.8 (font descriptors), 9.10.3 (ToUnicode).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from pydyf import PDF, Array, Dictionary, Stream

from testamur.site.records.paper.face import Face, Glyph
from testamur.site.records.paper.words import name, text

SYMBOLIC: Final = 4
NOTHING: Final = "\u200b"


@dataclass
class Used:
    """The glyphs of a face that stand somewhere in a document, each with its text."""

    face: Face
    glyphs: dict[int, str] = field(default_factory=dict)

    def use(self, glyphs: Iterable[Glyph]) -> None:
        """Note what was used."""
        for glyph in glyphs:
            if glyph.text or glyph.number not in self.glyphs:
                self.glyphs.setdefault(glyph.number, glyph.text)
                self.glyphs[glyph.number] = self.glyphs[glyph.number] or glyph.text

    def width(self, number: int) -> float:
        """Return how wide a glyph is by itself, in thousandths of the size."""
        return float(self.face.font.get_glyph_h_advance(number)) * 1000 / self.face.units


def embed(pdf: PDF, used: Used) -> str:
    """Put a face into a PDF file that is being made; return the reference to it."""
    data = used.face.subset(used.glyphs)
    base = name(f"{_prefix(data)}+{used.face.name}")
    meanings = Stream([_meanings(used)], compress=True)
    descendant = _descendant(used, base, _descriptor(pdf, used, base, data))
    pdf.add_object(descendant)
    pdf.add_object(meanings)
    font = Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": base,
            "Encoding": "/Identity-H",
            "DescendantFonts": Array([descendant.reference]),
            "ToUnicode": meanings.reference,
        }
    )
    pdf.add_object(font)
    return str(font.reference.decode())


def _descriptor(pdf: PDF, used: Used, base: str, data: bytes) -> bytes:
    """Put the file of a face and what describes it into a PDF file; return the reference to the description."""
    rise, fall = used.face.extents()
    file = Stream([data], extra={"Length1": len(data)}, compress=True)
    pdf.add_object(file)
    descriptor = Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": base,
            "Flags": SYMBOLIC,
            "FontBBox": Array([-1000, round(fall), 3000, round(rise)]),
            "ItalicAngle": -11 if "italic" in used.face.name else 0,
            "Ascent": round(rise),
            "Descent": round(fall),
            "CapHeight": 660,
            "StemV": 80,
            "FontFile2": file.reference,
        }
    )
    pdf.add_object(descriptor)
    return bytes(descriptor.reference)


def _descendant(used: Used, base: str, descriptor: bytes) -> Dictionary:
    return Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": base,
            "CIDSystemInfo": Dictionary(
                {"Registry": text("Adobe"), "Ordering": text("Identity"), "Supplement": 0}
            ),
            "FontDescriptor": descriptor,
            "DW": 1000,
            "W": _widths(used),
            "CIDToGIDMap": "/Identity",
        }
    )


def _prefix(data: bytes) -> str:
    """Return the six letters that tell one subset from another."""
    return "".join(chr(ord("A") + byte % 26) for byte in sha256(data).digest()[:6])


def _widths(used: Used) -> Array:
    widths = Array()
    for number in sorted(used.glyphs):
        widths += [number, Array([round(used.width(number), 2)])]
    return widths


def _meanings(used: Used) -> str:
    pairs = [
        f"<{number:04X}> <{(meaning or NOTHING).encode('utf-16-be').hex().upper()}>"
        for number, meaning in sorted(used.glyphs.items())
    ]
    blocks = [pairs[n : n + 100] for n in range(0, len(pairs), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <FFFF> endcodespacerange",
            *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
    )
