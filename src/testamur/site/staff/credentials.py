"""Credentials: what has been issued; revoking, suspending and reinstating."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from testamur.site.records.actions import credentials as credentials_actions
from testamur.site.records.actions import suspensions
from testamur.site.records.models import Credential, Organisation, Person, StatusList
from testamur.site.records.permissions import organisation_for
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Cell, Row, rows
from testamur.site.staff import queries
from testamur.site.staff.frame import Crumb, paged, show
from testamur.site.staff.inputs import ReasonInput, SearchInput, WithdrawalInput
from testamur.site.staff.wording import day, moment, who


@require_GET
@login_required
def credentials(request: SignedIn, slug: str) -> HttpResponse:
    """List the credentials issued and the status lists that say which are withdrawn."""
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
    if row.suspension:
        return gettext("suspended")
    if hasattr(row, "superseded_by"):
        return gettext("superseded")
    return gettext("ended") if until and until < on else gettext("current")


@require_http_methods(["GET", "POST"])
@login_required
def credential(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show one credential; revoke it, suspend its award or reinstate it on POST, as ``do`` says."""
    organisation = organisation_for(request.user, slug, "credential.view")
    row = get_object_or_404(queries.credentials_of(organisation, ""), pk=pk)
    given = None
    if request.method == "POST":
        organisation_for(request.user, slug, "credential.revoke")
        change = CHANGES.get(request.POST.get("do", "revoke"))
        if change is None:
            raise Http404
        given = change.input(request.POST)
        if given.is_valid():
            change.make(row, by=request.user, at=timezone.now(), **given.cleaned_data)
            messages.success(request, str(change.done))
            return redirect("staff:credential", slug, pk)
    return _shown(request, organisation, row, given)


def _revoke(row: Credential, *, by: Person, at: datetime, **given: str) -> None:
    credentials_actions.revoke(row=row, by=by, at=at, **given)


def _suspend(row: Credential, *, by: Person, at: datetime, **given: str) -> None:
    suspensions.suspend(award=row.award, by=by, at=at, **given)


def _reinstate(row: Credential, *, by: Person, at: datetime, **given: str) -> None:
    suspensions.reinstate(award=row.award, by=by, at=at, **given)


@dataclass(frozen=True, slots=True)
class Change:
    """What can be done to a credential: what has to be given, how it is done, and what to say then."""

    input: type[ReasonInput]
    make: Callable[..., None]
    done: Promise


CHANGES: Final[Mapping[str, Change]] = {
    "revoke": Change(
        WithdrawalInput, _revoke, gettext_lazy("The credential is revoked; its status list says so now.")
    ),
    "suspend": Change(
        WithdrawalInput, _suspend, gettext_lazy("The award is suspended; its status list says so now.")
    ),
    "reinstate": Change(
        ReasonInput, _reinstate, gettext_lazy("The award is reinstated; its status list says so now.")
    ),
}


def _inputs(request: SignedIn, given: ReasonInput | None) -> dict[str, ReasonInput]:
    """Return the inputs of all changes by their name, the one that was sent as it was filled."""
    asked = request.POST.get("do", "revoke")
    return {
        name: given if given is not None and name == asked else change.input(auto_id=f"id_{name}_%s")
        for name, change in CHANGES.items()
    }


def _shown(
    request: SignedIn, organisation: Organisation, row: Credential, given: ReasonInput | None
) -> HttpResponse:
    context = {
        "row": row,
        "person": who(row.award.enrolment.person),
        "state": state(row, on=timezone.now().date()),
        "revocation": row.revocation if hasattr(row, "revocation") else None,
        "revoked_at": moment(row.revocation.at) if hasattr(row, "revocation") else "",
        "suspensions": row.suspensions.all(),
        "is_suspended": row.suspension is not None,
        "can_be_suspended": row.status_list.purpose == StatusList.Purpose.SUSPENSION,
        "inputs": _inputs(request, given),
        "crumbs": [
            Crumb(gettext("Credentials"), reverse("staff:credentials", args=[organisation.slug])),
            Crumb(row.award.enrolment.edition.programme.award.title),
        ],
    }
    status = 422 if request.method == "POST" else 200
    return show(request, organisation, "staff/credential.html", context, tab="staff:credentials", status=status)
