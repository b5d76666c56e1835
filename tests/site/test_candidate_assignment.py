"""Applied assignments: a case of one's own, its data, and feedback on every question once it is handed in."""

import html
import json
import re

import pytest
from django.urls import reverse

from testamur.labs import FAMILIES
from testamur.site.jobs.simulated import answer_lab
from testamur.site.records.actions import labs
from testamur.site.records.models import LabAnswer, LabCase

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(client, candidate, enrol, clock):
    client.force_login(candidate)
    return enrol(candidate, "clinical-ai-cme")


def page(enrolment, name="assignment", *more):
    return reverse(f"candidate:{name}", args=[enrolment.pk, "capstone", *more])


@pytest.fixture
def case(client, course):
    client.post(page(course, "open_case"))
    return LabCase.objects.get()


def text_of(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())).split())


def test_a_case_is_opened_when_asked_for(client, course):
    before = client.get(page(course))

    client.post(page(course, "open_case"))
    client.post(page(course, "open_case"))

    assert "You can open your case." in text_of(before)
    assert "3 attempts are left." in text_of(before)
    assert LabCase.objects.count() == 1


def test_the_claim_sheet_the_data_and_every_question_are_there(client, course, case):
    text = text_of(client.get(page(course)))

    made = labs.case_of(case)
    for section in made.sheet.sections:
        assert section.heading in text
    for question in made.questions:
        assert question.title in text
    assert "Simulated data" in text
    assert case.data_digest in text
    assert f"The file holds {case.data.count('SIM-'):,} cases" in text


def test_nothing_of_the_key_is_on_the_page(client, course, case):
    text = text_of(client.get(page(course)))

    secrets = [trap.sentence for key in labs.case_of(case).keys for trap in key.traps]
    secrets += [key.working for key in labs.case_of(case).keys]
    assert len(secrets) > 15
    assert [secret for secret in secrets if secret in text] == []
    assert case.seed not in text


def test_the_data_file_is_the_stored_one(client, course, case):
    answer = client.get(page(course, "case_data", 1))

    assert answer["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.decode() == case.data


def test_full_marks_pass(client, course, case):
    answer = client.post(page(course), answer_lab(labs.case_of(case), right=True), follow=True)

    assert answer.redirect_chain == [(page(course, "assignment_result", 1), 302)]
    assert "Passed with 31 of 31 points." in text_of(answer)
    assert course.activities.get().outcome == "passed"
    assert "You have passed this assignment." in text_of(client.get(page(course)))


def test_a_blank_sheet_fails_and_every_answer_is_then_explained(client, course, case):
    text = text_of(client.post(page(course), {}, follow=True))

    assert "Not passed: 0 of 31 points." in text
    assert "2 attempts are left." in text
    for key in labs.case_of(case).keys:
        assert " ".join(key.working.split()) in text


def test_what_is_no_number_is_named_and_nothing_is_handed_in(client, course, case):
    sent = {"tp": "12,5", "fp": "1e3", "sensitivity": "87.5", "decision": "buy it"}

    answer = client.post(page(course), sent)

    assert answer.status_code == 422
    assert "Nothing has been handed in." in text_of(answer)
    assert 'value="87.5"' in answer.content.decode()
    assert not LabAnswer.objects.exists()


def test_every_wrong_number_is_named_at_once(client, course, case):
    text = text_of(client.post(page(course), {"tp": "12,5", "fp": "NaN", "tn": "9" * 25}))

    assert text.count("must be a number such as 87.5") >= 2
    assert "True positives:" in text
    assert "False positives:" in text


def test_a_case_is_handed_in_once(client, course, case):
    client.post(page(course), {})

    assert client.post(page(course), {}).status_code == 409
    assert LabAnswer.objects.count() == 1


def test_another_attempt_has_another_case_and_three_are_the_last(client, course, case):
    for _ in range(3):
        client.post(page(course, "open_case"))
        client.post(page(course), {})

    assert len({kept.data_digest for kept in LabCase.objects.all()}) == 3
    assert "No attempt is left." in text_of(client.get(page(course)))
    assert client.post(page(course, "open_case")).status_code == 409


UNSAFE_SEED = "1"
"""Its data do not support one of the claims, so that to approve would be unsafe."""


def test_an_unsafe_decision_fails_whatever_the_points(client, course, case):
    made = FAMILIES["diagnostic-aid"].make(UNSAFE_SEED)
    document = {name: value for name, value in made.document().items() if name != "data"}
    LabCase.objects.update(document=document, data=made.data, data_digest=made.digest)
    unsafe = {key.part: key.unsafe[0] for key in made.keys if key.unsafe}

    text = text_of(client.post(page(course), answer_lab(made, right=True) | unsafe, follow=True))

    assert unsafe == {"decision": "approve"}
    assert "is unsafe here and fails the assignment" in text
    assert "Not passed: 27 of 31 points." in text


def test_the_stored_grade_is_what_is_shown(client, course, case):
    client.post(page(course), answer_lab(labs.case_of(case), right=True))
    LabAnswer.objects.update(grade=json.loads(json.dumps(LabAnswer.objects.get().grade)) | {"points": 30.5})

    assert "30.50 of 31 points" in text_of(client.get(page(course, "assignment_result", 1)))
