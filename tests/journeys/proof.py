"""What everybody says of the one credential there is: ours, openbadgeslib, and two verifiers in Node."""

import pytest
from django.test import Client
from django.urls import reverse

from independent import NoNode, node_answers, openbadgeslib_verdict
from testamur.site.records.models import Credential

GOOD = "This credential is genuine and current."


def verdicts(published, row, at):
    """Ask everybody: our own page, openbadgeslib, and two verifiers in Node."""
    document, did, status = published(row)
    page = Client().post(reverse("public:verify"), {"text": row.document}).content.decode()
    said = {"ours": GOOD in page, "openbadgeslib": openbadgeslib_verdict(document, did, status, at)}
    try:
        answers = node_answers(document, did, status, at)
    except NoNode as reason:
        pytest.skip(str(reason))
    return said | {name: answer["verified"] for name, answer in answers.items()}


def proven_and_then_refused(published, owner, clock):
    """Everybody accepts the one credential there is; after its revocation everybody refuses it."""
    row = Credential.objects.get()
    before = verdicts(published, row, clock.at)
    owner.post("staff:credential", "academy", row.pk, reason="A slip of the office.")
    clock.forward(minutes=1)
    after = verdicts(published, row, clock.at)

    assert len(before) == 4
    assert set(before.values()) == {True}, before
    assert set(after.values()) == {False}, after
