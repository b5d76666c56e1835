"""Extra time: what is approved, and approving more."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from testamur.errors import Refused
from testamur.site.records.actions.sittings import approve_accommodation
from testamur.site.records.models import Accommodation, Organisation
from testamur.site.records.permissions import organisation_for
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Row, number, rows
from testamur.site.staff import queries
from testamur.site.staff.frame import paged, show
from testamur.site.staff.inputs import AccommodationInput
from testamur.site.staff.wording import day, who


@require_http_methods(["GET", "POST"])
@login_required
def accommodations(request: SignedIn, slug: str) -> HttpResponse:
    """List the extra time of participants; approve on POST."""
    organisation = organisation_for(request.user, slug, "accommodation.approve")
    given = AccommodationInput(request.POST or None)
    if request.method == "POST" and given.is_valid() and (kept := _approved(request, organisation, given)):
        text = gettext("Extra time is approved for %(name)s, for every sitting booked from now on.")
        messages.success(request, text % {"name": kept.person})
        return redirect("staff:accommodations", slug)
    page = paged(request, queries.accommodations_in(organisation))
    context = {"input": given, "page": page, "rows": _rows(list(page)), "count": page.paginator.count}
    status = 422 if request.method == "POST" else 200
    return show(
        request, organisation, "staff/accommodations.html", context, tab="staff:accommodations", status=status
    )


def _approved(request: SignedIn, organisation: Organisation, given: AccommodationInput) -> Accommodation | None:
    """Return what was approved; None if it was refused, which the input then says."""
    person = queries.participant(organisation, given.cleaned_data["email"])
    if person is None:
        given.add_error("email", gettext("Nobody with this address is enrolled in a programme of yours."))
        return None
    try:
        return approve_accommodation(
            person=person,
            organisation=organisation,
            rule=given.rule(),
            expires_on=given.cleaned_data["expires_on"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        given.add_error(None, refusal.reason)
        return None


def _rows(found: list[Accommodation]) -> list[Row]:
    labels = [
        gettext("Participant"),
        gettext("Multiplied by"),
        gettext("Minutes on top"),
        gettext("Approved by"),
        gettext("Holds until"),
    ]
    return rows(
        labels,
        (
            [
                who(one.person),
                number(f"{one.multiplier:g}"),
                number(one.extra_minutes),
                str(one.approved_by),
                day(one.expires_on),
            ]
            for one in found
        ),
    )
