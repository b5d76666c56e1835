"""Signing keys: made here, kept encrypted, never shown.

A retired key signs nothing more, but its public half stays in the issuer's DID document, or what it signed
would no longer verify.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    SECP384R1,
    EllipticCurvePrivateKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from testamur.credential.multikey import ED25519, P256, P384, PublicKey
from testamur.errors import DocumentError, Problem, Refused

CURVES: Final = {P256: SECP256R1(), P384: SECP384R1()}
_KINDS: Final = {curve.name: kind for kind, curve in CURVES.items()}
_SIGNING: Final = {
    P256: ECDSA(SHA256(), deterministic_signing=True),
    P384: ECDSA(SHA384(), deterministic_signing=True),
}

_ENCRYPTED: Final = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"


class Signer(Protocol):
    """Whatever can sign: a key of ours, or one that another machine keeps."""

    @property
    def id(self) -> str:
        """The verification method: the DID URL under which verifiers find the public key."""

    @property
    def public(self) -> PublicKey:
        """The public key."""

    def sign(self, data: bytes) -> bytes:
        """Return the signature of `data`."""


@dataclass(frozen=True, slots=True, eq=False)
class SigningKey:
    """A key under the name that verifiers know it by; it never shows its secret half."""

    id: str
    _secret: Ed25519PrivateKey | EllipticCurvePrivateKey = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The public key."""
        if isinstance(self._secret, Ed25519PrivateKey):
            return PublicKey(ED25519, self._secret.public_key().public_bytes_raw())
        point = self._secret.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return PublicKey(_KINDS[self._secret.curve.name], point)

    def sign(self, data: bytes) -> bytes:
        """Return the signature of `data`, the same one each time.

        Of Ed25519 it is that of RFC 8032, section 5.1, 64 bytes. Of P-256 (64 bytes) and P-384 (96 bytes) it is r
        and s one after the other, of the SHA-256 or SHA-384, its secret number made from both as in RFC 6979.
        """
        if isinstance(self._secret, Ed25519PrivateKey):
            return self._secret.sign(data)
        r, s = decode_dss_signature(self._secret.sign(data, _SIGNING[_KINDS[self._secret.curve.name]]))
        half = (self._secret.key_size + 7) // 8
        return r.to_bytes(half, "big") + s.to_bytes(half, "big")

    def locked(self, passphrase: bytes) -> bytes:
        """Return the key as PKCS #8 PEM text, encrypted with `passphrase`."""
        _check_passphrase(passphrase)
        return self._secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase))


def generate(key_id: str, *, kind: str = ED25519) -> SigningKey:
    """Return a new key of a kind, known as `key_id` (``did:web:example.org:issuers:1#key-2026a``)."""
    if kind == ED25519:
        return SigningKey(key_id, Ed25519PrivateKey.generate())
    return SigningKey(key_id, generate_private_key(CURVES[kind]))


def from_seed(key_id: str, *, seed: bytes) -> SigningKey:
    """Return the key of a 32-byte RFC 8032 seed, as published vectors give it."""
    return SigningKey(key_id, Ed25519PrivateKey.from_private_bytes(seed))


def from_number(key_id: str, *, number: int, kind: str = P256) -> SigningKey:
    """Return the key on a curve whose secret is this number, as published vectors give it."""
    return SigningKey(key_id, derive_private_key(number, CURVES[kind]))


def unlocked(key_id: str, *, pem: bytes, passphrase: bytes) -> SigningKey:
    """Return the key that `locked` wrote.

    Raises
    ------
    Refused
        If the passphrase is wrong.
    DocumentError
        If the text is not an encrypted key of a known kind. No message repeats any part of the key.
    """
    _check_passphrase(passphrase)
    if not pem.lstrip().startswith(_ENCRYPTED):
        raise DocumentError([Problem("", "is not an encrypted private key")], name=key_id)
    try:
        secret = load_pem_private_key(pem, passphrase)
    except ValueError:
        raise Refused("key-passphrase", "The key cannot be opened with this passphrase.") from None
    if isinstance(secret, EllipticCurvePrivateKey) and secret.curve.name in _KINDS:
        return SigningKey(key_id, secret)
    if not isinstance(secret, Ed25519PrivateKey):
        raise DocumentError([Problem("", "is not an Ed25519, P-256 or P-384 key")], name=key_id)
    return SigningKey(key_id, secret)


@lru_cache(maxsize=256)
def _public_key(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


def signed_by(public: bytes, signature: bytes, data: bytes) -> bool:
    """Say whether `signature` is that of `data` by the holder of the raw Ed25519 key `public`."""
    try:
        _public_key(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _check_passphrase(passphrase: bytes) -> None:
    if not passphrase:
        raise Refused("key-passphrase", "A key is kept only under a passphrase, and it is empty.")
