"""A credential with what secures it, whether that stands in it (a proof) or around it (a token)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from testamur.credential.contexts import Contexts
from testamur.credential.findings import Finding
from testamur.credential.jws import is_compact
from testamur.credential.jwt import Token, check_token, read_jwt
from testamur.credential.proof import Keys, check_proof
from testamur.credential.screening import read


@dataclass(frozen=True, slots=True)
class Secured:
    """A credential, and the token that it came in, if it came in one."""

    document: dict[str, object]
    token: Token | None = None


def read_secured(source: bytes | Mapping[str, object], *, name: str = "") -> Secured:
    """Return the credential in `source`: JSON as text or already read, or a token (VC-JWT).

    Raises
    ------
    DocumentError
        If it is neither, or cannot be read safely.
    """
    if isinstance(source, bytes) and is_compact(source):
        token = read_jwt(source)
        return Secured(token.document, token)
    return Secured(read(source, name=name))


def check_secured(
    secured: Secured,
    *,
    did_document: Mapping[str, object],
    at: datetime,
    contexts: Contexts | None = None,
    other_keys: Keys | None = None,
) -> Finding:
    """Say whether a credential is exactly what its issuer signed (see `check_proof` and `check_token`)."""
    if secured.token is not None:
        return check_token(secured.token, did_document=did_document, at=at)
    return check_proof(
        secured.document, did_document=did_document, at=at, contexts=contexts, other_keys=other_keys
    )
