"""A published academy, its staff, a person, and a clock."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client
from walker import Clock, Walker

from testamur.site.records.actions import credentials, forms, programmes
from testamur.site.records.library import library
from testamur.site.records.models import Membership, Organisation, Person

BEGIN = datetime(2026, 11, 24, 9, tzinfo=UTC)
NAMES = {
    "owner": Membership.Duty.OWNER,
    "examiner": Membership.Duty.EXAMINER,
    "clerk": Membership.Duty.CLERK,
    "invigilator": Membership.Duty.INVIGILATOR,
    "employer": Membership.Duty.EMPLOYER,
}


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def clock(monkeypatch):
    """Stop the site's clock; a journey moves it."""
    stopped = Clock(BEGIN)
    monkeypatch.setattr("django.utils.timezone.now", stopped)
    return stopped


@pytest.fixture
def academy(transactional_db, clock):
    organisation = Organisation.objects.create(slug="academy", name="Academy", url="https://academy.example")
    for name, duty in NAMES.items():
        person = Person.objects.create_user(f"{name}@academy.example", None, name=name.title())
        Membership.objects.create(organisation=organisation, person=person, duty=duty)
    credentials.make_key(organisation=organisation, by=None, at=BEGIN)
    for edition in library().programmes.values():
        kept = programmes.publish(organisation=organisation, edition=edition, by=None, at=BEGIN)
        if kept.programme.exam:
            forms.assemble(edition=kept, count=2, seed=1, by=None, at=BEGIN)
    return organisation


def walker_of(email, clock):
    return Walker(Client(), Person.objects.get(email=email), clock)


@pytest.fixture
def owner(academy, clock):
    return walker_of("owner@academy.example", clock)


@pytest.fixture
def examiner(academy, clock):
    return walker_of("examiner@academy.example", clock)


@pytest.fixture
def clerk(academy, clock):
    return walker_of("clerk@academy.example", clock)


@pytest.fixture
def nina(academy, clock):
    person = Person.objects.create_user("nina@people.example", None, name="Nina Nurse")
    return Walker(Client(), person, clock)


@pytest.fixture
def edition(academy):
    """Return the edition of one of our programmes."""
    return lambda name: academy.editions.get(identifier=name)


@pytest.fixture
def published(academy):
    """Return what the public site serves of a credential: itself, its issuer's keys, its status list."""

    def published(row):
        anyone = Client(headers={"accept": "application/json"})
        document = anyone.get(f"/credentials/{row.identifier}").json()
        did = anyone.get(f"/issuers/{academy.slug}/did.json").json()
        status = anyone.get(f"/status/{row.status_list_id}").json()
        assert json.loads(row.document) == document
        return document, did, status

    return published
