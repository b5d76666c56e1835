"""Who wants to know is told once when a verdict changes: at once of our own, later of others', whatever dies."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from people import AT, make_person

from testamur.credential import Verdict
from testamur.errors import Refused
from testamur.site.jobs.table import JOBS
from testamur.site.records import issuers
from testamur.site.records.actions import credentials, notices, people, roster, watching
from testamur.site.records.models import (
    AuditEntry,
    Notice,
    RosterEntry,
    StatusChange,
    VerificationRecord,
    Watch,
    Watcher,
)

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def entry(academy, employer, held):
    document = held.document.encode()
    return roster.add(organisation=academy, label="Nina", role="", document=document, by=employer, at=AT)


@pytest.fixture
def watched(entry, employer):
    watching.tell_of_entry(entry=entry, told=True, by=employer, at=AT)
    return entry


def revoke(held, owner, at):
    return credentials.revoke(row=held, reason="Somebody else sat.", by=owner, at=at)


def work(at):
    return JOBS["check-watched"].run(at), JOBS["send-notices"].run(at)


def test_a_revocation_here_is_told_at_once_and_once(watched, held, owner, employer):
    assert work(AT + HOUR) == (0, 0)
    revoke(held, owner, AT + HOUR)

    first, again = work(AT + HOUR), work(AT + HOUR)

    assert (first, again) == ((1, 1), (0, 0))
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([employer.email], "A credential is now: revoked")
    assert "Before: genuine and current\nNow: revoked\n" in message.body
    assert f"/employer/academy/entries/{watched.pk}/" in message.body
    assert "Nina" not in message.body + message.subject
    change = StatusChange.objects.get()
    assert (change.record.verdict, change.record.by) == ("revoked", None)


def test_a_revocation_that_is_undone_leaves_nothing_to_tell(watched, held, owner):
    with transaction.atomic():
        revoke(held, owner, AT + HOUR)
        transaction.set_rollback(True)

    assert work(AT + HOUR) == (0, 0)


def test_what_nobody_watches_is_not_looked_at(entry, held, owner):
    revoke(held, owner, AT + HOUR)

    assert work(AT + 2 * DAY) == (0, 0)
    assert not StatusChange.objects.exists()


def test_it_is_looked_at_again_as_often_as_was_chosen_and_a_same_verdict_leaves_no_record(
    watched, academy, employer
):
    counts = [work(AT + days * DAY)[0] for days in (0.5, 1, 1.5, 2)]
    watching.tell_of_roster(organisation=academy, people=[employer], every_days=7, by=employer, at=AT)
    weekly = [work(AT + days * DAY)[0] for days in (3, 4, 9, 10, 11)]

    assert counts == [0, 1, 0, 1]
    assert weekly == [1, 0, 0, 1, 0]
    assert VerificationRecord.objects.count() == 1
    watched.refresh_from_db()
    assert watched.checked_at == AT + 10 * DAY


def test_a_shorter_time_between_checks_holds_for_what_waits_already(watched, academy, employer):
    watching.tell_of_roster(organisation=academy, people=[employer], every_days=30, by=employer, at=AT)
    assert work(AT + DAY) == (1, 0)

    watching.tell_of_roster(organisation=academy, people=[employer], every_days=1, by=employer, at=AT + DAY)

    assert work(AT + 2 * DAY) == (1, 0)


def test_the_end_of_a_credential_is_told_when_it_comes(academy, employer, held):
    held.award.expires_on = AT.date() + timedelta(days=3)
    held.award.save()
    row = credentials.issue(award=held.award, by=None, at=AT)
    watching.tell_of_roster(organisation=academy, people=[employer], every_days=30, by=employer, at=AT)
    entry = roster.add(
        organisation=academy, label="Nina", role="", document=row.document.encode(), by=employer, at=AT
    )
    end = AT.replace(hour=23, minute=59, second=59) + 3 * DAY

    before, after = work(end), work(end + timedelta(seconds=1))

    assert (before, after) == ((0, 0), (1, 1))
    entry.refresh_from_db()
    assert entry.verdict_told == Verdict.EXPIRED


@pytest.mark.parametrize("ends", [f"9999-12-31T23:59:59{zone}" for zone in ("Z", "-05:00", "+05:00")])
def test_what_ends_on_the_last_day_that_there_is_is_looked_at_as_often_as_all_else(entry, ends):
    RosterEntry.objects.update(document=json.dumps({"validUntil": ends}), check_at=None)

    watching.seen(entry, "genuine and current", at=AT)

    entry.refresh_from_db()
    assert entry.check_at == AT + timedelta(days=entry.organisation.roster_every_days)


def test_a_revocation_while_it_is_being_checked_is_looked_at_again_at_once(watched, held, owner):
    RosterEntry.objects.update(check_at=AT)
    watched.refresh_from_db()
    lease = watching.claim(watched, at=AT)
    revoke(held, owner, AT + timedelta(seconds=1))  # the check has read the list before
    watching.seen(watched, Verdict.CURRENT, at=AT, lease=lease)

    assert work(AT + timedelta(seconds=2)) == (1, 1)


def test_a_check_belongs_to_one_process_and_to_the_next_when_that_died(watched):
    RosterEntry.objects.update(check_at=AT)
    watched.refresh_from_db()

    assert watching.claim(watched, at=AT) == AT + watching.LEASE
    assert watching.claim(watched, at=AT) is None
    assert work(AT + timedelta(minutes=1)) == (0, 0)
    assert work(AT + timedelta(minutes=6)) == (1, 0)


def test_a_later_check_is_not_overtaken_by_an_earlier_one(watched, employer, held, owner):
    revoke(held, owner, AT + HOUR)
    roster.check(entry=watched, by=employer, at=AT + HOUR)
    late = VerificationRecord.objects.first()

    assert watching.seen(watched, Verdict.CURRENT, at=AT + timedelta(minutes=1), record=late) is None
    assert [change.after for change in StatusChange.objects.all()] == ["revoked"]


def test_that_it_cannot_be_told_is_told_after_three_checks_in_a_row(watched):
    told = []
    for day in range(1, 5):
        RosterEntry.objects.update(check_at=AT + day * DAY)
        watched.refresh_from_db()
        lease = watching.claim(watched, at=AT + day * DAY)
        told.append(watching.seen(watched, Verdict.CANNOT_TELL, at=AT + day * DAY, lease=lease) is not None)

    assert told == [False, False, True, False]


def test_checks_that_somebody_asks_for_do_not_count_as_three_in_a_row(watched):
    for minutes in range(1, 5):
        assert watching.seen(watched, Verdict.CANNOT_TELL, at=AT + timedelta(minutes=minutes)) is None


def test_whoever_may_no_longer_see_the_roster_is_told_no_more(watched, employer, academy, held, owner):
    academy.memberships.filter(person=employer).delete()
    revoke(held, owner, AT + HOUR)

    assert work(AT + HOUR) == (1, 0)
    assert StatusChange.objects.count() == 1


def test_simulated_people_get_no_mail(watched, employer, held, owner):
    employer.is_simulated = True
    employer.save()
    revoke(held, owner, AT + HOUR)

    assert work(AT + HOUR) == (1, 0)
    assert mail.outbox == []


def test_who_is_told_of_the_roster_and_of_the_entry_is_told_once(watched, academy, employer, clerk, held, owner):
    watching.tell_of_roster(organisation=academy, people=[employer, clerk], every_days=1, by=employer, at=AT)
    revoke(held, owner, AT + HOUR)

    assert work(AT + HOUR) == (1, 2)
    assert sorted(message.to[0] for message in mail.outbox) == sorted([employer.email, clerk.email])


def test_only_people_of_the_roster_can_be_told_of_it(academy, employer, examiner):
    with pytest.raises(Refused) as refusal:
        watching.tell_of_roster(organisation=academy, people=[examiner], every_days=1, by=employer, at=AT)
    with pytest.raises(Refused):
        watching.tell_of_roster(organisation=academy, people=[], every_days=2, by=employer, at=AT)

    assert refusal.value.rule == "roster-watcher"
    assert not Watcher.objects.exists()


def test_mail_that_is_not_taken_is_sent_later(watched, held, owner, monkeypatch):
    def broken(self, messages):
        raise OSError

    revoke(held, owner, AT + HOUR)
    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", broken)
        assert work(AT + HOUR) == (1, 0)

    assert work(AT + HOUR) == (0, 0)
    assert work(AT + HOUR + timedelta(minutes=1)) == (0, 1)
    assert (Notice.objects.get().attempts, len(mail.outbox)) == (2, 1)


def test_a_person_watches_any_credential_that_they_checked(held, owner, candidate):
    document = held.document.encode()
    made = watching.watch(verification=issuers.verify(document, at=AT), document=document, by=candidate, at=AT)
    with pytest.raises(Refused):
        watching.watch(verification=issuers.verify(document, at=AT), document=document, by=candidate, at=AT)
    revoke(held, owner, AT + HOUR)

    assert work(AT + HOUR) == (1, 1)
    assert mail.outbox[-1].to == [candidate.email]
    assert "/my/watches/" in mail.outbox[-1].body
    watching.unwatch(watch=made, by=candidate, at=AT + HOUR)
    assert not Watch.objects.exists()
    assert {"watch.begin", "watch.end"} <= set(AuditEntry.objects.values_list("action", flat=True))


def test_what_is_not_genuine_cannot_be_watched(held, candidate):
    forged = held.document.replace("Clinical", "Clinica1", 1).encode()

    with pytest.raises(Refused):
        watching.watch(verification=issuers.verify(forged, at=AT), document=forged, by=candidate, at=AT)


def test_with_the_person_goes_what_they_watch(watched, held, academy):
    nosy = make_person("Nosy Nurse")
    academy.memberships.create(person=nosy, duty="clerk")
    watching.tell_of_entry(entry=watched, told=True, by=nosy, at=AT)
    document = held.document.encode()
    watching.watch(verification=issuers.verify(document, at=AT), document=document, by=nosy, at=AT)

    people.erase(person=nosy, by=nosy, at=AT)

    assert not Watch.objects.exists()
    assert not Watcher.objects.filter(person=nosy).exists()


def test_old_changes_are_removed_and_their_records_stay(watched, held, owner):
    revoke(held, owner, AT + HOUR)
    work(AT + HOUR)

    assert notices.remove_old(at=AT + 365 * DAY) == 0
    assert notices.remove_old(at=AT + 366 * DAY) == 1
    assert VerificationRecord.objects.count() == 2
