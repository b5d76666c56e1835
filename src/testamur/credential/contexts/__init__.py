"""The JSON-LD contexts we know, pinned by SHA-256 and never fetched."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from testamur.documents import read_json
from testamur.errors import DocumentError, Problem

CREDENTIALS: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
DID: Final = "https://www.w3.org/ns/did/v1"
MULTIKEY: Final = "https://w3id.org/security/multikey/v1"
CREDENTIALS_V1: Final = "https://www.w3.org/2018/credentials/v1"
DATA_INTEGRITY: Final = "https://w3id.org/security/data-integrity/v2"

PINNED: Final[Mapping[str, tuple[str, str]]] = {
    CREDENTIALS: (
        "credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    OPEN_BADGES: (
        "ob-v3p0-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": (
        "ob-v3p0-extensions.json",
        "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
    ),
    DATA_INTEGRITY: (
        "security-data-integrity-v2.json",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
    MULTIKEY: (
        "security-multikey-v1.json",
        "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    ),
    DID: (
        "did-v1.json",
        "adefa50311393eb1bd788a38ac9fe2696c65367928f6996812cd54577394f4da",
    ),
}

GENERAL: Final[Mapping[str, tuple[str, str]]] = {
    **PINNED,
    CREDENTIALS_V1: (
        "credentials-v1.json",
        "ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc",
    ),
    "https://www.w3.org/ns/credentials/examples/v2": (
        "credentials-examples-v2.json",
        "57393fbc69d6efb9b9b5dc9cb6b9880b0944360abfe2eaf459c9e58cf2279d7c",
    ),
}
"""Also the contexts of credentials that are no Open Badges. That of the examples of W3C gives a meaning to every
word, so no badge may name it."""


@dataclass(frozen=True, slots=True, eq=False)
class Contexts:
    """The only contexts that a document may name, each with its body."""

    bodies: Mapping[str, Mapping[str, object]]

    def body(self, url: str) -> Mapping[str, object]:
        """Return the body of a known context; any other is refused, and nothing is fetched."""
        try:
            return self.bodies[url]
        except KeyError:
            raise DocumentError([Problem("@context", f"names {url!r}, which is not a known context")]) from None


@cache
def vendored() -> Contexts:
    """Return the contexts that come with this package, each checked against its pin."""
    return Contexts({url: pinned(file, sha256=sha256) for url, (file, sha256) in PINNED.items()})


@cache
def general() -> Contexts:
    """Return the contexts that credentials of any kind may name, each checked against its pin."""
    return Contexts({url: pinned(file, sha256=sha256) for url, (file, sha256) in GENERAL.items()})


def pinned(file: str, *, sha256: str) -> Mapping[str, object]:
    """Return one context file of this package.

    Raises
    ------
    DocumentError
        If its bytes are not those of the pin.
    """
    body: Mapping[str, object] = read_json(_bytes(file, sha256=sha256), name=file)
    return body


def published(url: str) -> bytes | None:
    """Return a known context as it is published, byte for byte; nothing if it is not known."""
    file, sha256 = GENERAL.get(url, ("", ""))
    return _bytes(file, sha256=sha256) if file else None


def _bytes(file: str, *, sha256: str) -> bytes:
    data = files(__name__).joinpath(file).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise DocumentError([Problem("", "is not the context that was pinned")], name=file)
    return data


@cache
def body_digest(contexts: Contexts, url: str) -> str:
    """Return the SHA-256 of the body of a context, whatever its layout."""
    text = json.dumps(contexts.body(url), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def defined_words(contexts: Contexts, url: str) -> frozenset[str]:
    """Return every word that a context gives a meaning to, at any depth."""
    return frozenset(_words(contexts.body(url)))


def _words(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from value
        for child in value.values():
            yield from _words(child)
    elif isinstance(value, list):
        for child in value:
            yield from _words(child)
