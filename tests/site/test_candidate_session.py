"""Live sessions and their calendar file."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from testamur.programme import starts_at
from testamur.site.candidate.ics import Event, calendar
from testamur.site.records.actions import enrolments

EVENT = Event(
    uid="enrolment-1-live-1@localhost:8000",
    title="Mentor session; part 1, in two",
    text="Bring:\nyour figures",
    begins_at=datetime(2027, 1, 20, 18, tzinfo=UTC),
    length=timedelta(minutes=60),
    said_at=datetime(2026, 11, 24, 9, 30, 5, tzinfo=UTC),
    url="http://localhost:8000/my/programmes/1/live-1/session/",
)


def test_an_event_is_written_as_the_standard_says():
    """The signs of RFC 5545, sections 3.1, 3.3.5 and 3.3.11, worked by hand."""
    assert calendar(EVENT).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Testamur//Testamur//EN",
        "BEGIN:VEVENT",
        "UID:enrolment-1-live-1@localhost:8000",
        "DTSTAMP:20261124T093005Z",
        "DTSTART:20270120T180000Z",
        "DTEND:20270120T190000Z",
        "SUMMARY:Mentor session\\; part 1\\, in two",
        "DESCRIPTION:Bring:\\nyour figures",
        "URL:http://localhost:8000/my/programmes/1/live-1/session/",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_no_line_is_longer_than_75_octets_and_unfolding_gives_the_text_back(title):
    event = Event("uid", title, "", EVENT.begins_at, EVENT.length, EVENT.said_at, EVENT.url)

    file = calendar(event)

    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    escaped = title.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert f"\r\nSUMMARY:{escaped}\r\n" in file.replace("\r\n ", "")


@pytest.fixture
def cohort(db, client, candidate, enrol, clock):
    client.force_login(candidate)
    return enrol(candidate, "ai-in-healthcare-cohort")


def test_a_session_says_when_it_is(client, cohort):
    answer = client.get(reverse("candidate:session", args=[cohort.pk, "live-1"]))
    text = answer.content.decode()

    assert "Wednesday 16 September 2026, 18:00 UTC" in text
    assert "At least 80 % of the live sessions must be attended" in text
    assert reverse("candidate:session_event", args=[cohort.pk, "live-1"]) in text


def test_the_file_is_for_a_calendar(client, cohort):
    answer = client.get(reverse("candidate:session_event", args=[cohort.pk, "live-1"]))

    assert answer["content-type"] == "text/calendar; charset=utf-8"
    assert answer["content-disposition"] == 'attachment; filename="live-1.ics"'
    assert b"DTSTART:20260916T180000Z\r\n" in answer.content


@pytest.mark.parametrize(("attended", "said"), [(True, "You were there."), (False, "You were not there.")])
def test_attendance_is_shown_once_it_is_recorded(client, candidate, clerk, cohort, clock, attended, said):
    begins_at = starts_at(cohort.edition.programme.find("live-1"), started_on=cohort.started_on)
    clock.at = begins_at + timedelta(hours=2)
    client.force_login(candidate)
    address = reverse("candidate:session", args=[cohort.pk, "live-1"])
    assert "Not recorded yet." in client.get(address).content.decode()

    enrolments.record_attendance(enrolment=cohort, component_id="live-1", attended=attended, by=clerk, at=clock.at)

    assert said in client.get(address).content.decode()
