"""The periodic jobs: found by file, run when due, twice without harm, none stopped by another's fault."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from testamur.delivery import Accommodation as Extra
from testamur.delivery import Kind, State
from testamur.site.jobs.job import Job
from testamur.site.jobs.queries import ending_awards
from testamur.site.jobs.round import Ran, due, run_due
from testamur.site.jobs.table import JOBS
from testamur.site.records.actions import credentials, sittings
from testamur.site.records.models import Accommodation, AuditEntry, Extension

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def counting(name, every, calls, *, broken=False):
    def run(at):
        calls.append((name, at))
        if broken:
            raise RuntimeError(name)
        return 1

    return Job(name, timedelta(seconds=every), run)


def test_every_file_of_the_folder_is_a_job():
    assert {name: job.every for name, job in JOBS.items()} == {
        "apply-scoring-changes": timedelta(seconds=15),
        "check-lists": timedelta(seconds=2),
        "check-watched": timedelta(seconds=5),
        "close-due-sittings": timedelta(seconds=15),
        "make-calibrations": timedelta(seconds=30),
        "make-reports": timedelta(seconds=30),
        "publish-status": timedelta(minutes=10),
        "remind-expiring-awards": timedelta(hours=6),
        "remove-expired-accommodations": timedelta(hours=1),
        "remove-group-answers": timedelta(days=1),
        "remove-old-rounds": timedelta(hours=6),
        "remove-wallet-offers": timedelta(hours=1),
        "send-notices": timedelta(seconds=5),
        "send-webhooks": timedelta(seconds=5),
    }


def test_a_job_is_due_at_first_and_again_after_its_time():
    job = counting("a", 15, [])

    assert due([job], {}, at=NOON) == [job]
    assert due([job], {"a": NOON}, at=NOON + timedelta(seconds=14)) == []
    assert due([job], {"a": NOON}, at=NOON + timedelta(seconds=15)) == [job]


def test_a_round_runs_what_is_due_and_remembers_when():
    calls, last = [], {}
    jobs = [counting("often", 15, calls), counting("seldom", 3600, calls)]

    first = run_due(jobs, last, at=NOON)
    second = run_due(jobs, last, at=NOON + timedelta(minutes=1))

    assert first == [Ran("often", 1), Ran("seldom", 1)]
    assert second == [Ran("often", 1)]
    assert last == {"often": NOON + timedelta(minutes=1), "seldom": NOON}


def test_a_job_that_breaks_is_logged_and_keeps_no_other_from_running(caplog):
    calls = []

    ran = run_due([counting("bad", 15, calls, broken=True), counting("good", 15, calls)], {}, at=NOON)

    assert ran == [Ran("bad", None), Ran("good", 1)]
    assert [run.is_broken for run in ran] == [True, False]
    assert "The job bad broke." in caplog.text


def test_the_command_says_what_was_done_and_fails_if_a_job_broke(monkeypatch, capsys):
    calls = []
    good = counting("good", 15, calls)
    monkeypatch.setattr("testamur.site.jobs.management.commands.work.JOBS", {"good": good})
    call_command("work", "--once")
    assert capsys.readouterr().out == "good: 1\n"

    bad = counting("bad", 15, calls, broken=True)
    monkeypatch.setattr("testamur.site.jobs.management.commands.work.JOBS", {"bad": bad})
    with pytest.raises(CommandError):
        call_command("work", "--once")
    assert [name for name, _ in calls] == ["good", "bad"]


def test_a_sitting_whose_time_is_over_is_closed_at_its_deadline(sit, candidate, at):
    sitting = sit(candidate)

    early = JOBS["close-due-sittings"].run(at + timedelta(minutes=60))
    late = JOBS["close-due-sittings"].run(at + timedelta(minutes=75))
    again = JOBS["close-due-sittings"].run(at + timedelta(minutes=90))

    assert (early, late, again) == (0, 1, 0)
    standing = sittings.Sitting.objects.get(pk=sitting.pk).standing()
    assert (standing.state, standing.closed_at) == (State.TIMED_OUT, at + timedelta(minutes=60))
    assert sitting.events.filter(kind=Kind.TIME_OUT).count() == 1


def test_a_status_list_is_published_anew_before_it_lapses(held, at):
    run = JOBS["publish-status"].run

    assert (run(at + timedelta(hours=11)), run(at + timedelta(hours=13)), run(at + timedelta(hours=13))) == (
        0,
        1,
        0,
    )
    held.status_list.refresh_from_db()
    assert held.status_list.valid_until == at + timedelta(hours=37)


def test_extra_time_is_removed_the_day_after_its_last(academy, owner, candidate, enrol, at):
    enrol(candidate, "healthcare-ai-professional")
    sittings.approve_accommodation(
        person=candidate, organisation=academy, rule=Extra(1.5), expires_on=at.date(), by=owner, at=at
    )
    run = JOBS["remove-expired-accommodations"].run

    assert (run(at + timedelta(hours=14)), run(at + timedelta(hours=15))) == (0, 1)
    assert not Accommodation.objects.exists()
    assert AuditEntry.objects.filter(action="accommodation.remove").count() == 1


@pytest.fixture
def ending(held, at):
    """Return an award that ends a hundred days after `at`."""
    held.award.expires_on = at.date() + timedelta(days=100)
    held.award.save()
    return held.award


def test_a_holder_is_reminded_once_at_ninety_days_and_once_at_thirty(
    ending, candidate, at, django_capture_on_commit_callbacks
):
    run = JOBS["remind-expiring-awards"].run

    with django_capture_on_commit_callbacks(execute=True):
        counts = {days: run(at + timedelta(days=100 - days)) for days in (91, 90, 60, 31, 30, 29, 0, -1)}

    assert counts == {91: 0, 90: 1, 60: 0, 31: 0, 30: 1, 29: 0, 0: 0, -1: 0}
    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([candidate.email], "Your award ends on 10 June 2026")
    ] * 2
    details = [entry.detail for entry in AuditEntry.objects.filter(action="award.remind")]
    assert details == [{"days": 90, "until": "2026-06-10"}, {"days": 30, "until": "2026-06-10"}]


def test_a_renewed_award_is_reminded_of_its_new_end(ending, at):
    run = JOBS["remind-expiring-awards"].run
    assert run(at + timedelta(days=50)) == 1
    until = at.date() + timedelta(days=800)
    Extension.objects.create(award=ending, way="activities", renewed_on=at, expires_on=until, evidence={})

    assert run(at + timedelta(days=80)) == 0
    assert run(at + timedelta(days=720)) == 1


def test_a_revoked_award_is_not_reminded_of(ending, held, owner, at):
    credentials.revoke(row=held, reason="Somebody else sat.", by=owner, at=at)

    assert JOBS["remind-expiring-awards"].run(at + timedelta(days=50)) == 0


def test_awards_that_do_not_end_are_not_looked_at(held, at):
    assert list(ending_awards(at.date(), within=timedelta(days=40_000))) == []


def test_simulated_people_get_no_mail(ending, candidate, at, django_capture_on_commit_callbacks):
    candidate.is_simulated = True
    candidate.save()

    with django_capture_on_commit_callbacks(execute=True):
        assert JOBS["remind-expiring-awards"].run(at + timedelta(days=50)) == 1

    assert mail.outbox == []
