"""JSON Web Signatures in the compact form: read with a narrow mind, written, checked.

The header is not trusted with any choice: the algorithm goes with the kind of key, a key in the header is not
used, nothing is fetched, and an extension that must be understood is not.

Source: RFC 7515, sections 4.1, 5.1, 5.2 and 7.1; RFC 7518, section 3.4 (ES256); RFC 8037, section 3.1 (EdDSA);
RFC 9864, section 2 (Ed25519 as a name); RFC 8725, sections 3.1 to 3.3 and 3.10.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from testamur.credential.jcs import canonical_json
from testamur.credential.keys import Signer
from testamur.credential.multikey import ED25519, P256, P384, PublicKey
from testamur.credential.screening import MAX_BYTES
from testamur.credential.signatures import ALGORITHMS
from testamur.documents import read_json
from testamur.errors import DocumentError, Problem

NAMES: Final[Mapping[str, tuple[str, ...]]] = {ED25519: ("EdDSA", "Ed25519"), P256: ("ES256",), P384: ("ES384",)}
"""By kind of key: the names of its algorithm in a header, first the one that is written."""

CARRIED_KEYS: Final = ("jwk", "jku", "x5c", "x5u")
"""The members of a header by which a token brings its own key."""

MAX_HEADER_LETTERS: Final = 4_096
_COMPACT: Final = re.compile(rb"\s*([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]*)\.([A-Za-z0-9_-]*)\s*")


@dataclass(frozen=True, slots=True)
class Jws:
    """A token taken apart: its header, its payload, and what is signed with which signature."""

    header: Mapping[str, object]
    payload: bytes
    signed: bytes
    signature: bytes

    @property
    def algorithm(self) -> str:
        """The name of the algorithm that the header states."""
        return str(self.header["alg"])


def is_compact(data: bytes) -> bool:
    """Say whether this looks like a token: three parts of base64url text, the first a JSON object."""
    return data.lstrip()[:2] == b"ey" and bool(_COMPACT.fullmatch(data))


def read_jws(data: bytes) -> Jws:
    """Return the parts of a token.

    Raises
    ------
    DocumentError
        If it is not of the compact form, too large, not signed at all (``none``), signed with a shared secret, or
        needs an extension.
    """
    found = _COMPACT.fullmatch(data)
    if found is None or len(data) > 2 * MAX_BYTES:
        raise DocumentError([Problem("token", "is not three parts of base64url text, or is too large")])
    protected, payload, signature = found.groups()
    if len(protected) > MAX_HEADER_LETTERS:
        raise DocumentError([Problem("token.header", f"has more than {MAX_HEADER_LETTERS:,} letters")])
    header = read_json(_unpacked(protected, "header"), name="token.header")
    problems = _header_problems(header)
    if problems:
        raise DocumentError(problems)
    return Jws(
        header, _unpacked(payload, "payload"), protected + b"." + payload, _unpacked(signature, "signature")
    )


def write_jws(payload: bytes, key: Signer, *, header: Mapping[str, str]) -> str:
    """Return the token of a payload, signed with a key that the header names as ``kid``."""
    stated = {"alg": NAMES[key.public.kind][0], **header, "kid": key.id}
    signed = f"{_packed(canonical_json(stated).encode())}.{_packed(payload)}"
    return f"{signed}.{_packed(key.sign(signed.encode()))}"


def fits(jws: Jws, key: PublicKey) -> bool:
    """Say whether the algorithm that a token states is the one that goes with this kind of key."""
    return jws.algorithm in NAMES[key.kind] and len(jws.signature) == ALGORITHMS[key.kind].signature_bytes


def holds(jws: Jws, key: PublicKey) -> bool:
    """Say whether this key made the signature of a token, by the algorithm that goes with the key."""
    return fits(jws, key) and ALGORITHMS[key.kind].holds(key.raw, jws.signature, jws.signed)


def _header_problems(header: object) -> list[Problem]:
    if not isinstance(header, dict):
        return [Problem("token.header", "must be a JSON object")]
    problems = []
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm.lower() == "none":
        problems.append(Problem("token.header.alg", "says that it is not signed"))
    elif algorithm.upper().startswith("HS"):
        problems.append(
            Problem("token.header.alg", "is for a shared secret, so whoever can check could also sign")
        )
    if "crit" in header:
        problems.append(Problem("token.header.crit", "asks for an extension that is not known here"))
    return problems


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unpacked(text: bytes, part: str) -> bytes:
    try:
        data = base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except binascii.Error:
        data = b""
    if _packed(data).encode() != text:  # the last letter may hold bits that stand for nothing
        raise DocumentError([Problem(f"token.{part}", "is not base64url text")])
    return data
