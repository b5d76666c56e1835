"""What every staff page stands in: the organisation, the person's right, and the tabs that lead on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testamur.site.records.models import Organisation
from testamur.site.records.permissions import permitted
from testamur.site.records.signed_in import SignedIn

Kept = TypeVar("Kept", bound=Model)
PAGE_SIZE: Final = 50

TABS: Final[tuple[tuple[str, str | Promise, str], ...]] = (
    ("staff:organisation", _("Now"), "staff.view"),
    ("staff:programmes", _("Programmes"), "programme.view"),
    ("staff:panels", _("Panels"), "panel.view"),
    ("staff:sittings", _("Live sittings"), "sitting.watch"),
    ("staff:decisions", _("Decisions"), "result.view"),
    ("staff:reviews", _("Reviews"), "review.view"),
    ("staff:credentials", _("Credentials"), "credential.view"),
    ("staff:statements", _("Statements"), "programme.view"),
    ("staff:contributions", _("Facts from readers"), "catalogue.edit"),
    ("staff:accommodations", _("Extra time"), "accommodation.approve"),
    ("staff:audit", _("Audit"), "audit.view"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One link of the desk."""

    name: str | Promise
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way here."""

    name: str
    url: str = ""


def tabs(permissions: frozenset[str], organisation: Organisation, *, here: str) -> list[Tab]:
    """Return the links that the person may follow."""
    return [
        Tab(name, reverse(view, args=[organisation.slug]), here=view == here)
        for view, name, permission in TABS
        if permission in permissions
    ]


def show(
    request: SignedIn,
    organisation: Organisation,
    template: str,
    context: Mapping[str, object],
    *,
    tab: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with a page of an organisation's desk, under one of its tabs."""
    permissions = permitted(request.user, organisation)
    surrounding = {
        "organisation": organisation,
        "tabs": tabs(permissions, organisation, here=tab),
        "may": permissions,
    }
    return render(request, template, {**surrounding, **context}, status=status)


def paged(request: SignedIn, records: "QuerySet[Kept] | Sequence[Kept]") -> "Page[Kept]":
    """Return the page of the records that was asked for, the nearest one if there is none."""
    return Paginator(records, PAGE_SIZE).get_page(request.GET.get("page"))
