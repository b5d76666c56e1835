"""CTDL: one record or graph a line, or one document; written as one record a line."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from testamur.catalogue.exchange.ctdl import as_ctdl, nodes_of, offering_from_node
from testamur.catalogue.exchange.entry import Entry, Format
from testamur.catalogue.offering import Offering
from testamur.streams import read_json_entries


def read(path: Path, *, seen: str = "") -> Iterator[Entry]:
    """Yield the credentials and courses of a file of CTDL.

    Raises
    ------
    DocumentError
        If the file cannot be opened, or is one document that is not JSON.
    """
    for piece in read_json_entries(path):
        if piece.problem:
            yield Entry(f"line {piece.line}", problems=(piece.problem,))
            continue
        for found in nodes_of(piece.value):
            place = f"line {piece.line} {found.where}".strip() if piece.line else found.where or "the document"
            offering, problems = offering_from_node(found, seen=seen)
            yield Entry(place, offering, tuple(problems))


def write(offerings: Iterable[Offering]) -> Iterator[str]:
    """Yield each offering as one line of JSON-LD."""
    for offering in offerings:
        yield json.dumps(as_ctdl(offering), ensure_ascii=False, separators=(",", ":")) + "\n"


FORMAT: Final = Format(
    name="ctdl",
    title="CTDL JSON-LD, one record a line",
    suffixes=(".jsonld", ".ndjsonld"),
    media_type="application/ld+json",
    read=read,
    write=write,
)
