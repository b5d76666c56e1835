"""What needs attention now, per organisation."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from testamur.site.records.models import Organisation
from testamur.site.records.permissions import organisation_for, organisations, permitted
from testamur.site.records.signed_in import SignedIn
from testamur.site.staff.attention import Notice, notices
from testamur.site.staff.frame import show


@dataclass(frozen=True, slots=True)
class Place:
    """One organisation and what waits in it."""

    organisation: Organisation
    notices: list[Notice]


@require_GET
@login_required
def home(request: SignedIn) -> HttpResponse:
    """Show what waits in every organisation in which the person has a duty."""
    at = timezone.now()
    places = [
        Place(organisation, notices(organisation, permitted(request.user, organisation), at=at))
        for organisation in organisations(request.user, "staff.view")
    ]
    if not places:
        raise PermissionDenied
    total = sum(len(place.notices) for place in places)
    return render(request, "staff/home.html", {"places": places, "total": total})


@require_GET
@login_required
def organisation(request: SignedIn, slug: str) -> HttpResponse:
    """Show what waits in one organisation."""
    owner = organisation_for(request.user, slug, "staff.view")
    found = notices(owner, permitted(request.user, owner), at=timezone.now())
    return show(request, owner, "staff/organisation.html", {"notices": found}, tab="staff:organisation")
