"""The part of CBOR that proofs are packed in: whole numbers, bytes, lists, and maps from whole numbers.

Source: RFC 8949, sections 3.1 (major types 0, 2, 4 and 5) and 4.2.1 (shortest form, definite length).
"""

from typing import Final

from testamur.errors import DocumentError, Problem

NUMBER, BYTES, LIST, MAP = 0, 2, 4, 5
MAX_DEPTH: Final = 4
_LENGTHS: Final = {24: 1, 25: 2, 26: 4}
_SHORTEST: Final = {24: 24, 25: 2**8, 26: 2**16}

Value = int | bytes | list["Value"] | dict[int, "Value"]


def read_cbor(data: bytes) -> Value:
    """Return the one value that `data` holds.

    Raises
    ------
    DocumentError
        If it is broken off, holds anything else or anything after, or is not written in the shortest way.
    """
    value, end = _value(data, 0, depth=1)
    if end != len(data):
        raise _broken()
    return value


def _value(data: bytes, place: int, *, depth: int) -> tuple[Value, int]:
    kind, count, place = _head(data, place)
    if depth > MAX_DEPTH or (kind != NUMBER and count > len(data) - place):
        raise _broken()
    if kind == NUMBER:
        return count, place
    if kind == BYTES:
        return data[place : place + count], place + count
    values: list[Value] = []
    for _ in range(count if kind == LIST else 2 * count):
        value, place = _value(data, place, depth=depth + 1)
        values.append(value)
    return (values, place) if kind == LIST else (_map(values), place)


def _head(data: bytes, place: int) -> tuple[int, int, int]:
    if place >= len(data):
        raise _broken()
    kind, short = data[place] >> 5, data[place] & 0x1F
    if kind not in {NUMBER, BYTES, LIST, MAP} or short > max(_LENGTHS):
        raise _broken()
    if short not in _LENGTHS:
        return kind, short, place + 1
    end = place + 1 + _LENGTHS[short]
    count = int.from_bytes(data[place + 1 : end], "big")
    if end > len(data) or count < _SHORTEST[short]:
        raise _broken()
    return kind, count, end


def _map(values: list[Value]) -> dict[int, Value]:
    keys = [key for key in values[::2] if isinstance(key, int)]
    if len(set(keys)) < len(values) // 2:
        raise _broken()
    return dict(zip(keys, values[1::2], strict=True))


def _broken() -> DocumentError:
    return DocumentError([Problem("", "is not packed as it must be")])
