"""The pages of screenings and reviews: run one, look at a case, say what came of it."""

import pytest
from django.urls import reverse
from unusual import unusual

from testamur.delivery import ReviewState
from testamur.site.records.models import Enrolment, Incident, ReviewCase, Screening

pytestmark = pytest.mark.django_db
ASKED = {"level": "0.01", "is_same_time": "on", "exposed": ""}


@pytest.fixture
def url(exam_form):
    unusual(exam_form)
    return reverse("staff:screenings", args=["academy", exam_form.edition_id])


@pytest.fixture
def case(client, url, examiner):
    client.force_login(examiner)
    client.post(url, ASKED)
    return ReviewCase.objects.get()


def case_url(case):
    return reverse("staff:review", args=["academy", case.pk])


def test_an_examiner_screens_an_exam_and_is_led_to_what_was_found(client, url, examiner):
    client.force_login(examiner)

    answer = client.post(url, ASKED, follow=True)

    screening = Screening.objects.get()
    assert answer.redirect_chain == [(reverse("staff:screening", args=["academy", screening.pk]), 302)]
    page = answer.content.decode()
    assert "1 case was found among 60 people." in page
    assert "seat and network are not recorded" in page
    assert "Not looked for: no calibration is signed that has these items." in page


def test_items_that_no_form_has_are_all_named_and_nothing_is_screened(client, url, examiner):
    client.force_login(examiner)

    answer = client.post(url, {**ASKED, "exposed": "no-such\nnor-this"})

    assert answer.status_code == 422
    assert answer.context["input"].errors["exposed"] == ["No form of this exam has the items no-such, nor-this."]
    assert not Screening.objects.exists()


def test_too_few_people_are_said_to_be_too_few(client, exam_form, examiner):
    client.force_login(examiner)
    unusual(exam_form, 3, alike=None)

    answer = client.post(reverse("staff:screenings", args=["academy", exam_form.edition_id]), ASKED)

    assert answer.status_code == 422
    assert "n = 3; at least 30 are needed" in answer.content.decode()


def test_a_case_shows_both_side_by_side_and_says_what_it_is_not(client, case):
    page = client.get(case_url(case))

    rows = page.context["side_by_side"]
    assert len(rows) == 40
    assert [cell.label for cell in rows[0].cells] == [
        "Item", "Alike", "Key", "Crowd 4", "Seconds", "Crowd 9", "Seconds",
    ]  # fmt: skip
    assert {row.cells[1].text for row in rows} == {"alike", "alike, wrong"}
    text = page.content.decode()
    assert "This is a reason to look, not a finding against anybody." in text
    assert "Two people gave 40 answers alike" in text


def test_what_came_of_a_case_is_kept_with_name_and_reason(client, case, examiner):
    answer = client.post(
        case_url(case), {"word": "explained", "reason": "They share a desk and a teacher."}, follow=True
    )

    said = case.said.get()
    assert (said.by, said.reason) == (examiner, "They share a desk and a teacher.")
    assert case.state() == ReviewState.EXPLAINED
    assert "They share a desk and a teacher." in answer.content.decode()
    assert not Incident.objects.exists()


def test_a_word_that_cannot_follow_and_a_missing_reason_are_told_at_once(client, case):
    answer = client.post(case_url(case), {"word": "reopen", "reason": ""})

    assert answer.status_code == 422
    assert set(answer.context["input"].errors) == {"word", "reason"}
    assert not case.said.exists()


def test_the_queue_has_open_cases_and_those_that_were_looked_into(client, case):
    queue = reverse("staff:reviews", args=["academy"])
    home = reverse("staff:organisation", args=["academy"])
    before, now_waiting = client.get(queue), client.get(home).content.decode()

    client.post(case_url(case), {"word": "no action", "reason": "Chance."})

    assert (before.context["count"], len(before.context["closed"])) == (1, 0)
    assert "1 case waits for review." in now_waiting
    after = client.get(queue)
    assert (after.context["count"], len(after.context["closed"])) == (0, 1)


def test_who_is_in_a_case_neither_sees_nor_decides_it(client, case, examiner):
    Enrolment.objects.filter(pk=case.sittings.first().enrolment_id).update(person=examiner)

    queue = client.get(reverse("staff:reviews", args=["academy"]))
    looked = client.get(case_url(case))
    said = client.post(case_url(case), {"word": "no action", "reason": "Nothing there."})

    assert queue.context["count"] == 0
    assert (looked.status_code, said.status_code) == (403, 403)
    assert not case.said.exists()


def test_a_case_of_another_organisation_is_not_there(client, case, other_academy):
    client.force_login(other_academy.memberships.get(duty="owner").person)

    assert client.get(case_url(case)).status_code == 403
    assert client.get(reverse("staff:review", args=["other-academy", case.pk])).status_code == 404
    screening = reverse("staff:screening", args=["other-academy", case.screening_id])
    assert client.get(screening).status_code == 404
