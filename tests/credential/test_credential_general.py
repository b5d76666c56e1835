"""Credentials of any kind are signed and checked, and refused for the right reason."""

import base64
import json
from datetime import timedelta
from pathlib import Path

import pytest
from general_examples import (
    ALUMNA,
    DEGREE,
    DID,
    EXAMPLES,
    KEY,
    NOW,
    OTHER_KEY,
    V1,
    V2,
    answers,
    checked,
    failure,
    never,
    signed,
)

from testamur.credential import StatusEntry, compose_status_list, sign
from testamur.credential.confined import here
from testamur.credential.contexts import DATA_INTEGRITY, published
from testamur.credential.general import CHECKS, OPTIONAL, check_credential, problems_of
from testamur.credential.related_resource import integrity_of
from testamur.errors import DocumentError, Refused

VECTORS = Path(__file__).parents[1] / "vectors/credential"
V2_SHA256 = bytes.fromhex("59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734")
"""As W3C states it in the Data Model 2.0, appendix B.1."""
V2_MULTIHASH = "u" + base64.urlsafe_b64encode(b"\x12\x20" + V2_SHA256).decode().rstrip("=")

SIGNED_BY_W3C = [
    "w3c-vc-di-eddsa/eddsa-rdfc-2022/signedDataInt.json",
    "w3c-vc-di-eddsa/eddsa-jcs-2022/signedJCS.json",
]


@pytest.mark.parametrize("document", [DEGREE, ALUMNA])
@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_what_is_signed_here_is_good_here(document, suite):
    verification = checked(signed(document, suite=suite))

    assert answers(verification) == dict.fromkeys((check.name for check in CHECKS), "yes")
    assert verification.is_good


def test_one_of_version_1_names_the_context_of_its_proof():
    assert signed(ALUMNA)["@context"] == [*ALUMNA["@context"], DATA_INTEGRITY]
    assert signed(DEGREE)["@context"] == DEGREE["@context"]


def test_a_text_with_a_direction_is_signed_as_json():
    directed = {**DEGREE, "name": {"@value": "شهادة", "@language": "ar", "@direction": "rtl"}}
    document = signed(directed)

    assert document["proof"]["cryptosuite"] == "eddsa-jcs-2022"
    assert checked(document).is_good
    turned = {**document, "name": {**directed["name"], "@direction": "ltr"}}
    assert failure(checked(turned))[0] == "proof"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"@context": V2}, "@context: must be a list that begins with the address of the credentials context"),
        ({"@context": [EXAMPLES]}, f"@context[0]: must be {V2} or {V1}"),
        ({"@context": [V2, 5]}, "@context[1]: must be an absolute address or an object with definitions"),
        ({"@context": [V2, "https://x.example/terms"]},
         "@context[1]: names 'https://x.example/terms', which is not a known context"),
        ({"@context": [V2, EXAMPLES, EXAMPLES]}, "@context[2]: stands twice"),
        ({"@context": [V2]}, "the term 'degree' is in no context"),
        ({"type": ["VerifiableCredential", "not a type"]},
         "has a type that is neither a plain term nor an absolute address"),
        ({"id": None}, "id: is null, which no signature covers"),
        ({"proof": {"type": "DataIntegrityProof"}}, "proof: is there already"),
    ],
)  # fmt: skip
def test_what_is_not_right_is_not_signed(change, line):
    with pytest.raises(DocumentError) as caught:
        signed({**DEGREE, **change})

    assert line in caught.value.lines()


def test_only_the_issuers_own_key_signs():
    with pytest.raises(Refused) as caught:
        signed(DEGREE, key=OTHER_KEY)

    assert caught.value.rule == "issuer-key"


def test_a_type_may_be_an_address():
    assert checked(signed({**DEGREE, "type": ["VerifiableCredential", "https://x.example/#Sort"]})).is_good


@pytest.mark.parametrize("path", SIGNED_BY_W3C)
def test_what_the_working_group_signed_holds(path):
    document = json.loads((VECTORS / path).read_text(encoding="utf-8"))

    assert answers(checked(document, checks=())) == dict.fromkeys(
        ("well-formed", "contexts", "data model", "proof"), "yes"
    )


def test_a_proof_of_somebody_else_does_not_make_an_issuer():
    document = signed({**DEGREE, "issuer": OTHER_KEY.id.partition("#")[0]}, key=OTHER_KEY)
    forged = {**document, "issuer": DID}
    by_other = json.loads((VECTORS / SIGNED_BY_W3C[0]).read_text(encoding="utf-8"))

    assert failure(checked(forged))[0] == "proof"
    assert failure(checked(by_other))[:2] == (
        "issuer",
        "It is signed with a key of somebody other than the issuer it names.",
    )


@pytest.mark.parametrize("member", ["name", "validUntil", "description"])
def test_what_was_added_afterwards_is_found(member):
    document = {**signed(DEGREE), member: "2030-01-01T00:00:00Z"}

    assert failure(checked(document))[:2] == (
        "proof",
        "The signature does not match: something was changed after it was signed.",
    )


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_an_unknown_word_is_found_whatever_the_suite(suite):
    plain = {**DEGREE, "@context": [V2], "type": ["VerifiableCredential"], "credentialSubject": {"id": "urn:x:1"}}
    document = {**signed(plain, suite=suite), "credentialSubject": {"id": "urn:x:1", "ward": "North 3"}}

    assert failure(checked(document)) == (
        "contexts",
        "Not every word in it is defined.",
        ("the term 'ward' is in no context",),
    )


def test_a_credential_is_good_within_its_dates_only():
    dated = signed({**DEGREE, "validUntil": "2026-01-01T00:00:00Z"})
    later = signed({**ALUMNA, "issuanceDate": "2027-01-01T00:00:00Z"})

    assert failure(checked(dated))[:2] == ("validity", "It expired on 1 January 2026.")
    assert failure(checked(later))[:2] == ("validity", "It is valid only from 1 January 2027.")
    assert answers(checked(dated, checks=OPTIONAL - {"validity"}))["proof"] == "yes"


@pytest.mark.parametrize("member", ["digestSRI", "digestMultibase"])
def test_a_document_that_is_at_hand_is_compared(member):
    content = published(V2)
    right = {"digestSRI": integrity_of(content), "digestMultibase": V2_MULTIHASH}[member]
    wrong = {"digestSRI": integrity_of(content + b" "), "digestMultibase": V2_MULTIHASH[:-4] + "AAAA"}[member]

    assert checked(signed({**DEGREE, "relatedResource": {"id": V2, member: right}})).is_good
    (problem,) = problems_of({**DEGREE, "relatedResource": {"id": V2, member: wrong}}, confine=here)
    assert str(problem) == f"relatedResource[0].{member}: is not the digest of what is published there"


def test_a_document_that_is_not_at_hand_is_left_to_the_reader():
    related = {"id": "https://x.example/terms.pdf", "digestSRI": integrity_of(b"terms")}

    assert answers(checked(signed({**DEGREE, "relatedResource": related})))["related resources"] == "warning"


def test_a_schema_is_named_but_not_asked():
    schema = {"id": "https://x.example/schema.json", "type": "JsonSchema"}

    assert answers(checked(signed({**DEGREE, "credentialSchema": schema})))["schema"] == "warning"


def test_a_withdrawn_one_is_found_on_its_list():
    url = "https://x.example/status/1"
    document = signed({**DEGREE, "credentialStatus": StatusEntry(url, 7).document()})

    def asked(*indexes):
        listed = compose_status_list(url, issuer=DID, indexes=indexes, at=NOW, valid_for=timedelta(hours=1))
        fetched = sign(listed, KEY, at=NOW)
        return check_credential(document, resolve=never, fetch_status=lambda _: fetched, at=NOW, confine=here)

    assert asked().is_good
    assert failure(asked(7))[:2] == ("status", "The issuer has revoked it (list of 1 June 2026).")


def test_a_kind_of_status_that_is_not_known_leaves_it_open():
    status = {"type": "https://x.example/#Status", "id": "urn:x:1"}

    assert answers(checked(signed({**DEGREE, "credentialStatus": status})))["status"] == "cannot tell"


@pytest.mark.parametrize("source", [b"", b"[]", b'{"a": 1, "a": 2}', {"type": "EnvelopedVerifiableCredential"}])
def test_what_cannot_be_read_is_answered(source):
    assert failure(checked(source))[0] == "well-formed"
