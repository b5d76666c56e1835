"""Digests that say themselves by which algorithm they were made, as text.

Source: W3C, Controlled Identifiers v1.0, sections 2.4 (Multibase) and 2.5 (Multihash).
"""

import base64
import binascii
import hashlib
import hmac
import re
from typing import Final

from testamur.credential.multikey import unbase58
from testamur.errors import DocumentError

ALGORITHMS: Final[dict[bytes, str]] = {b"\x12\x20": "sha256", b"\x20\x30": "sha384", b"\x13\x40": "sha512"}
"""By how a digest begins (its code and its length): the algorithm."""

_BASE64: Final = re.compile(r"u[A-Za-z0-9_-]+")


def multihash_holds(text: object, data: bytes) -> bool:
    """Say whether bytes have the digest that a text names, in base58 (``z``) or base64url (``u``)."""
    stated = _decoded(text)
    algorithm = ALGORITHMS.get(stated[:2])
    return algorithm is not None and hmac.compare_digest(stated[2:], hashlib.new(algorithm, data).digest())


def _decoded(text: object) -> bytes:
    try:
        if isinstance(text, str) and _BASE64.fullmatch(text):
            return base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
        return unbase58(text)
    except (DocumentError, ValueError, binascii.Error):
        return b""
