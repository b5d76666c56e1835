"""Texts and quizzes."""

import html
import re

import pytest
from django.urls import reverse

from testamur import items
from testamur.site.candidate.markdown import rendered
from testamur.site.records.library import library
from testamur.site.records.wording import item_words

pytestmark = pytest.mark.django_db

TEXT = "fairness"


@pytest.fixture
def course(client, candidate, enrol, clock):
    client.force_login(candidate)
    return enrol(candidate, "clinical-ai-cme")


def page(enrolment, name, *more, component="course-4", text=TEXT):
    return reverse(f"candidate:{name}", args=[enrolment.pk, component, text, *more])


def fields(*, right, blank=()):
    """Return what a browser posts of the quiz: the first `right` questions by the key, the others wrongly."""
    posted = {}
    for number, item in enumerate(library().texts[TEXT].quiz, 1):
        if number not in blank:
            posted |= answered(item, number, is_right=number <= right)
    return posted


def answered(item, number, *, is_right):
    (key,) = items.key(item).values()
    if isinstance(key, list):
        pairs = [pair.split() for pair in key]
        targets = [target for _, target in pairs]
        if not is_right:
            targets = targets[1:] + targets[:1]
        return {f"q{number}-RESPONSE:{first}": target for (first, _), target in zip(pairs, targets, strict=True)}
    if isinstance(key, str):
        return {f"q{number}-RESPONSE": key if is_right else "ABCD".replace(key, "")[0]}
    return {f"q{number}-RESPONSE": str(key) if is_right else "999"}


def text_of(answer):
    return html.unescape(answer.content.decode())


def test_a_text_is_shown_as_an_example_with_readings_and_its_quiz(client, course):
    text = text_of(client.get(page(course, "text")))

    assert "Example curriculum" in text
    assert "<h2>Aims</h2>" in text
    assert text.count("<h1>") == 1
    assert "<h2>Readings</h2>" in text
    assert page(course, "quiz") in text
    assert "3 attempts are left." in text


@pytest.mark.parametrize("text_id", sorted(library().texts))
def test_every_text_of_the_library_is_rendered_without_a_rest(text_id):
    page = rendered(library().texts[text_id].body)

    assert "<h1" not in page
    assert "**" not in page
    assert not re.search(r"<th[^>]*></th>", page)


def test_a_quiz_shows_every_question_and_no_reason(client, course):
    text = text_of(client.get(page(course, "quiz")))

    assert text.count("<legend") + text.count('type="text"') >= 3
    for item in library().texts[TEXT].quiz:
        assert all(said.node.text not in text for said in item.feedback)


def test_two_of_three_pass_and_the_reasons_are_read_afterwards(client, course):
    answer = client.post(page(course, "quiz"), fields(right=2), follow=True)

    text = " ".join(re.sub(r"<[^>]*>", "", text_of(answer)).split())
    assert answer.redirect_chain == [(page(course, "quiz_result", 1), 302)]
    assert "Passed: 2 of 3 answers were right." in text
    for item in library().texts[TEXT].quiz:
        for said in item.feedback:
            assert " ".join(said.node.text.split()) in text


def test_one_of_three_does_not_and_two_attempts_are_left(client, course):
    text = text_of(client.post(page(course, "quiz"), fields(right=1), follow=True))

    assert "Not passed: 1 of 3 answers were right." in text
    assert "2 attempts are left." in text


def test_a_question_left_blank_uses_no_attempt(client, course):
    answer = client.post(page(course, "quiz"), fields(right=3, blank=(2,)))

    assert answer.status_code == 422
    assert "Question 2: This question is not answered yet." in text_of(answer)
    assert not course.activities.exists()


def test_what_was_answered_stays_when_something_is_missing(client, course):
    number, item = next((n, i) for n, i in enumerate(library().texts[TEXT].quiz, 1) if i.identifier.endswith("3"))
    given = fields(right=3, blank=(1, 2))

    text = text_of(client.post(page(course, "quiz"), given))

    assert re.search(rf'name="q{number}-RESPONSE"[^>]*value="{given[f"q{number}-RESPONSE"]}"[^>]*checked', text)
    assert item.identifier not in text


def test_what_is_no_number_is_said_and_uses_no_attempt(client, course):
    number = next(
        n for n, i in enumerate(library().texts[TEXT].quiz, 1) if isinstance(*items.key(i).values(), int | float)
    )

    answer = client.post(page(course, "quiz"), fields(right=3) | {f"q{number}-RESPONSE": "fifteen"})

    assert answer.status_code == 422
    assert "write the number in figures" in text_of(answer)
    assert not course.activities.exists()


def test_three_failed_attempts_are_the_last(client, course):
    for _ in range(3):
        client.post(page(course, "quiz"), fields(right=0))

    text = text_of(client.get(page(course, "quiz"), follow=True))

    assert "No attempt is left." in text
    assert client.post(page(course, "quiz"), fields(right=3))["location"] == page(course, "quiz_result", 3)
    assert course.activities.count() == 3


def test_a_passed_quiz_leads_to_its_result(client, course):
    client.post(page(course, "quiz"), fields(right=3))

    assert client.get(page(course, "quiz"))["location"] == page(course, "quiz_result", 1)
    assert client.post(page(course, "quiz"), fields(right=0))["location"] == page(course, "quiz_result", 1)
    assert course.activities.count() == 1


def test_a_module_lists_its_texts_with_what_is_passed(client, course):
    client.post(page(course, "quiz"), fields(right=2))

    text = text_of(client.get(reverse("candidate:module", args=[course.pk, "course-4"])))

    assert "Evaluations of AI applications in health care: 1 of 3 quizzes passed." in text
    assert "quiz passed, 2 of 3 right" in text
    assert text.count("quiz not taken") == 2


def test_a_week_to_come_is_not_open(client, candidate, enrol, clock):
    client.force_login(candidate)
    cohort = enrol(candidate, "ai-in-healthcare-cohort")

    for name in ("text", "quiz"):
        answer = client.get(page(cohort, name, component="week-5"))
        assert answer.status_code == 409
        assert "Fairness opens on 12 October 2026." in text_of(answer)


def test_every_word_that_an_item_adds_can_be_translated():
    assert dict(item_words()) == dict(items.WORDS)
