"""Suspension: what it stops, who is told, what is published, and how it ends."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse

from independent import openbadgeslib_verdict
from testamur.cli import command
from testamur.cli.credential.revoke import GROUNDS
from testamur.credential import Verdict
from testamur.errors import Refused
from testamur.site.records import issuers
from testamur.site.records.actions import credentials, renewals, roster, suspensions
from testamur.site.records.models import AuditEntry, Ground, RosterEntry, StatusList, Suspension

pytestmark = pytest.mark.django_db


def suspend(row, by, at, ground="review", reason="A complaint is looked into."):
    return suspensions.suspend(award=row.award, reason=reason, ground=ground, by=by, at=at)


def reinstate(row, by, at):
    return suspensions.reinstate(award=row.award, reason="Nothing in it.", by=by, at=at)


def judged(row, at):
    """Return our verdict, and whether openbadgeslib accepts it, each by the list as it is published."""
    credentials.keep_status(at=at)
    verdict = issuers.verify(row.document.encode(), at=at).verdict
    row.status_list.refresh_from_db()
    documents = json.loads(row.document), json.loads(row.status_list.document)
    issuer = issuers.did_document(row.award.enrolment.edition.organisation)
    return verdict, openbadgeslib_verdict(documents[0], issuer, documents[1], at)


def test_a_suspended_credential_is_refused_and_a_reinstated_one_accepted(suspendable, owner, now):
    before = judged(suspendable, now)
    suspend(suspendable, owner, now)
    during = judged(suspendable, now)
    reinstate(suspendable, owner, now)
    after = judged(suspendable, now)
    suspend(suspendable, owner, now)
    credentials.revoke(row=suspendable, reason="Found out.", by=owner, at=now)
    for_good = judged(suspendable, now)

    assert before == after == (Verdict.CURRENT, True)
    assert (during, for_good) == ((Verdict.SUSPENDED, False), (Verdict.REVOKED, False))


def test_the_credential_names_one_list_kept_for_suspension(suspendable, held):
    status, other = (json.loads(row.document)["credentialStatus"] for row in (suspendable, held))

    assert (status["statusPurpose"], other["statusPurpose"]) == ("suspension", "revocation")
    assert status["statusListCredential"] != other["statusListCredential"]
    listed = json.loads(suspendable.status_list.document)["credentialSubject"]["statusPurpose"]
    assert listed == "suspension"


def test_who_did_what_is_kept_and_the_holder_is_told(
    suspendable, owner, now, mailoutbox, django_capture_on_commit_callbacks
):
    later = now + timedelta(days=2)

    with django_capture_on_commit_callbacks(execute=True):
        suspend(suspendable, owner, now)
        reinstate(suspendable, owner, later)

    kept = Suspension.objects.get()
    assert (kept.at, kept.by, kept.ground, kept.reason) == (now, owner, "review", "A complaint is looked into.")
    assert (kept.ended_at, kept.ended_by, kept.ended_because) == (later, owner, "Nothing in it.")
    done = AuditEntry.objects.filter(target=f"suspension {kept.pk}").order_by("pk")
    assert [(entry.action, entry.by, entry.organisation.slug, entry.detail) for entry in done] == [
        ("credential.suspend", owner, "academy", {"ground": "review"}),
        ("credential.reinstate", owner, "academy", {}),
    ]
    assert [mail.subject for mail in mailoutbox] == ["Award suspended", "Award reinstated"]
    assert "A complaint is looked into." in mailoutbox[0].body


def test_a_suspended_award_is_neither_renewed_nor_signed_anew(suspendable, candidate, owner, now):
    suspend(suspendable, owner, now)

    for attempt in (
        lambda: renewals.renew_by_activities(award=suspendable.award, by=candidate, at=now),
        lambda: credentials.issue(award=suspendable.award, by=None, at=now),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.rule == "award-suspended"
    assert suspendable.award.credentials.count() == 1


def test_credentials_that_it_superseded_are_suspended_too(suspendable, owner, now):
    newer = credentials.issue(award=suspendable.award, by=owner, at=now)

    suspend(newer, owner, now)
    during = [judged(row, now)[0] for row in (suspendable, newer)]
    reinstate(newer, owner, now)

    assert during == [Verdict.SUSPENDED] * 2
    assert [judged(row, now)[0] for row in (suspendable, newer)] == [Verdict.CURRENT] * 2


@pytest.mark.parametrize(
    ("rule", "attempt"),
    [
        ("suspension-reason", lambda row, owner, at: suspend(row, owner, at, reason="  ")),
        ("suspension-none", reinstate),
        ("suspension-once", lambda row, owner, at: [suspend(row, owner, at), suspend(row, owner, at)]),
        (
            "award-revoked",
            lambda row, owner, at: [
                credentials.revoke(row=row, reason="Found out.", by=owner, at=at),
                suspend(row, owner, at),
            ],
        ),
        (
            "award-revoked",
            lambda row, owner, at: [
                suspend(row, owner, at),
                credentials.revoke(row=row, reason="Found out.", by=owner, at=at),
                reinstate(row, owner, at),
            ],
        ),
    ],
)
def test_what_is_refused(suspendable, owner, now, rule, attempt):
    with pytest.raises(Refused) as refusal:
        attempt(suspendable, owner, now)

    assert refusal.value.rule == rule


def test_an_award_of_a_programme_without_suspension_is_not_suspended(held, owner, now):
    with pytest.raises(Refused, match="provide for no suspension"):
        suspend(held, owner, now)

    assert not Suspension.objects.exists()
    assert judged(held, now) == (Verdict.CURRENT, True)


@pytest.mark.parametrize(
    ("ground", "said"),
    [
        ("review", "something about it is under review. It does not count until it is reinstated."),
        ("other", "it does not count until it is reinstated. The reason is not published."),
    ],
)
def test_the_public_reads_the_class_and_never_the_reason(client, suspendable, owner, now, ground, said):
    suspend(suspendable, owner, now, ground=ground)

    own = client.get(reverse("public:credential", args=[suspendable.identifier])).content.decode()
    anywhere = client.post("/verify/", {"text": suspendable.document}).content.decode()

    for page in (own, anywhere):
        assert "<h1>This credential is suspended by its issuer.</h1>" in page
        assert f"Its issuer suspended it on 9 March 2026: {said}" in page
        assert "A complaint" not in page


def test_one_that_was_revoked_on_such_a_list_reads_revoked(client, suspendable, owner, now):
    credentials.revoke(row=suspendable, reason="Sat by somebody else.", ground="rules", by=owner, at=now)

    page = client.post("/verify/", {"text": suspendable.document}).content.decode()

    assert "<h1>This credential was revoked by its issuer.</h1>" in page
    assert "Its issuer revoked it on 9 March 2026, for good: the rules of the programme were not kept." in page
    assert "Sat by somebody else" not in page


def test_a_changed_document_that_bears_its_id_is_not_called_suspended(client, suspendable, owner, now):
    suspend(suspendable, owner, now)
    forged = suspendable.document.replace('"name":"Healthcare', '"name":"Other')

    assert issuers.verify(forged.encode(), at=now).verdict is Verdict.NOT_GENUINE


def test_the_holder_reads_the_reason_and_what_to_do(client, candidate, suspendable, owner, now):
    suspend(suspendable, owner, now)
    client.force_login(candidate)

    page = client.get(reverse("candidate:credential", args=[suspendable.identifier])).content.decode()
    renew = client.get(reverse("candidate:renew", args=[suspendable.award.pk])).content.decode()
    programme = client.get(reverse("candidate:home")).content.decode()

    assert "is suspended since 9 March 2026. It does not count until it is reinstated." in page
    assert "The reason given: A complaint is looked into." in page
    assert "it is renewed only once it is reinstated" in renew
    assert "Your award is suspended since 9 March 2026." in programme


def test_an_employer_finds_it_suspended_at_the_next_check(suspendable, academy, employer, owner, now):
    entry = RosterEntry.objects.create(
        organisation=academy, label="Ward 3", document=suspendable.document, added_at=now, added_by=employer
    )
    suspend(suspendable, owner, now)

    record = roster.check(entry=entry, by=employer, at=now)

    assert record.verdict == "suspended"


@pytest.fixture
def desk(client, owner, suspendable):
    client.force_login(owner)
    return reverse("staff:credential", args=["academy", suspendable.pk])


def test_the_desk_suspends_and_reinstates(client, desk, suspendable, now):
    before = client.get(desk).content.decode()
    client.post(desk, {"do": "suspend", "reason": "A complaint.", "ground": "review"})
    during = client.get(desk).content.decode()
    client.post(desk, {"do": "reinstate", "reason": "Nothing in it."})
    after = client.get(desk).content.decode()

    assert "Suspend the award" in before
    assert "Suspend the award" not in during
    assert "The credential of Nina Nurse is suspended." in during
    assert "Reinstate the award" in during
    assert "Nothing in it." in after
    assert issuers.verify(suspendable.document.encode(), at=now).is_good


def test_the_desk_asks_for_a_reason_and_knows_no_other_change(client, desk):
    assert client.post(desk, {"do": "suspend", "reason": " "}).status_code == 422
    assert client.post(desk, {"do": "suspend", "reason": "A complaint.", "ground": "gossip"}).status_code == 422
    assert client.post(desk, {"do": "forget", "reason": "A complaint."}).status_code == 404
    assert not Suspension.objects.exists()


def test_whoever_may_not_revoke_may_not_suspend(client, desk, clerk):
    client.force_login(clerk)

    assert "Suspend" not in client.get(desk).content.decode()
    for change in ("suspend", "reinstate"):
        assert client.post(desk, {"do": change, "reason": "I may not."}).status_code == 403
    assert not Suspension.objects.exists()


def test_the_desk_offers_no_suspension_where_there_is_none(client, owner, held):
    client.force_login(owner)

    page = client.get(reverse("staff:credential", args=["academy", held.pk])).content.decode()

    assert "Suspend the award" not in page


def run(*arguments):
    result = CliRunner().invoke(command(), ["credential", *arguments])
    return result.exit_code, result.stdout, type(result.exception)


def test_the_command_suspends_and_reinstates(suspendable, owner, clerk):
    number = str(suspendable.identifier)
    given = (number, "--reason", "A complaint.", "--by")

    assert run("suspend", *given, clerk.email)[2] is Refused
    assert run("suspend", *given, "nobody@people.example")[0] == 2
    assert run("suspend", *given, owner.email)[:2] == (0, f"The award of {number} is suspended.\n")
    assert Suspension.objects.get().by == owner
    assert run("reinstate", *given, owner.email)[:2] == (0, f"The award of {number} is reinstated.\n")
    assert Suspension.objects.get().ended_because == "A complaint."


def test_lists_are_published_once_and_not_again_without_need(suspendable, now):
    first = run_status()
    published = StatusList.objects.get().document
    again = run_status()

    assert (first, again) == ((0, "1 lists published.\n"), (0, "0 lists published.\n"))
    assert StatusList.objects.get().document == published
    assert AuditEntry.objects.filter(action="status.publish").count() == 2


def run_status():
    result = CliRunner().invoke(command(), ["status", "publish"])
    return result.exit_code, result.stdout


def test_the_command_knows_every_class_of_reason():
    assert set(GROUNDS) == set(Ground.values)
