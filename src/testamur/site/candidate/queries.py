"""A candidate's own records; what is somebody else's does not exist here."""

from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from testamur.programme import Component, Step
from testamur.site.records.models import (
    Award,
    Credential,
    Enrolment,
    Person,
    ProgrammeEdition,
    Sitting,
)


def enrolments_of(person: Person) -> QuerySet[Enrolment]:
    """Return the person's enrolments, the latest first, with what progress and awards need."""
    found = person.enrolments.select_related("edition__organisation", "award").prefetch_related("activities")
    return found.order_by("-enrolled_at", "-pk")


def own_enrolment(person: Person, pk: int) -> Enrolment:
    """Return an enrolment of the person."""
    found = Enrolment.objects.select_related("edition__organisation", "person")
    return get_object_or_404(found, pk=pk, person=person)


def own_component(enrolment: Enrolment, component: str, kind: str) -> Component:
    """Return a component of that kind that the enrolment has."""
    for one in enrolment.edition.programme.component:
        if one.id == component and one.kind == kind and enrolment.only in ("", one.id):
            return one
    raise Http404


def step_of(enrolment: Enrolment, component: Component, *, on: date) -> Step:
    """Return where a component of the enrolment stands on a day."""
    return next(step for step in enrolment.progress(on).steps if step.component == component)


def own_award(person: Person, pk: int) -> Award:
    """Return an award of the person."""
    found = Award.objects.select_related("enrolment__edition__organisation", "enrolment__person")
    return get_object_or_404(found, pk=pk, enrolment__person=person)


def credentials_of(person: Person) -> QuerySet[Credential]:
    """Return the person's credentials, the latest first."""
    enrolment = "award__enrolment"
    related = (f"{enrolment}__edition__organisation", f"{enrolment}__person", "revocation", "superseded_by")
    own = Credential.objects.filter(award__enrolment__person=person)
    return own.select_related(*related).prefetch_related("suspensions").order_by("-pk")


def own_credential(person: Person, identifier: UUID) -> Credential:
    """Return a credential of the person."""
    return get_object_or_404(credentials_of(person), identifier=identifier)


def awards_of(person: Person) -> QuerySet[Award]:
    """Return the person's awards, the latest first, with their extensions."""
    found = Award.objects.filter(enrolment__person=person)
    related = Prefetch(
        "credentials", Credential.objects.select_related("revocation").prefetch_related("suspensions")
    )
    return (
        found.select_related("enrolment__edition__organisation")
        .prefetch_related("extensions", related)
        .order_by("-awarded_on", "-pk")
    )


def open_sittings(person: Person) -> list[Sitting]:
    """Return the person's sittings that are booked or under way, in order of booking."""
    found = Sitting.objects.filter(enrolment__person=person)
    related = found.select_related("enrolment__edition__organisation").prefetch_related("events")
    return [sitting for sitting in related if not sitting.standing().is_closed]


def newest(edition: ProgrammeEdition) -> ProgrammeEdition:
    """Return the newest edition of the same programme of the same organisation."""
    same = ProgrammeEdition.objects.filter(organisation=edition.organisation, identifier=edition.identifier)
    return same.order_by("-published_at", "-pk")[0]
