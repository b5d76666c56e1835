"""Related resources: documents that a credential is bound to by their digest.

Source: W3C, Verifiable Credentials Data Model v2.0, section 5.3 (integrity of related resources); W3C, Subresource
Integrity, sections 3.3.2 to 3.3.4 (what an integrity text means when it holds several digests).
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from testamur.credential.screening import is_iri

CREDENTIAL_MEDIA_TYPE: Final = "application/vc"
STRENGTHS: Final = ("sha256", "sha384", "sha512")
"""The digests of Subresource Integrity, the weakest first."""

_DIGEST: Final = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})(\?[\x21-\x7e]*)?")


@dataclass(frozen=True, slots=True)
class RelatedResource:
    """A document by its address, what kind it is, and the digest of its bytes as an integrity text."""

    id: str
    digest: str
    media_type: str = CREDENTIAL_MEDIA_TYPE

    def document(self) -> dict[str, object]:
        """Return the entry as a credential carries it."""
        return {"id": self.id, "mediaType": self.media_type, "digestSRI": self.digest}

    def is_of(self, data: bytes) -> bool:
        """Say whether these bytes are the document that was meant."""
        return integrity_holds(self.digest, data)


def integrity_of(data: bytes, *, algorithm: str = "sha384") -> str:
    """Return the integrity text of bytes, such as ``sha384-OLBg...``."""
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


def integrity_holds(text: str, data: bytes) -> bool:
    """Say whether bytes have one of the strongest digests that an integrity text names.

    A weaker digest beside a stronger one counts for nothing, and a text without a digest that is known holds for
    nothing, unlike in a browser, which would then let everything pass.
    """
    named = [found.groups() for word in text.split() if (found := _DIGEST.fullmatch(word))]
    if not named:
        return False
    strongest = max((algorithm for algorithm, *_ in named), key=STRENGTHS.index)
    digest = hashlib.new(strongest, data).digest()
    return any(hmac.compare_digest(_raw(value), digest) for name, value, _ in named if name == strongest)


def _raw(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        return b""


def related_resources(document: Mapping[str, object]) -> tuple[RelatedResource, ...]:
    """Return what a credential is bound to by an integrity text, in its own order; all else is left out."""
    stated = document.get("relatedResource", [])
    found = []
    for entry in stated if isinstance(stated, list) else [stated]:
        if not isinstance(entry, Mapping) or not is_iri(entry.get("id")):
            continue
        digest, media_type = entry.get("digestSRI"), entry.get("mediaType", "")
        if isinstance(digest, str) and isinstance(media_type, str):
            found.append(RelatedResource(str(entry["id"]), digest, media_type))
    return tuple(found)
