"""Whether a credential is the person's who shows it: yes, no, not to be told, or not asked."""

import hashlib
from dataclasses import replace

import pytest
from example_badge import (
    ALL_YES,
    AWARDED,
    BADGE,
    CREDENTIAL,
    DAY,
    EXPIRES,
    INDEX,
    KEY,
    answers,
    judged,
    sentence,
    status_list,
)

from testamur.credential import Verdict, compose, recipient, sign
from testamur.credential.findings import Answer
from testamur.credential.holder import check_holder, is_held_by

ROBIN = "robin@example.org"
DIGEST = hashlib.sha256(b"robin@example.orgpepper").hexdigest()
SPELT = hashlib.sha256(b"Robin@Example.orgpepper").hexdigest()
MD5 = hashlib.md5(b"robin@example.org").hexdigest()  # noqa: S324  (others hash so)


def naming(*identities, **subject):
    return {"credentialSubject": {**subject, "identifier": list(identities)}}


def identity(named, *, type="emailAddress", hashed=True, **more):  # noqa: A002  (the standard's word)
    return {"type": "IdentityObject", "identityType": type, "hashed": hashed, "identityHash": named, **more}


@pytest.mark.parametrize("spelt", [ROBIN, " Robin@Example.ORG\n"])
def test_it_is_theirs(spelt):
    verification = judged(holder=spelt)

    assert verification.is_good
    assert answers(verification) == {**ALL_YES, "holder": "yes"}
    assert sentence(verification, "holder") == "It names that e-mail address as its holder's."


def test_it_is_somebody_else_s():
    verification = judged(holder="robyn@example.org")

    assert verification.verdict is Verdict.NOT_THEIRS
    assert verification.title == "This credential is not in the name of the person you asked about."
    assert answers(verification) == {**ALL_YES, "holder": "no"}
    assert sentence(verification, "holder") == (
        "It does not name that e-mail address. It is somebody else's, or was earned under another one."
    )
    assert verification.credential == CREDENTIAL


def test_nobody_asked():
    verification = judged()

    assert verification.verdict is Verdict.CURRENT
    assert sentence(verification, "holder") == (
        "Nobody asked whose it is. To learn whether it is the person's who showed it, give their e-mail address."
    )


def test_if_it_cannot_be_told_the_credential_is_as_good_as_it_is():
    verification = judged(holder="did:example:robin")

    assert verification.verdict is Verdict.CURRENT
    assert answers(verification) == {**ALL_YES, "holder": "cannot tell"}
    assert sentence(verification, "holder") == (
        "Whether it is theirs cannot be told: it names its holder otherwise than by that identity."
    )


def test_somebody_else_s_is_the_verdict_also_of_what_has_ended_or_was_revoked():
    revoked = judged(holder="x@example.org", listing=status_list(INDEX))
    expired = judged(holder="x@example.org", at=EXPIRES + DAY)

    assert (revoked.verdict, expired.verdict) == (Verdict.NOT_THEIRS, Verdict.NOT_THEIRS)
    assert answers(revoked)["status"] == "no"


def test_theirs_does_not_make_good_what_is_not():
    assert judged(holder=ROBIN, listing=status_list(INDEX)).verdict is Verdict.REVOKED
    assert judged(holder=ROBIN, at=EXPIRES + DAY).verdict is Verdict.EXPIRED


def test_whose_a_forged_one_is_is_not_looked_at():
    verification = judged({**CREDENTIAL, "name": "Forged"}, holder=ROBIN)

    assert (verification.verdict, answers(verification)["holder"]) == (Verdict.NOT_GENUINE, "cannot tell")


@pytest.mark.parametrize(
    ("document", "answer"),
    [
        (naming(identity("Robin@Example.org", hashed=False)), True),
        (naming(identity("other@example.org", hashed=False)), False),
        (naming(identity(f"sha256${DIGEST}", salt="pepper")), True),
        (naming(identity(f"sha256${DIGEST.upper()}", salt="pepper")), True),
        (naming(identity(f"sha256${DIGEST}", salt="salt")), False),
        (naming(identity(f"sha256${DIGEST}")), False),
        (naming(identity(f"md5${MD5}")), True),
        (naming(identity(f"sha256${MD5}")), None),
        (naming(identity("sha256$0", salt="short")), None),
        (naming(identity(DIGEST, salt="pepper")), None),
        (naming(identity(f"sha256${DIGEST}", salt=7)), None),
        (naming(identity(7)), None),
        (naming(identity("Robin", type="name", hashed=False)), None),
        (naming(identity("Robin", type="name", hashed=False), identity(ROBIN, hashed=False)), True),
        (naming(identity("Robin", type="name", hashed=False), identity("x@y.example", hashed=False)), None),
        (naming(identity("a@b.example", hashed=False), identity("x@y.example", hashed=False)), False),
        ({"credentialSubject": {"identifier": identity(ROBIN, hashed=False)}}, True),
        ({"credentialSubject": {"id": "mailto:Robin@example.org"}}, True),
        ({"credentialSubject": {"id": "mailto:robyn@example.org"}}, False),
        ({"credentialSubject": {"id": "did:example:1"}}, None),
        (naming(identity("x@y.example", hashed=False), id="did:example:1"), None),
        ({"credentialSubject": {}}, None),
        ({"credentialSubject": ["x"]}, None),
        ({}, None),
    ],
)
def test_an_address_is_compared_in_each_way_that_others_write_one(document, answer):
    assert is_held_by(document, ROBIN) is answer


def test_an_address_that_was_hashed_as_it_was_typed_is_found_as_it_is_typed():
    document = naming(identity(f"sha256${SPELT}", salt="pepper"))

    assert is_held_by(document, "Robin@Example.org") is True


@pytest.mark.parametrize(
    ("document", "answer"),
    [
        ({"credentialSubject": {"id": "did:key:z6MkA"}}, True),
        ({"credentialSubject": {"id": "did:key:z6Mka"}}, False),
        (naming(identity("did:key:z6MkA", type="did", hashed=False)), True),
        (naming(identity(ROBIN, hashed=False)), None),
    ],
)
def test_another_identity_is_compared_letter_by_letter(document, answer):
    assert is_held_by(document, "did:key:z6MkA") is answer


@pytest.mark.parametrize("claimed", ["", "  "])
def test_an_empty_claim_is_none(claimed):
    assert check_holder(CREDENTIAL, claimed).answer is Answer.NOT_ASKED


def test_whoever_the_badge_was_made_for_is_its_holder():
    badge = replace(BADGE, recipient=recipient("ÄNNE@example.org", salt="0f8fad5bd9cb469fa165"))

    assert judged(sign(compose(badge), KEY, at=AWARDED), holder="änne@example.org").is_good
