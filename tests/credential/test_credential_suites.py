"""Every cryptosuite against its published vector, byte for byte."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from example_badge import AWARDED, CREDENTIAL, DID_DOCUMENT, KEY, NOW

from testamur.credential.contexts import Contexts, vendored
from testamur.credential.cryptosuite import Cryptosuite
from testamur.credential.did import as_did_key, did_key_document
from testamur.credential.findings import Answer
from testamur.credential.keys import from_seed
from testamur.credential.multikey import unbase58
from testamur.credential.proof import SUITES, add_proof, check_proof, signed_data

W3C = Path(__file__).parents[1] / "vectors/credential/w3c-vc-di-eddsa"
PAIR = json.loads((W3C / "keyPair.json").read_text())
KEY_OF_W3C = as_did_key(from_seed("", seed=unbase58(PAIR["privateKeyMultibase"])[2:]))
CREATED = datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)
EXAMPLES = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
CONTEXTS = Contexts({**vendored().bodies, "https://www.w3.org/ns/credentials/examples/v2": EXAMPLES})


@dataclass(frozen=True)
class Vector:
    """Where the published files of one cryptosuite lie, and what ends their names."""

    folder: str
    ending: str

    def text(self, name):
        return (W3C / self.folder / f"{name}{self.ending}.txt").read_text(encoding="utf-8")

    def document(self, name):
        return json.loads((W3C / self.folder / f"{name}{self.ending}.json").read_text(encoding="utf-8"))


VECTORS = {
    "eddsa-rdfc-2022": Vector("eddsa-rdfc-2022", "DataInt"),
    "eddsa-jcs-2022": Vector("eddsa-jcs-2022", "JCS"),
}
UNSIGNED = json.loads((W3C / "unsigned.json").read_text())
every_suite = pytest.mark.parametrize("suite", SUITES.values(), ids=lambda suite: suite.name)


def test_every_suite_has_a_published_vector():
    assert set(VECTORS) == set(SUITES)


@every_suite
def test_a_suite_is_named_as_its_file(suite: Cryptosuite):
    assert suite.canonicalise.__module__ in {
        f"testamur.credential.suites.{suite.name.replace('-', '_')}",
        "testamur.credential.canonical",
    }


@every_suite
def test_canonical_forms_and_hashes_are_those_published(suite: Cryptosuite):
    vector = VECTORS[suite.name]
    options = vector.document("proofConfig")

    document_text = suite.canonicalise(UNSIGNED, CONTEXTS)
    options_text = suite.canonicalise(options, CONTEXTS)

    assert document_text.decode() == vector.text("canonDoc")
    assert options_text.decode() == vector.text("proofCanon")
    assert suite.digest(document_text).hex() == vector.text("docHash").strip()
    assert suite.digest(options_text).hex() == vector.text("proofHash").strip()


@every_suite
def test_the_signed_document_is_the_one_published(suite: Cryptosuite):
    vector = VECTORS[suite.name]

    data = signed_data(UNSIGNED, vector.document("proofConfig"), suite=suite, contexts=CONTEXTS)
    signed = add_proof(UNSIGNED, KEY_OF_W3C, at=CREATED, suite=suite, contexts=CONTEXTS)

    assert data.hex() == vector.text("combinedHash").strip()
    assert KEY_OF_W3C.sign(data).hex() == vector.text("sigHex").strip()
    assert signed == vector.document("signed")


@every_suite
def test_the_published_document_verifies_except_that_it_is_signed_for_somebody_else(suite: Cryptosuite):
    """Its issuer is a web address, while it is signed with a did:key; we take that for a borrowed name."""
    signed = VECTORS[suite.name].document("signed")
    did = KEY_OF_W3C.id.partition("#")[0]
    keys = did_key_document(did)

    as_published = check_proof(signed, did_document=keys, at=NOW, contexts=CONTEXTS)
    own = add_proof({**UNSIGNED, "issuer": did}, KEY_OF_W3C, at=CREATED, suite=suite, contexts=CONTEXTS)
    as_own = check_proof(own, did_document=keys, at=NOW, contexts=CONTEXTS)

    assert (as_published.answer, as_own.answer) == (Answer.NO, Answer.YES)
    assert as_published.sentence == "It is signed with a key of somebody other than the issuer it names."


@every_suite
def test_a_signature_of_one_suite_is_none_of_another(suite: Cryptosuite):
    content = {key: value for key, value in CREDENTIAL.items() if key != "proof"}
    signed = add_proof(content, KEY, at=AWARDED, suite=suite)

    for other in SUITES:
        document = {**signed, "proof": {**signed["proof"], "cryptosuite": other}}
        finding = check_proof(document, did_document=DID_DOCUMENT, at=NOW)

        assert (finding.answer is Answer.YES) is (other == suite.name)


def test_a_set_of_proofs_cannot_be_told():
    signed = json.loads((W3C / "proof-set-chain/signedProofSet2.json").read_text())

    finding = check_proof(signed, did_document=DID_DOCUMENT, at=NOW, contexts=CONTEXTS)

    assert finding.answer is Answer.CANNOT_TELL
    assert finding.sentence == "It carries several signatures, which cannot be checked here."
