"""Who takes part, how far they are, and one enrolment in full."""

import pytest
from django.urls import reverse

from testamur.site.staff.queries import found_enrolments

pytestmark = pytest.mark.django_db


def names(edition, words):
    return [enrolment.person.name for enrolment in found_enrolments(edition, words)]


def test_people_are_found_by_every_word_of_name_or_address(editions, enrol, candidate, stranger):
    enrol(candidate, "clinical-ai-cme")
    enrol(stranger, "clinical-ai-cme")
    edition = editions["clinical-ai-cme"]

    assert names(edition, "") == ["Nina Nurse", "Some Stranger"]
    assert names(edition, "nina") == ["Nina Nurse"]
    assert names(edition, "stranger people.example") == ["Some Stranger"]
    assert names(edition, "nina stranger") == []


def test_progress_is_what_is_done_of_all_and_what_is_next(client, clerk, exam_form, enrol, candidate, studied):
    enrolment = enrol(candidate, "healthcare-ai-professional")
    studied(enrolment)
    client.force_login(clerk)

    page = client.get(reverse("staff:enrolments", args=["academy", exam_form.edition_id]))

    (row,) = page.context["rows"]
    assert [str(cell.text) for cell in row.cells] == [
        "Nina Nurse",
        "the whole",
        "2 March 2026",
        "1 of 2",
        "The examination",
    ]


def test_simulated_people_are_labelled(client, clerk, exam_form, enrol, candidate):
    enrol(candidate, "healthcare-ai-professional")
    candidate.is_simulated = True
    candidate.save()
    client.force_login(clerk)

    page = client.get(reverse("staff:enrolments", args=["academy", exam_form.edition_id]))

    assert '<span class="simulated">Simulated</span>' in page.content.decode()


def test_a_name_is_shown_as_text(client, clerk, exam_form, enrol, candidate):
    enrolment = enrol(candidate, "healthcare-ai-professional")
    candidate.name = "<script>alert(1)</script>"
    candidate.save()
    client.force_login(clerk)

    for place in (["staff:enrolments", exam_form.edition_id], ["staff:enrolment", enrolment.pk]):
        page = client.get(reverse(place[0], args=["academy", place[1]])).content.decode()

        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_an_enrolment_shows_what_the_rule_says_and_what_happened(client, clerk, sit, candidate, studied):
    enrolment = sit(candidate, correct=26).enrolment
    studied(enrolment)
    client.force_login(clerk)

    page = client.get(reverse("staff:enrolment", args=["academy", enrolment.pk]))

    assert [[str(cell.text) for cell in row.cells] for row in page.context["requirements"]] == [
        ["Study texts", "yes", "Study texts is complete."],
        ["The examination", "no", "The exam asks for 27 correct of 40. The best sitting has 26."],
    ]
    (sitting,) = page.context["sittings"]
    assert [str(cell.text) for cell in sitting.cells][2:4] == ["handed in", "26 of 40"]
    assert page.context["decision"] is None
    assert "The rule says: not yet" in page.content.decode()


def test_a_list_is_cut_into_pages(client, clerk, editions, enrol, new_person):

    for number in range(51):
        enrol(new_person(f"Person {number:02}"), "clinical-ai-cme")
    client.force_login(clerk)
    url = reverse("staff:enrolments", args=["academy", editions["clinical-ai-cme"].pk])

    assert len(client.get(url).context["rows"]) == 50
    assert len(client.get(url, {"page": 2}).context["rows"]) == 1
    assert len(client.get(url, {"page": "nonsense", "q": "x" * 200}).context["rows"]) == 50
