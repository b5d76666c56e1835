"""Find the credential in what somebody gives.

That is JSON, a token, a picture or a PDF file with either inside, an offline kit, or a picture of a QR code that
holds the credential or leads to it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from testamur.credential import baking, code, confined, kit, paper
from testamur.credential.code import MAX_PHOTO_BYTES
from testamur.credential.confined import Confine
from testamur.credential.container import MAX_PICTURE_BYTES, Container, NothingInside, broken
from testamur.credential.jws import is_compact
from testamur.credential.screening import is_iri
from testamur.errors import DocumentError, Problem, Refused
from testamur.registry import collect

CONTAINERS: Final[dict[str, Container]] = collect(baking, constant="CONTAINER", kind=Container)
MAX_GIVEN_BYTES: Final = MAX_PHOTO_BYTES
"""Whatever is given, it is not looked at if it is larger."""
MAX_ADDRESS: Final = 2_000
_OTHER_PICTURE: Final = re.compile(
    rb"GIF8|RIFF....WEBP|BM|II\*\0|MM\0\*|....ftyp(?:heic|heix|mif1|avif)", re.DOTALL
)

Lookup = Callable[[str], bytes]
"""The address of a credential -> what is there. Raises `Refused` if there is none, or it may not be asked for."""


def nowhere(address: str) -> bytes:
    """Refuse to ask an address."""
    raise Refused("code-address", f"what is there is not asked for; give the credential at {address}")


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gives, and how to get the credential at the address that a QR code in it may hold."""

    data: bytes
    look_up: Lookup = nowhere


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A credential as JSON text or as a token, and what it was in, if it was in anything (``a PNG picture``)."""

    credential: bytes
    inside: str = ""


def unwrap(data: bytes, *, look_up: Lookup = nowhere, confine: Confine = confined.run) -> Unwrapped:
    """Return the credential in what is given; by how it begins one knows what it is.

    Parameters
    ----------
    data : bytes
        What is given.
    look_up : callable, optional
        How to get the credential at the address that a QR code holds; otherwise it is not asked for.
    confine : callable, optional
        How to run what a stranger could make costly; otherwise in a process of its own, with limits.

    Raises
    ------
    DocumentError
        If it is a picture or a PDF file that is broken, or has several credentials in it; or a broken kit.
    Refused
        If there is no credential in it, or where its QR code leads to, or reading it went over a limit.
    """
    for container in CONTAINERS.values():
        if container.is_one(data) and not _is_large_photo(data):
            try:
                return Unwrapped(container.read(data), container.title)
            except NothingInside:
                if code.is_photo(data):
                    break
                raise
    if code.is_photo(data):
        return _coded(confine(code.read_photo, data), "a QR code", look_up)
    if paper.is_pdf(data):
        return _coded(confine(code.read_paper, data), paper.TITLE, look_up)
    if kit.is_kit(data):
        return Unwrapped(kit.read_kit(data).credential, kit.TITLE)
    if _OTHER_PICTURE.match(data):
        raise broken("a picture of a kind that is not read here; save it as PNG or JPEG")
    return Unwrapped(data)


def _is_large_photo(data: bytes) -> bool:
    """Say whether it is larger than a badge picture: then it can only be a picture of a code."""
    return code.is_photo(data) and len(data) > MAX_PICTURE_BYTES


def _coded(said: bytes, title: str, look_up: Lookup) -> Unwrapped:
    """Return the credential that was found or that a code leads to: never by way of a second picture."""
    content = said.strip()
    if is_compact(content) or content.startswith(b"{"):
        return Unwrapped(content, title)
    address = content.decode(errors="replace")
    if (
        not address.lower().startswith(("https://", "http://"))
        or len(address) > MAX_ADDRESS
        or not is_iri(address)
    ):
        raise DocumentError([Problem("QR code", "holds neither a credential nor the address of one")])
    try:
        document = look_up(address)
    except Refused as refused:
        raise Refused(refused.rule, f"Its QR code leads to {address}, and {refused.reason}") from None
    if not is_compact(document) and document.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] != b"{":
        raise DocumentError([Problem("QR code", f"leads to {address}, where there is no credential")])
    return Unwrapped(document, f"what a QR code leads to, {address}")


def bake(picture: bytes, credential: bytes) -> bytes:
    """Return a picture with a credential inside.

    Raises
    ------
    DocumentError
        If it is not a picture of a known kind, is broken, or has a credential in it already.
    """
    for container in CONTAINERS.values():
        if container.is_one(picture):
            return container.write(picture, credential)
    raise DocumentError([Problem("picture", f"must be one of {', '.join(CONTAINERS)}")])
