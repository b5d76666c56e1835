"""What stands around a candidate's page: the way here."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from testamur.site.records.models import Enrolment


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way here; the last has no address."""

    name: str
    url: str = ""


def way(*further: Crumb) -> list[Crumb]:
    """Return the way here from the candidate's first page."""
    return [Crumb(gettext("My programmes"), reverse("candidate:home")), *further]


def way_in(enrolment: Enrolment, *further: Crumb) -> list[Crumb]:
    """Return the way here through the page of an enrolment."""
    return way(Crumb(enrolment.edition.programme.title, page_of(enrolment)), *further)


def page_of(enrolment: Enrolment) -> str:
    """Return the address of an enrolment's own page."""
    return reverse("candidate:programme", args=[enrolment.pk])
