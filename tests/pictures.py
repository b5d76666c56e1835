"""The smallest pictures there are, for the tests that put a credential into one."""

import struct
import zlib


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return one chunk of a PNG file (W3C, PNG Specification, section 5.3)."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
PIXELS = chunk(b"IDAT", zlib.compress(b"\0\x0a\x5a\x6b"))
END = chunk(b"IEND", b"")


def png_of(*inside: bytes, header: bytes = HEADER) -> bytes:
    """Return a PNG picture of one pixel, with these chunks behind its header."""
    return b"\x89PNG\r\n\x1a\n" + b"".join((header, *inside, PIXELS, END))


def svg_of(inside: str = "", *, root: str = "") -> bytes:
    """Return an SVG picture of one circle, with this text first within it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"{root}>{inside}<circle r="1"/></svg>'.encode()
    )


PNG, SVG = png_of(), svg_of()
