"""What a cryptosuite is: how a document becomes bytes, and with which kinds of key they are signed."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from testamur.credential.contexts import Contexts
from testamur.credential.multikey import PublicKey

Check = Callable[[Mapping[str, object], Mapping[str, object], object, PublicKey, Contexts], bool]
"""Document, proof options, proof value, the signer's key, known contexts -> whether the proof holds."""


@dataclass(frozen=True, slots=True)
class Cryptosuite:
    """One way to sign a document; each lives in a file of its own in `testamur.credential.suites`.

    Attributes
    ----------
    name : str
        As a proof names it.
    kinds : tuple of str
        The kinds of key that it takes (`testamur.credential.multikey.KINDS`); the hash goes with the key
        (`testamur.credential.signatures.ALGORITHMS`).
    canonicalise : callable
        Document, or proof options with their context, and known contexts -> the bytes to hash.
    context_in_proof : bool
        Whether the proof repeats the contexts of the document.
    check : callable, optional
        Its own way to check a proof, where that is not one signature over two hashes; it cannot sign then.
    is_selective : bool
        Whether a holder can leave out parts of the document, and the proof of the rest still holds.
    is_costly : bool
        Whether a stranger's document could make the check costly, as a graph can; it is run with limits then.
    """

    name: str
    kinds: tuple[str, ...]
    canonicalise: Callable[[Mapping[str, object], Contexts], bytes]
    context_in_proof: bool = False
    check: Check | None = None
    is_selective: bool = False
    is_costly: bool = False


def sha256_bytes(data: bytes) -> bytes:
    """Return the SHA-256 of `data`, 32 bytes."""
    return hashlib.sha256(data).digest()
