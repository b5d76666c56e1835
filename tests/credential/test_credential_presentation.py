"""Presentations: who shows credentials, to whom, and that it is now."""

import base64
import json

import pytest
from general_examples import DEGREE, DID, KEY, NOW, OTHER_DID, OTHER_KEY, V2, answers, failure, never, signed

from testamur.credential.confined import here
from testamur.credential.contexts import general
from testamur.credential.jws import write_jws
from testamur.credential.multikey import multibase
from testamur.credential.presentation import CHECKS, MAX_CREDENTIALS, check_presentation
from testamur.credential.proof import AUTHENTICATION, PURPOSE, SUITES
from testamur.credential.signed import signed_data

CHALLENGE, DOMAIN = "1235abcd6789", "hospital.example"
CREDENTIAL = signed(DEGREE)
ASKED = {"challenge": CHALLENGE, "domain": DOMAIN}


def presented(*credentials, key=OTHER_KEY, purpose=AUTHENTICATION, suite="eddsa-rdfc-2022", proof=ASKED, **more):
    """Return a presentation that the holder of `key` signed."""
    document = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": list(credentials),
        **more,
    }
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2026-06-01T11:59:00Z",
        "verificationMethod": key.id,
        "proofPurpose": purpose,
        **proof,
    }
    if SUITES[suite].context_in_proof:
        options["@context"] = document["@context"]
    data = signed_data(document, options, suite=SUITES[suite], contexts=general())
    return {**document, "proof": {**options, "proofValue": multibase(key.sign(data))}}


def checked(presentation, **more):
    return check_presentation(
        presentation, resolve=never, fetch_status=never, at=NOW, confine=here, **{**ASKED, **more}
    )


def first_failure(presentation, **more):
    return failure(checked(presentation, **more).presentation)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
@pytest.mark.parametrize("more", [{}, {"holder": OTHER_DID}, {"holder": {"id": OTHER_DID}, "id": "urn:x:1"}])
def test_a_presentation_and_what_it_holds_are_good(suite, more):
    found = checked(presented(CREDENTIAL, CREDENTIAL, suite=suite, **more))

    assert answers(found.presentation) == dict.fromkeys(CHECKS, "yes")
    assert [one.is_good for one in found.credentials] == [True, True]


def test_a_presentation_may_hold_nothing():
    assert checked(presented()).credentials == ()


def test_each_credential_has_its_own_answer():
    tampered = {**CREDENTIAL, "id": "urn:x:2"}

    found = checked(presented(CREDENTIAL, tampered))

    assert found.presentation.is_good
    assert [one.is_good for one in found.credentials] == [True, False]


@pytest.mark.parametrize("name", ["challenge", "domain"])
def test_one_that_was_made_for_somebody_else_is_refused(name):
    presentation = presented(CREDENTIAL)

    assert first_failure(presentation, **{name: "other"}) == (
        "asker",
        "It was not made for the one who asks.",
        (f"proof[0].{name}: is not the {name} that was given",),
    )
    silent = presented(CREDENTIAL, proof={})
    assert first_failure(silent)[0] == "asker"


def test_nothing_is_asked_of_the_holder_who_was_given_nothing():
    assert checked(presented(CREDENTIAL, proof={}), challenge="", domain="").presentation.is_good


def test_a_proof_that_vouches_is_not_one_that_presents():
    assert first_failure(presented(CREDENTIAL, purpose=PURPOSE))[:2] == (
        "proof",
        "Its signature was made for another purpose than to show who presents it.",
    )


def test_the_holder_it_names_must_have_signed():
    assert first_failure(presented(CREDENTIAL, holder=DID))[:2] == (
        "holder",
        "It is signed by somebody other than the holder it names.",
    )


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"proof": None}, "data model"),
        ({"type": ["Sort"]}, "data model"),
        ({"verifiableCredential": ["eyJhbGciOiJFUzI1NiJ9.e30."]}, "data model"),
        ({"@context": ["https://www.w3.org/ns/credentials/examples/v2"]}, "contexts"),
        ({"@context": [V2, {"holder": "urn:x:1"}]}, "contexts"),
        ({"ward": "North 3"}, "contexts"),
        ({"id": "urn:x:1"}, "proof"),
        ({"verifiableCredential": []}, "proof"),
        ({"verifiableCredential": [CREDENTIAL] * (MAX_CREDENTIALS + 1)}, "well-formed"),
    ],
)
def test_a_presentation_that_was_changed_is_refused(change, check):
    found = checked({**presented(CREDENTIAL), **change})

    assert failure(found.presentation)[0] == check
    assert found.credentials == ()


def test_an_unsigned_one_is_refused():
    unsigned = {key: value for key, value in presented(CREDENTIAL).items() if key != "proof"}

    assert first_failure(unsigned)[:2] == ("proof", "It is not signed.")


def enveloped(payload, *, key=OTHER_KEY, **header):
    token = write_jws(json.dumps(payload).encode(), key, header={"typ": "vp+jwt", **header})
    return {
        "@context": V2,
        "type": "EnvelopedVerifiablePresentation",
        "id": f"data:application/vp+jwt,{token}",
    }


PAYLOAD = {
    "@context": [V2],
    "type": ["VerifiablePresentation"],
    "holder": OTHER_DID,
    "verifiableCredential": [CREDENTIAL],
    "nonce": CHALLENGE,
    "aud": DOMAIN,
}


def test_one_in_an_envelope_is_good():
    found = checked(enveloped(PAYLOAD))

    assert answers(found.presentation) == dict.fromkeys(CHECKS, "yes")
    assert [one.is_good for one in found.credentials] == [True]


@pytest.mark.parametrize(
    ("envelope", "check"),
    [
        (enveloped(PAYLOAD | {"nonce": "other"}), "asker"),
        (enveloped(PAYLOAD | {"aud": ["other.example"]}), "asker"),
        (enveloped(PAYLOAD | {"exp": 1780000000}), "proof"),
        (enveloped(PAYLOAD | {"nbf": 1990000000}), "proof"),
        (enveloped(PAYLOAD, key=KEY), "holder"),
        (enveloped(PAYLOAD | {"iss": DID}), "holder"),
        (enveloped(PAYLOAD | {"type": ["Sort"]}), "data model"),
        (enveloped(PAYLOAD, typ="vc+jwt"), "well-formed"),
        (enveloped(PAYLOAD) | {"@context": []}, "well-formed"),
        (enveloped(PAYLOAD) | {"holder": OTHER_DID}, "well-formed"),
        (enveloped(PAYLOAD) | {"id": "data:text/plain,x"}, "well-formed"),
    ],
)
def test_one_in_an_envelope_is_refused(envelope, check):
    assert first_failure(envelope)[0] == check


def test_an_envelope_that_was_changed_is_refused():
    envelope = enveloped(PAYLOAD)
    head, payload, signature = envelope["id"].split(".")
    other = base64.urlsafe_b64encode(json.dumps(PAYLOAD | {"holder": DID}).encode()).decode().rstrip("=")

    assert payload != other
    assert first_failure(envelope | {"id": f"{head}.{other}.{signature}"})[:2] == (
        "proof",
        "The signature does not match: something was changed after it was signed.",
    )
