"""Every page of the employer desk opens to the duties that its permission names, in its own organisation only."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from testamur.site.employer import urls
from testamur.site.records.actions import roster, rounds
from testamur.site.records.models import Membership, RosterEntry
from testamur.site.records.permissions import PERMITTED

pytestmark = pytest.mark.django_db

GET = {
    "roster": "roster.view",
    "add": "roster.change",
    "export": "roster.view",
    "entry": "roster.view",
    "records_json": "roster.view",
    "records_pdf": "roster.view",
    "hand_in": "roster.change",
    "example": "roster.change",
    "round": "roster.view",
    "round_csv": "roster.view",
    "notices": "roster.view",
}
POST = {
    "add": "roster.change",
    "check_all": "roster.view",
    "check": "roster.view",
    "remove": "roster.change",
    "ask": "roster.view",
    "hand_in": "roster.change",
    "tell": "roster.change",
    "tell_me": "roster.view",
    "set_webhook": "roster.change",
    "try_webhook": "roster.change",
    "switch_on": "roster.change",
    "remove_webhook": "roster.change",
}
ABOUT_ENTRY = {"entry", "check", "remove", "tell_me"}
RECORD = ("records:record", "records:json", "records:pdf")


def names(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


@pytest.fixture
def entry(academy, employer, held, now):
    document = held.document.encode()
    entry = roster.add(organisation=academy, label="Nina", role="", document=document, by=employer, at=now)
    rounds.take_all(organisation=academy, by=employer, at=now)
    return entry


def address(name, entry, slug="academy"):
    place = [entry.pk] if name in ABOUT_ENTRY else []
    if name in {"round", "round_csv"}:
        place = [entry.organisation.roster_rounds.get().pk]
    return reverse(f"employer:{name}", args=[slug, *place])


def test_every_address_is_tested():
    assert set(names(urls.urlpatterns)) == {*GET, *POST, "home"}


@pytest.mark.parametrize("duty", Membership.Duty)
def test_a_duty_opens_what_it_permits(client, academy, entry, duty):
    client.force_login(academy.memberships.get(duty=duty).person)

    opened = {name: client.get(address(name, entry)).status_code for name in GET}
    denied = [name for name, permission in POST.items() if duty not in PERMITTED[permission]]

    assert opened == {name: 200 if duty in PERMITTED[permission] else 403 for name, permission in GET.items()}
    assert {client.post(address(name, entry)).status_code for name in denied} <= {403}
    assert RosterEntry.objects.count() == 1


def test_whoever_is_not_signed_in_is_asked_to(client, entry):
    assert {client.get(address(name, entry)).status_code for name in GET} == {302}
    assert {client.post(address(name, entry)).status_code for name in POST} == {302}
    assert RosterEntry.objects.count() == 1


def test_strangers_and_candidates_are_denied(client, entry, candidate, stranger):
    for person in (candidate, stranger):
        client.force_login(person)

        assert client.get(reverse("employer:home")).status_code == 403
        assert {client.get(address(name, entry)).status_code for name in GET} == {403}
        assert {client.post(address(name, entry)).status_code for name in POST} == {403}


def test_employers_elsewhere_are_denied(client, entry, other_academy):
    client.force_login(other_academy.memberships.get(duty="employer").person)

    assert {client.get(address(name, entry)).status_code for name in GET} == {403}
    assert {client.post(address(name, entry)).status_code for name in POST} == {403}
    for name in ("entry", "round", "round_csv"):
        assert client.get(address(name, entry, "other-academy")).status_code == 404
    posted = ("check", "remove", "tell_me")
    assert {client.post(address(name, entry, "other-academy")).status_code for name in posted} == {404}
    assert RosterEntry.objects.count() == 1


def test_writes_are_posted_with_a_token(entry, employer):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(employer)

    assert {careful.post(address(name, entry)).status_code for name in POST} == {403}
    assert {careful.get(address(name, entry)).status_code for name in POST if name not in {"add", "hand_in"}} == {
        405
    }


def test_one_roster_opens_at_once_and_several_are_listed(client, academy, other_academy, employer):
    client.force_login(employer)
    assert client.get(reverse("employer:home"))["location"] == reverse("employer:roster", args=["academy"])

    other_academy.memberships.create(person=employer, duty="employer")

    assert "You can see 2 rosters." in client.get(reverse("employer:home")).content.decode()


def record_statuses(client, entry):
    record = entry.verifications.get()
    return {client.get(reverse(name, args=[record.identifier])).status_code for name in RECORD}


@pytest.mark.parametrize("duty", Membership.Duty)
def test_a_record_opens_to_whoever_may_see_the_roster_of_the_organisation_that_asked(
    client, academy, other_academy, entry, duty
):
    allowed = duty in PERMITTED["roster.view"]
    client.force_login(academy.memberships.get(duty=duty).person)
    assert record_statuses(client, entry) == {200 if allowed else 403}

    client.force_login(other_academy.memberships.get(duty=duty).person)
    assert record_statuses(client, entry) == {403}


def test_a_record_is_not_public(client, entry, candidate):
    assert record_statuses(client, entry) == {302}

    client.force_login(candidate)
    assert record_statuses(client, entry) == {403}
