"""Review, handing in, the report; no key is ever shown."""

import html
import re

import pytest
from django.urls import reverse
from people import let_in
from player import answered, page, question_of, saved, send

from testamur import items
from testamur.site.records.actions import decisions, forms, invigilation
from testamur.site.records.models import Decision, Sitting
from testamur.site.records.stored import read_item

pytestmark = pytest.mark.django_db


def test_the_review_counts_what_is_missing(device, running):
    position, _ = question_of(running)
    device.post(page("question", running, position), {f"q{position}-RESPONSE": "B", "flag": "on"})

    text = device.get(page("review", running)).content.decode()

    assert "39 questions are not answered." in text
    assert "1 question is flagged." in text


def test_handed_in_it_is_scored_and_closed(device, running, candidate):
    answered(device, running, correct=27)

    answer = device.post(page("submit", running), follow=True)

    assert running.score.correct == 27
    assert "You passed" in answer.content.decode()
    assert "27 of 40 answers were right. 27 were needed." in answer.content.decode()
    assert device.get(page("sitting", running))["location"] == page("report", running)
    assert device.post(page("submit", running))["location"] == page("sitting", running)


def test_a_report_says_how_much_was_missing(device, running):
    answered(device, running, correct=26)

    text = device.post(page("submit", running), follow=True).content.decode()

    assert "You did not pass: 1 right answer short." in text
    assert text.count("too few questions") == sum(area["of"] < 10 for area in running.score.by_area)


def test_there_is_no_report_before_the_end(device, running):
    assert device.get(page("report", running))["location"] == page("sitting", running)


def test_a_voided_sitting_has_no_score_to_show(device, running, invigilator, clock):
    answered(device, running, correct=30)
    device.post(page("submit", running))
    invigilation.void(sitting=running, reason="Somebody else sat it.", by=invigilator, at=clock.at)

    text = device.get(page("report", running)).content.decode()

    assert "voided" in text
    assert "30 of 40" not in text


def secrets_of(form):
    """Return every text of a form's items that a candidate must not see: reasons, references, readings."""
    for place in form.places.select_related("version"):
        item = read_item(place.version.document)
        texts = [said.node.text for said in item.feedback]
        texts += [item.record.reference, item.record.second_reading]
        yield from (" ".join(text.split()) for text in texts if len(text) > 15)


def test_no_page_of_a_sitting_holds_anything_of_a_key(device, running, clock):
    pages = [device.get(page("sitting", running))]
    pages += [device.get(page("question", running, place.position)) for place in running.form.places.all()]
    position, _ = question_of(running)
    pages.append(send(device, running, saved(running, position, {"RESPONSE": ["A"]})))
    pages += [device.get(page(name, running)) for name in ("sitting_state", "review")]
    pages.append(device.post(page("submit", running), follow=True))
    pages += [device.get(reverse(name)) for name in ("candidate:home", "candidate:export")]
    pages.append(device.get(reverse("candidate:programme", args=[running.enrolment_id])))
    secrets = set(secrets_of(running.form))

    texts = [" ".join(re.sub(r"<[^>]*>", " ", html.unescape(p.content.decode())).split()) for p in pages]

    assert len(secrets) > 150
    assert [secret for secret in secrets for text in texts if secret in text] == []
    assert all("correct-response" not in p.content.decode() for p in pages)
    assert "by_item" not in pages[-2].content.decode()


def test_a_page_is_the_same_whatever_the_key_is(device, running):
    position, item = question_of(running)
    shown = device.get(page("question", running, position)).context["question"]
    public = items.stripped(item, seed=str(running.pk))

    assert items.key(public) == {"RESPONSE": None}
    assert public.feedback == ()
    assert shown == items.render(public, prefix=f"q{position}-", seed=str(running.pk))


# Renewal.


def test_a_re_examination_has_its_own_pass_mark(
    device, sit, studied, candidate, examiner, exam_form, owner, clock
):
    sitting = sit(candidate, correct=30)
    studied(sitting.enrolment)
    decisions.decide_by_person(
        enrolment=sitting.enrolment, outcome=Decision.Outcome.AWARD, reason="In order.", by=examiner, at=clock.at
    )
    forms.assemble(edition=exam_form.edition, count=2, seed=5, purpose="renewal", by=owner, at=clock.at)
    award = sitting.enrolment.award
    clock.forward(days=1000)
    device.force_login(candidate)

    device.post(reverse("candidate:book_renewal", args=[award.pk]))
    again = Sitting.objects.get(purpose="renewal")
    device.post(page("sitting", let_in(again, clock.at)))
    answered(device, again, correct=14)
    text = device.post(page("submit", again), follow=True).content.decode()

    assert "14 of 20 answers were right. 14 were needed." in text
    assert "You can now renew your award." in text
