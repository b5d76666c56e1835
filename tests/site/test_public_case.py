"""The one-page case for a manager, and the line for a CV: public, and no more than the evidence bears out."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from testamur.catalogue import Claim, Offering
from testamur.site.records.library import library
from testamur.site.records.models import Plan

pytestmark = pytest.mark.django_db

PAGE = "https://provider.example/"
ROLE = "nurse-leader"


@pytest.fixture
def course(monkeypatch):
    """Return an offering about which the numbers are known, and two sources differ on its price."""
    first, second, third = (target.code for target in library().roles[ROLE].target[:3])
    offering = Offering(
        "a-course",
        "A Course in AI",
        "A Provider",
        holder="person",
        status="confirmed-exists",
        countries=("*",),
        claim=(
            Claim("pacing", PAGE, "B", "self-paced"),
            Claim("hours", PAGE, "B", low=40, high=60, unit="hours"),
            Claim("price", PAGE, "B", 500, unit="USD", seen="2026-03-01"),
            Claim("price", "https://reseller.example/", "E", 650, unit="USD"),
            Claim("covers", PAGE, "B", (first,)),
            Claim("covers", "https://friend.example/", "D", (second, third)),
        ),
    )
    monkeypatch.setitem(library().offerings, offering.id, offering)
    return offering


def told(client, key, **query):
    answer = client.get(reverse("public:case", args=[key]), query)
    return answer, re.sub(r"\s+", " ", answer.content.decode())


def test_without_a_role_the_page_asks_for_it(client, course):
    answer, text = told(client, course.id)

    assert answer.status_code == 200
    assert "Say for which role" in text
    assert told(client, course.id, role="king")[0].status_code == 422


def test_the_case_says_cover_cost_and_time_first(client, course, clock):
    whole = len(library().roles[ROLE].target)

    # 40 to 60 hours at 4 a week are 10 to 15 weeks; 500 dollars over 40 to 60 hours are 8.33 to 12.5 an hour.
    _, text = told(client, course.id, role=ROLE, hours_per_week="4")

    assert (
        f"<h1>A Course in AI is shown to cover 1 of {whole} competencies of the role, costs USD 500 and takes "
        "10 to 15 weeks.</h1>"
    ) in text
    assert "USD 8.3 to 12" in text
    assert "Shown by a source of grade A to C: 1" in text
    assert "Only claimed, by an interested party or a weak source: 2" in text
    assert f"Not known: {whole - 3}" in text
    assert "Price of the whole: USD 500 is shown; USD 650 is said, too." in text
    assert "What we gain: nothing." in text
    assert "2 March 2026" in text


def test_every_competency_of_the_role_stands_there_by_name_once(client, course, clock):
    _, text = told(client, course.id, role=ROLE)

    for target in library().roles[ROLE].target:
        assert len(re.findall(rf"<li>{re.escape(target.code)} \w", text)) == 1


def test_what_is_not_known_is_said_and_not_left_out(client, monkeypatch, course):
    silent = replace(course, claim=(Claim("pacing", PAGE, "B", "self-paced"),))
    monkeypatch.setitem(library().offerings, course.id, silent)

    _, text = told(client, course.id, role=ROLE, hours_per_week="4")

    assert "competencies is not stated; it costs an unknown amount and takes an unknown time." in text
    assert text.count('<span class="unknown">unknown</span>') == 3  # cost, cost of an hour, time


def test_a_programme_of_our_own_in_its_format_is_disclosed(client, editions):
    _, text = told(client, "jhu-ai-healthcare", role=ROLE)

    assert "Academy runs a programme of its own in this format here, AI in Healthcare, Ten-Week Cohort" in text


def test_no_account_is_needed_and_nothing_is_kept(client, course):
    told(client, course.id, role=ROLE)

    assert not Plan.objects.exists()


@pytest.mark.parametrize("page", ["case", "cv_line"])
def test_what_is_not_in_the_catalogue_has_no_page(client, page):
    assert client.get(reverse(f"public:{page}", args=["no-such"])).status_code == 404


def test_the_line_for_a_cv_stands_with_its_reasons(client):
    answer = client.get(reverse("public:cv_line", args=["jhu-ai-healthcare"]), {"year": "2026"})

    text = answer.content.decode()
    assert (
        "AI in Healthcare Certificate Program, Johns Hopkins University (assessment-based certificate or "
        "certificate of completion: the provider does not say which), 2026"
    ) in text
    assert "that a recognised board stands behind it is not shown" in text
    assert client.get(reverse("public:cv_line", args=["jhu-ai-healthcare"]), {"year": "x"}).status_code == 422


def test_what_certifies_organisations_has_no_line(client):
    text = client.get(reverse("public:cv_line", args=["jc-ruaih"])).content.decode()

    assert "It belongs on no person’s CV." in text
    assert '<code class="line">' not in text
