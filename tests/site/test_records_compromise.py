"""A key that others may know: its documents fail everywhere, and what still held is signed anew, once."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse
from people import AT, make_person

from independent import openbadgeslib_verdict
from testamur.cli import command
from testamur.credential import Verdict
from testamur.errors import Refused
from testamur.site.records import issuers
from testamur.site.records.actions import compromise, credentials, people, statements, suspensions
from testamur.site.records.actions.compromise import declare, reissue_all, waiting
from testamur.site.records.models import (
    ActivityRecord,
    AuditEntry,
    Award,
    Compromise,
    Credential,
    Decision,
    Suspension,
)

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch):
    monkeypatch.setattr(compromise, "CHUNK", 3)


@pytest.fixture
def issued(enrol):
    """Return seven credentials of two programmes, the last two of one that can be suspended; each has a score."""
    made = []
    for number in range(7):
        name = "healthcare-ai-professional" if number > 4 else "clinical-ai-cme"
        enrolment = enrol(make_person(f"Holder {number}"), name)
        part = next((c.id for c in enrolment.edition.programme.component if c.kind == "exam"), "")
        if part:
            ActivityRecord.objects.create(
                enrolment=enrolment, part=part, outcome="passed", value=30 + number, on=AT.date(), at=AT
            )
        decision = Decision.objects.create(enrolment=enrolment, outcome="award", reason="Met.", findings=[], at=AT)
        ends = (AT + timedelta(days=900)).date()
        award = Award.objects.create(decision=decision, enrolment=enrolment, awarded_on=AT.date(), expires_on=ends)
        made.append(credentials.issue(award=award, by=None, at=AT))
    return made


@pytest.fixture
def key(academy):
    return academy.keys.get()


def take_back(key, owner, *, at=LATER, **given):
    return declare(key=key, reason="A laptop with the passphrase was stolen.", by=owner, at=at, **given)


def everybodys(row, at, ask=None):
    """Return whether each verifier accepts a credential by what the issuer publishes now."""
    row.status_list.refresh_from_db()
    published = (
        json.loads(row.document),
        issuers.did_document(row.award.enrolment.edition.organisation),
        json.loads(row.status_list.document),
    )
    accepted = {
        "ours": issuers.verify(row.document.encode(), at=at).is_good,
        "openbadgeslib": openbadgeslib_verdict(*published, at),
    }
    if ask is not None:
        accepted |= {name: answer["verified"] for name, answer in ask(*published, at).items()}
    return accepted


@pytest.mark.node
def test_the_old_documents_fail_everywhere_and_the_new_ones_verify(issued, key, owner, node_verifier):
    declared = take_back(key, owner)
    assert reissue_all(declared=declared, by=owner, at=LATER) == 7
    old, new = issued[6], issued[6].superseded_by

    assert everybodys(old, LATER, node_verifier) == dict.fromkeys(
        ["ours", "openbadgeslib", "digitalbazaar", "digitalcredentials"], False
    )
    assert everybodys(new, LATER, node_verifier) == dict.fromkeys(
        ["ours", "openbadgeslib", "digitalbazaar", "digitalcredentials"], True
    )


def test_every_credential_that_holds_is_superseded_once_and_says_the_same(issued, key, owner):
    declared = take_back(key, owner)
    said = []
    assert reissue_all(declared=declared, by=owner, at=LATER, said=said.append) == 7

    assert said == [3, 2, 2]
    assert Credential.objects.count() == 14
    for old in issued:
        new = Credential.objects.get(supersedes=old)
        before, after = json.loads(old.document), json.loads(new.document)
        for name in ("id", "proof", "credentialStatus", "relatedResource"):
            assert before.pop(name) != after.pop(name)
        assert before == after
        assert issuers.verify(new.document.encode(), at=LATER).is_good
    assert reissue_all(declared=declared, by=owner, at=LATER) == 0


def test_a_key_taken_back_is_published_no_more_and_another_signs(academy, issued, key, owner):
    take_back(key, owner)

    published = issuers.did_document(academy)["verificationMethod"]
    assert key.public not in [method["publicKeyMultibase"] for method in published]
    assert len(published) == 1
    for status_list in academy.status_lists.all():
        signer = json.loads(status_list.document)["proof"]["verificationMethod"]
        assert signer == published[0]["id"]
    assert issuers.site_did_document()["verificationMethod"][0]["publicKeyMultibase"] != key.public


def test_statements_that_it_signed_are_signed_anew_at_once(academy, issued, key, owner):
    editions = {row.award.enrolment.edition for row in issued}
    before = {edition: statements.newest(edition) for edition in editions}

    take_back(key, owner)

    assert len(editions) == 2
    for edition, old in before.items():
        new = statements.newest(edition)
        assert (old.key, new.supersedes) == (key, old)
        assert new.key == academy.keys.get(retired_at=None)


def test_of_a_retired_key_only_what_it_signed_is_signed_anew(academy, issued, key, owner):
    good = credentials.make_key(organisation=academy, by=owner, at=AT)
    newer = credentials.issue(award=issued[0].award, by=owner, at=AT)

    declared = take_back(key, owner)

    assert reissue_all(declared=declared, by=owner, at=LATER) == 6
    assert academy.keys.filter(retired_at=None).get() == good
    assert not hasattr(newer, "superseded_by")
    assert issuers.verify(newer.document.encode(), at=LATER).is_good


def test_what_was_revoked_or_is_over_is_not_signed_anew(issued, key, owner):
    credentials.revoke(row=issued[0], reason="Found out.", by=owner, at=LATER)
    Award.objects.filter(pk=issued[1].award_id).update(expires_on=LATER.date() - timedelta(days=1))
    Award.objects.filter(pk=issued[2].award_id).update(expires_on=LATER.date())

    left = set(waiting(key, at=LATER))

    assert left == set(issued[2:])
    assert reissue_all(declared=take_back(key, owner), by=owner, at=LATER) == 5


def test_a_suspension_and_a_shown_name_stand_of_the_new_one_too(client, issued, key, owner):
    row = issued[6]
    suspensions.suspend(award=row.award, reason="A complaint.", ground="review", by=owner, at=LATER)
    credentials.show_name(row=issued[0], shown=True, by=issued[0].award.enrolment.person, at=AT)

    reissue_all(declared=take_back(key, owner), by=owner, at=LATER)

    assert issuers.verify(row.superseded_by.document.encode(), at=LATER).verdict is Verdict.SUSPENDED
    assert [one.reason for one in Suspension.objects.filter(ended_at=None)] == ["A complaint."] * 2
    assert issued[0].superseded_by.name_consents.filter(withdrawn_at=None).count() == 1
    suspensions.reinstate(award=row.award, reason="Nothing in it.", by=owner, at=LATER)
    assert issuers.verify(row.superseded_by.document.encode(), at=LATER).is_good


def test_the_holder_who_was_erased_stays_the_one_it_names(issued, key, owner):
    person = issued[0].award.enrolment.person
    people.erase(person=person, by=owner, at=LATER)

    reissue_all(declared=take_back(key, owner), by=owner, at=LATER)

    old, new = (json.loads(row.document)["credentialSubject"] for row in (issued[0], issued[0].superseded_by))
    assert old["identifier"] == new["identifier"]


class Stopped(BaseException):
    """The machine goes down."""


@pytest.mark.parametrize("after", [0, 2, 4, 6])
def test_stopped_anywhere_it_goes_on_where_it_stopped(issued, key, owner, monkeypatch, after):
    """After so many signatures nothing more happens; what was kept by then are whole chunks."""
    sign, left = compromise.sign, iter(range(100))

    def sign_or_stop(row, badge, signer):
        if next(left) == after:
            raise Stopped
        sign(row, badge, signer)

    declared = take_back(key, owner)
    monkeypatch.setattr(compromise, "sign", sign_or_stop)
    with pytest.raises(Stopped):
        reissue_all(declared=declared, by=owner, at=LATER)
    kept = Credential.objects.exclude(supersedes=None).count()
    assert kept == {0: 0, 2: 0, 4: 3, 6: 5}[after]
    monkeypatch.setattr(compromise, "sign", sign)

    again = reissue_all(declared=declared, by=owner, at=LATER)

    assert kept + again == 7
    assert all(Credential.objects.filter(supersedes=old).count() == 1 for old in issued)
    assert AuditEntry.objects.filter(action="credential.reissue").count() == 7


def test_holders_are_told_and_it_is_kept_who_did_it(
    issued, key, owner, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        reissue_all(declared=take_back(key, owner), by=owner, at=LATER)

    assert sorted(mail.to[0] for mail in mailoutbox) == [f"holder.{n}@people.example" for n in range(7)]
    assert str(issued[0].superseded_by.identifier) in mailoutbox[0].body
    done = AuditEntry.objects.filter(at=LATER, by=owner).exclude(action="credential.reissue")
    assert [(one.action, one.organisation.slug) for one in done.order_by("pk")] == [
        ("key.compromise", "academy"),
        ("key.make", "academy"),
        ("statement.sign", "academy"),
        ("statement.sign", "academy"),
    ]
    assert "laptop" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_the_old_page_says_why_and_leads_to_the_new_one(client, issued, key, owner, now):
    reissue_all(declared=take_back(key, owner, at=now), by=owner, at=now)

    page = client.get(reverse("public:credential", args=[issued[0].identifier])).content.decode()

    assert "This is not a genuine credential as it stands." in page
    assert "Its issuer has taken back the key that signed this one, because others may know it" in page
    assert reverse("public:credential", args=[issued[0].superseded_by.identifier]) in page
    assert "laptop" not in page


def test_it_is_declared_once_and_with_a_reason(key, owner):
    with pytest.raises(Refused, match="needs a reason"):
        declare(key=key, reason=" ", by=owner, at=LATER)
    take_back(key, owner)
    with pytest.raises(Refused, match="taken back before"):
        take_back(key, owner)


def run(*arguments, answer=None):
    given = ["credential", "key-compromised", *arguments]
    result = CliRunner().invoke(command(), given, input=answer)
    return result.exit_code, result.stdout, type(result.exception)


def test_the_command_asks_does_it_and_goes_on_when_called_again(issued, key, owner, clerk, monkeypatch):
    given = ("academy", key.name, "--reason", "Stolen.", "--by")
    assert run(*given, clerk.email, "--yes")[2] is Refused
    assert run("academy", "key-1066", "--reason", "Stolen.", "--by", owner.email)[0] == 2
    assert run(*given, owner.email, answer="n\n")[0] == 1
    assert not Compromise.objects.exists()
    chunk, done = compromise._reissue_chunk, []

    def one_chunk_then_stop(*arguments, **named):
        if done:
            raise Stopped
        done.append(chunk(*arguments, **named))
        return done[0]

    monkeypatch.setattr(compromise, "_reissue_chunk", one_chunk_then_stop)
    with pytest.raises(Stopped):
        run(*given, owner.email, "--yes")
    monkeypatch.setattr(compromise, "_reissue_chunk", chunk)

    again = run(*given, owner.email)

    assert again[:2] == (0, "4 credentials are signed anew and kept.\n")
    assert Credential.objects.exclude(supersedes=None).count() == 7
    listed = CliRunner().invoke(command(), ["credential", "keys"]).stdout
    assert [line.split("  ")[-1] for line in listed.splitlines()] == ["taken back", "signs"]
