"""Attendance is recorded once, by somebody else, after the session has begun."""

from datetime import timedelta

import pytest
from django.urls import reverse

from testamur.programme import starts_at
from testamur.site.records.models import ActivityRecord, AuditEntry
from testamur.site.staff.queries import meetings, unrecorded

pytestmark = pytest.mark.django_db
COHORT = "ai-in-healthcare-cohort"


@pytest.fixture
def cohort(enrol, candidate, stranger, monkeypatch):
    """Return two enrolments, and hold the clock an hour after their first session began."""
    both = [enrol(person, COHORT) for person in (candidate, stranger)]
    first = both[0].edition.programme.find("live-1")
    begun = starts_at(first, started_on=both[0].started_on) + timedelta(hours=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: begun)
    return both


def address(enrolment, component="live-1", start=None):
    start = start or enrolment.started_on.isoformat()
    return reverse("staff:session", args=["academy", enrolment.edition_id, start, component])


def recorded():
    return {(row.enrolment.person.name, row.part): row.outcome for row in ActivityRecord.objects.all()}


def test_each_participant_is_attended_or_absent(client, clerk, cohort):
    one, other = cohort
    client.force_login(clerk)

    answer = client.post(address(one), {f"person-{one.pk}": "attended", f"person-{other.pk}": "absent"})

    assert answer.status_code == 302
    assert recorded() == {("Nina Nurse", "live-1"): "attended", ("Some Stranger", "live-1"): "absent"}
    assert AuditEntry.objects.filter(action="attendance.record", by=clerk).count() == 2


def test_a_line_left_open_is_not_recorded(client, clerk, cohort):
    one, other = cohort
    client.force_login(clerk)

    client.post(address(one), {f"person-{other.pk}": "absent"})

    assert recorded() == {("Some Stranger", "live-1"): "absent"}
    page = client.get(address(one))
    assert list(page.context["input"].fields) == [f"person-{one.pk}"]
    assert "1 participant is not recorded." in page.content.decode()


def test_what_is_recorded_is_not_asked_again(client, clerk, cohort):
    one, _ = cohort
    client.force_login(clerk)
    client.post(address(one), {f"person-{one.pk}": "absent"})

    client.post(address(one), {f"person-{one.pk}": "attended"})

    assert recorded() == {("Nina Nurse", "live-1"): "absent"}


def test_a_word_that_is_neither_is_refused(client, clerk, cohort):
    one, _ = cohort
    client.force_login(clerk)

    assert client.post(address(one), {f"person-{one.pk}": "perhaps"}).status_code == 422
    assert recorded() == {}


def test_a_session_to_come_is_not_recorded(client, clerk, cohort):
    one, _ = cohort
    client.force_login(clerk)

    answer = client.post(address(one, "live-2"), {f"person-{one.pk}": "attended"})

    assert answer.status_code == 409
    assert recorded() == {}


def test_nobody_records_their_own_attendance(client, academy, candidate, cohort):
    one, other = cohort
    academy.memberships.create(person=candidate, duty="clerk")
    client.force_login(candidate)

    answer = client.post(address(one), {f"person-{one.pk}": "attended", f"person-{other.pk}": "attended"})

    assert answer.status_code == 409
    assert recorded() == {}


@pytest.mark.parametrize(
    ("start", "component"), [("2026-09-14", "none"), ("2020-01-01", "live-1"), ("99", "live-1")]
)
def test_a_session_that_is_none_is_not_found(client, clerk, cohort, start, component):
    client.force_login(clerk)

    assert client.get(address(cohort[0], component, start)).status_code == 404


def test_participants_of_one_module_alone_are_not_counted(academy, editions, cohort, enrol):
    edition = editions[COHORT]

    found = {meeting.component.id: (meeting.participants, meeting.recorded) for meeting in meetings(edition)}

    assert found == dict.fromkeys(["live-1", "live-2", "live-3", "live-4", "live-5"], (2, 0))
    assert [meeting.component.id for _, meeting in unrecorded(academy, at=meetings(edition)[1].begins_at)] == [
        "live-1",
        "live-2",
    ]


def test_the_list_says_what_is_missing(client, clerk, cohort):
    client.force_login(clerk)

    page = client.get(reverse("staff:attendance", args=["academy", cohort[0].edition_id]))

    assert "1 session is not fully recorded." in page.content.decode()
    assert [str(row.cells[3].text) for row in page.context["rows"]] == ["0 of 2", *["to come"] * 4]
