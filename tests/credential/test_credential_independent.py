"""What we sign, judged by verifiers that are not ours, each sample alike."""

from dataclasses import replace

import pytest
from example_badge import (
    AWARDED,
    BADGE,
    CREDENTIAL,
    DAY,
    DID,
    DID_DOCUMENT,
    EXPIRES,
    INDEX,
    KEY,
    NOW,
    OTHER_KEY,
    STATUS_URL,
    copied,
    judged,
    status_list,
)
from test_credential_tampering import LEAVES, changed, name
from test_credential_tampering import at as value_at

from independent import all_node_answers, openbadgeslib_verdict
from testamur.credential import StatusEntry, Verdict, compose, did_web, issuer_document, sign
from testamur.credential.keys import from_seed
from testamur.credential.proof import SUITES, add_proof


def with_value(value):
    document = copied(CREDENTIAL)
    document["credentialSubject"]["result"][0]["value"] = value
    return document


def forged_status_list():
    """Return a list on which nothing is set, signed with a key that the academy does not publish."""
    return sign({k: v for k, v in status_list().items() if k != "proof"}, OTHER_KEY, at=NOW)


WITHOUT_ALIGNMENT = replace(BADGE.achievement, alignments=())
PLAIN = sign(
    compose(replace(BADGE, valid_until=None, results=(), evidence=(), achievement=WITHOUT_ALIGNMENT)),
    KEY,
    at=AWARDED,
)
DIFFICULT = sign(
    compose(
        replace(
            BADGE,
            name='Ünïcödé "quoted" \\ {brace} 証明 \U0001f600',
            achievement=replace(BADGE.achievement, description="_:b0 <a> .\nline two"),
        )
    ),
    KEY,
    at=AWARDED,
)
SUSPENDABLE = sign(compose(replace(BADGE, status=StatusEntry(STATUS_URL, INDEX, "suspension"))), KEY, at=AWARDED)
BOTH_KEYS = issuer_document(DID, [OTHER_KEY, KEY])
NEW_KEY_ONLY = issuer_document(DID, [OTHER_KEY])
CASES = {
    "good": (CREDENTIAL, DID_DOCUMENT, status_list(), NOW, Verdict.CURRENT),
    "good, plain": (PLAIN, DID_DOCUMENT, status_list(), NOW, Verdict.CURRENT),
    "good, with difficult text": (DIFFICULT, DID_DOCUMENT, status_list(), NOW, Verdict.CURRENT),
    "good, of a retired key": (CREDENTIAL, BOTH_KEYS, status_list(), NOW, Verdict.CURRENT),
    "good, others revoked": (CREDENTIAL, DID_DOCUMENT, status_list(INDEX - 1, INDEX + 1), NOW, Verdict.CURRENT),
    "tampered with": (with_value("109"), DID_DOCUMENT, status_list(), NOW, Verdict.NOT_GENUINE),
    "revoked": (CREDENTIAL, DID_DOCUMENT, status_list(INDEX), NOW, Verdict.REVOKED),
    "can be suspended": (SUSPENDABLE, DID_DOCUMENT, status_list(purpose="suspension"), NOW, Verdict.CURRENT),
    "suspended": (SUSPENDABLE, DID_DOCUMENT, status_list(INDEX, purpose="suspension"), NOW, Verdict.SUSPENDED),
    "others suspended": (
        SUSPENDABLE,
        DID_DOCUMENT,
        status_list(INDEX - 1, INDEX + 1, purpose="suspension"),
        NOW,
        Verdict.CURRENT,
    ),
    "list kept for another purpose": (SUSPENDABLE, DID_DOCUMENT, status_list(), NOW, Verdict.CANNOT_TELL),
    "expired": (CREDENTIAL, DID_DOCUMENT, status_list(at=EXPIRES + DAY), EXPIRES + DAY, Verdict.EXPIRED),
    "not yet valid": (
        CREDENTIAL,
        DID_DOCUMENT,
        status_list(at=AWARDED - DAY),
        AWARDED - DAY,
        Verdict.NOT_YET_VALID,
    ),
    "of a key unknown": (CREDENTIAL, NEW_KEY_ONLY, status_list(key=OTHER_KEY), NOW, Verdict.NOT_GENUINE),
    "list forged": (CREDENTIAL, DID_DOCUMENT, forged_status_list(), NOW, Verdict.CANNOT_TELL),
    "list out of date": (CREDENTIAL, DID_DOCUMENT, status_list(at=NOW - 2 * DAY), NOW, Verdict.CANNOT_TELL),
}
ELSEWHERE = did_web("elsewhere.example")
FOREIGN_KEY = from_seed(f"{ELSEWHERE}#key-1", seed=bytes(range(2, 34)))
BOTH_ISSUERS = [DID_DOCUMENT, issuer_document(ELSEWHERE, [FOREIGN_KEY])]
FORGED = add_proof(compose(BADGE), FOREIGN_KEY, at=AWARDED, suite=SUITES["eddsa-rdfc-2022"])
CASES |= {
    "of another issuer's key": (FORGED, BOTH_ISSUERS, status_list(), NOW, Verdict.NOT_GENUINE),
    "of a key that another issuer publishes under this name": (
        {**FORGED, "proof": {**FORGED["proof"], "verificationMethod": KEY.id}},
        BOTH_ISSUERS,
        status_list(),
        NOW,
        Verdict.NOT_GENUINE,
    ),
}
"""Samples, with what is published about each, the moment, and our verdict. All three others must say the same."""


def with_leaf_changed(path):
    document = copied(CREDENTIAL)
    value_at(document, path[:-1])[path[-1]] = changed(value_at(document, path))
    return document


TAMPERED = {
    f"changed: {name(path)}": (with_leaf_changed(path), DID_DOCUMENT, status_list(), NOW) for path in LEAVES
}
"""The badge with each of its values changed, one at a time: nobody may call one good."""

GOOD = {case: given[-1] is Verdict.CURRENT for case, given in CASES.items()} | dict.fromkeys(TAMPERED, False)
ASKED = {case: given[:-1] for case, given in CASES.items()} | TAMPERED


@pytest.mark.parametrize(("credential", "did_document", "listing", "at", "verdict"), CASES.values(), ids=CASES)
def test_ours(credential, did_document, listing, at, verdict):
    published = did_document[0] if isinstance(did_document, list) else did_document

    assert judged(credential, did_document=published, listing=listing, at=at).verdict is verdict


def test_every_value_of_the_badge_is_changed_once():
    assert len(TAMPERED) == 57
    assert all(given[0] != CREDENTIAL for given in TAMPERED.values())


def test_openbadgeslib_judges_alike():
    assert {case: openbadgeslib_verdict(*given) for case, given in ASKED.items()} == GOOD


@pytest.mark.node
@pytest.mark.parametrize("verifier", ["digitalbazaar", "digitalcredentials"])
def test_both_verifiers_in_node_judge_alike(answers_in_node, verifier):
    found = {case: answers[verifier]["verified"] for case, answers in answers_in_node.items()}

    assert found == GOOD


@pytest.fixture(scope="module")
def answers_in_node(in_node):
    """Return what both said of every sample; Node starts once."""
    return dict(zip(ASKED, in_node(all_node_answers)(ASKED.values()), strict=True))
