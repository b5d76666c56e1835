"""Every cryptosuite against its published vectors, byte for byte."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from example_badge import AWARDED, BADGE, CREDENTIAL, DID, KEY, NOW, copied, judged, sentence

from testamur.credential import compose, issuer_document, sign
from testamur.credential.contexts import Contexts, vendored
from testamur.credential.cryptosuite import Cryptosuite
from testamur.credential.did import as_did_key, did_key_document
from testamur.credential.findings import Answer
from testamur.credential.keys import SigningKey, from_number, from_seed
from testamur.credential.multikey import P256, P384, unbase58
from testamur.credential.proof import SUITES, add_proof, check_proof, signed_data
from testamur.credential.signatures import ALGORITHMS
from testamur.errors import Refused

VECTORS_OF_W3C = Path(__file__).parents[1] / "vectors/credential"
CREATED = datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)
EXAMPLES = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
CONTEXTS = Contexts({**vendored().bodies, "https://www.w3.org/ns/credentials/examples/v2": EXAMPLES})


def _ed25519_key() -> SigningKey:
    pair = json.loads((VECTORS_OF_W3C / "w3c-vc-di-eddsa/keyPair.json").read_text())
    return as_did_key(from_seed("", seed=unbase58(pair["privateKeyMultibase"])[2:]))


def _key_on_curve(kind: str, file: str) -> SigningKey:
    pair = json.loads((VECTORS_OF_W3C / "w3c-vc-di-ecdsa" / file).read_text())
    number = int.from_bytes(unbase58(pair["secretKeyMultibase"])[2:], "big")
    key = as_did_key(from_number("", number=number, kind=kind))
    assert key.public.multibase == pair["publicKeyMultibase"]
    return key


@dataclass(frozen=True)
class Vector:
    """Where the published files of one cryptosuite with one key lie, and what ends their names."""

    suite: Cryptosuite
    folder: str
    ending: str
    key: SigningKey

    def text(self, name):
        return (VECTORS_OF_W3C / self.folder / f"{name}{self.ending}.txt").read_text(encoding="utf-8")

    def document(self, name):
        return json.loads((VECTORS_OF_W3C / self.folder / f"{name}{self.ending}.json").read_text(encoding="utf-8"))

    @property
    def unsigned(self):
        return json.loads((VECTORS_OF_W3C / self.folder).with_name("unsigned.json").read_text())


ED25519_KEY = _ed25519_key()
P256_KEY = _key_on_curve(P256, "p256KeyPair.json")
P384_KEY = _key_on_curve(P384, "p384KeyPair.json")
VECTORS = [
    Vector(SUITES["eddsa-rdfc-2022"], "w3c-vc-di-eddsa/eddsa-rdfc-2022", "DataInt", ED25519_KEY),
    Vector(SUITES["eddsa-jcs-2022"], "w3c-vc-di-eddsa/eddsa-jcs-2022", "JCS", ED25519_KEY),
    Vector(SUITES["ecdsa-rdfc-2019"], "w3c-vc-di-ecdsa/ecdsa-rdfc-2019-p256", "ECDSAP256", P256_KEY),
    Vector(SUITES["ecdsa-rdfc-2019"], "w3c-vc-di-ecdsa/ecdsa-rdfc-2019-p384", "ECDSAP384", P384_KEY),
    Vector(SUITES["ecdsa-jcs-2019"], "w3c-vc-di-ecdsa/ecdsa-jcs-2019-p256", "JCSECDSAP256", P256_KEY),
    Vector(SUITES["ecdsa-jcs-2019"], "w3c-vc-di-ecdsa/ecdsa-jcs-2019-p384", "JCSECDSAP384", P384_KEY),
]
KEYS_BY_KIND = {key.public.kind: key for key in (ED25519_KEY, P256_KEY, P384_KEY)}
SIGNING = [suite for suite in SUITES.values() if suite.check is None]
"""Those of one signature over two hashes; the others have their own tests."""

every_suite = pytest.mark.parametrize("suite", SIGNING, ids=lambda suite: suite.name)
every_vector = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.folder.rpartition("/")[2])


def test_every_suite_has_a_published_vector_with_every_kind_of_key():
    shown = {(vector.suite.name, vector.key.public.kind) for vector in VECTORS}

    assert shown == {(suite.name, kind) for suite in SIGNING for kind in suite.kinds}


@pytest.mark.parametrize("suite", SUITES.values(), ids=lambda suite: suite.name)
def test_a_suite_stands_in_a_file_of_its_name(suite: Cryptosuite):
    folder = Path(__file__).parents[2] / "src/testamur/credential/suites"

    assert (folder / f"{suite.name.replace('-', '_')}.py").is_file()


@every_vector
def test_canonical_forms_and_hashes_are_those_published(vector: Vector):
    digest = ALGORITHMS[vector.key.public.kind].digest

    document_text = vector.suite.canonicalise(vector.unsigned, CONTEXTS)
    options_text = vector.suite.canonicalise(vector.document("proofConfig"), CONTEXTS)

    assert document_text.decode() == vector.text("canonDoc")
    assert options_text.decode() == vector.text("proofCanon")
    assert digest(document_text).hex() == vector.text("docHash").strip()
    assert digest(options_text).hex() == vector.text("proofHash").strip()


@every_vector
def test_the_signed_document_is_the_one_published(vector: Vector):
    """To the same signature: Ed25519 has one only, and ECDSA with the secret number of RFC 6979 too."""
    key = vector.key

    data = signed_data(
        vector.unsigned,
        vector.document("proofConfig"),
        suite=vector.suite,
        contexts=CONTEXTS,
        kind=key.public.kind,
    )
    signed = add_proof(vector.unsigned, key, at=CREATED, suite=vector.suite, contexts=CONTEXTS)

    assert data.hex() == vector.text("combinedHash").strip()
    assert key.sign(data).hex() == vector.text("sigHex").strip()
    assert signed == vector.document("signed")


@every_vector
def test_the_published_document_verifies_except_that_it_is_signed_for_somebody_else(vector: Vector):
    """Its issuer is a web address, while it is signed with a did:key; we take that for a borrowed name."""
    signed = vector.document("signed")
    did = vector.key.id.partition("#")[0]
    keys = did_key_document(did)

    as_published = check_proof(signed, did_document=keys, at=NOW, contexts=CONTEXTS)
    content = {**vector.unsigned, "issuer": did}
    own = add_proof(content, vector.key, at=CREATED, suite=vector.suite, contexts=CONTEXTS)
    as_own = check_proof(own, did_document=keys, at=NOW, contexts=CONTEXTS)

    assert (as_published.answer, as_own.answer) == (Answer.NO, Answer.YES)
    assert as_published.sentence == "It is signed with a key of somebody other than the issuer it names."


@every_vector
def test_a_published_signature_with_one_bit_turned_does_not_hold(vector: Vector):
    algorithm = ALGORITHMS[vector.key.public.kind]
    data = bytes.fromhex(vector.text("combinedHash"))
    signature = bytes.fromhex(vector.text("sigHex"))
    turned = bytes([signature[0] ^ 1]) + signature[1:]

    assert algorithm.holds(vector.key.public.raw, signature, data)
    assert len(signature) == algorithm.signature_bytes
    assert not algorithm.holds(vector.key.public.raw, turned, data)
    assert not algorithm.holds(vector.key.public.raw, bytes(len(signature)), data)
    assert not algorithm.holds(bytes(len(vector.key.public.raw)), signature, data)


@every_suite
def test_a_signature_of_one_suite_is_none_of_another(suite: Cryptosuite):
    key = KEYS_BY_KIND[suite.kinds[0]]
    did = key.id.partition("#")[0]
    content = {member: value for member, value in CREDENTIAL.items() if member != "proof"} | {"issuer": did}
    signed = add_proof(content, key, at=AWARDED, suite=suite)

    for other in SUITES:
        document = {**signed, "proof": {**signed["proof"], "cryptosuite": other}}
        finding = check_proof(document, did_document=did_key_document(did), at=NOW)

        assert (finding.answer is Answer.YES) is (other == suite.name)


def test_a_suite_signs_only_with_keys_of_its_kind():
    with pytest.raises(Refused, match="ecdsa-rdfc-2019 does not sign with a key of kind Ed25519"):
        sign(compose(BADGE), KEY, at=AWARDED, suite="ecdsa-rdfc-2019")


@pytest.mark.parametrize("kind", [P256, P384])
def test_a_badge_of_an_issuer_with_a_key_on_a_curve_is_judged_like_any(kind):
    key = from_number(f"{DID}#key-p", number=2026, kind=kind)
    keys = issuer_document(DID, [KEY, key])

    badge = sign(compose(BADGE), key, at=AWARDED, suite="ecdsa-rdfc-2019")
    changed = copied(badge)
    changed["credentialSubject"]["result"][0]["value"] = "109"

    assert judged(badge, did_document=keys).is_good
    assert sentence(judged(changed, did_document=keys), "proof").startswith("The signature does not match")
    assert sentence(judged(badge), "proof") == "The issuer does not list the key that signed it."
