"""Several proofs on one document: sets, and chains in which a later proof signs the earlier ones too."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from example_badge import AWARDED, CREDENTIAL, DID, DID_DOCUMENT, KEY, NOW, copied, judged, sentence

from testamur.credential import Verdict, did_web, issuer_document, verify
from testamur.credential.contexts import Contexts, vendored
from testamur.credential.did import as_did_key, did_key_document
from testamur.credential.findings import Answer
from testamur.credential.keys import from_number, from_seed
from testamur.credential.multikey import unbase58
from testamur.credential.proof import MAX_PROOFS, SUITES, add_proof, check_proof
from testamur.errors import Refused

W3C = Path(__file__).parents[1] / "vectors/credential/w3c-vc-di-eddsa/proof-set-chain"
EXAMPLES = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
CONTEXTS = Contexts({**vendored().bodies, "https://www.w3.org/ns/credentials/examples/v2": EXAMPLES})
SUITE = SUITES["eddsa-rdfc-2022"]
NOTARY = did_web("notary.example")
NOTARY_KEY = from_seed(f"{NOTARY}#key-1", seed=bytes(range(40, 72)))
FIRST, SECOND = "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544", "urn:uuid:d94f792a-c546-4d06-b38a-da070ab56c23"


def published(name: str) -> dict:
    return json.loads((W3C / f"{name}.json").read_text(encoding="utf-8"))


KEYS_OF_W3C = [
    as_did_key(from_seed("", seed=unbase58(pair["privateKeyMultibase"])[2:]))
    for pair in published("multiKeyPairs").values()
]


def w3c_step(document: dict, config: str, number: int) -> dict:
    """Return the document with the proof that a published configuration describes."""
    options = published(config)
    previous = options.get("previousProof", [])
    return add_proof(
        document,
        KEYS_OF_W3C[number],
        at=datetime.fromisoformat(options["created"]).astimezone(UTC),
        suite=SUITE,
        contexts=CONTEXTS,
        proof_id=options.get("id", ""),
        previous=previous if isinstance(previous, list) else [previous],
    )


def test_sets_and_chains_are_signed_as_published():
    one = w3c_step(published("unsigned"), "proofSetConfig1", 0)
    both = w3c_step(one, "proofSetConfig2", 1)
    chained = w3c_step(both, "proofChainConfig1", 2)
    twice = w3c_step(chained, "proofChainConfig2", 3)

    assert one == published("signedProofSet1")
    assert both == published("signedProofSet2")
    assert chained == published("signedProofChain1")
    assert twice == published("signedProofChain2")


@pytest.mark.parametrize("name", ["signedProofSet2", "signedProofChain1", "signedProofChain2"])
def test_the_published_documents_are_signed_for_an_issuer_that_has_no_key(name):
    """W3C's issuer is a web address. Under the name of a signer it is another document, and does not match."""
    document = published(name)
    signer = KEYS_OF_W3C[0].id.partition("#")[0]

    as_published = check_proof(document, did_document=did_key_document(signer), at=NOW, contexts=CONTEXTS)
    document["issuer"] = signer
    changed = check_proof(document, did_document=did_key_document(signer), at=NOW, contexts=CONTEXTS)

    assert as_published.sentence == "It is signed with a key of somebody other than the issuer it names."
    assert changed.sentence.startswith("The signature does not match")


def plain() -> dict:
    return {member: value for member, value in copied(CREDENTIAL).items() if member != "proof"}


def signed_twice(**chain: object) -> dict:
    """Return the badge signed by its issuer, and by a notary too."""
    own = add_proof(plain(), KEY, at=AWARDED, suite=SUITE, proof_id=FIRST)
    return add_proof(own, NOTARY_KEY, at=NOW, suite=SUITE, **chain)


def judged_with_notary(document: dict, *, published_by_notary: object = None):
    keys = {DID: DID_DOCUMENT, NOTARY: published_by_notary or issuer_document(NOTARY, [NOTARY_KEY])}
    unlisted = {member: value for member, value in document.items() if member != "credentialStatus"}
    assert unlisted == document
    return verify(document, resolve=keys.__getitem__, fetch_status=keys.__getitem__, at=NOW, known_issuers=[DID])


@pytest.fixture
def without_status(monkeypatch):
    monkeypatch.delitem(CREDENTIAL, "credentialStatus")


@pytest.mark.usefixtures("without_status")
@pytest.mark.parametrize("chain", [{}, {"previous": [FIRST]}])
def test_a_badge_that_somebody_signed_too_is_good_and_says_who(chain):
    verification = judged_with_notary(signed_twice(**chain))

    assert verification.is_good
    assert sentence(verification, "proof") == (
        "All 2 signatures match: nothing was changed since the issuer signed it on 1 March 2026. "
        "It is signed by did:web:notary.example too."
    )


@pytest.mark.usefixtures("without_status")
def test_a_second_signature_that_does_not_hold_spoils_it():
    document = signed_twice()
    document["proof"][1]["created"] = "2026-05-01T00:00:00Z"

    assert judged_with_notary(document).verdict is Verdict.NOT_GENUINE


@pytest.mark.usefixtures("without_status")
def test_a_chain_notices_when_the_earlier_signature_is_replaced():
    """The issuer's second signature holds by itself; what the notary has signed is another one."""
    document = signed_twice(previous=[FIRST])
    later = add_proof(plain(), KEY, at=NOW, suite=SUITE, proof_id=FIRST)
    document["proof"][0] = later["proof"]

    verification = judged_with_notary(document)

    assert verification.verdict is Verdict.NOT_GENUINE
    assert sentence(verification, "proof").startswith("The signature does not match")


@pytest.mark.usefixtures("without_status")
def test_a_notary_whose_keys_cannot_be_had_leaves_it_open():
    document = signed_twice()
    keys = {DID: DID_DOCUMENT}

    def resolve(did: str) -> object:
        if did not in keys:
            raise OSError("connection refused")
        return keys[did]

    verification = verify(document, resolve=resolve, fetch_status=resolve, at=NOW)

    assert verification.verdict is Verdict.CANNOT_TELL
    assert sentence(verification, "proof") == (
        "did:web:notary.example has signed it too, and its published keys cannot be had: connection refused."
    )


@pytest.mark.usefixtures("without_status")
def test_an_address_that_answers_for_another_does_not_vouch_for_the_notary():
    elsewhere = {**issuer_document(NOTARY, [NOTARY_KEY]), "id": "did:web:other.example"}

    verification = judged_with_notary(signed_twice(), published_by_notary=elsewhere)

    assert sentence(verification, "proof") == (
        "The address of did:web:notary.example, who has signed it too, answers for somebody else."
    )


def test_the_signatures_of_others_alone_are_not_enough():
    key = as_did_key(from_seed("", seed=bytes(range(40, 72))))
    document = add_proof(add_proof(plain(), key, at=NOW, suite=SUITE), key, at=NOW, suite=SUITE)

    finding = check_proof(document, did_document=DID_DOCUMENT, at=NOW)

    assert (finding.answer, finding.sentence) == (
        Answer.NO,
        "It is signed with a key of somebody other than the issuer it names.",
    )


def test_one_badge_may_be_signed_with_keys_of_two_kinds():
    other = from_number(f"{DID}#key-p", number=2026)
    both = add_proof(
        add_proof(plain(), KEY, at=AWARDED, suite=SUITE), other, at=AWARDED, suite=SUITES["ecdsa-jcs-2019"]
    )

    verification = judged(both, did_document=issuer_document(DID, [KEY, other]))

    assert verification.is_good
    assert sentence(verification, "proof") == (
        "All 2 signatures match: nothing was changed since the issuer signed it on 1 March 2026."
    )


@pytest.mark.parametrize(
    ("change", "answer", "said"),
    [
        ({"previousProof": "urn:x:none"}, "no", "builds on another one that is not there"),
        ({"previousProof": SECOND}, "no", "builds on another one that is not there"),
        ({"previousProof": []}, "no", "does not say rightly on which others"),
        ({"previousProof": [FIRST, FIRST]}, "no", "does not say rightly on which others"),
        ({"previousProof": 7}, "no", "does not say rightly on which others"),
        ({"previousProof": FIRST}, "no", "does not match"),
        ({"id": FIRST}, "no", "Two of its signatures bear the same name."),
        ({"cryptosuite": "bbs-2023"}, "cannot tell", "in a way that cannot be checked here"),
    ],
)
def test_a_second_proof_of_the_issuer_that_is_not_right(change, answer, said):
    own = add_proof(plain(), KEY, at=AWARDED, suite=SUITE, proof_id=FIRST)
    both = add_proof(own, KEY, at=AWARDED, suite=SUITE, proof_id=SECOND)
    both["proof"][1].update(change)

    finding = check_proof(both, did_document=DID_DOCUMENT, at=NOW)

    assert finding.answer.value == answer
    assert said in finding.sentence


def test_many_proofs_are_not_looked_at():
    many = {**CREDENTIAL, "proof": [CREDENTIAL["proof"]] * (MAX_PROOFS + 1)}

    finding = check_proof(many, did_document=DID_DOCUMENT, at=NOW)

    assert (finding.answer, finding.sentence) == (
        Answer.CANNOT_TELL,
        "It carries more than 5 signatures, too many to check here.",
    )


def test_a_proof_is_not_put_on_one_that_is_not_there():
    with pytest.raises(Refused, match="builds on another one that is not there"):
        add_proof(CREDENTIAL, KEY, at=NOW, suite=SUITE, previous=["urn:x:none"])
