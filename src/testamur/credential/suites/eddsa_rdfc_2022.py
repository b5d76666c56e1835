"""eddsa-rdfc-2022: RDFC-1.0 canonicalisation, SHA-256, Ed25519.

Source: W3C, Data Integrity EdDSA Cryptosuites v1.0, section 3.2.
"""

from typing import Final

from testamur.credential.canonical import canonicalise
from testamur.credential.cryptosuite import Cryptosuite
from testamur.credential.multikey import ED25519

SUITE: Final = Cryptosuite(name="eddsa-rdfc-2022", kinds=(ED25519,), canonicalise=canonicalise, is_costly=True)
