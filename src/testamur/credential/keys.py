"""Signing keys: made here, kept encrypted, never shown.

A retired key signs nothing more, but its public half stays in the issuer's DID document, or what it signed
would no longer verify.
"""

from dataclasses import dataclass, field
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from testamur.credential.multikey import ED25519, PublicKey
from testamur.errors import DocumentError, Problem, Refused

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
    """An Ed25519 key under the name that verifiers know it by; it never shows its secret half."""

    id: str
    _secret: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The public key."""
        return PublicKey(ED25519, self._secret.public_key().public_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature of `data` (RFC 8032, section 5.1)."""
        return self._secret.sign(data)

    def locked(self, passphrase: bytes) -> bytes:
        """Return the key as PKCS #8 PEM text, encrypted with `passphrase`."""
        _check_passphrase(passphrase)
        return self._secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase))


def generate(key_id: str) -> SigningKey:
    """Return a new key, known as `key_id` (``did:web:example.org:issuers:1#key-2026a``)."""
    return SigningKey(key_id, Ed25519PrivateKey.generate())


def from_seed(key_id: str, *, seed: bytes) -> SigningKey:
    """Return the key of a 32-byte RFC 8032 seed, as published vectors give it."""
    return SigningKey(key_id, Ed25519PrivateKey.from_private_bytes(seed))


def unlocked(key_id: str, *, pem: bytes, passphrase: bytes) -> SigningKey:
    """Return the key that `locked` wrote.

    Raises
    ------
    Refused
        If the passphrase is wrong.
    DocumentError
        If the text is not an encrypted Ed25519 key. No message repeats any part of the key.
    """
    _check_passphrase(passphrase)
    if not pem.lstrip().startswith(_ENCRYPTED):
        raise DocumentError([Problem("", "is not an encrypted private key")], name=key_id)
    try:
        secret = load_pem_private_key(pem, passphrase)
    except ValueError:
        raise Refused("key-passphrase", "The key cannot be opened with this passphrase.") from None
    if not isinstance(secret, Ed25519PrivateKey):
        raise DocumentError([Problem("", "is not an Ed25519 key")], name=key_id)
    return SigningKey(key_id, secret)


def signed_by(public: bytes, signature: bytes, data: bytes) -> bool:
    """Say whether `signature` is that of `data` by the holder of the raw Ed25519 key `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _check_passphrase(passphrase: bytes) -> None:
    if not passphrase:
        raise Refused("key-passphrase", "A key is kept only under a passphrase, and it is empty.")
