"""Credentials: listed, found, and revoked with a reason."""

import pytest
from django.core import mail
from django.urls import reverse

from testamur.credential import Verdict
from testamur.site.records import issuers
from testamur.site.records.models import Revocation

pytestmark = pytest.mark.django_db


def address(row):
    return reverse("staff:credential", args=["academy", row.pk])


def listed(client, **given):
    page = client.get(reverse("staff:credentials", args=["academy"]), given)
    return [[str(cell.text) for cell in row.cells] for row in page.context["rows"]]


def test_a_credential_is_found_by_holder_or_identifier(client, clerk, held):
    client.force_login(clerk)
    award = held.award.enrolment.edition.programme.award.title

    everything = [["Nina Nurse", award, "2 March 2026", "does not end", "current"]]

    assert listed(client) == everything
    assert listed(client, q="nina nurse") == everything
    assert listed(client, q=str(held.identifier)[:13]) == everything
    assert listed(client, q="somebody else") == []


def test_a_revocation_holds_at_once_and_the_holder_is_told(
    client, owner, held, now, django_capture_on_commit_callbacks
):
    client.force_login(owner)
    assert issuers.verify(held.document.encode(), at=held.issued_at).verdict == Verdict.CURRENT

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address(held), {"reason": "Somebody else sat the examination."})

    assert answer["location"] == address(held)
    revocation = Revocation.objects.get()
    assert (revocation.credential, revocation.by, revocation.at) == (held, owner, now)
    assert issuers.verify(held.document.encode(), at=now).verdict == Verdict.REVOKED
    assert [message.body for message in mail.outbox] == ["The reason given: Somebody else sat the examination."]
    assert listed(client)[0][4] == "revoked"
    assert "This credential is revoked." in client.get(address(held)).content.decode()


def test_a_revocation_needs_a_reason(client, owner, held, now):
    client.force_login(owner)

    assert client.post(address(held), {"reason": " "}).status_code == 422
    assert not Revocation.objects.exists()


def test_nothing_is_revoked_twice(client, owner, held, now):
    client.force_login(owner)
    client.post(address(held), {"reason": "First."})

    assert client.post(address(held), {"reason": "Second."}).status_code == 409
    assert Revocation.objects.get().reason == "First."


def test_the_clerk_sees_and_does_not_revoke(client, clerk, held, now):
    client.force_login(clerk)

    assert "Revoke" not in client.get(address(held)).content.decode()
    assert client.post(address(held), {"reason": "I may not."}).status_code == 403
    assert not Revocation.objects.exists()


def test_an_award_that_is_over_reads_ended(client, clerk, held, now):
    held.award.expires_on = now.date().replace(day=1)
    held.award.save()
    client.force_login(clerk)

    assert listed(client)[0][3:] == ["1 March 2026", "ended"]
