"""The first page and the page of an enrolment: one true sentence, what is next by when, decision and appeal."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from numpy.random import default_rng

from testamur.programme import starts_at
from testamur.site.candidate.situation import situation
from testamur.site.candidate.steps import lines
from testamur.site.jobs.simulated import answer_quiz_of
from testamur.site.records.actions import credentials, decisions, enrolments
from testamur.site.records.library import library
from testamur.site.records.models import Appeal, Award, Decision, Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def nina(client, candidate, clock):
    client.force_login(candidate)
    return client


def page(enrolment, name="programme"):
    return reverse(f"candidate:{name}", args=[enrolment.pk])


def heading(answer):
    found = re.search(r"<h1>(.*?)</h1>", answer.content.decode(), re.DOTALL)
    return " ".join(found[1].split())


def said(enrolment, at):
    return situation(Enrolment.objects.get(pk=enrolment.pk), at=at).sentence


def decide(enrolment, examiner, at, outcome=Decision.Outcome.AWARD, reason="In order."):
    return decisions.decide_by_person(enrolment=enrolment, outcome=outcome, reason=reason, by=examiner, at=at)


def attend(enrolment, clerk, *sessions, attended=True):
    for name in sessions:
        component = enrolment.edition.programme.find(name)
        enrolments.record_attendance(
            enrolment=enrolment,
            component_id=name,
            attended=attended,
            by=clerk,
            at=starts_at(component, started_on=enrolment.started_on),
        )


# The first page.


def test_without_an_enrolment_there_is_nothing_yet(nina):
    assert heading(nina.get("/my/")) == "You are not enrolled in anything yet."


def test_one_thing_to_do_is_the_heading(nina, candidate, enrol):
    enrol(candidate, "clinical-ai-cme")

    answer = nina.get("/my/")

    assert heading(answer) == "Next: Introduction to health care, by 28 February 2027."
    assert "0 of 7 parts done" in answer.content.decode()


def test_several_are_counted_and_the_late_ones_first(nina, candidate, enrol, clock):
    enrol(candidate, "clinical-ai-cme")
    enrol(candidate, "healthcare-ai-professional")
    assert heading(nina.get("/my/")) == "2 programmes wait for you."

    clock.forward(days=400)
    nina.force_login(candidate)

    assert heading(nina.get("/my/")) == "In 1 programme you are late."


def test_a_running_sitting_comes_before_everything(nina, candidate, sit, clock):
    sitting = sit(candidate)
    clock.forward(minutes=10)

    answer = nina.get("/my/")

    assert heading(answer) == "Your sitting is running: 50 min left."
    assert reverse("candidate:sitting", args=[sitting.pk]) in answer.content.decode()


def test_a_sitting_whose_time_is_over_is_closed_when_its_owner_looks(nina, candidate, sit, clock):
    sitting = sit(candidate)
    clock.forward(minutes=61)

    answer = nina.get("/my/")

    assert heading(answer) == "Next: Study texts."
    assert sitting.standing().state == "timed out"


def test_nobody_sees_what_is_not_theirs(client, stranger, held):
    client.force_login(stranger)

    assert heading(client.get("/my/")) == "You are not enrolled in anything yet."
    assert "You hold no credential now." in client.get("/my/credentials/").content.decode()


# One enrolment in one sentence.


def test_before_a_cohort_starts_there_is_nothing_to_do(candidate, enrol, at):
    enrolment = enrol(candidate, "applied-ai-health-systems")

    assert said(enrolment, at) == "Nothing to do until 31 August 2026: then What AI is opens."


def test_what_is_late_can_still_be_done(candidate, enrol, at):
    enrolment = enrol(candidate, "applied-ai-health-systems")

    assert (
        said(enrolment, at.replace(month=9, day=20))
        == "What AI is was due on 6 September 2026 and can still be done."
    )


def test_used_up_attempts_are_said(candidate, enrol, at):
    enrolment = enrol(candidate, "clinical-ai-cme")
    for _ in range(3):
        enrolments.answer_quiz(
            enrolment=enrolment,
            component_id="course-1",
            text_id="what-ai-is",
            responses=answer_quiz_of(library().texts["what-ai-is"].quiz, correct=0, rng=default_rng(1)),
            by=candidate,
            at=at,
        )

    assert said(enrolment, at).startswith("No attempt is left at Introduction to health care.")


def test_a_module_alone_gives_no_certificate(candidate, enrol, studied, at):
    enrolment = enrol(candidate, "ai-health-care-leadership", only="responsible-ai")
    later = at.replace(month=9, day=8)
    for text in enrolment.edition.programme.find("responsible-ai").texts:
        enrolments.answer_quiz(
            enrolment=enrolment,
            component_id="responsible-ai",
            text_id=text,
            responses=answer_quiz_of(library().texts[text].quiz, correct=3, rng=default_rng(1)),
            by=candidate,
            at=later,
        )

    assert said(enrolment, later) == "This module is done. A module alone gives no certificate."


def test_an_evening_that_was_held_is_no_more_to_be_done(candidate, clerk, enrol, at):
    enrolment = enrol(candidate, "ai-in-healthcare-cohort")
    after = at.replace(month=9, day=30)
    found = {line.name: line for line in lines(enrolment, enrolment.progress(after.date()), at=after)}
    evening = found["Mentor session: meeting the group"]

    assert (evening.state, evening.by) == ("open", None)
    assert evening.text.endswith("Attendance is not recorded yet.")

    attend(enrolment, clerk, "live-1")
    found = {line.name: line for line in lines(enrolment, enrolment.progress(after.date()), at=after)}

    assert found["Mentor session: meeting the group"].state == "done"


def test_one_missed_evening_is_not_too_many_and_two_are(candidate, clerk, enrol, at):
    enrolment = enrol(candidate, "ai-in-healthcare-cohort")
    after = at.replace(month=10, day=15)

    attend(enrolment, clerk, "live-1", attended=False)
    assert not said(enrolment, after).startswith("Too many")
    attend(enrolment, clerk, "live-2", attended=False)

    assert said(enrolment, after).startswith("Too many live sessions were missed for the award.")


def test_when_all_is_done_and_an_evening_unrecorded_the_office_is_waited_for(candidate, clerk, enrol, studied, at):
    enrolment = enrol(candidate, "ai-in-healthcare-cohort")
    after = at.replace(month=12, day=1)
    studied(enrolment, at=after)
    attend(enrolment, clerk, "live-1", "live-2", "live-3")

    assert said(enrolment, after) == "Nothing to do: attendance at live sessions is to be recorded."


# Awards in one sentence.


def test_an_award_is_current_then_to_be_renewed_then_over(candidate, examiner, sit, studied, at):
    enrolment = sit(candidate, correct=30).enrolment
    studied(enrolment)
    assert said(enrolment, at) == "Everything is done. An examiner decides on the award."
    decide(enrolment, examiner, at)

    assert said(enrolment, at) == "Awarded on 2 March 2026. It holds until 2 March 2029."
    before_the_end = at.replace(year=2029, month=1)
    assert said(enrolment, before_the_end) == "Your award holds until 2 March 2029 and can be renewed now."
    assert said(enrolment, at.replace(year=2029, month=4)) == "Your award held until 2 March 2029."


def test_a_revoked_credential_is_said(held, owner, at, now):
    credentials.revoke(row=held, reason="A slip.", by=owner, at=now)

    assert said(held.award.enrolment, now) == "Your credential was revoked on 9 March 2026."


# Asking for the award.


@pytest.fixture
def complete(candidate, enrol, studied, at, clock):
    enrolment = enrol(candidate, "ai-health-care-leadership")
    clock.at = at.replace(year=2027, month=1)
    studied(enrolment, at=clock.at)
    return enrolment


def test_who_has_done_everything_can_ask_and_gets_it(client, candidate, complete):
    client.force_login(candidate)
    before = client.get(page(complete))

    client.post(page(complete, "decide"))
    after = client.get(page(complete)).content.decode()

    assert heading(before) == "Everything is done. You can ask for the award."
    assert page(complete, "decide") in before.content.decode()
    assert Award.objects.get().enrolment == complete
    assert page(complete, "decide") not in after
    assert reverse("candidate:credential", args=[Award.objects.get().credentials.get().identifier]) in after


def test_who_has_not_is_told_what_is_missing(nina, candidate, enrol):
    enrolment = enrol(candidate, "clinical-ai-cme")

    answer = nina.post(page(enrolment, "decide"))

    assert answer.status_code == 409
    assert "2 of 2 parts are still to pass." in answer.content.decode()
    assert page(enrolment, "decide") not in nina.get(page(enrolment)).content.decode()
    assert not Decision.objects.exists()


def test_the_page_lists_every_requirement(nina, candidate, enrol):
    enrolment = enrol(candidate, "clinical-ai-cme")

    text = nina.get(page(enrolment)).content.decode()

    assert "0 of 7 requirements are met" in text
    assert text.count("parts are still to pass.") == 5


# Decision and appeal.


@pytest.fixture
def declined(candidate, examiner, sit, studied, at, clock):
    enrolment = sit(candidate, correct=30).enrolment
    studied(enrolment)
    decide(enrolment, examiner, at, Decision.Outcome.NO_AWARD, "An incident was noted.")
    clock.at = at + timedelta(days=1)
    return enrolment


def test_a_decision_is_shown_with_its_reason_and_can_be_appealed(client, candidate, declined):
    client.force_login(candidate)
    before = client.get(page(declined)).content.decode()

    client.post(page(declined, "appeal"), {"text": "There was none."})
    after = client.get(page(declined)).content.decode()

    assert "An incident was noted." in before
    assert page(declined, "appeal") in before
    assert Appeal.objects.get().text == "There was none."
    assert page(declined, "appeal") not in after
    assert "There was none." in after


def test_an_appeal_says_why(client, candidate, declined):
    client.force_login(candidate)

    answer = client.post(page(declined, "appeal"), {"text": "  "})

    assert answer.status_code == 422
    assert "Please correct this first" in answer.content.decode()
    assert not Appeal.objects.exists()


def test_there_is_one_appeal(client, candidate, declined):
    client.force_login(candidate)
    client.post(page(declined, "appeal"), {"text": "There was none."})

    assert client.post(page(declined, "appeal"), {"text": "Really."}).status_code == 409
    assert Appeal.objects.count() == 1


def test_without_a_decision_there_is_nothing_to_appeal(nina, candidate, enrol):
    enrolment = enrol(candidate, "clinical-ai-cme")

    assert nina.post(page(enrolment, "appeal"), {"text": "Why not?"}).status_code == 409


def test_the_answer_to_an_appeal_is_a_new_decision(client, candidate, declined, owner, clock):
    client.force_login(candidate)
    client.post(page(declined, "appeal"), {"text": "There was none."})
    decide(declined, owner, clock.at, reason="Indeed.")

    text = client.get(page(declined)).content.decode()

    assert "Indeed." in text
    assert "No award" in text
    assert "You appealed on 3 March 2026." in text


# The examination on the page.


def test_the_examination_says_why_it_cannot_be_booked(nina, candidate, sit):
    sitting = sit(candidate, correct=10)

    text = nina.get(page(sitting.enrolment)).content.decode()

    assert "The next sitting is possible from 01 April 2026." in text
    assert "10 of 40 right" in text
    assert "/sittings/book/" not in text


def test_a_sitting_under_way_is_gone_on_with_and_not_booked_again(nina, candidate, sit):
    sitting = sit(candidate)

    text = nina.get(page(sitting.enrolment)).content.decode()

    assert "Go on with your sitting" in text
    assert "/sittings/book/" not in text
