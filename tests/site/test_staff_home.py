"""What waits is shown to those who can do something about it."""

from datetime import timedelta

import pytest
from crowds import crowd
from django.urls import reverse

from testamur.programme import starts_at
from testamur.site.records.actions import calibrations, decisions
from testamur.site.records.models import Calibration, Decision
from testamur.site.records.permissions import permitted
from testamur.site.staff.attention import notices

pytestmark = pytest.mark.django_db


def waits_for(person, academy, at):
    return [notice.sentence for notice in notices(academy, permitted(person, academy), at=at)]


def test_nothing_waits_in_an_empty_house(academy, owner, client, at):
    client.force_login(owner)

    page = client.get(reverse("staff:home")).content.decode()

    assert waits_for(owner, academy, at) == []
    assert "Nothing waits for you." in page


def test_forms_that_are_missing_wait_for_the_owner_and_the_examiner(
    academy, owner, examiner, clerk, exam_form, at
):
    missing = [
        "AI in Medicine Examination lacks 3 exam forms.",
        "AI in Medicine Examination lacks a form for the re-examination.",
        "Healthcare AI Professional lacks 2 exam forms.",
        "Healthcare AI Professional lacks a form for the re-examination.",
    ]

    assert waits_for(owner, academy, at) == missing
    assert waits_for(examiner, academy, at) == missing
    assert waits_for(clerk, academy, at) == []


def test_a_sitting_under_way_waits_for_the_invigilator(academy, invigilator, examiner, candidate, sit, at):
    sit(candidate)

    assert waits_for(invigilator, academy, at) == ["1 sitting is under way."]
    assert "1 sitting is under way." not in waits_for(examiner, academy, at)


def test_decisions_and_appeals_wait_for_the_examiner(academy, examiner, candidate, stranger, sit, studied, at):
    studied(sit(candidate, correct=30).enrolment)
    studied(sit(stranger, correct=30).enrolment)
    no = Decision.Outcome.NO_AWARD
    of_stranger = stranger.enrolments.get()
    decision = decisions.decide_by_person(
        enrolment=of_stranger, outcome=no, reason="It was not orderly.", by=examiner, at=at
    )
    decisions.appeal(decision=decision, text="It was.", by=stranger, at=at)

    assert waits_for(examiner, academy, at)[:2] == [
        "1 appeal waits for an answer.",
        "1 enrolment waits for a decision.",
    ]


def test_attendance_waits_for_the_clerk_once_the_session_has_begun(academy, clerk, candidate, enrol):
    enrolment = enrol(candidate, "ai-in-healthcare-cohort")
    begins_at = starts_at(enrolment.edition.programme.find("live-1"), started_on=enrolment.started_on)

    assert waits_for(clerk, academy, begins_at - timedelta(seconds=1)) == []
    assert waits_for(clerk, academy, begins_at) == [
        "Attendance at Mentor session: meeting the group of 16 September 2026 is not recorded for 1 participant."
    ]


def test_a_status_list_about_to_lapse_waits_for_the_clerk(academy, clerk, held):
    published_at = held.status_list.published_at

    assert waits_for(clerk, academy, published_at + timedelta(hours=17)) == []
    assert waits_for(clerk, academy, published_at + timedelta(hours=19)) == [
        (
            f"Status list {held.status_list.pk} holds until 3 March 2026 09:00 UTC only: "
            "the background jobs do not run."
        )
    ]


def test_a_draft_of_a_calibration_waits_for_the_owner_until_it_is_decided_on(
    client, academy, owner, examiner, exam_form, at
):
    crowd(exam_form, 31)
    calibrations.ask(edition=exam_form.edition, model="rasch", is_anchored=False, by=examiner, at=at)
    said = "A calibration of Healthcare AI Professional, of 31 people, waits for a second person to sign it."
    client.force_login(owner)

    (notice,) = (one for one in notices(academy, permitted(owner, academy), at=at) if one.sentence == said)

    assert client.get(notice.url).status_code == 200
    assert said not in waits_for(examiner, academy, at)
    calibrations.refuse(calibration=Calibration.objects.get(), reason="Too few.", by=owner, at=at)
    assert said not in waits_for(owner, academy, at)


def test_every_notice_leads_somewhere(client, academy, owner, candidate, sit, studied, enrol, at, monkeypatch):
    studied(sit(candidate, correct=30).enrolment)
    enrolment = enrol(candidate, "ai-in-healthcare-cohort")
    later = starts_at(enrolment.edition.programme.find("live-1"), started_on=enrolment.started_on)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    client.force_login(owner)

    found = notices(academy, permitted(owner, academy), at=later)

    assert len(found) == 6
    assert {client.get(notice.url).status_code for notice in found} == {200}


def test_somebody_with_two_desks_sees_both(client, academy, other_academy, owner):
    other_academy.memberships.create(person=owner, duty="clerk")
    client.force_login(owner)

    page = client.get(reverse("staff:home")).content.decode()

    assert "Academy" in page
    assert "Other-Academy" in page
