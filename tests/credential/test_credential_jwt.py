"""A credential as a token: both forms, with keys of both kinds, judged by us and by openbadgeslib."""

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from example_badge import (
    ALL_YES,
    AWARDED,
    BADGE,
    DID,
    EXPIRES,
    INDEX,
    KEY,
    NOW,
    STATUS_URL,
    answers,
    judged,
    sentence,
    status_list,
    stopped_at,
)
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.verifier import OB3Verifier

from independent import clock_of_openbadgeslib_at
from testamur.credential import Verdict, compose, issuer_document, write_jwt
from testamur.credential.contexts import CREDENTIALS
from testamur.credential.jws import write_jws
from testamur.credential.jwt import OPEN_BADGES_TYPE, W3C_TYPE, read_jwt
from testamur.credential.keys import from_number
from testamur.errors import DocumentError, Refused

DOCUMENT = compose(BADGE)
ES256_KEY = from_number(f"{DID}#key-p", number=2026)
KEYS = issuer_document(DID, [KEY, ES256_KEY])
every_key = pytest.mark.parametrize("key", [KEY, ES256_KEY], ids=["EdDSA", "ES256"])
every_form = pytest.mark.parametrize("form", [W3C_TYPE, OPEN_BADGES_TYPE])


def token(document=DOCUMENT, key=KEY, form=W3C_TYPE) -> bytes:
    return write_jwt(document, key, at=AWARDED, form=form).encode()


def rewritten(header=None, *, key=KEY, without=(), **claims) -> bytes:
    """Return the token with another header and other claims, rightly signed with `key`."""
    payload = {**json.loads(read_jwt(token()).jws.payload), **claims}
    kept = {name: value for name, value in payload.items() if name not in without}
    return write_jws(json.dumps(kept).encode(), key, header={"typ": "vc+jwt", **(header or {})}).encode()


def judged_token(data: bytes, **published):
    return judged(data, did_document=KEYS, **published)


@every_key
@every_form
def test_a_token_is_judged_like_a_badge_with_a_proof(key, form):
    verification = judged_token(token(key=key, form=form))

    assert answers(verification) == ALL_YES
    assert verification.credential == DOCUMENT
    assert sentence(verification, "proof") == (
        "The signature matches: nothing was changed since the issuer signed it on 1 March 2026."
    )


def test_its_header_and_claims_are_those_of_the_standards():
    jwt = read_jwt(token())

    assert dict(jwt.jws.header) == {"alg": "EdDSA", "cty": "vc", "kid": KEY.id, "typ": "vc+jwt"}
    assert jwt.claims == {
        "iss": DID,
        "jti": BADGE.id,
        "nbf": int(AWARDED.timestamp()),
        "exp": int(EXPIRES.timestamp()),
        "iat": int(AWARDED.timestamp()),
    }


@every_key
@pytest.mark.parametrize(
    ("at", "good"), [(NOW, True), (EXPIRES.replace(year=2029), False), (AWARDED.replace(year=2025), False)]
)
def test_openbadgeslib_judges_alike(key, at, good):
    pem = key._secret.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    data = token(key=key, form=OPEN_BADGES_TYPE)

    ours = judged_token(data, at=at, listing=status_list(at=at))
    with clock_of_openbadgeslib_at(at):
        try:
            theirs = bool(OB3Verifier(pem).verify(data.decode()))
        except LibOpenBadgesException:
            theirs = False

    assert (ours.is_good, theirs) == (good, good)


@pytest.mark.parametrize(
    ("published", "verdict"),
    [
        ({"listing": status_list(INDEX)}, Verdict.REVOKED),
        ({"at": EXPIRES.replace(year=2029)}, Verdict.EXPIRED),
        ({"at": AWARDED.replace(year=2025)}, Verdict.NOT_YET_VALID),
    ],
)
def test_a_token_falls_with_its_status_and_dates(published, verdict):
    assert judged_token(token(), **published).verdict is verdict


def test_a_status_list_may_be_a_token_too():
    listing = {name: value for name, value in status_list(INDEX).items() if name != "proof"}

    assert judged_token(token(), listing=token(listing)).verdict is Verdict.REVOKED


def test_a_token_with_one_letter_changed_is_refused():
    good = token()
    head, _, signature = good.split(b".")
    changed = json.loads(read_jwt(good).jws.payload)
    changed["credentialSubject"]["result"][0]["value"] = "109"
    other_body = rewritten(credentialSubject=changed["credentialSubject"]).split(b".")[1]

    verification = judged_token(b".".join([head, other_body, signature]))

    assert answers(verification) == stopped_at("proof", "no")
    assert sentence(verification, "proof").startswith("The signature does not match")
    assert verification.credential is None


@pytest.mark.parametrize(
    ("header", "claims", "answer", "said"),
    [
        ({}, {"iss": "did:web:elsewhere.example"}, "no", "says something else than it does itself (iss)"),
        ({}, {"jti": "urn:uuid:other"}, "no", "says something else than it does itself (jti)"),
        ({}, {"nbf": int(AWARDED.timestamp()) - 1}, "no", "valid earlier than it does itself"),
        ({}, {"exp": int(EXPIRES.timestamp()) + 1}, "no", "valid longer than it does itself"),
        ({}, {"exp": int(NOW.timestamp())}, "no", "was good only until 1 June 2026"),
        ({}, {"nbf": int(NOW.timestamp()) + 1}, "no", "is good only from 1 June 2026"),
        ({}, {"proof": {"type": "DataIntegrityProof"}}, "cannot tell", "signed twice over"),
    ],
)
def test_claims_that_go_against_the_credential_are_refused(header, claims, answer, said):
    verification = judged_token(rewritten(header, **claims))

    assert answers(verification) == stopped_at("proof", answer)
    assert said in sentence(verification, "proof")


@pytest.mark.parametrize("without", ["iss", "jti", "nbf", "exp", "iat"])
def test_claims_that_are_not_there_cannot_disagree(without):
    assert judged_token(rewritten(without=[without])).is_good


@pytest.mark.parametrize(
    ("header", "claims", "said"),
    [
        ({"typ": "vp+jwt"}, {}, "token.header.typ: says that it is no credential"),
        ({"typ": ["vc+jwt"]}, {}, "token.header.typ: says that it is no credential"),
        ({"cty": "json"}, {}, "token.header.cty: says that it is no credential"),
        ({}, {"vc": {}}, "token.payload.vc: holds it in the way of version 1.1"),
        ({}, {"aud": "https://someone.example"}, "token.payload.aud: says that it is meant for one reader"),
        ({}, {"exp": "soon"}, "token.payload.exp: must be a number of seconds"),
        ({}, {"exp": 1e300}, "token.payload.exp: must be a number of seconds"),
        ({}, {"nbf": True}, "token.payload.nbf: must be a number of seconds"),
    ],
)
def test_another_kind_of_token_is_not_taken_for_a_credential(header, claims, said):
    verification = judged_token(rewritten(header, **claims))

    assert answers(verification) == stopped_at("well-formed", "no")
    assert said in sentence(verification, "well-formed")


@pytest.mark.parametrize(
    ("data", "answer", "said"),
    [
        (
            rewritten(key=replace(KEY, id="did:web:elsewhere.example#key-1")),
            "no",
            "somebody other than the issuer",
        ),
        (rewritten(key=replace(KEY, id=f"{DID}#key-9")), "no", "does not list the key"),
        (rewritten(key=replace(KEY, id=ES256_KEY.id)), "no", "do not fit together"),
        (rewritten(key=replace(KEY, id="")), "cannot tell", "does not say with which key of its issuer"),
        (
            rewritten({"jwk": "x"}, key=replace(KEY, id="")),
            "cannot tell",
            "brings its own key, which proves nothing",
        ),
        (rewritten({"alg": "RS256"}), "cannot tell", "in a way that cannot be checked here"),
        (rewritten({"alg": "ES256"}), "no", "do not fit together"),
    ],
)
def test_only_the_key_that_the_issuer_publishes_counts(data, answer, said):
    verification = judged_token(data)

    assert answers(verification) == stopped_at("proof", answer)
    assert said in sentence(verification, "proof")


def test_a_key_may_be_named_briefly():
    assert judged_token(rewritten(key=replace(KEY, id="#key-2026a"))).is_good


def test_a_key_that_a_token_brings_along_changes_nothing():
    """Signed by a stranger under the name of the issuer's key, with the stranger's key in the header."""
    stranger = replace(ES256_KEY, id=KEY.id)

    assert judged_token(rewritten({"jwk": "stranger"}, key=stranger)).verdict is Verdict.NOT_GENUINE


def test_what_would_not_be_signed_as_a_badge_is_not_signed_as_a_token():
    with pytest.raises(DocumentError, match="shoeSize"):
        token({**DOCUMENT, "shoeSize": 42})
    with pytest.raises(Refused, match="a key of its own issuer"):
        token({**DOCUMENT, "issuer": "did:web:elsewhere.example"})
    assert STATUS_URL in str(DOCUMENT)


def enveloped(url: object, **more) -> bytes:
    document = {"@context": [CREDENTIALS], "id": url, "type": "EnvelopedVerifiableCredential", **more}
    return json.dumps(document).encode()


def test_a_token_in_an_envelope_is_judged_like_the_token():
    url = f"data:application/vc+jwt,{token().decode()}"

    assert judged_token(enveloped(url)) == judged_token(token())
    assert judged_token(enveloped(url, type=["EnvelopedVerifiableCredential"])).is_good
    assert judged_token(enveloped(url, name="Doctor of Everything")).credential == DOCUMENT


@pytest.mark.parametrize(
    "url",
    [
        None, 7, "", "https://academy.example/badge", "data:application/vc+jwt,", "data:application/vc+jwt,{}",
        "data:application/vc+sd-jwt,eyJ9.e30.AA", "data:application/vc+jwt,ey\ud800",
    ],
)  # fmt: skip
def test_an_envelope_without_a_token_is_refused(url):
    assert answers(judged_token(enveloped(url))) == stopped_at("well-formed", "no")
