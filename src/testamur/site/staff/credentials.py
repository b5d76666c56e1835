"""Credentials: what has been issued, and revoking."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from testamur.site.records.actions.credentials import revoke as revoke_credential
from testamur.site.records.models import Credential
from testamur.site.records.permissions import organisation_for
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Cell, Row, rows
from testamur.site.staff import queries
from testamur.site.staff.frame import Crumb, paged, show
from testamur.site.staff.inputs import ReasonInput, SearchInput
from testamur.site.staff.wording import day, moment, who


@require_GET
@login_required
def credentials(request: SignedIn, slug: str) -> HttpResponse:
    """List the credentials issued and the status lists that say which are revoked."""
    organisation = organisation_for(request.user, slug, "credential.view")
    search = SearchInput(request.GET)
    page = paged(request, queries.credentials_of(organisation, search.words()))
    context = {
        "search": search,
        "words": search.words(),
        "query": search.as_query(),
        "page": page,
        "rows": _credential_rows(list(page), slug=slug, on=timezone.now().date()),
        "lists": organisation.status_lists.order_by("pk"),
    }
    return show(request, organisation, "staff/credentials.html", context, tab="staff:credentials")


def _credential_rows(found: list[Credential], *, slug: str, on: date) -> list[Row]:
    labels = [gettext("Holder"), gettext("Award"), gettext("Issued"), gettext("Holds until"), gettext("State")]
    return rows(
        labels,
        (
            [
                Cell(who(row.award.enrolment.person), reverse("staff:credential", args=[slug, row.pk])),
                row.award.enrolment.edition.programme.award.title,
                day(row.issued_at.date()),
                day(row.award.holds_until) or gettext("does not end"),
                state(row, on=on),
            ]
            for row in found
        ),
    )


def state(row: Credential, *, on: date) -> str:
    """Return in words whether a credential stands."""
    until = row.award.holds_until
    if hasattr(row, "revocation"):
        return gettext("revoked")
    if hasattr(row, "superseded_by"):
        return gettext("superseded")
    return gettext("ended") if until and until < on else gettext("current")


@require_http_methods(["GET", "POST"])
@login_required
def credential(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show one credential; revoke it on POST."""
    organisation = organisation_for(request.user, slug, "credential.view")
    row = get_object_or_404(queries.credentials_of(organisation, ""), pk=pk)
    given = ReasonInput(request.POST or None)
    if request.method == "POST":
        organisation_for(request.user, slug, "credential.revoke")
        if given.is_valid():
            revoke_credential(row=row, reason=given.cleaned_data["reason"], by=request.user, at=timezone.now())
            messages.success(request, gettext("The credential is revoked; its status list says so now."))
            return redirect("staff:credential", slug, pk)
    context = {
        "row": row,
        "person": who(row.award.enrolment.person),
        "state": state(row, on=timezone.now().date()),
        "revocation": row.revocation if hasattr(row, "revocation") else None,
        "revoked_at": moment(row.revocation.at) if hasattr(row, "revocation") else "",
        "input": given,
        "crumbs": [
            Crumb(gettext("Credentials"), reverse("staff:credentials", args=[slug])),
            Crumb(row.award.enrolment.edition.programme.award.title),
        ],
    }
    status = 422 if request.method == "POST" else 200
    return show(request, organisation, "staff/credential.html", context, tab="staff:credentials", status=status)
