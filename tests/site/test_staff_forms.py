"""Exam forms: assembled, or the page says what is short; what they hold, and their items with the key."""

import dataclasses

import pytest
from django.urls import reverse

from testamur.assembly import ItemFacts
from testamur.site.records.actions import forms, programmes
from testamur.site.records.library import library
from testamur.site.records.models import Form, FormItem, ItemVersion
from testamur.site.records.stored import read_item
from testamur.site.staff import form_facts

pytestmark = pytest.mark.django_db


def texts(rows):
    return [[str(cell.text) for cell in row.cells] for row in rows]


@pytest.fixture
def impossible(academy, owner, at):
    """Return an edition that asks for more items of one area than the bank has."""
    edition = library().programmes["healthcare-ai-professional"]
    text = edition.text.replace('edition = "2026-1"', 'edition = "too-large"').replace("items = 40", "items = 400")
    changed = dataclasses.replace(edition.programme, edition="too-large")
    wanted = dataclasses.replace(edition, programme=changed, text=text, digest="1" * 64)
    return programmes.publish(organisation=academy, edition=wanted, by=owner, at=at)


def test_the_owner_assembles(client, owner, editions, now):
    edition = editions["healthcare-ai-professional"]
    url = reverse("staff:forms", args=["academy", edition.pk])
    client.force_login(owner)

    answer = client.post(url, {"count": 2, "seed": 7, "purpose": "exam"})

    assert answer["location"] == url
    assert [form.document["seed"] for form in edition.forms.all()] == [7, 7]
    assert {form.assembled_at for form in edition.forms.all()} == {now}
    assert client.get(url).context["count"] == 2


def test_what_cannot_be_assembled_is_said_with_what_is_short(client, owner, impossible):
    url = reverse("staff:forms", args=["academy", impossible.pk])
    client.force_login(owner)

    answer = client.post(url, {"count": 1, "seed": 1, "purpose": "exam"})

    assert answer.status_code == 422
    (reason,) = answer.context["input"].non_field_errors()
    assert reason.startswith(
        "A form of 400 items cannot be assembled from this bank. The cell H1 asks for 60 items;"
    )
    assert reason in answer.content.decode()
    assert not Form.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"count": 0, "seed": 1, "purpose": "exam"},
        {"count": 99, "seed": 1, "purpose": "exam"},
        {"count": 1, "seed": -1, "purpose": "exam"},
        {"count": 1, "seed": 1, "purpose": "other"},
        {"count": "many", "seed": "", "purpose": ""},
    ],
)
def test_nonsense_is_not_assembled(client, owner, editions, given):
    edition = editions["healthcare-ai-professional"]
    client.force_login(owner)

    answer = client.post(reverse("staff:forms", args=["academy", edition.pk]), given)

    assert answer.status_code == 422
    assert not Form.objects.exists()


def test_a_form_keeps_every_cell_that_the_blueprint_asks_for(exam_form):
    questions = form_facts.placed(exam_form)

    rows = texts(form_facts.cell_rows(exam_form, questions))

    # 40 items by weight: H1 15 %, H4 25 %, H5 15 %, H7 20 %, H8 25 %
    assert [[row[0].split(" · ")[0], *row[1:]] for row in rows[:5]] == [
        ["H1", "6", "6", "yes"],
        ["H4", "10", "10", "yes"],
        ["H5", "6", "6", "yes"],
        ["H7", "8", "8", "yes"],
        ["H8", "10", "10", "yes"],
    ]
    assert [row[3] for row in rows] == ["yes"] * 7
    assert form_facts.broken(exam_form, questions) == 0


def test_a_form_that_breaks_the_blueprint_is_found_out(exam_form):
    exam_form.places.filter(area="H1").delete()

    questions = form_facts.placed(exam_form)

    assert form_facts.broken(exam_form, questions) > 0
    assert "no" in {row[3] for row in texts(form_facts.cell_rows(exam_form, questions))}


def test_overlap_is_counted_by_the_very_versions(exam_form, editions, owner, at):
    twin = forms.assemble(edition=exam_form.edition, count=1, seed=1, by=owner, at=at)[0]
    shared = exam_form.places.first().version
    other = ItemVersion.objects.create(identifier="other", digest="0" * 64, document=shared.document)
    FormItem.objects.filter(form=twin, version=shared).update(version=other)

    rows = texts(form_facts.overlap_rows(exam_form, slug="academy"))

    assert rows == [[twin.name, "39", "40"]]


def test_positions_of_the_key_are_counted_among_items_that_have_one():
    def question(key):
        return form_facts.Placed(1, "t", ItemFacts("i", "h", "H1", key=key))

    rows = texts(form_facts.key_rows([question("A"), question("A"), question("B"), question("D"), question(None)]))

    assert rows == [["A", "2", "50 %"], ["B", "1", "25 %"], ["D", "1", "25 %"]]


def test_the_form_page_lists_every_item_by_its_title(client, examiner, exam_form):
    client.force_login(examiner)

    page = client.get(reverse("staff:form", args=["academy", exam_form.pk]))

    titles = [read_item(place.version.document).title for place in exam_form.places.all()]
    assert [row.cells[0].text for row in page.context["items"]] == titles
    assert f"Form {exam_form.name} keeps its blueprint." in page.content.decode()


def test_the_item_page_shows_key_rationale_reference_and_second_reading(client, examiner, exam_form):
    client.force_login(examiner)

    for place in exam_form.places.select_related("version"):
        item = read_item(place.version.document)
        page = client.get(reverse("staff:item", args=["academy", exam_form.pk, place.position])).content.decode()

        assert 'class="item-review"' in page
        assert 'class="rationale"' in page
        assert 'class="key"' in page
        assert 'class="reference"' in page
        assert "Second reading" in page
        assert place.version.digest in page
        assert item.identifier in page
    assert "No closed sitting has this form yet." in page


def test_a_position_that_the_form_does_not_have_is_not_found(client, examiner, exam_form):
    client.force_login(examiner)

    assert client.get(reverse("staff:item", args=["academy", exam_form.pk, 41])).status_code == 404


def test_whoever_takes_the_exam_sees_no_key(client, academy, candidate, exam_form, enrol):
    enrol(candidate, "healthcare-ai-professional")
    academy.memberships.create(person=candidate, duty="examiner")
    client.force_login(candidate)

    form = client.get(reverse("staff:form", args=["academy", exam_form.pk]))
    item = client.get(reverse("staff:item", args=["academy", exam_form.pk, 1]))

    assert (form.status_code, item.status_code) == (409, 409)
    assert "rationale" not in item.content.decode()
