"""Seeds: one secret, one candidate, one attempt, one case; and the random generator that follows from it."""

import hashlib
import hmac
import json
import re
from typing import Final

import numpy as np

from testamur.errors import DocumentError, Problem

_SEED: Final = re.compile(r"[0-9a-f]{1,64}")


def case_seed(secret: bytes, *, programme: str, family: str, version: int, candidate: str, attempt: int) -> str:
    """Return the seed of one candidate's case: HMAC-SHA-256 over who, what and which attempt.

    Parameters
    ----------
    secret : bytes
        The installation's secret, at least 16 bytes. Whoever knows it can make every key.
    programme, family, version, candidate, attempt
        What the case is for. Any difference gives another case.

    Returns
    -------
    str
        64 hexadecimal digits. The seed is as secret as the key: the key follows from it.

    Raises
    ------
    ValueError
        If the secret is too short.

    References
    ----------
    RFC 2104; FIPS 180-4.
    """
    if len(secret) < 16:
        raise ValueError("the secret needs at least 16 bytes")
    parts = [programme, family, version, candidate, attempt]
    return hmac.new(secret, json.dumps(parts).encode(), hashlib.sha256).hexdigest()


def check_seed(seed: str) -> None:
    """Raise DocumentError unless `seed` is 1 to 64 lower-case hexadecimal digits."""
    if not _SEED.fullmatch(seed):
        raise DocumentError([Problem("seed", "must be 1 to 64 of the digits 0-9 and a-f")])


def generator(seed: str, *, family: str, version: int, attempt: int) -> np.random.Generator:
    """Return the random generator of one try at a case; the bit generator is named, not numpy's default."""
    digest = hashlib.sha256(json.dumps([seed, family, version, attempt]).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))
