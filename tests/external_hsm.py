"""A software stand-in for an HSM, a program: `python external_hsm.py KEY.pem [base64|raw|wrong|long|fail|slow]`.

It keeps the key, reads on its input what it is to sign, and answers as the services do: DER for a digest on a
curve, 64 bytes for the message under Ed25519. The other ways are what can go wrong.
"""

import base64
import sys
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key


def main(place: str, way: str = "der") -> None:
    """Sign what stands on the input."""
    key = load_pem_private_key(Path(place).read_bytes(), None)
    given = sys.stdin.buffer.read()
    if way == "fail":
        sys.stderr.write(Path(place).read_text(encoding="ascii"))  # as an HSM never should
        sys.exit(3)
    if way == "slow":
        time.sleep(60)
    if way == "wrong":
        given = bytes(len(given))
    if isinstance(key, Ed25519PrivateKey):
        answer = key.sign(given)
    else:
        answer = key.sign(given, ECDSA(Prehashed(SHA256())))
        if way == "raw":
            answer = b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(answer))
    if way == "base64":
        answer = base64.b64encode(answer) + b"\n"
    if way == "long":
        answer *= 100
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
