"""The offline kit: a credential with all that it takes to check it without a network, or after its issuer is gone.

A zip file: the credential, the DID document of its issuer, the status list that it names, the statement of how it
was assessed, the contexts, and a page that says how to check it. `testamur.credential.offline` checks one.

Source: PKWARE, APPNOTE 6.3.10 (zip).
"""

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Final

from testamur.credential import contexts
from testamur.credential.screening import MAX_BYTES, read
from testamur.documents import read_zip
from testamur.errors import DocumentError, Problem

MAX_KIT_BYTES: Final = 2 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 4 * 1024 * 1024
MAX_FILES: Final = 50
TITLE: Final = "an offline kit"
CREDENTIAL: Final = "credential.json"
DID_DOCUMENT: Final = "did.json"
STATUS: Final = "status/"
MAX_LISTS: Final = 2
STATEMENTS: Final = "statements/"
MAX_STATEMENTS: Final = 3
CONTEXTS: Final = "contexts/"
PAGE: Final = "how-to-check.html"

_ZIP: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Kit:
    """What an offline kit holds; the documents by the names and addresses that they are published under."""

    credential: bytes
    did_documents: Mapping[str, Mapping[str, object]]
    status_lists: Mapping[str, Mapping[str, object]]
    statements: Mapping[str, bytes]


def is_kit(data: bytes) -> bool:
    """Say whether this begins as a zip file does."""
    return data.startswith(_ZIP)


def read_kit(data: bytes) -> Kit:
    """Return what an offline kit holds; its contexts and its page are not looked at.

    Raises
    ------
    DocumentError
        If it is no zip file, is too large, or lacks the credential or the DID document.
    """
    if len(data) > MAX_KIT_BYTES:
        raise DocumentError([Problem("kit", f"is larger than the {MAX_KIT_BYTES:,} bytes allowed")])
    entries = read_zip(data, name="kit", limit=MAX_UNPACKED_BYTES, files=MAX_FILES)
    missing = [Problem(name, "is not in the kit") for name in (CREDENTIAL, DID_DOCUMENT) if name not in entries]
    if missing:
        raise DocumentError(missing, name="kit")
    if len(entries[CREDENTIAL]) > MAX_BYTES:
        raise DocumentError([Problem(CREDENTIAL, f"is larger than the {MAX_BYTES:,} bytes allowed")], name="kit")
    status = [entries[name] for name in sorted(entries) if name.startswith(STATUS)]
    return Kit(
        entries[CREDENTIAL],
        _by_id([entries[DID_DOCUMENT]]),
        _by_id(status[:MAX_LISTS]),
        _bytes_by_id([entries[name] for name in sorted(entries) if name.startswith(STATEMENTS)][:MAX_STATEMENTS]),
    )


def _bytes_by_id(sources: Iterable[bytes]) -> dict[str, bytes]:
    """Return documents by their id, each as it was given, since a digest is of its very bytes."""
    return {str(read(source, name="kit").get("id")): source for source in sources}


def _by_id(sources: Iterable[bytes]) -> dict[str, Mapping[str, object]]:
    documents = [read(source, name="kit") for source in sources]
    return {str(document.get("id")): document for document in documents}


def write_kit(
    credential: bytes,
    *,
    did_document: bytes,
    status_lists: Iterable[bytes],
    page: str,
    at: datetime,
    statements: Iterable[bytes] = (),
) -> bytes:
    """Return the offline kit of a credential, a zip file; the same bytes for the same things.

    Parameters
    ----------
    credential, did_document, status_lists : bytes
        As they are published: the credential, the DID document of its issuer, the lists that it names.
    page : str
        The page that says how to check it, as HTML.
    at : datetime
        The time that the files bear.
    statements : iterable of bytes, optional
        The statements of how it was assessed, to which it is bound, as they are published.
    """
    folder = files(contexts.__name__)
    entries = {
        PAGE: page.encode(),
        CREDENTIAL: credential,
        DID_DOCUMENT: did_document,
        **{f"{STATUS}{number}.json": listing for number, listing in enumerate(status_lists, 1)},
        **{f"{STATEMENTS}{number}.json": statement for number, statement in enumerate(statements, 1)},
        **{f"{CONTEXTS}{name}": folder.joinpath(name).read_bytes() for name, _ in contexts.PINNED.values()},
    }
    stamp = at.astimezone(UTC).timetuple()[:6]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name, stamp), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
