"""The desk of statements: preview, what has changed, signing; endorsing, bringing one in, withdrawing."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from people import member

from testamur import credential
from testamur.credential.keys import from_seed
from testamur.errors import Refused
from testamur.site.records import issuers
from testamur.site.records.actions import forms, programmes, statements
from testamur.site.records.library import library
from testamur.site.records.models import AuditEntry, Endorsement, Membership, Statement
from testamur.site.records.read_out import endorsements_of

pytestmark = pytest.mark.django_db
OUTSIDE = credential.did_key(from_seed("", seed=bytes(range(32))).public)
KEY = from_seed(f"{OUTSIDE}#{OUTSIDE.removeprefix('did:key:')}", seed=bytes(range(32)))


@pytest.fixture
def edition(editions):
    return editions["ai-in-medicine-exam"]


@pytest.fixture
def desk(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def theirs(other_academy, at):
    """Return a statement of another organisation of this site."""
    edition = library().programmes["ai-in-medicine-exam"]
    kept = programmes.publish(organisation=other_academy, edition=edition, by=None, at=at)
    return statements.sign(edition=kept, by=None, at=at)


def at_desk(name, *arguments):
    return reverse(f"staff:{name}", args=["academy", *arguments])


def body(answer):
    return answer.content.decode()


def from_outside(kept, at, *, comment="Sound.", key=KEY, **changes):
    """Return the endorsement of a body that this site does not know."""
    said = credential.Endorsement(
        id="urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e",
        issuer=credential.Issuer(OUTSIDE, "Society of Psychometrics", "https://society.example"),
        comment=comment,
        statement=statements.related(kept),
        valid_from=at,
        **changes,
    )
    return json.dumps(credential.sign(credential.compose_endorsement(said), key, at=at)).encode()


def test_what_would_be_signed_is_shown_and_nothing_is_kept(desk, edition, now):
    said = body(desk.get(at_desk("statement", edition.pk)))

    assert "No statement is signed yet." in said
    assert "Assessment rigour: 3 of 5" in said
    assert not Statement.objects.exists()


def test_it_is_signed_with_its_entry_in_the_audit(desk, edition, owner, now):
    desk.post(at_desk("statement", edition.pk))

    kept = Statement.objects.get()
    entry = AuditEntry.objects.get(action="statement.sign")
    assert (entry.by, entry.detail["integrity"]) == (owner, kept.integrity)
    assert "The signed statement says what is so." in body(desk.get(at_desk("statement", edition.pk)))


def test_what_has_changed_is_shown_before_it_is_signed(desk, edition, owner, at, now):
    statements.sign(edition=edition, by=owner, at=at)
    forms.assemble(edition=edition, count=1, seed=1, by=owner, at=at)

    said = body(desk.get(at_desk("statement", edition.pk)))
    desk.post(at_desk("statement", edition.pk))

    assert "A newer statement would say 10 things differently." in said
    assert "0 forms are frozen." in said
    assert "One form is frozen." in said
    assert Statement.objects.count() == 2


def test_a_statement_that_says_the_same_is_refused(desk, edition, owner, at, now):
    statements.sign(edition=edition, by=owner, at=at)

    assert desk.post(at_desk("statement", edition.pk)).status_code == 409


def test_another_organisation_endorses_and_withdraws(desk, theirs, academy, owner, now):
    desk.post(at_desk("endorse", theirs.identifier), {"comment": "We looked at the blueprint."})
    (shown,) = endorsements_of(theirs, at=now)
    page = body(desk.get(reverse("public:statement", args=[theirs.identifier]), headers={"accept": "text/html"}))

    assert (shown.name, shown.holds, shown.is_known) == ("Academy", True, True)
    assert "We looked at the blueprint." in page
    assert AuditEntry.objects.get(action="endorsement.sign").organisation == academy

    desk.post(at_desk("withdraw", Endorsement.objects.get().pk), {"reason": "The panel was not what we thought."})

    assert endorsements_of(theirs, at=now) == ()
    assert AuditEntry.objects.filter(action="endorsement.withdraw", by=owner).exists()
    assert desk.get(reverse("public:endorsement", args=[Endorsement.objects.get().identifier])).status_code == 404


def test_an_endorsement_stands_with_a_credential_that_is_verified(client, held, other_academy, at):
    kept = Statement.objects.get()
    owner = member(other_academy, Membership.Duty.OWNER)
    statements.endorse(
        statement=kept, organisation=other_academy, comment="We sat with the panel.", by=owner, at=at
    )

    said = body(client.post("/verify/", {"text": held.document}))
    answer = client.post("/api/verify", {"text": held.document}, content_type="application/json").json()

    assert "We sat with the panel." in said
    assert [one["comment"] for one in answer["statements"][0]["endorsements"]] == ["We sat with the panel."]


@pytest.mark.parametrize("comment", ["", "   "])
def test_an_endorsement_says_something(desk, theirs, comment, now):
    assert desk.post(at_desk("endorse", theirs.identifier), {"comment": comment}).status_code == 422
    assert not Endorsement.objects.exists()


def test_nobody_endorses_their_own_twice_or_an_old_one(theirs, academy, owner, other_academy, at):
    with pytest.raises(Refused, match="their own"):
        statements.endorse(statement=theirs, organisation=other_academy, comment="Good.", by=owner, at=at)
    statements.endorse(statement=theirs, organisation=academy, comment="Good.", by=owner, at=at)
    with pytest.raises(Refused, match="already"):
        statements.endorse(statement=theirs, organisation=academy, comment="Good.", by=owner, at=at)
    Endorsement.objects.all().delete()
    Statement.objects.create(
        edition=theirs.edition, key=theirs.key, document="{}", integrity="", signed_at=at, supersedes=theirs
    )
    with pytest.raises(Refused, match="newer statement"):
        statements.endorse(statement=theirs, organisation=academy, comment="Good.", by=owner, at=at)


def test_one_from_outside_is_checked_and_listed_with_who_it_is(desk, edition, owner, at, now):
    kept = statements.sign(edition=edition, by=owner, at=at)
    file = SimpleUploadedFile("endorsement.json", from_outside(kept, at))

    answer = desk.post(at_desk("bring", edition.pk), {"file": file}, follow=True)
    (shown,) = endorsements_of(kept, at=now)

    assert "The endorsement is checked and listed." in body(answer)
    assert "issuer not known here" in body(answer)
    assert (shown.issuer, shown.comment, shown.holds, shown.is_known) == (OUTSIDE, "Sound.", True, False)


def test_one_that_does_not_hold_is_refused_and_leaves_no_trace(desk, edition, owner, at, now):
    kept = statements.sign(edition=edition, by=owner, at=at)
    good = from_outside(kept, at)
    bad = (
        good.replace(b"Sound.", b"Grand."),
        good.replace(b"sha384-", b"sha256-"),
        from_outside(kept, at, valid_until=at + timedelta(days=1)),
        b"{}",
        kept.document.encode(),
    )

    answers = [
        desk.post(at_desk("bring", edition.pk), {"file": SimpleUploadedFile("e.json", data)}).status_code
        for data in bad
    ]

    assert answers == [409] * 5
    assert not Endorsement.objects.exists()
    assert desk.post(at_desk("bring", edition.pk)).status_code == 422


def test_one_that_ends_is_named_and_not_shown_any_more(edition, owner, at):
    kept = statements.sign(edition=edition, by=owner, at=at)
    data = from_outside(kept, at, valid_until=at + timedelta(days=30))
    statements.keep_endorsement(statement=kept, document=data, by=owner, at=at)

    (shown,) = endorsements_of(kept, at=at + timedelta(days=31))

    assert (shown.holds, shown.comment, shown.issuer) == (False, "", OUTSIDE)


def test_no_transaction_is_open_while_the_other_body_is_asked(edition, owner, at, monkeypatch):
    kept = statements.sign(edition=edition, by=owner, at=at)
    ready, depths = issuers.published(), [len(connection.savepoint_ids)]

    def published():
        depths.append(len(connection.savepoint_ids))
        return ready

    monkeypatch.setattr(issuers, "published", published)
    statements.keep_endorsement(statement=kept, document=from_outside(kept, at), by=owner, at=at)

    assert depths == [depths[0]] * 2


def test_the_issuer_cannot_bring_its_own(edition, owner, at, academy):
    kept = statements.sign(edition=edition, by=owner, at=at)
    _, key = issuers.signing_key(academy)
    said = credential.Endorsement(
        "urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e",
        credential.Issuer(issuers.did(academy), "Academy", "https://academy.example"),
        "Good.",
        statements.related(kept),
        at,
    )
    data = json.dumps(credential.sign(credential.compose_endorsement(said), key, at=at)).encode()

    with pytest.raises(Refused, match="their own"):
        statements.keep_endorsement(statement=kept, document=data, by=owner, at=at)


def test_the_list_names_ours_and_those_of_others(desk, edition, theirs, owner, at, now):
    statements.sign(edition=edition, by=owner, at=at)
    said = body(desk.get(at_desk("statements")))

    assert "1 programme of yours has a signed statement." in said
    assert at_desk("statement", edition.pk) in said
    assert at_desk("endorse", theirs.identifier) in said
