"""PDF: the credential is a file inside, in the tree of embedded files or associated with the document.

Nothing in it is carried out, drawn or decrypted: of all that a PDF file can hold, only these files are looked at.

Source: ISO 32000-2, sections 7.7.4 (name dictionary), 7.9.6 (name trees), 7.11.4 (embedded file streams) and 14.13
(associated files).
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final

import pypdf.filters  # noqa: F401  (a reader with limits can open no file, so nothing may be imported late)
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from testamur.credential.container import broken, broken_if, only_one
from testamur.credential.jws import is_compact
from testamur.credential.screening import MAX_BYTES

MAX_PDF_BYTES: Final = 5 * 1024 * 1024
MAX_OBJECTS: Final = 20_000
MAX_FILES: Final = 50
MAX_NODES: Final = 500
"""Of the tree of embedded files, and of the tree of pages."""
MAX_PAGES: Final = 4
MAX_PICTURES: Final = 8
"""So many pages, and so many pictures on each, are looked at for a QR code."""

BROKEN: Final = (
    PyPdfError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    NotImplementedError,  # of pypdf, on an encryption that it does not know
    zlib.error,
)
"""What pypdf ends with on files that are not as they must be."""

TITLE: Final = "a PDF file"
_START: Final = 1024
"""The header stands within so many bytes (ISO 32000-1, annex H, note 13)."""
_LONG_TEXT: Final = re.compile(rb"<[0-9A-Fa-f\s]{200000}")
"""A text in hexadecimal that is longer than any that names or describes a thing, and slow to read."""
_BADGE: Final = re.compile(rb'"(?:OpenBadge|Achievement)Credential"')
_CREDENTIAL: Final = re.compile(rb'"VerifiableCredential"')
_RECORD: Final = re.compile(rb'"type":\s*"VerificationRecord"')
_OLDER: Final = re.compile(rb'"https://w3id\.org/openbadges/v[12]"')


def is_pdf(data: bytes) -> bool:
    """Say whether this begins as a PDF file does."""
    return b"%PDF-" in data[:_START] and data.lstrip(b"\xef\xbb\xbf\r\n\t ")[:1] not in {b"{", b"<"}


def read(paper: bytes) -> bytes:
    """Return the credential inside a PDF file.

    Raises
    ------
    DocumentError
        If it is too large, broken or encrypted, or has several credentials in it.
    NothingInside
        If there is none in it.
    """
    reader = _reader(paper)
    with broken_if(BROKEN, TITLE):
        files = list(dict.fromkeys(_files(reader)))
    return only_one(_credentials(files), title=TITLE, older=any(map(_OLDER.search, files)))


def pictures(paper: bytes) -> list[bytes]:
    """Return the photographs (JPEG) on the first pages of a PDF file, as a scanner makes them.

    Raises
    ------
    DocumentError
        If it is too large, broken or encrypted.
    """
    reader = _reader(paper)
    with broken_if(BROKEN, TITLE):
        return [picture for page in _pages(reader) for picture in _photographs(page)]


def _reader(paper: bytes) -> PdfReader:
    if len(paper) > MAX_PDF_BYTES:
        raise broken(f"a PDF file larger than the {MAX_PDF_BYTES:,} bytes allowed")
    if paper.count(b" obj") > MAX_OBJECTS or _LONG_TEXT.search(paper):
        raise broken("a PDF file of too many parts")
    with broken_if(BROKEN, TITLE):
        reader = PdfReader(BytesIO(paper))
        if reader.is_encrypted:
            raise broken("a PDF file that is encrypted; save it without a password and protection, and give that")
        return reader


def _files(reader: PdfReader) -> Iterator[bytes]:
    """Yield what the files inside hold, those that are too large for a credential left out."""
    root = reader.root_object
    listed = [
        *_named(_dictionary(_dictionary(root.get("/Names")).get("/EmbeddedFiles"))),
        *_array(root.get("/AF")),
    ]
    if len(listed) > MAX_FILES:
        raise broken(f"a PDF file with more than {MAX_FILES} files inside")
    for specification in listed:
        inside = _dictionary(_dictionary(specification).get("/EF"))
        stream = _object(inside.get("/UF") or inside.get("/F"))
        if isinstance(stream, StreamObject):
            content = _content(stream)
            if content is not None:
                yield content


def _named(root: DictionaryObject) -> Iterator[PdfObject]:
    """Yield the values of a name tree."""
    waiting, seen = [root], 0
    while waiting:
        node = waiting.pop()
        seen += 1
        if seen > MAX_NODES:
            raise broken("a PDF file whose list of files inside does not end")
        yield from _array(node.get("/Names"))[1::2]
        waiting += [_dictionary(kid) for kid in _array(node.get("/Kids"))[:MAX_NODES]]


def _content(stream: StreamObject) -> bytes | None:
    """Return what a stream holds: nothing if that is too large, or packed otherwise than by Flate."""
    packed = bytes(stream._data)  # noqa: SLF001  (what it holds, before anything is unpacked)
    filters = [str(one) for one in _array(stream.get("/Filter"))]
    if not filters:
        return packed if len(packed) <= MAX_BYTES else None
    if filters != ["/FlateDecode"] or stream.get("/DecodeParms") is not None:
        return None
    content = zlib.decompressobj().decompress(packed, MAX_BYTES + 1)
    return content if len(content) <= MAX_BYTES else None


def _credentials(files: list[bytes]) -> list[bytes]:
    """Return those files that are badges; if none is, other credentials, then records of how one was verified."""
    badges = [file for file in files if is_compact(file) or (_is_json(file) and _BADGE.search(file))]
    others = [file for file in files if _is_json(file) and _CREDENTIAL.search(file)]
    return badges or others or [file for file in files if _is_json(file) and _RECORD.search(file)]


def _is_json(file: bytes) -> bool:
    return file.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def _pages(reader: PdfReader) -> list[DictionaryObject]:
    """Return the first pages; the tree of pages is walked, because it may be as large as one likes."""
    waiting, seen = [_dictionary(reader.root_object.get("/Pages"))], 0
    found: list[DictionaryObject] = []
    while waiting and len(found) < MAX_PAGES and seen < MAX_NODES:
        node, seen = waiting.pop(), seen + 1
        if node.get("/Type") == "/Page":
            found.append(node)
        waiting += [_dictionary(kid) for kid in reversed(_array(node.get("/Kids"))[:MAX_PAGES])]
    return found


def _photographs(page: DictionaryObject) -> Iterator[bytes]:
    drawn = _dictionary(_dictionary(page.get("/Resources")).get("/XObject"))
    for one in list(drawn.values())[:MAX_PICTURES]:
        picture = _object(one)
        if not isinstance(picture, StreamObject) or picture.get("/Subtype") != "/Image":
            continue
        if [str(name) for name in _array(picture.get("/Filter"))] == ["/DCTDecode"]:
            yield bytes(picture._data)  # noqa: SLF001  (a JPEG file as it is)


def _object(found: PdfObject | None) -> PdfObject | None:
    return found.get_object() if isinstance(found, IndirectObject) else found


def _dictionary(found: PdfObject | None) -> DictionaryObject:
    value = _object(found)
    return value if isinstance(value, DictionaryObject) else DictionaryObject()


def _array(found: PdfObject | None) -> list[PdfObject]:
    """Return an array, or one object as an array of one."""
    value = _object(found)
    if value is None:
        return []
    return list(value) if isinstance(value, ArrayObject) else [value]
