"""eddsa-jcs-2022: JCS canonicalisation, SHA-256, Ed25519.

Source: W3C, Data Integrity EdDSA Cryptosuites v1.0, section 3.3.
"""

from collections.abc import Mapping
from typing import Final

from testamur.credential.contexts import Contexts
from testamur.credential.cryptosuite import Cryptosuite, sha256_bytes
from testamur.credential.jcs import canonical_json
from testamur.credential.keys import signed_by
from testamur.credential.multikey import ED25519


def canonicalise(document: Mapping[str, object], _contexts: Contexts) -> bytes:
    """Return the canonical JSON of a document; its contexts do not matter."""
    return canonical_json(document).encode()


SUITE: Final = Cryptosuite(
    name="eddsa-jcs-2022",
    kind=ED25519,
    canonicalise=canonicalise,
    digest=sha256_bytes,
    verify=signed_by,
    signature_bytes=64,
    context_in_proof=True,
)
