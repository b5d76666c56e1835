"""Continuing education: designated in advance, claimed as really done, certified as claimed."""

import html
import re

import pytest
from django.urls import reverse

from testamur.site.records.actions import enrolments

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(client, candidate, enrol, studied, clock):
    """Return an enrolment whose courses are complete and evaluated, in the window of credit."""
    clock.at = clock.at.replace(month=11, day=24)
    client.force_login(candidate)
    enrolment = enrol(candidate, "clinical-ai-cme", at=clock.at)
    studied(enrolment, at=clock.at)
    return enrolment


@pytest.fixture
def evaluated(course, candidate, clock):
    enrolments.hand_in_evaluation(
        enrolment=course, component_id="evaluation", answers={}, by=candidate, at=clock.at
    )
    return course


def page(enrolment):
    return reverse("candidate:credit", args=[enrolment.pk])


def claim(client, enrolment, amount, component="course-1", **fields):
    return client.post(page(enrolment), {"component": component, "amount": amount, "really": "on"} | fields)


def text_of(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())).split())


def test_the_evaluation_comes_first(client, course):
    text = text_of(client.get(page(course)))

    assert "You have claimed 0.00 of 7.50 credits." in text
    assert "Credit can be claimed once the evaluation form is handed in." in text
    assert claim(client, course, "1.00").status_code == 422
    assert not course.credit_claims.exists()


def test_what_was_really_done_is_claimed_in_quarters(client, evaluated):
    assert claim(client, evaluated, "1.25")["location"] == page(evaluated)

    assert "You have claimed 1.25 of 7.50 credits." in text_of(client.get(page(evaluated)))


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        ("1.75", "1.5 are designated for Introduction to health care; 1.5 can still be claimed."),
        ("0.10", "Credits are claimed in steps of 0.25, above 0."),
        ("0", "Credits are claimed in steps of 0.25, above 0."),
        ("-1", "Credits are claimed in steps of 0.25, above 0."),
    ],
)
def test_more_than_designated_or_between_the_steps_is_refused_beside_the_field(client, evaluated, amount, reason):
    answer = claim(client, evaluated, amount)

    assert answer.status_code == 422
    assert reason in text_of(answer)
    assert not evaluated.credit_claims.exists()


def test_two_claims_together_stay_within_what_is_designated(client, evaluated):
    claim(client, evaluated, "1.00")

    answer = claim(client, evaluated, "0.75")

    assert "0.5 can still be claimed." in text_of(answer)
    assert [str(kept.credits) for kept in evaluated.credit_claims.all()] == ["1.00"]


def test_a_claim_says_that_it_is_true(client, evaluated):
    answer = client.post(page(evaluated), {"component": "course-1", "amount": "1.00"})

    assert answer.status_code == 422
    assert not evaluated.credit_claims.exists()


@pytest.mark.parametrize("amount", ["", "NaN", "Infinity", "1e400", "one", "1.001"])
def test_what_is_no_amount_is_refused(client, evaluated, amount):
    assert claim(client, evaluated, amount).status_code == 422
    assert not evaluated.credit_claims.exists()


def test_an_activity_without_credit_cannot_be_claimed(client, evaluated):
    assert claim(client, evaluated, "1.00", component="capstone").status_code == 422


def test_after_its_last_day_nothing_can_be_claimed(client, candidate, evaluated, clock):
    clock.at = clock.at.replace(year=2028, month=9, day=1)
    client.force_login(candidate)

    assert "Credit could be claimed until 31 August 2028." in text_of(claim(client, evaluated, "1.00"))
    assert not evaluated.credit_claims.exists()


def test_the_certificate_shows_what_was_claimed_and_not_the_most(client, evaluated):
    claim(client, evaluated, "1.25")

    text = text_of(client.get(reverse("candidate:credit_certificate", args=[evaluated.pk, "course-1"])))

    for said in (
        "Learner Nina Nurse",
        "Provider Academy",
        "Activity Introduction to health care (Clinical AI, Five Courses with Credit)",
        "Learning format online, self-paced, enduring material",
        "Completed 24 November 2026",
        "Credits claimed 1.25 In-house continuing education credit",
        "Designated in advance by the programme owner",
    ):
        assert said in text
    assert "1.50" not in text


def test_without_a_claim_there_is_no_certificate(client, evaluated):
    assert client.get(reverse("candidate:credit_certificate", args=[evaluated.pk, "course-2"])).status_code == 404


def test_the_transcript_sums_what_was_claimed(client, evaluated):
    assert "No credit claimed yet." in text_of(client.get(reverse("candidate:transcript")))
    claim(client, evaluated, "1.25")
    claim(client, evaluated, "2.00", component="course-4")

    text = text_of(client.get(reverse("candidate:transcript")))

    assert "3.25 credits claimed by 24 November 2026." in text
    assert "Fundamentals" not in text


def test_a_programme_without_credit_has_no_such_page(client, candidate, enrol, clock):
    client.force_login(candidate)
    enrolment = enrol(candidate, "healthcare-ai-professional")

    assert client.get(page(enrolment)).status_code == 404


def test_the_evaluation_form_is_handed_in_once(client, course):
    address = reverse("candidate:evaluation", args=[course.pk, "evaluation"])
    answers = {"aims": "yes", "change": "I ask for the local figures first.", "bias": "no"}

    assert client.post(address, {"aims": "yes"}).status_code == 422
    client.post(address, answers)

    kept = course.activities.get(part="evaluation")
    assert kept.detail["answers"]["change"] == "I ask for the local figures first."
    assert client.post(address, answers).status_code == 409
    assert "You have handed in the evaluation form." in text_of(client.get(address))
