"""What a cryptosuite is: how a document becomes bytes, and how their signature is checked."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from testamur.credential.contexts import Contexts


@dataclass(frozen=True, slots=True)
class Cryptosuite:
    """One way to sign a document; each lives in a file of its own in `testamur.credential.suites`.

    Attributes
    ----------
    name : str
        As a proof names it.
    kind : str
        The kind of key it needs (`testamur.credential.multikey.KINDS`).
    canonicalise : callable
        Document, or proof options with their context, and known contexts -> the bytes to hash.
    digest : callable
        Bytes -> their hash.
    verify : callable
        Raw public key, signature, data -> whether the signature holds.
    signature_bytes : int
        The length of a signature.
    context_in_proof : bool
        Whether the proof repeats the contexts of the document.
    """

    name: str
    kind: str
    canonicalise: Callable[[Mapping[str, object], Contexts], bytes]
    digest: Callable[[bytes], bytes]
    verify: Callable[[bytes, bytes, bytes], bool]
    signature_bytes: int
    context_in_proof: bool = False


def sha256_bytes(data: bytes) -> bytes:
    """Return the SHA-256 of `data`, 32 bytes."""
    return hashlib.sha256(data).digest()
