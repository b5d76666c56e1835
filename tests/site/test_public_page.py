"""Every public page answers anybody, loads nothing from elsewhere, and names nobody who did not ask for it."""

import re

import pytest
from django.urls import get_resolver, reverse
from django.utils.html import escape

from judges import signed_panel
from testamur import fit
from testamur.catalogue.field import SIGNALS
from testamur.catalogue.rubric import MEANINGS, PRESUMED_FALSE
from testamur.site.public import urls
from testamur.site.records.actions import credentials, forms, verifications, wallets
from testamur.site.records.library import library
from testamur.site.records.models import Endorsement, Person, Statement

pytestmark = pytest.mark.django_db
# A script of the type of JSON-LD is data, which no browser runs.
INLINE = r'<style| style=| on[a-z]+="|<script(?![^>]* (?:src=|type="application/ld\+json"))'
OF_AN_OFFERING = ("offering", "offering_feed", "as_it_stood", "case", "cv_line")
LISTING = (
    "/offerings/",
    "/offerings/abaim-certification/",
    "/compare/?id=abaim-certification",
    "/roles/physician/",
    "/frameworks/healthcare-ai/",
    "/choose/advice/?role=physician&on=2026-11-23",
)
POSTED_BY_WALLETS = ("wallet_token", "wallet_credential")
"""No pages; what they answer is tested with the wallets."""
STATIC_PAGES = ("home", "choose", "method", "disclosure", "privacy", "hospitals", "licence", "verify")


@pytest.fixture
def addresses(held, candidate, editions, owner, now):
    """Return an address of every public page, by its name; the test below fails when one is missing."""
    framework = library().frameworks["healthcare-ai"]
    edition = held.award.enrolment.edition
    offer = wallets.offer(row=held, by=candidate, at=now)
    verifications.make_key(by=None, at=now)  # before its first record the verifier has no document
    asked = "?role=physician&on=2026-11-23"
    stated = Statement.objects.get()
    exam = next(one for one in editions.values() if one.identifier == "healthcare-ai-professional")
    form = forms.assemble(edition=exam, count=1, seed=1, by=None, at=now)[0]
    judged = signed_panel(form, by=owner, at=now)
    endorsed = Endorsement.objects.create(statement=stated, issuer="did:key:z6Mk", document="{}", kept_at=now)
    arguments = {
        **{name: ["abaim-certification"] for name in OF_AN_OFFERING},
        "role": ["physician"],
        "framework": [framework.id],
        "competency": [framework.id, framework.competencies[0].id],
        "programme": ["academy", edition.identifier],
        "edition": ["academy", edition.identifier, edition.edition],
        "edition_text": ["academy", edition.identifier, edition.edition],
        "credential": [held.identifier],
        **{name: ["academy"] for name in ("issuer_did", "wallet_issuer", "wallet_server")},
        "wallet_offer": ["academy", offer.identifier],
        "status": [held.status_list_id],
        "statement": [stated.identifier],
        "endorsement": [endorsed.identifier],
        "panel": [judged.record.digest],
    }
    queries = {"advice": asked, "advice_live": asked, "compare": "?id=abaim-certification"}
    return {
        pattern.name: reverse(f"public:{pattern.name}", args=arguments.get(pattern.name, []))
        + queries.get(pattern.name, "")
        for pattern in urls.urlpatterns
        if pattern.name not in POSTED_BY_WALLETS
    }


def test_every_page_answers_anybody(client, addresses):
    assert {name: client.get(address).status_code for name, address in addresses.items()} == dict.fromkeys(
        addresses, 200
    )


def test_every_page_has_one_heading_and_loads_nothing_from_elsewhere(client, addresses):
    for name, address in addresses.items():
        answer = client.get(address)
        if not answer["Content-Type"].startswith("text/html"):
            continue
        page = answer.content.decode()
        assert len(re.findall(r"<h1[ >]", page)) == 1, name
        loaded = re.findall(r'(?:src=|<link[^>]*rel="(?:stylesheet|icon|preload)"[^>]*href=)"([^"]+)"', page)
        assert all(one.startswith(("/static/", "data:")) for one in loaded), name
        assert not re.search(INLINE, page), name


@pytest.mark.parametrize("address", LISTING)
def test_where_providers_are_listed_the_interest_is_disclosed(client, address):
    main = client.get(address).content.decode().split("<main")[1].split("</main>")[0]

    assert 'href="/disclosure/"' in main


def test_no_page_names_a_person(client, addresses, enrol, candidate, stranger):
    enrol(stranger, "ai-in-medicine-exam")
    people = [value for person in Person.objects.all() for value in (person.name, person.email)]

    for name, address in addresses.items():
        for accept in ("text/html", "application/json"):
            page = client.get(address, headers={"accept": accept}).content.decode()
            assert not [value for value in people if value and value in page], name


def test_no_page_names_a_person_who_consented_elsewhere_than_on_their_credential(
    client, addresses, held, candidate, at
):
    credentials.show_name(row=held, shown=True, by=candidate, at=at)

    named = {name for name, address in addresses.items() if candidate.name in client.get(address).content.decode()}

    assert named == {"credential"}


def test_no_page_but_those_with_a_form_sets_a_cookie(client, addresses):
    with_a_form = {"verify", "credential"}
    for name, address in addresses.items():
        client.cookies.clear()
        cookies = set(client.get(address).cookies)
        assert cookies <= ({"csrftoken"} if name in with_a_form else set()), name


def test_the_first_page_has_three_doors_and_no_accounts_outside_the_worked_example(client, held):
    page = client.get("/").content.decode()

    assert all(reverse(f"public:{door}") in page for door in ("choose", "programmes", "verify"))
    assert "worked example only" not in page


def test_the_worked_example_lists_simulated_people_only(client, settings, held, candidate, enrol):
    settings.DEMO = True
    simulated = Person.objects.create_user(
        "sim@people.example", "worked example only", name="Sim Ulated", is_simulated=True
    )
    enrol(simulated, "clinical-ai-cme")

    page = client.get("/").content.decode()

    assert "worked example only" in page
    assert "sim@people.example" in page
    assert "Clinical AI, Five Courses with Credit: 0 of 7 parts done" in page
    assert candidate.email not in page


def test_the_method_publishes_every_constant_with_its_reason(client):
    page = client.get("/method/").content.decode()

    assert all(page.count(f'id="constant-{constant.name}"') == 1 for constant in fit.TABLE)
    assert all(escape(constant.reason) in page for constant in fit.TABLE)
    assert all(f'id="criterion-{name}"' in page for name in fit.CRITERIA)
    assert all(f'id="rule-{rule.id}"' in page for rule in fit.RULES)


def test_the_method_publishes_the_rubric(client):
    page = client.get("/method/").content.decode()

    assert all(escape(text) in page for text in (*SIGNALS.values(), *MEANINGS.values(), *PRESUMED_FALSE.values()))


def test_the_licences_of_the_frameworks_are_named(client):
    page = client.get("/licence/").content.decode()

    assert "Apache License 2.0" in page
    assert all(framework.title in page for framework in library().frameworks.values())


def test_only_the_verify_page_takes_a_post(client, addresses):
    for name, address in addresses.items():
        expected = 422 if name == "verify" else 405
        assert client.post(address).status_code == expected, name


def test_pages_that_stand_still_are_the_same_for_everybody(client):
    for name in STATIC_PAGES:
        assert client.get(reverse(f"public:{name}")).status_code == 200


def test_an_unknown_address_leads_on(client, db):
    answer = client.get("/no-such-page/")

    assert answer.status_code == 404
    assert reverse("public:choose") in answer.content.decode()


def test_the_urls_of_the_desk_stand_at_the_root():
    assert get_resolver().resolve("/").view_name == "public:home"
