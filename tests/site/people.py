"""Makers of the people and organisations that the tests of the site share."""

from datetime import UTC, datetime

from testamur.delivery import Kind
from testamur.site.records.actions import credentials, invigilation, sittings
from testamur.site.records.models import Membership, Organisation, Person

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASSWORD = "a long enough pass phrase"


def make_person(name, **fields):
    email = f"{name.lower().replace(' ', '.')}@people.example"
    return Person.objects.create_user(email, PASSWORD, name=name, **fields)


def make_organisation(slug):
    organisation = Organisation.objects.create(slug=slug, name=slug.title(), url="https://academy.example")
    people = {}
    for duty in Membership.Duty:
        people[duty] = make_person(f"{slug} {duty}")
        Membership.objects.create(organisation=organisation, person=people[duty], duty=duty)
    credentials.make_key(organisation=organisation, by=people[Membership.Duty.OWNER], at=AT)
    return organisation, people


def member(organisation, duty):
    return Person.objects.get(memberships__organisation=organisation, memberships__duty=duty)


def let_in(sitting, at):
    """Let a candidate in, where the exam asks for it, as the invigilator of its organisation."""
    if sittings.waits_for_admission(sitting):
        organisation = sitting.enrolment.edition.organisation
        by = member(organisation, Membership.Duty.INVIGILATOR)
        invigilation.intervene(sitting=sitting, kind=Kind.ADMIT, by=by, at=at)
    return sitting
