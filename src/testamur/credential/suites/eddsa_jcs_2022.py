"""eddsa-jcs-2022: JCS canonicalisation, SHA-256, Ed25519.

Source: W3C, Data Integrity EdDSA Cryptosuites v1.0, section 3.3.
"""

from typing import Final

from testamur.credential.cryptosuite import Cryptosuite
from testamur.credential.jcs import canonicalise
from testamur.credential.multikey import ED25519

SUITE: Final = Cryptosuite(
    name="eddsa-jcs-2022", kinds=(ED25519,), canonicalise=canonicalise, context_in_proof=True
)
