"""A nurse adds a fact in plain words, sees how it will look, sends it, and reads what became of it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from market_records import KEY, NEWER, PAGE, PRICE, accepted, proposed
from people import AT, member

from testamur.catalogue import FIELDS, Claim
from testamur.site.candidate.contribution_inputs import ContributionInput
from testamur.site.records.actions import contributions
from testamur.site.records.models import Contribution, Membership

pytestmark = pytest.mark.django_db

FORM = reverse("candidate:propose", args=[KEY])
GIVEN = {
    "value": "1",
    "up_to": "",
    "unit": "USD",
    "teller": "provider",
    "source": PAGE,
    "seen": "2026-03-01",
    "as_of": "",
    "valid_from": "",
    "valid_to": "",
    "note": "",
    "interest": "",
    "reason": "At the foot of the page.",
}


@pytest.fixture
def device(client, candidate, clock):
    client.force_login(candidate)
    return client


@pytest.fixture
def editor(academy):
    return member(academy, Membership.Duty.EDITOR)


def fill(device, *, field="price", of="", step="preview", **given):
    query = f"?of={of}" if of else ""
    return device.post(f"{FORM}{field}/{query}", {**GIVEN, **given, step: "1"})


def text(answer):
    return answer.content.decode()


def test_first_one_says_which_fact(device):
    page = text(device.get(FORM))

    assert all(f'value="{name}"' in page for name in FIELDS)
    assert device.get(FORM, {"field": "price"})["location"] == f"{FORM}price/"


def test_the_form_asks_who_says_so_and_never_for_a_grade(device):
    page = text(device.get(f"{FORM}price/"))

    assert "Who says so?" in page
    assert "<legend>Grade" not in page
    assert 'name="grade"' not in page


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_field_has_its_form(field, at):
    form = ContributionInput(field=FIELDS[field], of=None, on=at.date())

    assert form["value"].label == FIELDS[field].title
    assert ("unit" in form.fields) == bool(FIELDS[field].units)


def test_a_preview_shows_the_fact_with_its_grade_and_keeps_nothing(device):
    answer = fill(device)

    assert answer.status_code == 200
    assert "This is how it will look." in text(answer)
    assert re.search(r"USD 1\b.*data-grade=\"B\"", text(answer), re.DOTALL)
    assert not Contribution.objects.exists()


def test_what_is_sent_waits_for_an_editor(device, candidate):
    answer = fill(device, step="send")

    assert (answer.status_code, answer["location"]) == (302, reverse("candidate:contributions"))
    made = Contribution.objects.get()
    assert (made.key, made.kind, made.by, made.reason, made.interest) == (
        KEY,
        "add",
        candidate,
        "At the foot of the page.",
        "",
    )
    assert made.proposed == PRICE
    assert "1 fact of yours waits for an editor." in text(device.get(answer["location"]))


def test_a_fact_is_corrected_or_disputed_where_it_stands(device, candidate, editor, academy):
    accepted(by=candidate, editor=editor, organisation=academy, at=AT - timedelta(days=1))

    shown = text(device.get(f"{FORM}price/", {"of": PRICE.id}))
    fill(device, of=PRICE.id, step="send", kind="correct", value="2", seen="2026-03-02")
    fill(
        device,
        of=PRICE.id,
        step="send",
        kind="dispute",
        value="3",
        teller="independent",
        source="https://b.example.org",
    )

    assert f'value="{PAGE}"' in shown
    correction, dispute = Contribution.objects.order_by("pk")[1:]
    assert correction.proposed == NEWER
    assert dispute.proposed == replace(
        PRICE, value=3, grade="C", source="https://b.example.org", disputes=PRICE.id
    )


@pytest.mark.parametrize(
    ("field", "given", "expected"),
    [
        ("hours", {"value": "4", "up_to": "5", "unit": "hours"}, {"low": 4.0, "high": 5.0, "unit": "hours"}),
        ("exam_items", {"value": "110"}, {"value": 110.0}),
        ("ce", {"value": "no"}, {"value": False}),
        ("pacing", {"value": "cohort"}, {"value": "cohort"}),
        ("starts", {"value": "2027-02-01\n\n 2027-09\n2027-02-01"}, {"value": ("2027-02-01", "2027-09")}),
        ("covers", {"value": ["H1", "H2"]}, {"value": ("H1", "H2")}),
        ("areas", {"value": "Imaging."}, {"value": "Imaging."}),
    ],
)
def test_each_kind_of_value_is_read_as_it_was_meant(device, field, given, expected):
    answer = fill(device, field=field, step="send", **given)

    assert answer.status_code == 302, text(answer)
    claim = Contribution.objects.get().proposed
    assert claim == Claim(**{"field": field, "source": PAGE, "grade": "B", "seen": "2026-03-01", **expected})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"source": "http://192.168.1.1/"}, "one inside a network"),
        ({"seen": "2026-03-03"}, "lies in the future"),
        ({"note": "ask jane@example.com"}, "leave people out"),
        ({"value": "-1"}, "greater than or equal to 0"),
        ({"value": "5", "up_to": "4"}, "is above high"),
        ({"source": ""}, "This field is required"),
        ({"as_of": "yesterday"}, "must be a date such as"),
        ({"teller": "me"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_its_question(device, given, words):
    for step in ("preview", "send"):
        answer = fill(device, step=step, **given)

        assert answer.status_code == 422
        assert words in text(answer)
        assert "This is how it will look." not in text(answer)
    assert not Contribution.objects.exists()


def test_a_second_of_the_same_is_refused_on_the_page(device, new_person):
    proposed(by=new_person("Per Second"), at=AT - timedelta(hours=1))

    answer = fill(device, step="send")

    assert answer.status_code == 422
    assert "waits for an editor already" in text(answer)


def test_an_interest_is_kept_in_words(device):
    fill(device, step="send", interest="rival")

    assert Contribution.objects.get().interest == "works for a rival"


def test_the_contributor_reads_what_became_of_each(device, candidate, editor, academy):
    made = accepted(by=candidate, editor=editor, organisation=academy, at=AT - timedelta(hours=20))
    declined = proposed(replace(PRICE, value=9), by=candidate, at=AT - timedelta(hours=3))
    contributions.decide(
        contribution=declined,
        accepted=False,
        reason="The page names another course.",
        organisation=academy,
        has_no_interest=True,
        by=editor,
        at=AT,
    )

    page = text(device.get(reverse("candidate:contributions")))

    assert f"?revision={made.version_id}" in page
    assert "The page names another course." in page
    assert editor.name not in page
    assert "Every fact of yours has been decided on." in page


def test_nobody_sees_what_others_added(device, new_person):
    proposed(by=new_person("Per Second"), at=AT - timedelta(hours=1))

    assert "You have not added a fact yet." in text(device.get(reverse("candidate:contributions")))


def test_an_offering_or_field_that_is_not_there(device):
    assert device.get(reverse("candidate:propose", args=["nothing"])).status_code == 404
    assert device.get(reverse("candidate:propose_fact", args=["nothing", "price"])).status_code == 404
    assert device.get(f"{FORM}prise/").status_code == 404
    assert "Which fact?" in text(device.get(FORM, {"field": "prise"}))
