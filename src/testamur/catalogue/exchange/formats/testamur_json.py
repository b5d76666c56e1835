"""Our own whole records, one a line."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from testamur.catalogue.exchange.entry import Entry, Format
from testamur.catalogue.exchange.record import record_of
from testamur.catalogue.offering import Offering, offering_problems
from testamur.catalogue.reading import offering_of
from testamur.errors import DocumentError, Problem
from testamur.streams import read_json_entries


def read(path: Path, *, seen: str = "") -> Iterator[Entry]:  # noqa: ARG001  (each claim has its own day)
    """Yield the offerings of a file of our own records.

    Raises
    ------
    DocumentError
        If the file cannot be opened, or is one document that is not JSON.
    """
    for piece in read_json_entries(path):
        if piece.problem:
            yield Entry(f"line {piece.line}", problems=(piece.problem,))
            continue
        records = piece.value if isinstance(piece.value, list) else [piece.value]
        for i, record in enumerate(records):
            index = f"[{i}]" if isinstance(piece.value, list) else ""
            place = f"line {piece.line} {index}".strip() if piece.line else index or "the document"
            yield _entry(place, record)


def _entry(place: str, record: object) -> Entry:
    if not isinstance(record, dict):
        return Entry(place, problems=(Problem("", "must be a record, which is a JSON object"),))
    try:
        offering = offering_of(record)
    except DocumentError as error:
        return Entry(place, problems=error.problems)
    problems = tuple(offering_problems(offering, roles=frozenset(), codes=frozenset()))
    return Entry(place, None if problems else offering, problems)


def write(offerings: Iterable[Offering]) -> Iterator[str]:
    """Yield each offering as one line of JSON."""
    for offering in offerings:
        yield json.dumps(record_of(offering), ensure_ascii=False, separators=(",", ":")) + "\n"


FORMAT: Final = Format(
    name="testamur-json",
    title="Testamur's own records, one a line",
    suffixes=(".jsonl", ".ndjson", ".json"),
    media_type="application/x-ndjson",
    read=read,
    write=write,
)
