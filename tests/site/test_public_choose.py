"""The guide's pages: a plain form, an answer with its reasons, and an address that rebuilds it."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.apps import apps

from testamur.fit import Profile
from testamur.site.public import advice as words
from testamur.site.public import made
from testamur.site.public.inputs import ChooseInput
from testamur.site.records import advising
from testamur.site.records.advising import advise
from testamur.site.records.library import library

pytestmark = pytest.mark.django_db
ASKED = {
    "role": "hospital-operations-manager",
    "country": "US",
    "budget": "3000",
    "hours_per_week": "4",
    "weeks": "16",
}


def answered(client, **asked):
    return client.get("/choose/advice/", {"on": "2026-11-23", **asked})


def heading(answer):
    (found,) = re.findall(r"<h1>(.*?)</h1>", answer.content.decode(), re.DOTALL)
    return found


def test_the_form_asks_with_get_and_sends_to_the_answer(client):
    page = client.get("/choose/").content.decode()

    assert '<form method="get" action="/choose/advice/"' in page
    assert all(f'name="{name}"' in page for name in ("role", "licence", "country", "need", "budget"))


def test_a_link_fills_in_the_role(client):
    page = client.get("/choose/", {"role": "nurse-leader"}).content.decode()

    assert re.search(r'<input[^>]*value="nurse-leader"[^>]*checked', page)


def test_the_answers_address_holds_the_questions_and_the_day(client, now):
    answer = client.get("/choose/advice/", {**ASKED, "licence": "", "by": "", "utm_source": "x"})

    assert answer.status_code == 302
    kept = {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}
    assert kept == {**ASKED, "on": now.date().isoformat(), "made": str(made.now())}


def test_the_address_rebuilds_the_answer(client):
    first = answered(client, **ASKED).content
    advising.answered.cache_clear()
    advising._judged.cache_clear()

    assert answered(client, **ASKED).content == first


@pytest.mark.parametrize("role", sorted(library().roles))
def test_every_role_gets_an_answer(client, role):
    answer = answered(client, role=role)

    assert answer.status_code == 200
    assert heading(answer)


def test_what_a_fact_rules_out_is_named_with_the_fact(client):
    page = answered(client, **ASKED).content.decode()

    assert "It costs 5,400 USD in all; you can spend 3,000." in page


def test_every_fit_is_in_the_table(client):
    page = answered(client, **ASKED).content.decode()
    advice = advise(
        Profile("hospital-operations-manager", "US", budget=3000, hours_per_week=4, weeks=16),
        at=date(2026, 11, 23),
    )

    table = page.split('id="figures"')[1]
    assert all(f'href="/offerings/{fit.offering}/"' in table for fit in advice.fits)


def test_the_interest_is_disclosed_beside_the_answer(client):
    assert "We gain nothing from what you choose" in answered(client, role="physician").content.decode()


def test_our_programme_in_a_format_is_named_as_ours_and_unaffiliated(client, editions):
    page = answered(client, role="hospital-operations-manager").content.decode()

    assert "ours and unaffiliated" in page


def test_the_guide_alone_can_be_asked(client):
    page = answered(client, **ASKED, policy="source-guide").content.decode()

    assert "The source guide at its word" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"role": "astronaut"},
        {"role": "physician", "country": "Atlantis"},
        {"role": "physician", "hours_per_week": "-1"},
        {"role": "physician", "hours_per_week": "nan"},
        {"role": "physician", "budget": "inf"},
        {"role": "physician", "weeks": "0"},
        {"role": "physician", "by": "soon"},
        {"role": "physician", "on": "0001-01-01"},
        {"role": "physician", "policy": "mine"},
        {"role": "physician", "need": "fame"},
        {"role": "physician\x00"},
    ],
)
def test_wrong_answers_are_asked_again_with_what_is_wrong(client, wrong):
    answer = client.get("/choose/advice/", wrong)

    assert answer.status_code == 422
    assert "Please correct this first" in answer.content.decode()


def test_nothing_is_kept_of_the_questions(client):
    def everything():
        return {m.__name__: m.objects.count() for m in apps.get_models()}

    before = everything()
    answer = answered(client, **ASKED)

    assert everything() == before
    assert "sessionid" not in answer.cookies


def test_the_form_becomes_the_profile():
    form = ChooseInput(
        {**ASKED, "licence": "none", "need": "hire", "by": "2027-06-30", "pacing": "cohort", "programming": "no"}
    )

    assert form.is_valid(), form.errors
    assert form.profile() == Profile(
        role="hospital-operations-manager",
        country="US",
        licence="none",
        need="hire",
        budget=3000,
        hours_per_week=4,
        weeks=16,
        by=date(2027, 6, 30),
        programming_ok=False,
        pacing="cohort",
    )


def test_what_is_left_open_is_not_asked():
    form = ChooseInput({"role": "physician"})

    assert form.is_valid()
    assert form.profile() == Profile(role="physician")


def test_nothing_that_fits_is_said_plainly():
    advice = advise(Profile("physician", need="cme", licence="none"), at=date(2026, 11, 23))
    nothing = advice.__class__(
        advice.profile, advice.policy, advice.at, advice.weights, advice.draws, "none", (), advice.set_aside, ()
    )

    assert words.title(nothing) == "Nothing in the catalogue fits what you asked for."
    assert words.lead(nothing)
