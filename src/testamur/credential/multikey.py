"""Public keys as text: base58btc, and Multikey for Ed25519, P-256 and P-384.

Source: W3C, Controlled Identifiers v1.0, sections 2.2.2 (Multikey) and 2.4 (Multibase); Sporny, The Base58
Encoding Scheme (IETF draft).
"""

from dataclasses import dataclass
from typing import Final

from testamur.errors import DocumentError, Problem

ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519: Final = "Ed25519"
P256: Final = "P-256"
P384: Final = "P-384"
KINDS: Final[dict[str, tuple[bytes, int]]] = {
    ED25519: (b"\xed\x01", 32),
    P256: (b"\x80\x24", 33),
    P384: (b"\x81\x24", 49),
}
"""By kind of key: its multicodec prefix and the length of the raw public key in bytes; of a point on a curve, that
of its compressed form (SEC 1, section 2.3.3)."""

_PAIRS: Final = tuple(first + second for first in ALPHABET for second in ALPHABET)
_NUMBERS: Final = {text: value for texts in (ALPHABET, _PAIRS) for value, text in enumerate(texts)}
_MAX_LETTERS: Final = 256


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key: its kind and its raw bytes."""

    kind: str
    raw: bytes

    @property
    def multibase(self) -> str:
        """The key as a Multikey value (``z6Mk...`` for Ed25519, ``zDna...`` for P-256)."""
        return "z" + base58(KINDS[self.kind][0] + self.raw)


def public_key(multibase: object) -> PublicKey:
    """Return the public key that a Multikey value holds.

    Raises
    ------
    DocumentError
        If it is not base58btc Multibase, or of a kind or length that is not known.
    """
    try:
        data = unbase58(multibase)
    except ValueError as error:
        raise DocumentError([Problem("publicKeyMultibase", str(error))]) from None
    for kind, (prefix, length) in KINDS.items():
        if data.startswith(prefix) and len(data) == len(prefix) + length:
            return PublicKey(kind, data[len(prefix) :])
    raise DocumentError([Problem("publicKeyMultibase", f"must be a key of kind {', '.join(KINDS)}")])


def multibase(data: bytes) -> str:
    """Return `data` as base58btc Multibase."""
    return "z" + base58(data)


def unbase58(text: object) -> bytes:
    """Return the bytes of a base58btc Multibase value.

    Raises
    ------
    ValueError
        If it is none, or longer than any key or signature.
    """
    if not isinstance(text, str) or not text.startswith("z"):
        raise ValueError("must be base58btc text that begins with z")
    if len(text) > _MAX_LETTERS:
        raise ValueError(f"is longer than the {_MAX_LETTERS} letters allowed")
    number = 0
    try:
        for place in range(1, len(text), 2):
            pair = text[place : place + 2]
            number = number * 58 ** len(pair) + _NUMBERS[pair]
    except KeyError:
        letter = next(letter for letter in text[1:] if letter not in ALPHABET)
        raise ValueError(f"holds {letter!r}, which is not a base58 letter") from None
    zeros = len(text) - 1 - len(text[1:].lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def base58(data: bytes) -> str:
    """Return `data` in base58btc, without a Multibase prefix."""
    number = int.from_bytes(data, "big")
    letters: list[str] = []
    while number:  # five letters at a time: a large number is divided less often, and by a small one
        number, five = divmod(number, 58**5)
        three, last = divmod(five, 58**2)
        first, middle = divmod(three, 58**2)
        letters += (_PAIRS[last], _PAIRS[middle], ALPHABET[first])
    letters.reverse()
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + "".join(letters).lstrip("1")
