"""The hardened reader of long foreign files: one entry after another, in constant memory.

Every entry is limited in size, and a broken one is said and stepped over; the others are still read.
"""

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from testamur.documents import MAX_BYTES, read_json
from testamur.errors import DocumentError, Problem

MAX_ENTRY_BYTES: Final = 1024 * 1024
MAX_ROW_BYTES: Final = 64 * 1024
MAX_ROW_LINES: Final = 200
_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry of a long file: the line it begins on, what it holds, and what is wrong with it instead."""

    line: int
    value: Any = None
    problem: Problem | None = None


def read_json_lines(path: Path, *, limit: int = MAX_ENTRY_BYTES) -> Iterator[Piece]:
    """Yield the JSON value on each line of a file; blank lines are stepped over.

    Raises
    ------
    DocumentError
        If the file cannot be opened.
    """
    with _opened(path) as file:
        for number, line in _lines(file, limit=limit):
            if line is None:
                yield Piece(number, problem=Problem("", f"larger than the {limit:,} bytes allowed"))
            elif line and not line.isspace():
                yield _json_piece(number, line)


def _json_piece(number: int, line: bytes) -> Piece:
    try:
        return Piece(number, read_json(line))
    except DocumentError as error:
        # The reader counts lines within the entry, and an entry is one line.
        sentence = error.problems[0].sentence
        return Piece(number, problem=Problem("", sentence))


def read_json_entries(path: Path) -> Iterator[Piece]:
    """Yield what a JSON file holds: a value on each line, or else the one value of a small file as line 0.

    It is one document if it is small and its first line neither is JSON nor begins and ends as a whole object.

    Raises
    ------
    DocumentError
        If the file cannot be opened, or is one document that is not JSON.
    """
    if _is_small(path) and not _begins_with_a_whole(path):
        yield Piece(0, read_json(path))
    else:
        yield from read_json_lines(path)


def _is_small(path: Path) -> bool:
    with _opened(path) as file:
        return file.seek(0, io.SEEK_END) <= MAX_BYTES


def _begins_with_a_whole(path: Path) -> bool:
    with _opened(path) as file:
        lines = (line for _, line in _lines(file, limit=MAX_ENTRY_BYTES) if line is None or not line.isspace())
        first = next(lines, None)
    if first is None:
        return False
    stripped = first.strip()
    return (stripped[:1] == b"{" and stripped[-1:] == b"}") or _json_piece(1, first).problem is None


def read_csv_rows(path: Path, *, limit: int = MAX_ROW_BYTES) -> Iterator[Piece]:
    """Yield the cells of each row of a CSV file, from its first; blank rows are stepped over.

    A row that is too large, is not UTF-8, or whose quotes do not close is a problem of its own, and reading goes
    on with the line after the one it began on.

    Raises
    ------
    DocumentError
        If the file cannot be opened.
    """
    with _opened(path) as file:
        feed = _Feed(_lines(file, limit=limit), limit=limit)
        reader = csv.reader(feed, strict=True)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _Broken) as error:
                yield Piece(feed.began, problem=Problem("", feed.reason(error)))
                feed.begin(again=True)
                continue
            if any(cells):
                yield Piece(feed.began, cells)
            feed.begin(again=False)


class _Broken(ValueError):  # noqa: N818  (never leaves this module)
    """A line cannot be read."""


class _Feed:
    """The lines of one row after another; it knows where a row began and how much of it there is."""

    def __init__(self, lines: Iterator[tuple[int, bytes | None]], *, limit: int) -> None:
        self.lines = lines
        self.limit = limit
        self.waiting: deque[tuple[int, bytes | None]] = deque()
        self.row: list[tuple[int, bytes | None]] = []
        self.size = 0
        self.ended = False

    @property
    def began(self) -> int:
        return self.row[0][0] if self.row else 0

    def reason(self, error: Exception) -> str:
        """Return what is wrong: where a row spans lines, most likely a quote that opens in its first."""
        if len(self.row) > 1:
            return "a quote opens here and does not close"
        return str(error) if isinstance(error, _Broken) else f"is not CSV: {error}"

    def begin(self, *, again: bool) -> None:
        """Begin a new row; with `again`, the lines after the first of this one come once more."""
        if again and len(self.row) > 1:
            self.waiting.extendleft(reversed(self.row[1:]))
        self.row.clear()
        self.size = 0

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        entry = self.waiting.popleft() if self.waiting else next(self.lines, None)
        if entry is None:
            raise StopIteration
        self.row.append(entry)
        line = entry[1]
        if line is None:
            raise _Broken(f"larger than the {self.limit:,} bytes allowed")
        self.size += len(line)
        if self.size > self.limit or len(self.row) > MAX_ROW_LINES:
            raise _Broken("spans too many lines")
        try:
            return line.decode()
        except UnicodeDecodeError:
            raise _Broken("is not UTF-8 text") from None


def _lines(file: BinaryIO, *, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line with its number; None for one that is larger than `limit`."""
    number = 0
    while line := file.readline(limit + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(_MARK)
        if len(line) > limit and not line.endswith(b"\n"):
            while (rest := file.readline(limit + 1)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, line


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise DocumentError([Problem("", f"cannot be read: {error.strerror}")], name=str(path)) from None


def write_csv_rows(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the text of each row of a CSV file, quoted where it must be, as RFC 4180 has it."""
    buffer: list[str] = []
    writer = csv.writer(_Sink(buffer), lineterminator="\r\n")
    for row in rows:
        writer.writerow(list(row))
        yield "".join(buffer)
        buffer.clear()


class _Sink:
    def __init__(self, buffer: list[str]) -> None:
        self.buffer = buffer

    def write(self, text: str) -> int:
        self.buffer.append(text)
        return len(text)
