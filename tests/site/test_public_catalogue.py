"""Offerings, roles and frameworks: every fact with its grade and source, and CASE for programs."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from testamur.catalogue import Claim, as_case, framework_from_case
from testamur.catalogue import Offering as Kept
from testamur.site.public import facts
from testamur.site.records.frameworks import served_case
from testamur.site.records.library import library

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize("offering", sorted(library().offerings))
def test_every_offering_has_a_page_with_its_sources_and_what_is_missing(client, offering):
    page = text(client.get(f"/offerings/{offering}/"))

    stated = library().offerings[offering]
    assert all(
        link.startswith(("http://", "https://", "/", "#", "?")) for link in re.findall(r'href="([^"]*)"', page)
    )
    assert 'rel="noreferrer"' in page or not any(c.source.startswith("http") for c in stated.claim)
    assert len(re.findall(r'data-grade="[ABCDEU]"', page)) >= len({c.field for c in stated.claim})


def test_a_pass_mark_is_shown_as_what_it_is(client):
    page = text(client.get("/offerings/abaim-certification/"))

    assert "63.6 %" in page
    assert "70 correct ÷ 110 items" in page


def test_an_offering_says_what_would_settle_its_class_and_what_is_presumed(client):
    page = client.get("/offerings/jhu-ai-healthcare/").content.decode()

    assert "<li>Ask whether an assessment of the outcomes must be passed. If so: " in page
    assert "No accreditor of certificates lists it; accreditors publish whom they accredit." in page


def test_an_offering_says_why_its_promises_count_for_nothing(client):
    page = client.get("/offerings/iabac-ai-healthcare/").content.decode()

    assert "A framework is named; no public mapping to its items has been seen." in page
    assert "It is said to be recognised; nobody who recognises it is named." in page


def test_an_unknown_offering_is_not_there(client):
    assert client.get("/offerings/none/").status_code == 404


def test_the_list_holds_all(client):
    page = text(client.get("/offerings/"))

    assert all(f'href="/offerings/{offering}/"' in page for offering in library().offerings)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"words": "abaim"}, {"abaim-certification"}),
        ({"words": "VECTOR leaders"}, {"michener-ai-leaders"}),
        ({"words": "no such words"}, set()),
    ],
)
def test_the_list_can_be_narrowed(client, asked, found):
    page = text(client.get("/offerings/", asked))

    shown = set(re.findall(r'href="/offerings/([a-z0-9-]+)/"', page))
    assert shown == found


def test_the_list_by_role_group_and_status(client):
    page = text(client.get("/offerings/", {"group": "clinicians", "status": "confirmed-exists"}))

    shown = set(re.findall(r'href="/offerings/([a-z0-9-]+)/"', page))
    assert shown == {
        o.id
        for o in library().offerings.values()
        if "clinicians" in o.role_groups and o.status == "confirmed-exists"
    }


def test_four_stand_side_by_side_and_no_fifth(client):
    ids = sorted(library().offerings)[:5]

    page = text(client.get("/compare/", {"id": ids}))

    assert "Only the first 4 are shown." in page
    assert f"/offerings/{ids[3]}/" in page
    assert f"/offerings/{ids[4]}/" not in page


@pytest.mark.parametrize("asked", [{}, {"id": "abaim-certification"}])
def test_comparing_too_few_says_so(client, asked):
    assert client.get("/compare/", asked).status_code == 200


def test_comparing_what_is_not_there_is_not_there(client):
    assert client.get("/compare/", {"id": ["abaim-certification", "none"]}).status_code == 404


def made(*claims):
    return Kept("made", "Made", "Somebody", "person", "confirmed-exists", claim=claims)


def test_a_price_between_two_stands_with_its_currency():
    offering = made(Claim("price", "https://a.example/p", "B", low=900, high=1200, unit="USD", seen="2026-05"))

    line = next(f for f in facts.basis(offering, at=DAY) if f.fact == "Price of the whole")

    assert (line.field, line.claim) == ("price", offering.claim[0].id)
    # From 1 May to 23 November: 184 days to 1 November, and 22 more.
    assert replace(line, field="", claim="") == facts.Fact(
        "Price of the whole",
        "USD 900 to 1,200",
        "",
        "B",
        "a.example",
        "https://a.example/p",
        "2026-05",
        mark="206 days old",
    )


def test_what_nobody_states_is_unknown_and_graded_so():
    assert {(f.value, f.grade) for f in facts.basis(made(), at=DAY)} == {("", "U")}


def test_who_says_otherwise_stands_below():
    offering = made(
        Claim("length", "https://a.example", "B", value=12, unit="weeks"),
        Claim("length", "https://b.example", "D", value=3, unit="months", interest="rival", note="Old page."),
    )

    lines = [f for f in facts.basis(offering, at=DAY) if f.fact.startswith("Length")]

    assert [(f.fact, f.value, f.grade) for f in lines] == [
        ("Length", "12 weeks", "B"),
        ("Length, said otherwise", "3 months", "D"),
    ]
    assert lines[1].note == "Old page; speaks of a rival"


def test_prices_in_two_currencies_are_not_joined():
    offering = made(
        Claim("price", "https://a.example", "B", value=100, unit="USD"),
        Claim("price", "https://b.example", "B", value=90, unit="EUR"),
    )

    assert next(f for f in facts.basis(offering, at=DAY) if f.fact == "Price of the whole").value == ""
    assert [f.value for f in facts.stated(offering, at=DAY)] == ["", "USD 100", "EUR 90"]


def test_a_source_that_is_no_web_address_is_no_link():
    offering = made(Claim("format", "javascript:alert(1)", "E", value="video"))

    assert [replace(line, field="", claim="") for line in facts.stated(offering, at=DAY)] == [
        facts.Fact("Format", "video", "", "E", "javascript:alert(1)", "", "")
    ]


@pytest.mark.parametrize("role", sorted(library().roles))
def test_every_role_has_a_page_with_its_competencies(client, role):
    page = text(client.get(f"/roles/{role}/"))

    assert all(f"<b>{target.code}</b>" in page for target in library().roles[role].target)


def test_an_unknown_role_is_not_there(client):
    assert client.get("/roles/none/").status_code == 404


@pytest.mark.parametrize("framework", sorted(library().frameworks))
def test_a_framework_lists_every_entry_once(client, framework):
    page = text(client.get(f"/frameworks/{framework}/"))

    for competency in library().frameworks[framework].competencies:
        assert page.count(f'/frameworks/{framework}/{competency.id}"') == 1


@pytest.mark.parametrize("framework", sorted(library().frameworks))
def test_programs_get_a_framework_as_a_case_package(client, framework):
    answer = client.get(f"/frameworks/{framework}/", headers={"accept": "application/json"})

    place, address = library().frameworks[framework], f"http://localhost:8000/frameworks/{framework}/"
    served = framework_from_case(answer.json())
    assert served.uri == address
    assert [one.uri for one in served.competencies] == [address + one.id for one in place.competencies]
    numbered = re.sub(rf'"{address}([0-9a-f-]{{36}})"', r'"urn:uuid:\1"', text(answer))
    assert json.loads(numbered.replace(f'"{address}"', f'"{place.uri}"')) == as_case(place)
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("framework", sorted(library().frameworks))
def test_programs_get_a_competency_as_a_case_item(client, framework):
    place = library().frameworks[framework]
    competency = place.competencies[-1]
    package = served_case(place)

    answer = client.get(
        reverse("public:competency", args=[framework, competency.id]), headers={"accept": "application/json"}
    ).json()

    assert {k: v for k, v in answer.items() if k not in ("CFDocumentURI", "CFAssociations")} == package["CFItems"][
        -1
    ]
    assert answer["uri"] == f"http://localhost:8000/frameworks/{framework}/{competency.id}"
    assert answer["CFDocumentURI"]["identifier"] == package["CFDocument"]["identifier"]
    assert all(competency.id in str(association) for association in answer["CFAssociations"])


@pytest.mark.parametrize("framework", sorted(library().frameworks))
def test_every_competency_has_a_page(client, framework):
    for competency in library().frameworks[framework].competencies:
        answer = client.get(reverse("public:competency", args=[framework, competency.id]))
        assert answer.status_code == 200
        assert "Accept" in answer["Vary"]


def test_a_competency_of_another_framework_is_not_there(client):
    one, other = sorted(library().frameworks)
    competency = library().frameworks[one].competencies[0]

    assert client.get(f"/frameworks/{other}/{competency.id}").status_code == 404
    assert client.get(f"/frameworks/none/{competency.id}").status_code == 404
