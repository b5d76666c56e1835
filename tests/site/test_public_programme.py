"""The programmes that run here: everything their files say, as ours, and each edition for ever."""

import hashlib
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from testamur.programme import Edition
from testamur.site.public.programme import blueprint_rows, component_rows, rating_rows, standing
from testamur.site.records.actions import programmes
from testamur.site.records.library import library

pytestmark = pytest.mark.django_db
NAMES = sorted(library().programmes)
every_programme = pytest.mark.parametrize("name", NAMES)


def of(name):
    return library().programmes[name].programme


def text(answer):
    return answer.content.decode()


def test_the_list_stands_by_organisation(client, editions):
    page = text(client.get("/programmes/"))

    assert "<h1>6 programmes run here.</h1>" in page
    assert all(f'href="/programmes/academy/{name}/"' in page for name in NAMES)


def test_an_empty_list_says_so(client, db):
    assert "<h1>No programme runs here yet.</h1>" in text(client.get("/programmes/"))


@every_programme
def test_a_programme_says_that_it_is_ours_and_unaffiliated(client, editions, name):
    page = text(client.get(f"/programmes/academy/{name}/"))

    assert "Ours follows its published format and is not connected with it." in page
    assert f'href="/offerings/{of(name).modelled_on}/"' in page
    assert f'href="{reverse("candidate:enrol", args=[editions[name].pk])}"' in page


@every_programme
def test_a_programme_names_every_component_and_competency(client, editions, name):
    page = text(client.get(f"/programmes/academy/{name}/"))
    programme = of(name)

    assert [row.cells[0].text for row in component_rows(programme)] == [c.title for c in programme.component]
    assert all(f"<b>{competence.code}</b>" in page for competence in programme.competency)
    assert 'id="criteria"' in page


def test_a_pass_mark_is_correct_answers_of_all(client, editions):
    page = text(client.get("/programmes/academy/ai-in-medicine-exam/"))

    assert "70 correct of 110, which is 63.6 %" in page


def test_a_simulated_panel_is_labelled(client, editions):
    page = text(client.get("/programmes/academy/healthcare-ai-professional/"))

    programme = of("healthcare-ai-professional")
    assert programme.exam.cut.simulated
    assert "The panel&#x27;s ratings are simulated" in page or "The panel's ratings are simulated" in page
    assert len(rating_rows(programme)[0].cells) == 1 + len(programme.exam.cut.judges)


def test_the_blueprint_adds_up_to_the_exam():
    programme = of("ai-in-medicine-exam")

    counts = [cell.text for row in blueprint_rows(programme) for cell in row.cells if cell.label == "Questions"]

    assert sum(counts) == 110


def test_a_modelled_price_stands_beside_ours_with_its_source(client, editions):
    page = text(client.get("/programmes/academy/ai-in-healthcare-cohort/"))

    assert "is said to ask USD 2990 (Source guide, P3-04)" in page


def test_credit_stands_with_the_statement_that_was_configured(client, editions):
    page = text(client.get("/programmes/academy/clinical-ai-cme/"))

    assert of("clinical-ai-cme").continuing_education.statement in page


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 9, 14), "AI in Healthcare, Ten-Week Cohort: the next cohort starts on 14 September 2026."),
        (date(2026, 9, 15), "AI in Healthcare, Ten-Week Cohort: the next cohort starts on 18 January 2027."),
        (date(2031, 1, 1), "AI in Healthcare, Ten-Week Cohort: no start is announced."),
    ],
)
def test_the_heading_says_when_one_can_start(day, sentence):
    assert standing(of("ai-in-healthcare-cohort"), on=day) == sentence


def test_what_is_not_by_cohort_can_start_today():
    assert standing(of("clinical-ai-cme"), on=date(2026, 1, 1)).endswith("you can start today.")


@every_programme
def test_an_editions_file_is_given_whole(client, editions, name):
    answer = client.get(f"/programmes/academy/{name}/{editions[name].edition}/programme.toml")

    assert hashlib.sha256(answer.content).hexdigest() == editions[name].digest
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


@pytest.fixture
def newer(academy, owner, editions, at):
    """Publish a second edition of one programme."""
    text = library().programmes["clinical-ai-cme"].text.replace('edition = "2026-1"', 'edition = "2026-2"', 1)
    changed = Edition(of("clinical-ai-cme").__class__(**{**_fields(), "edition": "2026-2"}), text, "1" * 64)
    return programmes.publish(organisation=academy, edition=changed, by=owner, at=at + timedelta(days=1))


def _fields():
    programme = of("clinical-ai-cme")
    return {name: getattr(programme, name) for name in programme.__dataclass_fields__}


def test_an_older_edition_keeps_its_page_and_leads_to_the_newest(client, newer):
    page = text(client.get("/programmes/academy/clinical-ai-cme/2026-1"))

    assert "The newest is 2026-2." in page
    assert "/my/enrol/" not in page


def test_a_programmes_page_shows_its_newest_edition(client, newer):
    page = text(client.get("/programmes/academy/clinical-ai-cme/"))

    assert f'href="/my/enrol/{newer.pk}/"' in page


def test_the_list_holds_each_programme_once(client, newer):
    page = text(client.get("/programmes/"))

    assert len(re.findall(r'href="/programmes/academy/clinical-ai-cme/"', page)) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/programmes/academy/none/",
        "/programmes/none/clinical-ai-cme/",
        "/programmes/academy/clinical-ai-cme/none",
        "/programmes/academy/clinical-ai-cme/none/programme.toml",
    ],
)
def test_what_does_not_run_here_is_not_there(client, editions, path):
    assert client.get(path).status_code == 404


def test_a_credentials_achievement_points_to_the_edition(client, held):
    address = re.search(r'"id":"http://localhost:8000(/programmes/[^"#]+)"', held.document)[1]

    assert client.get(address).status_code == 200


def test_a_credentials_alignments_point_to_competencies(client, held):
    addresses = re.findall(r'"targetUrl":"http://localhost:8000([^"]+)"', held.document)

    assert addresses
    assert {client.get(address).status_code for address in addresses} == {200}


def test_a_programme_is_classed_by_the_rubric_of_the_guide_whatever_its_file_calls_the_award(client, editions):
    page = text(client.get("/programmes/academy/healthcare-ai-professional/"))

    assert "<dt>Class</dt><dd>assessment-based certificate" in page
    assert "Its file calls the award “exam-based credential”." in page
    assert "The award asks for our own study parts too, not for the exam alone." in page
    assert "Its file calls" not in text(client.get("/programmes/academy/ai-in-medicine-exam/"))
