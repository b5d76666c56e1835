"""ecdsa-sd-2023: the holder shows a part of what the issuer signed. Verified here, not signed.

The issuer signs the statements that must be shown together, and each of the others by itself with a key made for
this one credential. Blank nodes bear names that the issuer drew, so that they tell nothing of what is left out.

Source: W3C, Data Integrity ECDSA Cryptosuites v1.0, sections 3.4 (selective disclosure functions), 3.5.7 (parse
derived proof value), 3.5.8 (create verify data) and 3.6.7 (verify derived proof); P-256 with SHA-256.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from testamur.credential.canonical import canonicalise, relabelled_lines
from testamur.credential.cbor import read_cbor
from testamur.credential.contexts import Contexts
from testamur.credential.cryptosuite import Cryptosuite, sha256_bytes
from testamur.credential.graph import statements
from testamur.credential.multikey import KINDS, P256, PublicKey
from testamur.credential.signatures import ALGORITHMS
from testamur.errors import DocumentError, Problem, Refused

DERIVED: Final = b"\xd9\x5d\x01"
BASE: Final = b"\xd9\x5d\x00"
LABEL_BYTES: Final = 32
MAX_SIGNATURES: Final = 1_000
_MULTIBASE: Final = re.compile(r"u[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Derived:
    """The parts of a derived proof.

    Attributes
    ----------
    base_signature : bytes
        The issuer's, of the options, the key, and the statements that must be shown.
    key : PublicKey
        The one that signed the other statements.
    signatures : sequence of bytes
        Theirs, in order.
    labels : Mapping
        The canonical name of a blank node (``c14n0``) -> the name that it was signed under.
    mandatory : sequence of int
        Which of the statements must be shown, by their place.
    """

    base_signature: bytes
    key: PublicKey
    signatures: Sequence[bytes]
    labels: Mapping[str, str]
    mandatory: Sequence[int]


def read_derived(proof_value: object) -> Derived:
    """Return the parts of a derived proof.

    Raises
    ------
    Refused
        If it is the whole proof, which only the holder may have.
    DocumentError
        If it is not packed as it must be.
    """
    data = _unpacked(proof_value)
    if data.startswith(BASE):
        raise Refused("proof-unknown", "It carries the proof that is meant for its holder, not the one to show.")
    if not data.startswith(DERIVED):
        raise _broken()
    parts = read_cbor(data[len(DERIVED) :])
    if not isinstance(parts, list) or len(parts) != 5:
        raise _broken()
    base_signature, key, signatures, labels, mandatory = parts
    if not isinstance(signatures, list) or not isinstance(labels, dict) or not isinstance(mandatory, list):
        raise _broken()
    if len(signatures) > MAX_SIGNATURES:
        raise Refused("graph-too-complex", "It is built so that checking it would take too long.")
    return Derived(
        _sized(base_signature, 64),
        _key(key),
        [_sized(signature, 64) for signature in signatures],
        {f"c14n{number}": _label(_sized(label, LABEL_BYTES)) for number, label in labels.items()},
        [_place(place) for place in mandatory],
    )


def _unpacked(proof_value: object) -> bytes:
    if not isinstance(proof_value, str) or not _MULTIBASE.fullmatch(proof_value):
        raise _broken()
    text = proof_value[1:]
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise _broken() from None
    if _label(data) != proof_value:  # the last letter may hold bits that stand for nothing
        raise _broken()
    return data


def _sized(value: object, length: int) -> bytes:
    if not isinstance(value, bytes) or len(value) != length:
        raise _broken()
    return value


def _place(value: object) -> int:
    if not isinstance(value, int):
        raise _broken()
    return value


def _key(value: object) -> PublicKey:
    prefix, length = KINDS[P256]
    data = _sized(value, len(prefix) + length)
    if not data.startswith(prefix):
        raise _broken()
    return PublicKey(P256, data[len(prefix) :])


def _label(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).decode().rstrip("=")


def _broken() -> DocumentError:
    return DocumentError([Problem("proofValue", "is not packed as it must be")])


def check(
    document: Mapping[str, object],
    options: Mapping[str, object],
    proof_value: object,
    key: PublicKey,
    contexts: Contexts,
) -> bool:
    """Say whether all that a document shows was signed by the holder of `key`, the issuer's."""
    derived = read_derived(proof_value)
    lines = relabelled_lines(statements(document, contexts=contexts), derived.labels)
    places = set(derived.mandatory)
    if len(places) < len(derived.mandatory) or not places <= set(range(len(lines))):
        return False
    shown = [line for place, line in enumerate(lines) if place not in places]
    if len(shown) != len(derived.signatures):
        return False
    in_context = {**options, "@context": document.get("@context")}
    together = b"".join(lines[place] for place in sorted(places))
    signed = b"".join(
        (
            sha256_bytes(canonicalise(in_context, contexts)),
            KINDS[P256][0] + derived.key.raw,
            sha256_bytes(together),
        )
    )
    holds = ALGORITHMS[P256].holds
    return holds(key.raw, derived.base_signature, signed) and all(
        holds(derived.key.raw, signature, line) for signature, line in zip(derived.signatures, shown, strict=True)
    )


SUITE: Final = Cryptosuite(
    name="ecdsa-sd-2023",
    kinds=(P256,),
    canonicalise=canonicalise,
    check=check,
    is_selective=True,
    is_costly=True,
)
