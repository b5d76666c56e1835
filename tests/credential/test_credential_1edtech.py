"""1EdTech's samples and signing vector: what must be refused is, what is good holds, we sign the same bytes.

Source: `tests/vectors/credential/README.md`. Their issuers are plain web addresses and not DIDs, so the whole of
`verify` stops at the issuer; here each sample goes through all the other steps, with the key that its proof names.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from testamur.credential.contexts import vendored
from testamur.credential.findings import Answer
from testamur.credential.keys import from_seed
from testamur.credential.multikey import unbase58
from testamur.credential.proof import add_proof, issuer_of
from testamur.credential.requirements import OPEN_BADGE, STATUS_LIST, requirement_problems
from testamur.credential.screening import context_problems, form_problems
from testamur.credential.secured import check_secured, read_secured
from testamur.credential.signed import SUITES, signed_data
from testamur.credential.standing import check_validity
from testamur.credential.status import decode
from testamur.credential.unwrap import unwrap

SAMPLES = Path(__file__).parents[1] / "vectors/credential/1edtech-validator"
AT = datetime(2026, 6, 1, tzinfo=UTC)
SUITE = SUITES["eddsa-rdfc-2022"]
SEED = bytes.fromhex("6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4")
"""Of the key that the Open Badges 3.0 Implementation Guide publishes with its signing vector."""

REFUSED = {
    "context": ("contexts", "must be https://www.w3.org/ns/credentials/v2"),
    "credential-subject-achievement-result-description-type": ("schema", "must include ResultDescription"),
    "credential-subject-identifier-type": ("schema", "must include IdentityObject"),
    "credential-subject-profile-type": ("proof", "the type 'InvalidProfile' is in no context"),
    "credential-subject-result-type": ("schema", "must include Result"),
    "credential-subject-type": ("schema", "must include AchievementSubject"),
    "evidence-type": ("schema", "must include Evidence"),
    "expired": ("validity", "It expired on 1 January 2010."),
    "issued": ("schema", "credentialSubject.achievement: is missing"),
    "issuer": ("schema", "issuer: is missing"),
    "issuer-otheridentifier-type": ("proof", "the term 'identifier' is in no context"),
    "issuer-parentorg-type": ("well-formed", "issuer.parentOrg: describes"),
    "issuer-type": ("schema", "must include Profile"),
    "proof-method": ("proof", "must be a key of kind"),
    "proof-method-no-scheme": ("proof", "somebody other than the issuer"),
    "proof-method-unknown-did-method": ("proof", "somebody other than the issuer"),
    "proof-method-unknown-scheme": ("proof", "somebody other than the issuer"),
    "proof-value": ("proof", "The signature does not match"),
    "type": ("schema", "must include OpenBadgeCredential"),
}
GOOD = (
    "simple.json",
    "simple-context-alias.json",
    "simple-did-web-method.json",
    "simple-json.svg",
    "sd-derived.json",
    "credential-status-revoked.json",
)
STRICTER = {
    "simple-context-version.json": ("contexts", "context-3.0.2.json', which is not a known context"),
    "simple-did-key-method.json": ("well-formed", "a second time, and differently"),
    "simple-multiple-proofs.json": ("proof", "in a way that cannot be checked here"),
}
"""Samples that 1EdTech's validator may take and we do not: an older context; an issuer and a holder of one name,
said to be two things; and a proof of a kind that is made up."""


def keys_of(document):
    """Return the DID document that lists every key which the proofs of a sample name."""
    stated, issuer = document.get("proof", []), issuer_of(document)
    proofs = stated if isinstance(stated, list) else [stated]
    names = [str(proof["verificationMethod"]) for proof in proofs if "verificationMethod" in proof]
    methods = [
        {"id": name, "type": "Multikey", "controller": issuer, "publicKeyMultibase": name.partition("#")[2]}
        for name in names
    ]
    return {"id": issuer, "assertionMethod": names, "verificationMethod": methods}


def stopped_at(name, *, requirements=OPEN_BADGE):
    """Return the first step that does not say yes of a sample, and what it says; nothing if all do."""
    secured = read_secured(unwrap((SAMPLES / name).read_bytes()).credential)
    document = secured.document
    for step, problems in (
        ("well-formed", form_problems(document)),
        ("contexts", context_problems(document, contexts=vendored())),
        ("schema", requirement_problems(document, requirements)),
    ):
        first = next(problems, None)
        if first:
            return step, str(first)
    for step, finding in (
        ("proof", check_secured(secured, did_document=keys_of(document), at=AT)),
        ("validity", check_validity(document, at=AT)),
    ):
        if finding.answer is not Answer.YES:
            return step, finding.sentence
    return None


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_on_purpose_is_refused_for_its_fault(name):
    step, said = stopped_at(f"simple-err-{name}.json")

    assert step == REFUSED[name][0]
    assert REFUSED[name][1] in said


def test_no_sample_that_is_wrong_on_purpose_is_left_out():
    found = {path.stem.removeprefix("simple-err-") for path in SAMPLES.glob("simple-err-*.json")}

    assert found == set(REFUSED)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_sample_is_good(name):
    assert stopped_at(name) is None


@pytest.mark.parametrize("name", STRICTER)
def test_where_we_are_stricter_it_is_said_why(name):
    step, said = stopped_at(name)

    assert step == STRICTER[name][0]
    assert STRICTER[name][1] in said


@pytest.mark.parametrize("name", ["simple.json", "simple-did-web-method.json", "credential-status-revoked.json"])
def test_with_their_key_we_sign_the_same_bytes(name):
    credential = json.loads((SAMPLES / name).read_bytes())
    stated = credential.pop("proof")
    (proof,) = stated if isinstance(stated, list) else [stated]

    ours = add_proof(
        credential,
        from_seed(proof["verificationMethod"], seed=SEED),
        at=datetime.fromisoformat(proof["created"]),
        suite=SUITE,
    )

    assert ours["proof"] == proof


def test_a_sample_with_any_other_key_is_signed_otherwise():
    """So that the equality above is not one of anything with anything."""
    credential = json.loads((SAMPLES / "simple.json").read_bytes())
    (proof,) = credential.pop("proof")
    at = datetime.fromisoformat(proof["created"])
    other = from_seed(proof["verificationMethod"], seed=bytes(32))

    assert add_proof(credential, other, at=at, suite=SUITE)["proof"] != proof
    later = add_proof(credential, from_seed(other.id, seed=SEED), at=at + timedelta(seconds=1), suite=SUITE)
    assert later["proof"]["proofValue"] != proof["proofValue"]


def test_the_signing_vector_of_the_implementation_guide():
    """The document of the guide is that of a sample but for its issuer; hashes and signature are as published."""
    text = (SAMPLES / "simple.json").read_text()
    sample = json.loads(text.replace("https://example.com/issuers/876543", "https://example.edu/issuers/565049"))
    sample["issuer"]["url"] = "https://www.imsglobal.org"
    (proof,) = sample.pop("proof")
    key = from_seed(proof["verificationMethod"], seed=SEED)
    options = {name: value for name, value in proof.items() if name != "proofValue"}

    data = signed_data(sample, options, suite=SUITE, contexts=vendored())
    signed = add_proof(sample, key, at=datetime(2010, 1, 1, 19, 23, 24, tzinfo=UTC), suite=SUITE)

    assert key.public.raw.hex() == "4bdeafde2ea8beefadd8c699b5c7e0704cf51154d52e17b20b71337ca04cc5a5"
    assert data[:32].hex() == "d34009cea0dbc1ca941e09dc01c8c9d3e3ce3c5b853f67ee44698dcea10f5d19"
    assert data[32:].hex() == "87f65a76d40146205e3b3e06cb0fbd153f97f9ce70372390f52566bb7f9e0773"
    assert unbase58(signed["proof"]["proofValue"]).hex() == (
        "f7a017acf7d27983267ec362657c0fb08e955549f49dac5bf36a03c4f2c3a4f1"
        "e3738a6c5ecd7ffba7135cb9cd754e6196f4b73082ea8df8e703c8ecd4333503"
    )


def test_their_status_list_is_read_as_they_mean_it():
    """The list holds; the credential that the sample calls revoked stands at 23."""
    listing = json.loads((SAMPLES / "status-list.json").read_bytes())

    assert stopped_at("status-list.json", requirements=STATUS_LIST) is None
    bits = decode(listing["credentialSubject"]["encodedList"])
    assert [index for index in range(len(bits) * 8) if bits[index // 8] & 0x80 >> index % 8] == [23]
