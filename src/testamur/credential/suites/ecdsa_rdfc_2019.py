"""ecdsa-rdfc-2019: RDFC-1.0 canonicalisation, and ECDSA on P-256 with SHA-256 or on P-384 with SHA-384.

Source: W3C, Data Integrity ECDSA Cryptosuites v1.0, section 3.2.
"""

from typing import Final

from testamur.credential.canonical import canonicalise
from testamur.credential.cryptosuite import Cryptosuite
from testamur.credential.multikey import P256, P384

SUITE: Final = Cryptosuite(name="ecdsa-rdfc-2019", kinds=(P256, P384), canonicalise=canonicalise, is_costly=True)
