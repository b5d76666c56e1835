"""Fairness: what people volunteer, which groups are compared, and what small groups do not tell."""

from datetime import timedelta

import numpy as np
import pytest
from crowds import keep
from django.urls import reverse

from testamur.errors import Refused
from testamur.psychometrics.fairness import compared, mantel_haenszel
from testamur.site.candidate.export import enrolment_data
from testamur.site.records.actions import groups, people
from testamur.site.records.fairness import compared_groups
from testamur.site.records.groups import KEPT, groups_among, groups_of
from testamur.site.records.measuring import exam_responses
from testamur.site.records.models import AuditEntry, Enrolment, GroupAnswer

pytestmark = pytest.mark.django_db


def sat(form, n, *, answers, harder=None, at=None):
    """Let `n` people sit a form, each with a licence and a gender in turn; one item is harder for every second."""
    rng = np.random.default_rng(11)
    items = form.places.count()
    logits = rng.normal(size=(n, 1)) - np.linspace(-1.5, 1.5, items)
    if harder is not None:
        logits[1::2, harder] -= 3
    scores = keep(form, rng.random(logits.shape) < 1 / (1 + np.exp(-logits)))
    enrolments = [score.sitting.enrolment for score in scores]
    for number, enrolment in enumerate(enrolments):
        enrolment.facts = {"licence": "physician" if number % 7 == 3 else "nurse"}
    Enrolment.objects.bulk_update(enrolments, ["facts"])
    GroupAnswer.objects.bulk_create(
        GroupAnswer(enrolment=one, question="gender", answer=answers[n % len(answers)], purpose="", given_at=at)
        for n, one in enumerate(enrolments)
        if answers[n % len(answers)]
    )
    return scores


@pytest.fixture
def url(exam_form):
    return reverse("staff:fairness", args=["academy", exam_form.edition_id])


def test_groups_are_what_enrolment_asked_and_large_ones_of_what_was_volunteered(exam_form, now):
    sat(exam_form, 320, answers=["man", "woman", "man", "woman", "another", ""], at=now)

    found = groups_of(exam_form.edition, at=now)
    some = groups_among(exam_responses(exam_form.edition, at=now), rows=range(200))

    assert list(found) == ["licence", "gender"]
    assert found["gender"] == (("man", "woman", "man", "woman", "", "") * 54)[:320]
    assert found["licence"].count("physician") == 46
    assert list(some) == ["licence"]


def test_two_large_groups_are_compared_as_the_room_compares_them(client, exam_form, examiner, url, now):
    sat(exam_form, 600, answers=["man", "woman"], harder=5, at=now)
    given = exam_responses(exam_form.edition, at=now)
    gender = np.array(groups_of(exam_form.edition, at=now)["gender"])
    client.force_login(examiner)

    page = client.get(url)

    one = next(found for found in compared_groups(given) if found.by == "gender")
    known = mantel_haenszel(compared(given.scores[:, given.forms[0].columns], gender == one.focal))
    assert [item.delta for item in one.differences.items] == [item.delta for item in known.items]
    title = given.items[given.forms[0].columns[5]].title
    (shown,) = [words for _, words, _, _ in page.context["testable"] if words["by"] == "Gender"]
    assert {shown["reference"], shown["focal"]} == {"man", "woman"}
    assert page.context["large"] >= 1
    (plot,) = [plot for found, _, plot, _ in page.context["testable"] if found.by == "gender"]
    assert plot.twin[0].cells[0].text == title


def test_a_small_group_is_not_testable_and_a_volunteered_one_is_not_there(client, exam_form, examiner, url, now):
    sat(exam_form, 30, answers=["man", "woman", "another"], at=now)
    client.force_login(examiner)

    page = client.get(url)

    said = "not testable, fewer than 100 in a group"
    told = [tuple(cell.text for cell in row.cells) for row in page.context["untestable"]]
    assert told == [
        ("Licence", "physician", "nurse", exam_form.name, said),
    ]
    assert "woman" not in page.content.decode()


def test_a_candidate_may_answer_change_and_take_it_back(client, exam_form, enrol, candidate, now):
    enrolment = enrol(candidate, "healthcare-ai-professional")
    url = reverse("candidate:groups", args=[enrolment.pk])
    client.force_login(candidate)

    client.post(url, {"gender": "woman", "years": "", "first-language": "another"})
    first = dict(enrolment.group_answers.values_list("question", "answer"))
    client.post(url, {"gender": "", "years": "15-on"})
    second = dict(enrolment.group_answers.values_list("question", "answer"))
    client.post(url, {"take-back": "yes"})

    assert first == {"gender": "woman", "first-language": "another"}
    assert second == {"years": "15-on"}
    assert not enrolment.group_answers.exists()
    entries = AuditEntry.objects.filter(action__startswith="groups.").order_by("pk")
    assert [(entry.action, entry.detail) for entry in entries] == [
        ("groups.tell", {}), ("groups.tell", {}), ("groups.take-back", {}),
    ]  # fmt: skip


def test_what_is_no_answer_is_refused(client, enrol, candidate, stranger, now):
    enrolment = enrol(candidate, "healthcare-ai-professional")
    client.force_login(candidate)

    answer = client.post(reverse("candidate:groups", args=[enrolment.pk]), {"gender": "pilot"})

    assert answer.status_code == 422
    with pytest.raises(Refused, match="none of the answers"):
        groups.tell(enrolment=enrolment, answers={"belief": "any"}, by=candidate, at=now)
    with pytest.raises(Refused, match="Only you"):
        groups.tell(enrolment=enrolment, answers={"gender": "woman"}, by=stranger, at=now)
    assert not GroupAnswer.objects.exists()


def test_it_is_in_the_download_and_goes_with_the_person_and_after_three_years(
    enrol, candidate, stranger, owner, now
):
    mine, theirs = (enrol(person, "healthcare-ai-professional") for person in (candidate, stranger))
    for enrolment in (mine, theirs):
        groups.tell(enrolment=enrolment, answers={"gender": "woman"}, by=enrolment.person, at=now)

    (told,) = enrolment_data(mine)["volunteered_for_fairness"]
    people.erase(person=candidate, by=owner, at=now)

    assert (told["question"], told["answer"]) == ("gender", "woman")
    assert list(GroupAnswer.objects.values_list("enrolment", flat=True)) == [theirs.pk]
    assert groups.remove_old(at=now + KEPT) == 0
    assert groups.remove_old(at=now + KEPT + timedelta(days=1)) == 1


def test_real_and_simulated_people_are_never_in_one_group(exam_form, now):
    sat(exam_form, 8, answers=["man"], at=now)
    keep(exam_form, np.ones((5, exam_form.places.count())), is_simulated=True)

    assert len(groups_of(exam_form.edition, at=now)["licence"]) == 8
