"""PNG: the credential stands in an iTXt chunk with the keyword ``openbadgecredential``.

Source: 1EdTech, Open Badges 3.0, section 5.3 (baking, PNG); W3C, PNG Specification (Third Edition), sections 5.3
(chunk layout), 5.5 (CRC), 11.2.1 (IHDR) and 11.3.3.4 (iTXt).
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from testamur.credential.container import MAX_PICTURE_BYTES, Container, broken, only_one
from testamur.credential.screening import MAX_BYTES

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
KEYWORD: Final = b"openbadgecredential"
OLDER_KEYWORD: Final = b"openbadges"
MAX_CHUNKS: Final = 2_000
TEXTS: Final = frozenset({b"tEXt", b"zTXt", b"iTXt"})

_HEAD: Final = struct.Struct(">I4s")
_CRC: Final = struct.Struct(">I")
_TITLE: Final = "a PNG picture"


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk of a PNG file: its type and its data."""

    type: bytes
    data: bytes

    @property
    def keyword(self) -> bytes:
        """The keyword of a chunk that holds text, otherwise nothing."""
        return self.data.partition(b"\0")[0] if self.type in TEXTS else b""

    def written(self) -> bytes:
        """Return the chunk as it stands in a file."""
        crc = zlib.crc32(self.data, zlib.crc32(self.type))
        return _HEAD.pack(len(self.data), self.type) + self.data + _CRC.pack(crc)


def chunks(picture: bytes) -> Iterator[Chunk]:
    """Yield the chunks of a PNG file, each with its CRC checked.

    Raises
    ------
    DocumentError
        If the file is too large, has too many chunks, ends before its end, or has anything after it.
    """
    if len(picture) > MAX_PICTURE_BYTES:
        raise broken(f"larger than the {MAX_PICTURE_BYTES:,} bytes allowed")
    if not picture.startswith(SIGNATURE):
        raise broken("not a PNG picture")
    place, ended, count = len(SIGNATURE), False, 0
    while not ended:
        count += 1
        chunk, place = _chunk(picture, place)
        if count > MAX_CHUNKS:
            raise broken(f"a PNG picture in more than {MAX_CHUNKS:,} pieces")
        if (chunk.type == b"IHDR") is not (count == 1):
            raise broken("not a PNG picture: its header does not stand first, once")
        ended = chunk.type == b"IEND"
        yield chunk
    if place < len(picture):
        raise broken("a PNG picture with something behind its end")


def _chunk(picture: bytes, place: int) -> tuple[Chunk, int]:
    begin = place + _HEAD.size
    if begin > len(picture):
        raise broken("a PNG picture that breaks off")
    length, kind = _HEAD.unpack_from(picture, place)
    if length + _CRC.size > len(picture) - begin:
        raise broken("a PNG picture that breaks off")
    chunk = Chunk(kind, picture[begin : begin + length])
    end = begin + length + _CRC.size
    if chunk.written() != picture[place:end]:
        raise broken("a PNG picture with a piece that is damaged (its CRC is wrong)")
    return chunk, end


def picture(header: bytes, pixels: bytes) -> bytes:
    """Return a PNG file of the data of its header (IHDR) and of its packed rows (IDAT)."""
    parts = (Chunk(b"IHDR", header), Chunk(b"IDAT", pixels), Chunk(b"IEND", b""))
    return SIGNATURE + b"".join(chunk.written() for chunk in parts)


def is_png(data: bytes) -> bool:
    """Say whether this begins as a PNG file does."""
    return data.startswith(SIGNATURE)


def read(picture: bytes) -> bytes:
    """Return the credential in a PNG picture."""
    found = list(chunks(picture))
    carried = [chunk for chunk in found if chunk.keyword == KEYWORD]
    older = any(chunk.keyword == OLDER_KEYWORD for chunk in found)
    if any(chunk.type != b"iTXt" for chunk in carried):
        raise broken("a PNG picture with a credential in a piece of the wrong kind")
    return only_one([_text(chunk.data[len(KEYWORD) + 1 :]) for chunk in carried[:2]], title=_TITLE, older=older)


def _text(data: bytes) -> bytes:
    """Return the text of an iTXt chunk, from behind its keyword: two flags, language, translated keyword, text."""
    flags, rest = data[:2], data[2:]
    if flags not in {b"\0\0", b"\1\0"} or rest.count(b"\0") < 2:
        raise broken("a PNG picture whose credential is not written as it must be")
    text = rest.split(b"\0", 2)[2]
    if flags == b"\0\0":
        return text
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(text, MAX_BYTES + 1)
    except zlib.error:
        raise broken("a PNG picture whose credential cannot be unpacked") from None
    if len(unpacked) > MAX_BYTES:
        raise broken(f"a PNG picture whose credential unpacks to more than {MAX_BYTES:,} bytes")
    if not unpacker.eof or unpacker.unused_data:
        raise broken("a PNG picture whose credential cannot be unpacked")
    return unpacked


def write(picture: bytes, credential: bytes) -> bytes:
    """Return a PNG picture with a credential inside, right behind its header, not compressed."""
    found = list(chunks(picture))
    if any(chunk.keyword == KEYWORD for chunk in found):
        raise broken("a PNG picture with a credential in it already")
    baked = Chunk(b"iTXt", KEYWORD + b"\0" + b"\0\0" + b"\0" + b"\0" + credential)
    return SIGNATURE + b"".join(chunk.written() for chunk in (found[0], baked, *found[1:]))


CONTAINER: Final = Container(
    name="png", title=_TITLE, media_type="image/png", is_one=is_png, read=read, write=write
)
