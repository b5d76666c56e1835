"""A list is handed in, followed and its records taken by a program, for its own organisation only."""

import json

import pytest
from django.urls import reverse
from people import AT

from testamur.credential import check_record
from testamur.site.jobs.table import JOBS
from testamur.site.records import verifier
from testamur.site.records.models import RosterRound

pytestmark = pytest.mark.django_db
HOME = "/api/organisations/academy"
HEAD = "label,role,email,credential\n"


def own(held):
    return f"http://localhost:8000/credentials/{held.identifier}"


def handed_in(client, text):
    return client.post(f"{HOME}/roster", json.dumps({"csv": text}), content_type="application/json")


def test_a_program_hands_in_a_list_and_takes_the_records(client, held, employer, now):
    client.force_login(employer)

    made = handed_in(client, f"{HEAD}Nina,,,{own(held)}\nNobody,,,{own(held)}x\n")
    waiting = made.json()
    JOBS["check-lists"].run(now)
    done = client.get(f"{HOME}/rounds/{waiting['round']}").json()

    assert (made.status_code, waiting["total"], waiting["done"], done["done"]) == (200, 2, 0, 2)
    assert [(line["label"], line["outcome"], line["verdict"]) for line in done["lines"]] == [
        ("Nina", "added to the roster", "genuine and current"),
        ("Nobody", "not added", ""),
    ]
    (listed,) = client.get(f"{HOME}/records").json()
    one = client.get(f"{HOME}/records/{done['lines'][0]['record']}").json()
    assert listed == one
    assert check_record(one, at=AT, resolve=verifier.resolve).is_good


def test_everything_wrong_with_a_list_is_answered(client, employer, academy):
    client.force_login(employer)

    answer = handed_in(client, f"{HEAD},Nurse,,\n")

    assert answer.status_code == 422
    assert answer.json()["problems"] == [
        "csv:line 2, label: is empty; it is how you know the person",
        "csv:line 2, credential: is empty; give its address, or its text",
    ]
    assert not RosterRound.objects.exists()


def test_it_opens_to_the_duties_of_its_own_organisation(client, held, clerk, other_academy, candidate):
    places = [f"{HOME}/records", f"{HOME}/rounds/1"]

    assert {client.get(place).status_code for place in places} == {401}
    assert handed_in(client, HEAD).status_code == 401
    for person in (candidate, other_academy.memberships.get(duty="employer").person):
        client.force_login(person)
        assert {client.get(place).status_code for place in places} == {403}
        assert handed_in(client, HEAD).status_code == 403
    client.force_login(clerk)
    assert client.get(places[0]).status_code == 200
    assert client.get(places[1]).status_code == 404
    assert handed_in(client, HEAD).status_code == 403


def test_it_stands_in_the_description_of_the_interface(client, db):
    paths = client.get(reverse("api:openapi-json")).json()["paths"]

    assert {f"/api/organisations/{{slug}}/{name}" for name in ("roster", "records")} <= set(paths)
