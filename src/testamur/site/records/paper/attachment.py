"""Files inside a PDF file, named in its tree of embedded files and associated with the document.

Source: ISO 32000-2, 7.11.4 (embedded file streams), 7.7.4 (name dictionary), 14.13 (associated files).
"""

from dataclasses import dataclass
from typing import Literal

from pydyf import PDF, Array, Dictionary, Stream, String

from testamur.site.records.paper.words import name, text


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file inside, and how it belongs to the pages, such as that they were made from it (``Source``)."""

    file: str
    data: bytes
    media_type: str
    described: str
    relationship: Literal["Source", "Data", "Supplement"] = "Source"


def attach(pdf: PDF, attachments: tuple[Attachment, ...]) -> None:
    """Put files into a PDF file that is being made."""
    if not attachments:
        return
    specifications = {one.file: _specification(pdf, one) for one in attachments}
    names = Array([item for file in sorted(specifications) for item in (text(file), specifications[file])])
    pdf.catalog["Names"] = Dictionary({"EmbeddedFiles": Dictionary({"Names": names})})
    pdf.catalog["AF"] = Array([specifications[one.file] for one in attachments])


def _specification(pdf: PDF, one: Attachment) -> str:
    stream = Stream(
        [one.data],
        extra={
            "Type": "/EmbeddedFile",
            "Subtype": name(one.media_type),
            "Params": Dictionary({"Size": len(one.data)}),
        },
        compress=True,
    )
    pdf.add_object(stream)
    specification = Dictionary(
        {
            "Type": "/Filespec",
            "F": String(one.file),
            "UF": text(one.file),
            "Desc": text(one.described),
            "AFRelationship": f"/{one.relationship}",
            "EF": Dictionary({"F": stream.reference, "UF": stream.reference}),
        }
    )
    pdf.add_object(specification)
    return str(specification.reference.decode())
