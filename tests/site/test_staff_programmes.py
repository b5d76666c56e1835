"""Programmes: what is published, what the blueprint asks and the bank has, where the pass mark comes from."""

import pytest
from django.urls import reverse

from testamur.programme import angoff_correct
from testamur.site.records.library import library
from testamur.site.records.models import ProgrammeEdition
from testamur.site.staff.blueprint import available, panel, statement
from testamur.site.staff.queries import editions as counted
from testamur.site.staff.queries import unpublished

pytestmark = pytest.mark.django_db
PROFESSIONAL = "healthcare-ai-professional"


def page_of(client, edition):
    return client.get(reverse("staff:edition", args=["academy", edition.pk])).content.decode()


def test_a_programme_of_the_library_is_published_by_the_owner(client, academy, owner, now):
    client.force_login(owner)

    answer = client.post(reverse("staff:publish", args=["academy"]), {"programme": PROFESSIONAL})

    edition = ProgrammeEdition.objects.get()
    assert answer["location"] == reverse("staff:edition", args=["academy", edition.pk])
    assert edition.text == library().programmes[PROFESSIONAL].text
    assert edition.published_at == now
    assert PROFESSIONAL not in {one.programme.id for one in unpublished(academy)}
    assert len(unpublished(academy)) == len(library().programmes) - 1


def test_a_programme_that_is_not_in_the_library_is_not_found(client, academy, owner):
    client.force_login(owner)

    assert client.post(reverse("staff:publish", args=["academy"]), {"programme": "none"}).status_code == 404
    assert not ProgrammeEdition.objects.exists()


def test_participants_and_awards_are_counted(academy, editions, held, candidate, stranger, enrol):
    enrol(stranger, "clinical-ai-cme")

    found = {one.edition.identifier: (one.participants, one.awards) for one in counted(academy)}

    assert found["clinical-ai-cme"] == (2, 1)
    assert found[PROFESSIONAL] == (0, 0)


def test_the_bank_is_counted_by_area_and_level(editions):
    exam = editions["ai-in-medicine-exam"].programme.exam
    bank = library().bank.items.values()

    have = available(exam)

    assert sum(have.values()) == sum(item.record is not None for item in bank)
    assert have["H4", "judge"] == sum(
        item.record.competency.startswith("H4.") and item.record.level == "judge" for item in bank if item.record
    )


def test_the_judges_ratings_come_to_the_pass_mark(editions):
    exam = editions[PROFESSIONAL].programme.exam

    shown = panel(exam)

    # 6 items at 76 %, 10 at 60 %, 6 at 66 %, 8 at 66 %, 10 at 68 %
    assert shown.expected == pytest.approx(26.60)
    assert angoff_correct(exam) == exam.cut.correct == 27
    assert [row.cells[0].text for row in shown.rows] == [*(judge.name for judge in exam.cut.judges), "Mean"]


def test_a_simulated_panel_is_labelled(client, owner, editions):
    client.force_login(owner)

    page = page_of(client, editions[PROFESSIONAL])

    assert "Simulated data" in page
    assert "The panel is simulated; the mark is provisional until a real panel has met." in page


def test_a_mark_without_judges_is_no_standard_setting(client, owner, editions):
    client.force_login(owner)

    page = page_of(client, editions["ai-in-medicine-exam"])

    assert panel(editions["ai-in-medicine-exam"].programme.exam) is None
    assert "No judges have rated: this is not the result of a standard setting." in page


def test_a_code_that_no_framework_knows_stands_for_itself():
    assert statement("H1") == "Basic knowledge of AI"
    assert statement("Z9") == "Z9"


def test_every_edition_has_a_page(client, owner, editions):
    client.force_login(owner)

    assert {
        client.get(reverse("staff:edition", args=["academy", e.pk])).status_code for e in editions.values()
    } == {200}
