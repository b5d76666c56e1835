"""Enrolment asks what the programme asks, and says why not."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from testamur.programme import Edition
from testamur.site.candidate.fees import fee_facts
from testamur.site.records.actions import programmes
from testamur.site.records.library import library
from testamur.site.records.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def nina(client, candidate, clock):
    client.force_login(candidate)
    return client


def page(edition):
    return reverse("candidate:enrol", args=[edition.pk])


def text(answer):
    return answer.content.decode()


def test_a_self_paced_programme_asks_nothing(nina, editions, candidate, at):
    answer = nina.post(page(editions["clinical-ai-cme"]))

    enrolment = Enrolment.objects.get()
    assert answer["location"] == f"/my/programmes/{enrolment.pk}/"
    assert (enrolment.person, enrolment.started_on, enrolment.facts) == (candidate, at.date(), {})


def test_the_licence_is_asked_and_kept(nina, editions):
    edition = editions["ai-in-medicine-exam"]

    assert nina.post(page(edition)).status_code == 422
    assert not Enrolment.objects.exists()
    assert nina.post(page(edition), {"licence": "nurse"}).status_code == 302
    assert Enrolment.objects.get().facts == {"licence": "nurse"}


def test_who_is_not_eligible_is_told_why_and_can_change_the_answer(nina, editions):
    answer = nina.post(page(editions["ai-in-medicine-exam"]), {"licence": "none"})

    assert answer.status_code == 422
    assert "For holders of a licence in a health profession." in text(answer)
    assert 'value="none"' in text(answer)
    assert not Enrolment.objects.exists()


def test_a_start_of_a_cohort_is_chosen(nina, editions):
    edition = editions["ai-in-healthcare-cohort"]

    assert nina.post(page(edition), {"start": "2026-09-15"}).status_code == 422
    assert nina.post(page(edition), {"start": "2027-01-18"}).status_code == 302
    assert Enrolment.objects.get().started_on.isoformat() == "2027-01-18"


def test_a_start_that_has_passed_is_not_offered(nina, editions, candidate, clock):
    clock.at = datetime(2026, 11, 24, tzinfo=UTC)
    nina.force_login(candidate)

    shown = text(nina.get(page(editions["ai-in-healthcare-cohort"])))

    assert "14 September 2026" not in shown
    assert "18 January 2027" in shown


def test_after_the_last_start_nobody_can_enrol(nina, editions, candidate, clock):
    clock.at = datetime(2030, 1, 1, tzinfo=UTC)
    nina.force_login(candidate)

    shown = text(nina.get(page(editions["ai-in-healthcare-cohort"])))

    assert "No cohort can be joined now." in shown
    assert "Every start that was published has passed." in shown


def test_a_module_can_be_taken_alone(nina, editions):
    edition = editions["ai-health-care-leadership"]
    shown = text(nina.get(page(edition), {"only": "responsible-ai"}))

    nina.post(page(edition), {"start": "2026-09-07", "only": "responsible-ai"})

    assert re.search(r'<input[^>]*value="responsible-ai"[^>]*checked', shown)
    assert Enrolment.objects.get().only == "responsible-ai"


@pytest.mark.parametrize("fields", [{}, {"only": ""}])
def test_without_a_choice_the_whole_is_taken(nina, editions, fields):
    nina.post(page(editions["ai-health-care-leadership"]), {"start": "2026-09-07"} | fields)

    assert Enrolment.objects.get().only == ""


def test_a_module_that_is_not_sold_alone_is_refused(nina, editions):
    answer = nina.post(page(editions["ai-health-care-leadership"]), {"start": "2026-09-07", "only": "everything"})

    assert answer.status_code == 422
    assert not Enrolment.objects.exists()


def test_nobody_enrols_twice(nina, editions):
    edition = editions["clinical-ai-cme"]
    nina.post(page(edition))

    again = nina.post(page(edition))

    assert (again.status_code, Enrolment.objects.count()) == (422, 1)
    assert "You are enrolled in Clinical AI" in text(nina.get(page(edition)))


def test_an_older_edition_leads_to_the_newest(nina, academy, owner, editions, clock):
    kept = library().programmes["clinical-ai-cme"]
    newer = kept.text.replace('edition = "2026-1"', 'edition = "2026-2"', 1)
    programme = replace(kept.programme, edition="2026-2")
    clock.forward(hours=1)
    made = programmes.publish(
        organisation=academy, edition=Edition(programme, newer, "0" * 64), by=owner, at=clock.at
    )

    assert nina.get(page(editions["clinical-ai-cme"]))["location"] == page(made)


def test_our_price_stands_beside_the_modelled_one_with_its_source_and_grade(editions):
    ours, theirs = fee_facts(editions["ai-in-healthcare-cohort"])

    assert (ours.value, ours.grade) == ("USD 0", "B")
    assert (theirs.value, theirs.grade, theirs.source) == ("USD 2,990", "D", "Source guide, P3-04")


def test_a_modelled_price_that_nobody_states_is_unknown(editions):
    _, theirs = fee_facts(editions["ai-in-medicine-exam"])

    assert (theirs.value, theirs.grade) == (None, "U")


def test_a_sum_that_is_ours_to_add_up_is_graded_as_inferred(editions):
    _, whole, _, module, *_ = fee_facts(editions["ai-health-care-leadership"])

    assert (whole.value, whole.grade) == ("USD 4,800", "U")
    assert (module.value, module.grade) == ("USD 1,600", "D")
