"""A credential as a JSON Web Token (VC-JWT): the credential is the payload, the token is its signature.

Two forms differ in their type only: ``vc+jwt`` of W3C, and ``JWT`` of Open Badges 3.0. Both may state claims
beside the credential's own members; where they speak of the same thing they must not disagree with it.

Source: W3C, Securing Verifiable Credentials using JOSE and COSE 1.0, sections 3.1.1, 3.3 and 3.4; 1EdTech, Open
Badges 3.0, section 8.2 (JSON Web Token proof format); RFC 7519, section 4.1 (claims).
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from testamur.credential.contexts import vendored
from testamur.credential.findings import Finding, cannot_tell, no, yes
from testamur.credential.graph import statements
from testamur.credential.jws import CARRIED_KEYS, NAMES, Jws, fits, holds, read_jws, write_jws
from testamur.credential.keys import Signer
from testamur.credential.moments import day, moment, stamp
from testamur.credential.proof import BEYOND_US, check_signable, issuer_of
from testamur.credential.published_keys import asserting_key
from testamur.credential.screening import read
from testamur.errors import DocumentError, Problem, Refused

W3C_TYPE: Final = "vc+jwt"
OPEN_BADGES_TYPE: Final = "JWT"
TYPES: Final = frozenset({None, "vc+jwt", "application/vc+jwt", "jwt"})
CONTENTS: Final = frozenset({None, "vc", "application/vc"})
CLAIMS: Final = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf"})
"""The claims that are the token's own, and no members of the credential."""

DATES: Final = ("exp", "nbf", "iat")


@dataclass(frozen=True, slots=True)
class Token:
    """A token with a credential in it: the credential, the claims beside it, the signature."""

    document: dict[str, object]
    claims: Mapping[str, object]
    jws: Jws


def write_jwt(document: Mapping[str, object], key: Signer, *, at: datetime, form: str = W3C_TYPE) -> str:
    """Return the credential as a token, signed with the issuer's key.

    Parameters
    ----------
    document : Mapping
        The credential, without a proof.
    key : Signer
        A key of its issuer: Ed25519 (``EdDSA``), P-256 (``ES256``) or P-384 (``ES384``).
    at : datetime
        When it is signed.
    form : str
        ``vc+jwt`` (W3C) or ``JWT`` (Open Badges 3.0).

    Raises
    ------
    DocumentError
        If the credential is not one that `testamur.credential.sign` would sign.
    Refused
        If the key is not one of the document's issuer.
    """
    check_signable(document, key)
    statements(document, contexts=vendored())  # a term that no context defines means nothing to anybody
    header = {"typ": form, "cty": "vc"} if form == W3C_TYPE else {"typ": form}
    payload = {**document, **_stated_claims(document), "iat": math.floor(at.timestamp())}
    return write_jws(json.dumps(payload, ensure_ascii=False).encode(), key, header=header)


def _stated_claims(document: Mapping[str, object]) -> dict[str, object]:
    subject = document.get("credentialSubject")
    stated = {
        "iss": issuer_of(document),
        "jti": document.get("id"),
        "sub": subject.get("id") if isinstance(subject, Mapping) else None,
        "nbf": math.ceil(moment(document["validFrom"]).timestamp()),
        "exp": math.floor(moment(document["validUntil"]).timestamp()) if "validUntil" in document else None,
    }
    return {name: value for name, value in stated.items() if value is not None}


def read_jwt(data: bytes) -> Token:
    """Return the credential in a token, nothing about it checked yet but its form.

    Raises
    ------
    DocumentError
        If the token or its payload cannot be read safely, or it is a token of another kind.
    """
    jws = read_jws(data)
    payload = read(jws.payload, name="token.payload")
    problems = list(_kind_problems(jws.header, payload))
    if problems:
        raise DocumentError(problems)
    document = {name: value for name, value in payload.items() if name not in CLAIMS}
    return Token(document, {name: value for name, value in payload.items() if name in CLAIMS}, jws)


def _kind_problems(header: Mapping[str, object], payload: Mapping[str, object]) -> Iterator[Problem]:
    for name, known in (("typ", TYPES), ("cty", CONTENTS)):
        value = header.get(name)
        if (None if value is None else str(value).lower()) not in known:
            yield Problem(f"token.header.{name}", "says that it is no credential")
    if not isinstance(header.get("kid", ""), str):
        yield Problem("token.header.kid", "must be text")
    for name in ("vc", "vp"):
        if name in payload:
            yield Problem(f"token.payload.{name}", "holds it in the way of version 1.1, which is not read")
    for name in DATES:
        if name in payload and _instant(payload[name]) is None:
            yield Problem(f"token.payload.{name}", "must be a number of seconds")
    if "aud" in payload:
        yield Problem("token.payload.aud", "says that it is meant for one reader only")


def _instant(seconds: object) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def check_token(token: Token, *, did_document: Mapping[str, object], at: datetime) -> Finding:
    """Say whether a credential in a token is exactly what its issuer signed.

    Parameters
    ----------
    token : Token
        With a credential of the right shape.
    did_document : Mapping
        The published keys of its issuer.
    at : datetime
        The moment for which to tell.
    """
    issuer, jws = issuer_of(token.document), token.jws
    problem = next(_claim_problems(token, issuer, at=at), None)
    if problem:
        return no(problem)
    try:
        key = asserting_key(did_document, _key_id(token, issuer), at=at)
    except Refused as refusal:
        return (cannot_tell if refusal.rule in BEYOND_US else no)(refusal.reason)
    except DocumentError as error:
        return no(f"The signature cannot be right: {str(error).splitlines()[0]}.")
    if not fits(jws, key):
        return no("The signature and the issuer's key do not fit together.")
    if not holds(jws, key):
        return no("The signature does not match: something was changed after it was signed.")
    signed_at = _instant(token.claims.get("iat"))
    on = f" on {day(stamp(signed_at))}" if signed_at else ""
    return yes(f"The signature matches: nothing was changed since the issuer signed it{on}.")


def _key_id(token: Token, issuer: str) -> str:
    """Return the key that a token names, if it is the issuer's and the token can be checked here at all."""
    if "proof" in token.document:
        raise Refused(
            "proof-unknown", "It is signed twice over, as a token and within, which is not checked here."
        )
    if token.jws.algorithm not in {name for names in NAMES.values() for name in names}:
        raise Refused("proof-unknown", "It is signed in a way that cannot be checked here.")
    named = str(token.jws.header.get("kid", ""))
    if not named:
        carried = any(name in token.jws.header for name in CARRIED_KEYS)
        brings = "brings its own key, which proves nothing, and " if carried else ""
        raise Refused("proof-unknown", f"It {brings}does not say with which key of its issuer it is signed.")
    key_id = issuer + named if named.startswith("#") else named
    if key_id.partition("#")[0] != issuer:
        raise Refused("issuer-key", "It is signed with a key of somebody other than the issuer it names.")
    return key_id


def _claim_problems(token: Token, issuer: str, *, at: datetime) -> Iterator[str]:
    document, claims = token.document, token.claims
    subject = document.get("credentialSubject")
    said = {"iss": issuer, "jti": document.get("id")}
    if isinstance(subject, Mapping) and "id" in subject:
        said["sub"] = subject["id"]
    for name, value in said.items():
        if name in claims and claims[name] != value:
            yield f"Its token says something else than it does itself ({name})."
    begins, ends = _instant(claims.get("nbf")), _instant(claims.get("exp"))
    valid_from = moment(document["validFrom"]) if "validFrom" in document else None
    valid_until = moment(document["validUntil"]) if "validUntil" in document else None
    if begins and valid_from and begins < valid_from.replace(microsecond=0):
        yield "Its token says that it is valid earlier than it does itself (nbf)."
    if ends and valid_until and (ends - valid_until).total_seconds() >= 1:
        yield "Its token says that it is valid longer than it does itself (exp)."
    if begins and at < begins and (valid_from is None or at >= valid_from):
        yield f"Its signature is good only from {day(stamp(begins))}."
    if ends and at >= ends and _ends_first(ends, valid_until, at=at):
        yield f"Its signature was good only until {day(stamp(ends))}."


def _ends_first(ends: datetime, valid_until: datetime | None, *, at: datetime) -> bool:
    """Say whether it is the token that has ended, and not the credential in it; a token counts whole seconds."""
    return valid_until is None or (at <= valid_until and (valid_until - ends).total_seconds() >= 1)
