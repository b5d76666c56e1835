"""Keep a short secret encrypted under a passphrase, where it has to be used again as it is.

Source: RFC 7914 (scrypt, with the costs of its section 2 for interactive use); NIST SP 800-38D (GCM).
"""

import base64
import binascii
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from testamur.errors import Refused

SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12


def sealed(secret: bytes, *, passphrase: bytes) -> str:
    """Return a secret as text that tells nothing without the passphrase; twice the same secret looks different."""
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    hidden = AESGCM(_key(passphrase, salt)).encrypt(nonce, secret, None)
    return base64.b64encode(salt + nonce + hidden).decode()


def unsealed(text: str, *, passphrase: bytes) -> bytes:
    """Return the secret that `sealed` hid.

    Raises
    ------
    Refused
        If the passphrase is another, or the text was changed.
    """
    try:
        raw = base64.b64decode(text, validate=True)
        salt, nonce = raw[:SALT_BYTES], raw[SALT_BYTES : SALT_BYTES + NONCE_BYTES]
        return AESGCM(_key(passphrase, salt)).decrypt(nonce, raw[SALT_BYTES + NONCE_BYTES :], None)
    except (binascii.Error, InvalidTag, ValueError):
        raise Refused("secret-passphrase", "The secret cannot be opened with this passphrase.") from None


def _key(passphrase: bytes, salt: bytes) -> bytes:
    if not passphrase:
        raise Refused("key-passphrase", "A secret is kept only under a passphrase, and it is empty.")
    return Scrypt(salt=salt, length=32, n=2**14, r=8, p=1).derive(passphrase)
