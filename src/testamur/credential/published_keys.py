"""The key in a DID document that made a signature, if it was allowed to.

Source: W3C, Controlled Identifiers v1.0, sections 2.2 (verification methods), 2.3.1 (authentication), 2.3.2
(assertion), 3.3 (retrieve).
"""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from testamur.credential.keys import CURVES
from testamur.credential.moments import moment
from testamur.credential.multikey import ED25519, KINDS, PublicKey, public_key
from testamur.errors import DocumentError, Problem, Refused

Method = Mapping[str, object]


def asserting_key(
    document: Mapping[str, object], key_id: str, *, at: datetime, purpose: str = "assertionMethod"
) -> PublicKey:
    """Return the key `key_id` of a DID document, if it may sign for a purpose at that time.

    Parameters
    ----------
    document : Mapping
        The DID document of an issuer.
    key_id : str
        The verification method that a proof names.
    at : datetime
        The moment for which to tell.
    purpose : str
        The list of the DID document that must name it: ``assertionMethod`` or ``authentication``.

    Raises
    ------
    Refused
        If the document does not list it for that purpose, lists it for another controller, has withdrawn it, or
        writes it in a format that is not known.
    DocumentError
        If the key itself is written wrongly.
    """
    did = str(document.get("id"))
    method = next(_asserting_methods(document, did, key_id, purpose), None)
    if method is None:
        raise Refused("key-unknown", "The issuer does not list the key that signed it.")
    if method.get("controller") != did:
        raise Refused("key-controller", "The issuer lists the key that signed it as somebody else's.")
    if any(moment(method[end]) <= at for end in ("revoked", "expires") if end in method):
        raise Refused("key-withdrawn", "The issuer has withdrawn the key that signed it.")
    try:
        read = FORMATS[str(method.get("type"))]
    except KeyError:
        raise Refused("key-format", "The issuer publishes its key in a way that is not known here.") from None
    return read(method)


def _asserting_methods(document: Mapping[str, object], did: str, key_id: str, purpose: str) -> Iterator[Method]:
    stated = document.get(purpose)
    asserting = stated if isinstance(stated, list) else []
    described = document.get("verificationMethod")
    listed = any(_absolute(entry, did) == key_id for entry in asserting)
    for entry in [*asserting, *(described if listed and isinstance(described, list) else [])]:
        if isinstance(entry, Mapping) and _absolute(entry.get("id"), did) == key_id:
            yield entry


def _absolute(key_id: object, did: str) -> object:
    return did + key_id if isinstance(key_id, str) and key_id.startswith("#") else key_id


def _of_multibase(method: Method) -> PublicKey:
    return public_key(method.get("publicKeyMultibase"))


def _of_jwk(method: Method) -> PublicKey:
    jwk = method.get("publicKeyJwk")
    kind = (jwk.get("kty"), jwk.get("crv")) if isinstance(jwk, Mapping) else ()
    if isinstance(jwk, Mapping) and kind == ("OKP", "Ed25519"):
        return PublicKey(ED25519, _decoded(jwk, "x", KINDS[ED25519][1]))
    if isinstance(jwk, Mapping) and kind in {("EC", name) for name in CURVES}:
        return _of_point(jwk, str(jwk["crv"]))
    raise Refused("key-format", "The issuer publishes its key in a way that is not known here.")


def _of_point(jwk: Method, name: str) -> PublicKey:
    length = (CURVES[name].key_size + 7) // 8
    x, y = (int.from_bytes(_decoded(jwk, axis, length), "big") for axis in "xy")
    try:
        point = EllipticCurvePublicNumbers(x, y, CURVES[name]).public_key()
    except ValueError:
        raise DocumentError([Problem("publicKeyJwk", f"is no point of the curve {name}")]) from None
    return PublicKey(name, point.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))


def _decoded(jwk: Method, member: str, length: int) -> bytes:
    try:
        text = str(jwk.get(member))
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != length:
        raise DocumentError([Problem(f"publicKeyJwk.{member}", f"must be {length} bytes of a key")])
    return raw


FORMATS: Final[dict[str, Callable[[Method], PublicKey]]] = {
    "Multikey": _of_multibase,
    "Ed25519VerificationKey2020": _of_multibase,
    "JsonWebKey": _of_jwk,
    "JsonWebKey2020": _of_jwk,
}
"""By type of verification method: how its key is written."""
