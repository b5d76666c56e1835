"""How keys of each kind sign: over which hash, with how long a signature, and whether one holds.

Source: RFC 8032, section 5.1 (Ed25519); FIPS 186-5, section 6 (ECDSA); IEEE P1363 for the form r||s; W3C, Data
Integrity ECDSA Cryptosuites v1.0, section 3.2 (P-256 goes with SHA-256, P-384 with SHA-384).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    SECP384R1,
    EllipticCurve,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, HashAlgorithm

from testamur.credential.cryptosuite import sha256_bytes
from testamur.credential.keys import signed_by
from testamur.credential.multikey import ED25519, P256, P384


@dataclass(frozen=True, slots=True)
class Algorithm:
    """How keys of one kind sign.

    Attributes
    ----------
    digest : callable
        Bytes -> their hash, as the cryptosuites take it with keys of this kind.
    holds : callable
        Raw public key, signature, data -> whether the signature holds.
    signature_bytes : int
        The length of a signature.
    """

    digest: Callable[[bytes], bytes]
    holds: Callable[[bytes, bytes, bytes], bool]
    signature_bytes: int


def _ecdsa_holds(
    curve: EllipticCurve, hashing: HashAlgorithm, public: bytes, signature: bytes, data: bytes
) -> bool:
    half = len(signature) // 2
    r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    try:
        key = EllipticCurvePublicKey.from_encoded_point(curve, public)
        key.verify(encode_dss_signature(r, s), data, ECDSA(hashing))
    except (InvalidSignature, ValueError):
        return False
    return True


def _sha384_bytes(data: bytes) -> bytes:
    return hashlib.sha384(data).digest()


ALGORITHMS: Final[dict[str, Algorithm]] = {
    ED25519: Algorithm(sha256_bytes, signed_by, 64),
    P256: Algorithm(sha256_bytes, partial(_ecdsa_holds, SECP256R1(), SHA256()), 64),
    P384: Algorithm(_sha384_bytes, partial(_ecdsa_holds, SECP384R1(), SHA384()), 96),
}
"""By kind of key."""
