"""A credential's address: the signed document for programs, its verification for people, and no name unasked."""

import hashlib
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from testamur import credential
from testamur.site.records import issuers
from testamur.site.records.actions import credentials
from testamur.site.records.models import Decision, Organisation, StatusList

pytestmark = pytest.mark.django_db


def page(row):
    return reverse("public:credential", args=[row.identifier])


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json", "application/json"),
        ("application/ld+json", "application/ld+json"),
        ("application/vc", "application/vc"),
        ("application/vc+ld+json", "application/vc+ld+json"),
        ("text/html;q=0.5, application/vc", "application/vc"),
    ],
)
def test_programs_get_the_document_as_it_was_signed(client, held, accept, media_type):
    answer = client.get(page(held), headers={"accept": accept})

    assert answer.content.decode() == held.document
    assert answer["Content-Type"] == media_type
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in answer["Vary"]


@pytest.mark.parametrize("accept", ["*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "image/png"])
def test_people_get_a_page(client, held, accept):
    answer = client.get(page(held), headers={"accept": accept})

    assert answer["Content-Type"].startswith("text/html")
    assert "This credential is genuine and current." in answer.content.decode()


def test_the_document_can_be_asked_for_by_link(client, held):
    answer = client.get(page(held) + "?format=json")

    assert answer["Content-Type"] == "application/json"
    assert hashlib.sha256(answer.content).hexdigest() == held.digest


def test_no_name_stands_there_without_consent(client, held):
    answer = client.get(page(held)).content.decode()

    assert held.award.enrolment.person.name not in answer
    assert held.award.enrolment.person.email not in answer


def test_the_name_stands_there_while_the_holder_wants_it(client, held, candidate, at):
    credentials.show_name(row=held, shown=True, by=candidate, at=at)
    shown = client.get(page(held)).content.decode()

    credentials.show_name(row=held, shown=False, by=candidate, at=at)
    withdrawn = client.get(page(held)).content.decode()

    assert candidate.name in shown
    assert candidate.email not in shown
    assert candidate.name not in withdrawn


def test_the_signed_document_holds_neither_name_nor_address(held, candidate):
    assert candidate.name not in held.document
    assert candidate.email not in held.document


def test_a_revoked_one_says_so_first(client, held, owner, at):
    credentials.revoke(row=held, reason="A secret reason about Nina.", by=owner, at=at)

    answer = client.get(page(held)).content.decode()

    assert "<h1>This credential was revoked by its issuer.</h1>" in answer
    assert "secret reason" not in answer


def test_one_that_was_renewed_leads_to_the_newer(client, held, at):
    newer = credentials.issue(award=held.award, by=None, at=at)

    assert page(newer) in client.get(page(held)).content.decode()


def test_an_unknown_one_is_not_there(client, db):
    assert client.get(reverse("public:credential", args=[uuid4()])).status_code == 404


def test_the_issuer_publishes_its_keys(client, academy):
    answer = client.get(reverse("public:issuer_did", args=[academy.slug]))

    assert answer.json() == issuers.did_document(academy)
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_an_organisation_without_keys_has_no_did(client, db):
    Organisation.objects.create(slug="keyless", name="Keyless")

    assert client.get(reverse("public:issuer_did", args=["keyless"])).status_code == 404


def test_the_site_has_a_did_while_one_issuer_lives_there(client, academy):
    answer = client.get("/.well-known/did.json").json()

    assert answer["id"] == "did:web:localhost%3A8000"
    assert answer["alsoKnownAs"] == [issuers.did(academy)]
    assert len(answer["verificationMethod"]) == academy.keys.count()


def test_the_site_has_no_did_among_several_issuers(client, academy, other_academy):
    assert client.get("/.well-known/did.json").status_code == 404


def test_a_status_list_is_served_as_it_was_signed(client, held, now):
    credentials.publish_status(at=now)
    held.status_list.refresh_from_db()

    answer = client.get(reverse("public:status", args=[held.status_list_id]))

    assert answer.content.decode() == held.status_list.document
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, max-age=60"


def test_a_status_list_about_to_lapse_is_signed_anew(client, held, now):
    StatusList.objects.update(valid_until=now + timedelta(minutes=30))

    answer = client.get(reverse("public:status", args=[held.status_list_id])).json()

    kept = StatusList.objects.get(pk=held.status_list_id)
    assert json.loads(kept.document) == answer
    assert kept.valid_until == now + credentials.STATUS_HOLDS_FOR


def test_a_credential_can_be_told_even_where_no_job_signs_the_lists(client, held, now):
    StatusList.objects.update(valid_until=now - timedelta(days=3))

    assert "genuine and current" in client.get(page(held)).content.decode()


def test_an_unknown_status_list_is_not_there(client, db):
    assert client.get("/status/999").status_code == 404


def test_what_is_published_verifies_by_itself(client, held, now):
    """Everything a verifier elsewhere asks for comes from the public addresses."""

    def fetch(address):
        path = address.removeprefix("http://localhost:8000")
        return client.get(path, headers={"accept": "application/json"}).content

    document = fetch(f"http://localhost:8000{page(held)}")

    answer = credential.verify(
        document,
        resolve=lambda did: fetch(credential.document_url(did, loopback=True)),
        fetch_status=fetch,
        at=now,
    )

    assert answer.verdict == credential.Verdict.CURRENT


def test_only_reading_is_allowed(client, held):
    assert client.post(page(held)).status_code == 405
    assert Decision.objects.count() == 1
