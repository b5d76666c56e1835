"""Text with gaps: filled for one credential as fast as Python can join text."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import chain, combinations
from operator import itemgetter

Pieces = tuple[str | int, ...]
"""A text with gaps, in the making: fixed text, and the numbers of the values between; no two texts in a row."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A format, for each of its gaps the number of the value that goes there, and how those are picked."""

    text: str
    gaps: tuple[int, ...]
    _pick: Callable[[Sequence[str]], object]

    def filled(self, values: Sequence[str]) -> str:
        """Return the text with the values in their places."""
        return self.text % self._pick(values)


@dataclass(frozen=True, slots=True)
class BytesPattern:
    """The same in UTF-8, whose order is that of code points."""

    text: bytes
    gaps: tuple[int, ...]
    _pick: Callable[[Sequence[bytes]], object]

    def filled(self, values: Sequence[bytes]) -> bytes:
        """Return the bytes with the values in their places."""
        return self.text % self._pick(values)


def pieces(text: str, marks: Mapping[str, int]) -> Pieces:
    """Return a text with a gap wherever one of the marks stands.

    >>> pieces("at M, to 50 %", {"M": 3})
    ('at ', 3, ', to 50 %')
    """
    found = re.split(f"({'|'.join(map(re.escape, marks))})", text) if marks else [text]
    return tuple(marks[piece] if place % 2 else piece for place, piece in enumerate(found) if piece)


def joined(parts: Iterable[Pieces], between: str) -> Pieces:
    """Return texts one after the other, with the same text between them."""
    listed = [part for one in parts for part in ((between,) if between else (), one)]
    flat = chain.from_iterable(listed[1:] if between else listed)
    merged: list[str | int] = []
    for piece in flat:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    return tuple(piece for piece in merged if piece != "")


def pattern(text: Pieces) -> Pattern:
    """Return a text with gaps, ready to be filled."""
    gaps = tuple(piece for piece in text if isinstance(piece, int))
    written = "".join("%s" if isinstance(piece, int) else piece.replace("%", "%%") for piece in text)
    return Pattern(written, gaps, itemgetter(*gaps) if gaps else _nothing)


def bytes_pattern(text: Pieces) -> BytesPattern:
    """Return a text with gaps, ready to be filled with UTF-8."""
    gaps = tuple(piece for piece in text if isinstance(piece, int))
    written = "".join("%b" if isinstance(piece, int) else piece.replace("%", "%%") for piece in text)
    return BytesPattern(written.encode(), gaps, itemgetter(*gaps) if gaps else _nothing)


def _nothing(_values: object) -> tuple[()]:
    return ()


def in_order(texts: Sequence[Pieces]) -> tuple[Pieces, ...] | None:
    """Return texts in the order that they have whatever fills their gaps, or none if that depends on it."""
    if any(_order(one, other) is None for one, other in combinations(texts, 2)):
        return None
    return tuple(sorted(texts, key=cmp_to_key(_compared)))


def _compared(one: Pieces, other: Pieces) -> int:
    return _order(one, other) or 0


def _order(one: Pieces, other: Pieces) -> int | None:
    """Return -1, 0 or 1, as fixed text alone decides; gaps with the same number before it hold the same."""
    if one == other:
        return 0
    for first, second in zip(one, other, strict=False):
        if first == second:
            continue
        if isinstance(first, int) or isinstance(second, int):
            return None
        if first.startswith(second) or second.startswith(first):
            return None
        return -1 if first < second else 1
    return None
