"""What others make up: proofs that do not hold, and documents built to confuse. There is always an answer."""

import pytest
from example_badge import CREDENTIAL, DID, DID_DOCUMENT, NOW, answers, copied, judged, sentence, stopped_at
from hypothesis import given
from hypothesis import strategies as st

from testamur.credential import Verdict, verify
from testamur.credential.confined import here
from testamur.credential.verification import CHECKS


def with_proof(**changes):
    return {**CREDENTIAL, "proof": {**CREDENTIAL["proof"], **changes}}


@pytest.mark.parametrize(
    ("document", "answer", "said"),
    [
        (with_proof(type="Ed25519Signature2020"), "cannot tell", "in a way that cannot be checked here"),
        (with_proof(cryptosuite="bbs-2023"), "cannot tell", "in a way that cannot be checked here"),
        (with_proof(cryptosuite="ecdsa-sd-2023"), "no", "do not fit together"),
        (with_proof(cryptosuite=["eddsa-rdfc-2022"]), "cannot tell", "in a way that cannot be checked here"),
        (with_proof(previousProof="urn:x:1"), "no", "builds on another"),
        ({**CREDENTIAL, "proof": [CREDENTIAL["proof"]] * 9}, "cannot tell", "more than 5 signatures"),
        ({**CREDENTIAL, "proof": [CREDENTIAL["proof"], 7]}, "no", "is not signed"),
        (with_proof(proofPurpose="authentication"), "no", "for another purpose"),
        (with_proof(verificationMethod=f"{DID}#other"), "no", "does not list the key"),
        (with_proof(verificationMethod=7), "no", "somebody other than the issuer"),
        (with_proof(**{"@context": CREDENTIAL["@context"]}), "no", "for other definitions"),
        (with_proof(shoeSize=42), "no", "is in no context"),
        (with_proof(nonce=None), "no", "not written as it must be"),
        (with_proof(created="yesterday"), "no", "bears no proper date"),
        (with_proof(expires="2026-05-31T00:00:00Z"), "no", "was good only until 31 May 2026"),
        (with_proof(expires="2027-05-31T00:00:00Z"), "no", "does not match"),
        (with_proof(proofValue=None), "no", "not written as it must be"),
        (with_proof(proofValue=7), "no", "must be base58btc text"),
        (with_proof(proofValue="z"), "no", "do not fit together"),
        (with_proof(proofValue=CREDENTIAL["proof"]["proofValue"] + "1"), "no", "do not fit together"),
        (with_proof(proofValue="z" + "1" * 64), "no", "does not match"),
    ],
)
def test_a_proof_that_does_not_hold_is_refused(document, answer, said):
    verification = judged(document)

    assert answers(verification) == stopped_at("proof", answer)
    assert said in sentence(verification, "proof")


def test_one_proof_in_a_list_is_one_proof():
    assert judged({**CREDENTIAL, "proof": [CREDENTIAL["proof"]]}).is_good


def test_a_poison_graph_cannot_be_told_and_costs_nothing():
    """A clique of blank nodes, hung on the badge as evidence; they are told apart only by trying."""
    tied = [{"type": ["Evidence"], "name": "x", "audience": "y"} for _ in range(9)]
    document = {**CREDENTIAL, "evidence": tied}

    verification = judged(document)

    assert answers(verification) == stopped_at("proof", "cannot tell")
    assert sentence(verification, "proof") == "It is built so that checking it would take too long."


@pytest.mark.parametrize(
    "source",
    [
        b"", b"null", b"[]", b"7", b'"text"', b"{", b"{}", b"\xff\xfe", b'{"a":1,"a":1}', b"[" * 100_000,
        b'{"@context": "\\ud800"}', b'{"a": 1e999}', b"x" * 300_000, b"ey.J.x",
        {}, {"@context": {}}, {"proof": {}}, {1: 2}, {"a": object()},
    ],
)  # fmt: skip
def test_what_is_no_credential_gets_an_answer_all_the_same(source):
    verification = judged(source)

    assert verification.verdict is Verdict.NOT_GENUINE
    assert verification.steps[0].answer in {"yes", "no"}
    assert len(verification.steps) == len(CHECKS)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "@id", "@value", "@context", "@graph", "name", "issuer", "proof", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(member=st.sampled_from([*sorted(CREDENTIAL), "relatedResource", "termsOfUse"]), value=json_values)
def test_whatever_stands_in_place_of_a_member_it_is_never_taken_for_good(member, value):
    document = {**CREDENTIAL, member: value}

    verification = judged(document, confine=here)

    assert len(verification.steps) == len(CHECKS)
    assert not verification.is_good or document == CREDENTIAL or value == []


@given(member=st.sampled_from(sorted(CREDENTIAL["credentialSubject"]["achievement"])), value=json_values)
def test_the_same_within_the_achievement(member, value):
    document = copied(CREDENTIAL)
    document["credentialSubject"]["achievement"][member] = value

    verification = judged(document, confine=here)

    assert not verification.is_good or document == CREDENTIAL


@given(source=json_values, did_document=json_values, listing=json_values)
def test_whatever_others_publish_there_is_an_answer(source, did_document, listing):
    published = {"resolve": lambda _did: did_document, "fetch_status": lambda _url: listing}
    verify(CREDENTIAL, **published, at=NOW, confine=here)
    verification = verify(
        {"@context": CREDENTIAL["@context"], "credentialSubject": source},
        **published,
        at=NOW,
        confine=here,
    )

    assert verification.verdict is Verdict.NOT_GENUINE


@given(parts=st.dictionaries(st.sampled_from(sorted(DID_DOCUMENT)), json_values, max_size=3))
def test_whatever_a_did_document_holds_there_is_an_answer(parts):
    judged(did_document={**DID_DOCUMENT, **parts}, confine=here)
