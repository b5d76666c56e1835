"""Bitstring Status List: withdraw a credential by one bit in a long public list.

Source: W3C, Bitstring Status List v1.0, sections 2 (data model), 3.1 to 3.4 (algorithms) and 5.1 (herd privacy).
"""

import base64
import binascii
import gzip
import random
import re
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from testamur.credential.contexts import CREDENTIALS
from testamur.credential.moments import stamp
from testamur.errors import DocumentError, Problem, Refused

ENTRY: Final = "BitstringStatusListEntry"
MINIMUM_ENTRIES: Final = 131_072
MAXIMUM_BYTES: Final = 4 * 1024 * 1024
_ENCODED: Final = re.compile(r"u[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where the status of one credential stands: the address of the list, and which bit of it."""

    list_url: str
    index: int
    purpose: str = "revocation"

    def document(self) -> dict[str, object]:
        """Return the entry as a credential carries it."""
        return {
            "id": f"{self.list_url}#{self.index}",
            "type": ENTRY,
            "statusPurpose": self.purpose,
            "statusListIndex": str(self.index),
            "statusListCredential": self.list_url,
        }


def random_index(rng: random.Random, *, taken: Collection[int], size: int = MINIMUM_ENTRIES) -> int:
    """Return a free place in a list at random, so that it tells nothing about when or to whom it was given.

    Raises
    ------
    Refused
        If no place is free.
    """
    if len(taken) >= size:
        raise Refused("status-list-full", f"All {size:,} places of this status list are taken.")
    while (index := rng.randrange(size)) in taken:
        pass
    return index


def encode(indexes: Iterable[int], *, size: int = MINIMUM_ENTRIES) -> str:
    """Return the encoded list of `size` bits (a multiple of 8, at least 131,072) with these ones set."""
    if size < MINIMUM_ENTRIES or size % 8:
        raise ValueError(f"a status list has at least {MINIMUM_ENTRIES:,} entries, in whole bytes")
    bits = bytearray(size // 8)
    for index in indexes:
        if not 0 <= index < size:
            raise ValueError(f"{index} is not a place in a list of {size:,}")
        bits[index // 8] |= 0x80 >> index % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(encoded: object) -> bytes:
    """Return the bits of an encoded list, the first entry in the highest bit of the first byte.

    Raises
    ------
    DocumentError
        If it is not base64url Multibase of gzip, is shorter than the standard allows, or unpacks to over 4 MiB.
    """
    unpacker = zlib.decompressobj(wbits=31)
    try:
        bits = unpacker.decompress(_packed(encoded), MAXIMUM_BYTES)
    except (binascii.Error, zlib.error):
        raise _not_a_list("must be gzip in base64url text that begins with u") from None
    if unpacker.unconsumed_tail:
        raise _not_a_list(f"unpacks to more than {MAXIMUM_BYTES:,} bytes")
    if not unpacker.eof or unpacker.unused_data:
        raise _not_a_list("is not one whole gzip file")
    if len(bits) * 8 < MINIMUM_ENTRIES:
        raise _not_a_list(f"has fewer than {MINIMUM_ENTRIES:,} entries")
    return bits


def _packed(encoded: object) -> bytes:
    if not isinstance(encoded, str) or not _ENCODED.fullmatch(encoded):
        raise binascii.Error
    return base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4))


def _not_a_list(sentence: str) -> DocumentError:
    return DocumentError([Problem("credentialSubject.encodedList", sentence)])


def is_set(bits: bytes, index: int) -> bool:
    """Say whether the bit at `index` is set; `IndexError` if the list is shorter."""
    return bool(bits[index // 8] & (0x80 >> index % 8))


def compose_status_list(
    url: str,
    *,
    issuer: str,
    indexes: Iterable[int],
    at: datetime,
    valid_for: timedelta,
    purpose: str = "revocation",
    size: int = MINIMUM_ENTRIES,
) -> dict[str, object]:
    """Return the status list credential to sign and publish at `url`.

    Parameters
    ----------
    url : str
        Where it will be published; entries point to it.
    issuer : str
        The DID that also issues the credentials of the list.
    indexes : iterable of int
        The entries to set.
    at, valid_for : datetime, timedelta
        From when and for how long it holds. Short, so that an old copy cannot hide a revocation.
    purpose : str
        ``revocation`` (final) or ``suspension``.
    size : int
        The number of entries, at least 131,072.
    """
    return {
        "@context": [CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": stamp(at),
        "validUntil": stamp(at + valid_for),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode(indexes, size=size),
        },
    }
