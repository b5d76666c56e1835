"""The proof of one key, made ready: from one credential to the next it differs only in when it was made."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from testamur.credential.contexts import Contexts
from testamur.credential.patterns import Pattern, pattern, pieces
from testamur.credential.shape import Shape, compile_shape
from testamur.credential.shape_values import MOMENT
from testamur.credential.slots import Place, Slot

SUITE: Final = "eddsa-rdfc-2022"
MEMBERS: Final = ("type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue")
"""The members of a proof as we write them, in their order."""
_BASE58: Final = re.compile(r"z[1-9A-HJ-NP-Za-km-z]+")
_MARKS: Final = {"urn:slot:created": 0, "urn:slot:value": 1}


@dataclass(frozen=True, slots=True, eq=False)
class ProofShape:
    """What is the same in all proofs of one key on documents with the same contexts, and whose key it is."""

    controller: str
    options: Shape
    _fixed: Mapping[str, str]
    _text: Pattern

    def text(self, created: str, value: str) -> str:
        """Return the JSON text of a proof; neither value needs an escape."""
        return self._text.filled((created, value))

    def is_of(self, proof: Mapping[str, object]) -> bool:
        """Say whether a proof is exactly of this shape, whenever it was made and whatever its value."""
        created, value = proof.get("created"), proof.get("proofValue")
        if not isinstance(created, str) or not isinstance(value, str):
            return False
        if not MOMENT.fits(created) or not _BASE58.fullmatch(value):
            return False
        return proof == {**self._fixed, "created": created, "proofValue": value}

    def digest(self, created: str) -> bytes | None:
        """Return the hash of the options, or none if that moment is none."""
        return _digest(self, created)


@lru_cache(maxsize=1024)
def _digest(shape: ProofShape, created: str) -> bytes | None:
    fitted = shape.options.fitted((created,))
    canonical = shape.options.canonical(fitted) if fitted else None
    return hashlib.sha256(canonical).digest() if canonical is not None else None


def proof_shape(key_id: str, *, urls: tuple[str, ...], contexts: Contexts) -> ProofShape:
    """Return the shape of all proofs by a key on documents that name these contexts.

    Raises
    ------
    DocumentError, Refused
        If there is none (see `testamur.credential.shape.compile_shape`).
    """
    fixed = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "verificationMethod": key_id,
        "proofPurpose": "assertionMethod",
    }
    example = {"@context": list(urls), **fixed, "created": "2026-01-01T00:00:00Z"}
    shape = compile_shape(example, (Slot(MOMENT, (Place(("created",)),)),), contexts=contexts)
    marked = {**fixed, "created": "urn:slot:created", "proofValue": "urn:slot:value"}
    text = json.dumps({name: marked[name] for name in MEMBERS}, ensure_ascii=False, separators=(",", ":"))
    return ProofShape(key_id.partition("#")[0], shape, fixed, pattern(pieces(text, _MARKS)))
