"""A signing key that another machine keeps: a KMS or an HSM is given a digest, and gives back a signature.

Of P-256 and P-384 it is given the SHA-256 or SHA-384 of what is signed, 32 or 48 bytes, and answers with the
signature as DER (RFC 3279, section 2.2.3) or as r and s one after the other (IEEE P1363). Ed25519 signs the
message itself (RFC 8032, section 5.1), not a digest, so it is given that: of a credential the 64 bytes of
eddsa-rdfc-2022, the hash of the proof options and the hash of the document.

Whatever comes back is checked with the public key before it is used.
"""

import base64
import binascii
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Final

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from testamur.credential.multikey import ED25519, PublicKey
from testamur.credential.signatures import ALGORITHMS
from testamur.errors import Refused

SECONDS: Final = 20.0
MAX_ANSWER: Final = 1024
"""More bytes than any signature has, in whatever form; a longer answer is none."""
OWN: Final = "TESTAMUR_"
"""What begins so in the environment is the site's own, secrets among it, and no command is given it."""

Ask = Callable[[bytes], bytes]
"""What is to be signed -> the answer; raises `Refused` if there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class ExternalKey:
    """A key under the name that verifiers know it by, whose secret half is elsewhere."""

    id: str
    public: PublicKey
    ask: Ask = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """Return the signature of `data` in the form that proofs and tokens carry it.

        Raises
        ------
        Refused
            ``signer-wrong`` if the answer is no signature of `data` by this key; and what asking raises.
        """
        algorithm = ALGORITHMS[self.public.kind]
        given = data if self.public.kind == ED25519 else algorithm.digest(data)
        answer = self.ask(given)
        for signature in _readings(answer, algorithm.signature_bytes):
            if algorithm.holds(self.public.raw, signature, data):
                return signature
        raise Refused("signer-wrong", "The external signer gave no signature of this key, and it was not used.")


def _readings(answer: bytes, length: int) -> Iterator[bytes]:
    """Yield what an answer may mean: the bare signature, DER, or either of them in Base64."""
    for raw in (answer, _decoded(answer)):
        if len(raw) == length:
            yield raw
        try:
            r, s = decode_dss_signature(raw)
            yield r.to_bytes(length // 2, "big") + s.to_bytes(length // 2, "big")
        except (ValueError, OverflowError):
            continue


def _decoded(answer: bytes) -> bytes:
    try:
        return base64.b64decode(answer.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""


def command(words: Sequence[str], *, seconds: float = SECONDS) -> Ask:
    """Return how to ask a command: it reads what is to be signed on its input and writes the answer.

    It runs without a shell, without what is the site's own in the environment, and for so many seconds at most.
    What it complains about is not repeated, since it may hold secrets.

    Parameters
    ----------
    words : sequence of str
        The program and its arguments.
    seconds : float
        After how long it is stopped.
    """
    if not words or not all(isinstance(word, str) and word for word in words):
        raise Refused("signer-command", "The command of an external signer is a list of words, the program first.")

    def ask(data: bytes) -> bytes:
        with tempfile.TemporaryFile() as answer:
            _run(words, data, answer, seconds)
            answer.seek(0)
            given = answer.read(MAX_ANSWER + 1)
        if len(given) > MAX_ANSWER:
            raise Refused("signer-wrong", "The external signer gave more than a signature.")
        return given

    return ask


def _run(words: Sequence[str], data: bytes, answer: IO[bytes], seconds: float) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
    try:
        run = subprocess.run(  # noqa: S603  (the operator's own words, without a shell)
            list(words), input=data, stdout=answer, stderr=subprocess.DEVNULL, timeout=seconds,
            env=environment, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Refused("signer-slow", f"The external signer gave no answer in {seconds:g} seconds.") from None
    except OSError:
        raise Refused("signer-missing", "The command of the external signer cannot be run here.") from None
    if run.returncode:
        raise Refused("signer-failed", f"The external signer ended with status {run.returncode}.")
