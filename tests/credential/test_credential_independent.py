"""What we sign, judged by verifiers that are not ours; and what others sign, judged by us."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
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
    unreachable,
)
from openbadgeslib.ob3.credential import Achievement, Issuer, OpenBadgeCredential
from openbadgeslib.ob3.ldp import OB3LdpSigner

from independent import openbadgeslib_verdict
from testamur.credential import StatusEntry, Verdict, compose, did_key, issuer_document, sign, verify
from testamur.credential.keys import from_seed


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
every_case = pytest.mark.parametrize(
    ("credential", "did_document", "listing", "at", "verdict"), CASES.values(), ids=CASES
)


@every_case
def test_ours(credential, did_document, listing, at, verdict):
    assert judged(credential, did_document=did_document, listing=listing, at=at).verdict is verdict


@every_case
def test_openbadgeslib_judges_alike(credential, did_document, listing, at, verdict):
    assert openbadgeslib_verdict(credential, did_document, listing, at) is (verdict is Verdict.CURRENT)


@pytest.mark.node
@every_case
def test_both_verifiers_in_node_judge_alike(node_verifier, credential, did_document, listing, at, verdict):
    answers = node_verifier(credential, did_document, listing, at)

    assert {name: answer["verified"] for name, answer in answers.items()} == {
        "digitalbazaar": verdict is Verdict.CURRENT,
        "digitalcredentials": verdict is Verdict.CURRENT,
    }


def test_we_accept_what_openbadgeslib_signs_and_refuse_it_changed():
    secret = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    did = did_key(from_seed("", seed=bytes(range(32))).public)
    theirs = OpenBadgeCredential(
        issuer=Issuer(id=did, name="Another Academy", url="https://another.example"),
        recipient_id="mailto:robin@example.org",
        achievement=Achievement(
            id="https://another.example/achievements/1",
            name="Safe use",
            description="Knows how.",
            criteria_narrative="Showed it.",
        ),
        issuance_date=AWARDED,
    )
    pem = secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    badge = OB3LdpSigner(pem).sign(theirs, created=AWARDED)
    good = verify(badge, resolve=unreachable, fetch_status=unreachable, at=NOW)
    bad = verify({**badge, "name": "Unsafe use"}, resolve=unreachable, fetch_status=unreachable, at=NOW)

    assert (good.verdict, bad.verdict) == (Verdict.CURRENT, Verdict.NOT_GENUINE)
