"""In which form a suspension may stand in a credential: what verifiers that are not ours make of each.

Decision 0022 rests on these answers. An array of two entries is judged rightly, but the published JSON schema of
Open Badges 3.0 takes one object only; a list that is kept for both purposes is legal, and two verifiers refuse it.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from example_badge import AWARDED, BADGE, DAY, DID, DID_DOCUMENT, INDEX, KEY, NOW, STATUS_URL

from independent import openbadgeslib_verdict
from testamur.credential import StatusEntry, compose, compose_status_list, sign

REVOCATION = StatusEntry(STATUS_URL, INDEX)
SUSPENSION = StatusEntry("https://academy.example:8443/status/2", INDEX, "suspension")
FOR_BOTH = ["revocation", "suspension"]
UNANIMOUS = {"openbadgeslib": True, "digitalbazaar": True, "digitalcredentials": True}
NOBODY = dict.fromkeys(UNANIMOUS, False)


def listed(entry, *indexes, purpose=None):
    published = NOW - timedelta(hours=1)
    document = compose_status_list(
        entry.list_url, issuer=DID, indexes=indexes, at=published, valid_for=DAY, purpose=entry.purpose
    )
    if purpose:
        document["credentialSubject"]["statusPurpose"] = purpose
    return sign(document, KEY, at=published)


def carrying(*entries):
    document = compose(replace(BADGE, status=None))
    stated = [entry.document() for entry in entries]
    return sign({**document, "credentialStatus": stated[0] if len(stated) == 1 else stated}, KEY, at=AWARDED)


FORMS = {
    "one entry, clear": (carrying(SUSPENSION), [listed(SUSPENSION)], UNANIMOUS),
    "one entry, suspended": (carrying(SUSPENSION), [listed(SUSPENSION, INDEX)], NOBODY),
    "two entries, clear": (carrying(REVOCATION, SUSPENSION), [listed(REVOCATION), listed(SUSPENSION)], UNANIMOUS),
    "two entries, suspended": (
        carrying(REVOCATION, SUSPENSION), [listed(REVOCATION), listed(SUSPENSION, INDEX)], NOBODY,
    ),
    "a list for both, clear": (
        carrying(SUSPENSION), [listed(SUSPENSION, purpose=FOR_BOTH)], {**NOBODY, "openbadgeslib": True},
    ),
}  # fmt: skip


@pytest.mark.node
@pytest.mark.parametrize(("credential", "lists", "verdicts"), FORMS.values(), ids=FORMS)
def test_what_others_make_of_it(node_verifier, credential, lists, verdicts):
    answers = node_verifier(credential, DID_DOCUMENT, lists, NOW)

    assert verdicts == {
        "openbadgeslib": openbadgeslib_verdict(credential, DID_DOCUMENT, lists, NOW),
        **{name: answer["verified"] for name, answer in answers.items()},
    }
