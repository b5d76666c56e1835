"""A credential with what secures it, whether that stands in it (a proof) or around it (a token).

Source: W3C, Verifiable Credentials Data Model v2.0, section 4.12.1 (enveloped verifiable credentials).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from testamur.credential.confined import Confine, here
from testamur.credential.contexts import Contexts
from testamur.credential.findings import Finding
from testamur.credential.jws import is_compact
from testamur.credential.jwt import Token, check_token, read_jwt
from testamur.credential.proof import Keys, check_proof
from testamur.credential.screening import read
from testamur.errors import DocumentError, Problem

ENVELOPED: Final = "EnvelopedVerifiableCredential"
_ENVELOPE: Final = "data:application/vc+jwt,"


@dataclass(frozen=True, slots=True)
class Secured:
    """A credential, and the token that it came in, if it came in one."""

    document: dict[str, object]
    token: Token | None = None


def read_secured(source: bytes | Mapping[str, object], *, name: str = "") -> Secured:
    """Return the credential in `source`: JSON as text or already read, a token (VC-JWT), or JSON around a token.

    Raises
    ------
    DocumentError
        If it is neither, or cannot be read safely.
    """
    if isinstance(source, bytes) and is_compact(source):
        return _in_token(source)
    document = read(source, name=name)
    if document.get("type") in (ENVELOPED, [ENVELOPED]):
        return _in_token(_enveloped(document))
    return Secured(document)


def content_of(document: bytes) -> dict[str, object]:
    """Return what a credential that was checked before says, whether it is JSON or a token; nothing is checked.

    Raises
    ------
    DocumentError
        If it is neither.
    """
    return read_secured(document).document


def _in_token(data: bytes) -> Secured:
    token = read_jwt(data)
    return Secured(token.document, token)


def _enveloped(document: Mapping[str, object]) -> bytes:
    """Return the token that stands in a document as its id; the document itself says nothing."""
    url = document.get("id")
    if not isinstance(url, str) or not url.lower().startswith(_ENVELOPE):
        raise DocumentError([Problem("id", f"must hold a token, after {_ENVELOPE!r}")])
    return url[len(_ENVELOPE) :].encode(errors="replace")


def check_secured(
    secured: Secured,
    *,
    did_document: Mapping[str, object],
    at: datetime,
    contexts: Contexts | None = None,
    other_keys: Keys | None = None,
    confine: Confine = here,
) -> Finding:
    """Say whether a credential is exactly what its issuer signed (see `check_proof` and `check_token`)."""
    if secured.token is not None:
        return check_token(secured.token, did_document=did_document, at=at)
    return check_proof(
        secured.document,
        did_document=did_document,
        at=at,
        contexts=contexts,
        other_keys=other_keys,
        confine=confine,
    )
