"""Issuing many at once: every award gets one credential, whatever happens in the middle."""

import json

import pytest
from django.db import IntegrityError, transaction
from people import AT, make_person

from testamur.errors import Refused
from testamur.site.records import badges, issuers
from testamur.site.records.actions import batch_issue, credentials, statements
from testamur.site.records.actions.batch_issue import issue_all, waiting
from testamur.site.records.models import AuditEntry, Award, Credential, Decision, StatusList


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch):
    monkeypatch.setattr(batch_issue, "CHUNK", 3)


@pytest.fixture
def edition(editions):
    return editions["clinical-ai-cme"]


@pytest.fixture
def awards(enrol):
    """Return seven awards without a credential."""
    made = []
    for number in range(7):
        enrolment = enrol(make_person(f"Holder {number}"), "clinical-ai-cme")
        decision = Decision.objects.create(enrolment=enrolment, outcome="award", reason="Met.", findings=[], at=AT)
        made.append(Award.objects.create(decision=decision, enrolment=enrolment, awarded_on=AT.date()))
    return made


def issued():
    """Return the credentials by award; they are each of another award, and each at a place of its own."""
    rows = list(Credential.objects.order_by("award_id"))
    assert len({row.award_id for row in rows}) == len({row.status_index for row in rows}) == len(rows)
    return rows


def test_every_award_gets_one_that_verifies(
    edition, awards, owner, at, mailoutbox, django_capture_on_commit_callbacks
):
    said = []

    with django_capture_on_commit_callbacks(execute=True):
        kept = issue_all(edition=edition, by=owner, at=at, said=said.append)

    rows = issued()
    assert (kept, said) == (7, [3, 3, 1])
    assert [row.award_id for row in rows] == [award.pk for award in awards]
    assert all(issuers.verify(row.document.encode(), at=at).is_good for row in rows)
    entries = AuditEntry.objects.filter(action="credential.issue", by=owner)
    assert {(one.target, one.detail["digest"]) for one in entries} == {
        (f"credential {row.pk}", row.digest) for row in rows
    }
    assert sorted(mail.to[0] for mail in mailoutbox) == [f"holder.{n}@people.example" for n in range(7)]


def test_it_signs_what_issuing_one_by_one_signs(edition, awards, at):
    issue_all(edition=edition, by=None, at=at)
    row = issued()[0]

    alone = Credential(award=row.award, salt=row.salt, issued_at=at, identifier=row.identifier)
    alone.status_list, alone.status_index = row.status_list, row.status_index
    _, key = issuers.signing_key(edition.organisation)
    related = statements.bound(edition, by=None, at=at)
    said = badges.earned(edition)
    credentials.sign(alone, badges.badge(alone, said, score=None, until=None, related=related), key)

    assert row.document == alone.document
    assert json.loads(row.document)["validFrom"] == "2026-03-02T09:00:00Z"


def test_nothing_is_left_to_do_and_nothing_is_done_twice(edition, awards, at):
    issue_all(edition=edition, by=None, at=at)
    before = list(Credential.objects.values_list("pk", "digest"))

    assert issue_all(edition=edition, by=None, at=at) == 0
    assert list(Credential.objects.values_list("pk", "digest")) == before


def test_an_award_that_has_one_is_left_out(edition, awards, at):
    first = credentials.issue(award=awards[2], by=None, at=at)

    assert issue_all(edition=edition, by=None, at=at) == 6
    assert first in issued()


class Stopped(BaseException):
    """The machine goes down."""


@pytest.mark.parametrize("after", [0, 4, 6])
def test_stopped_anywhere_it_goes_on_where_it_stopped(edition, awards, at, monkeypatch, after):
    """After so many signatures nothing more happens; what was kept by then are whole chunks."""
    sign, count = batch_issue.sign, iter(range(100))

    def sign_or_stop(row, badge, key):
        if next(count) == after:
            raise Stopped
        sign(row, badge, key)

    monkeypatch.setattr(batch_issue, "sign", sign_or_stop)
    with pytest.raises(Stopped):
        issue_all(edition=edition, by=None, at=at)
    kept = issued()
    assert len(kept) == AuditEntry.objects.filter(action="credential.issue").count() == after // 3 * 3
    monkeypatch.setattr(batch_issue, "sign", sign)

    again = issue_all(edition=edition, by=None, at=at)

    assert again == 7 - len(kept)
    assert issued()[: len(kept)] == kept
    assert waiting(edition).count() == 0


def test_two_first_credentials_of_one_award_cannot_be_kept(edition, awards, at):
    issue_all(edition=edition, by=None, at=at)
    twin = issued()[0]
    twin.pk, twin.identifier, twin.status_index = None, None, twin.status_index ^ 1
    twin._state.adding = True

    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.bulk_create([twin])


def test_an_award_issued_in_between_by_somebody_else_is_left_alone(edition, awards, at, monkeypatch):
    chosen, first = batch_issue.waiting, []

    def waiting_then_taken(of):
        found = chosen(of)
        if not first:
            numbers = list(found.values_list("pk", flat=True)[:3])
            first.append(credentials.issue(award=awards[0], by=None, at=at))
            return Award.objects.filter(pk__in=numbers).order_by("pk")
        return found

    monkeypatch.setattr(batch_issue, "waiting", waiting_then_taken)

    assert issue_all(edition=edition, by=None, at=at) == 6
    assert first[0] in issued()


def test_a_list_takes_no_more_than_half_and_the_next_goes_on(edition, awards, at, monkeypatch):
    """A list of 131,072 would take too many; one of ours is made as if it had eight places."""
    monkeypatch.setattr(credentials.credential, "MINIMUM_ENTRIES", 8)
    monkeypatch.setattr(credentials, "sign_list", lambda *_, **__: None)

    issue_all(edition=edition, by=None, at=at)

    assert [row.credentials.count() for row in StatusList.objects.order_by("pk")] == [4, 3]


def test_without_a_key_nothing_is_issued(edition, awards, at):
    edition.organisation.keys.update(retired_at=at)

    with pytest.raises(Refused, match="no signing key"):
        issue_all(edition=edition, by=None, at=at)

    assert issued() == []
