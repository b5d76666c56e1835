"""The roster: who showed which credential, and what the last check of each found."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from testamur.credential import Verdict
from testamur.errors import DocumentError, Refused
from testamur.site.employer import queries
from testamur.site.employer.evidence import AwardClass
from testamur.site.employer.export import as_csv
from testamur.site.employer.inputs import EntryInput
from testamur.site.records.actions import roster as actions
from testamur.site.records.models import Organisation, RosterEntry
from testamur.site.records.permissions import may, organisation_for, organisations
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Cell, Row, rows
from testamur.site.records.verdict import WORDS


@require_GET
@login_required
def home(request: SignedIn) -> HttpResponse:
    """Lead to the person's roster, or let them choose between several."""
    found = list(organisations(request.user, "roster.view"))
    if not found:
        raise PermissionDenied
    if len(found) == 1:
        return redirect("employer:roster", found[0].slug)
    return render(request, "employer/home.html", {"organisations": found})


@require_GET
@login_required
def roster(request: SignedIn, slug: str) -> HttpResponse:
    """Show the roster, assessed apart from completed."""
    organisation = organisation_for(request.user, slug, "roster.view")
    lines = queries.roster(organisation)
    context = {
        "organisation": organisation,
        "may_change": may(request.user, "roster.change", organisation),
        "working": queries.round_at_work(organisation),
        "count": len(lines),
        "current": sum(line.is_current for line in lines),
        "assessed": _rows(organisation, lines, AwardClass.ASSESSED),
        "completed": _rows(organisation, lines, AwardClass.COMPLETED),
        "not_said": _rows(organisation, lines, AwardClass.NOT_SAID),
    }
    return render(request, "employer/roster.html", context)


def _rows(organisation: Organisation, lines: list[queries.Line], award_class: AwardClass) -> list[Row]:
    labels = [
        gettext("Label"),
        gettext("Role"),
        gettext("Credential"),
        gettext("Last verdict"),
        gettext("Checked"),
        gettext("Put here because"),
    ]
    return rows(
        labels,
        (
            [
                Cell(line.entry.label, reverse("employer:entry", args=[organisation.slug, line.entry.pk])),
                line.entry.role or "–",
                line.said.name,
                verdict_words(line),
                checked_words(line),
                line.said.because,
            ]
            for line in lines
            if line.said.award_class == award_class
        ),
    )


def verdict_words(line: queries.Line) -> str:
    """Return what the last check found."""
    return str(WORDS[Verdict(line.last.verdict)]) if line.last else gettext("not checked")


def checked_words(line: queries.Line) -> str:
    """Return when the last check was."""
    at = line.checked_at
    if at is None:
        return gettext("never")
    return gettext("%(moment)s UTC") % {"moment": date_format(at, "j F Y, H:i")}


@require_http_methods(["GET", "POST"])
@login_required
def add(request: SignedIn, slug: str) -> HttpResponse:
    """Take a credential into the roster."""
    organisation = organisation_for(request.user, slug, "roster.change")
    given = EntryInput(request.POST or None, request.FILES or None)
    if request.method == "POST" and given.is_valid() and (entry := _added(request, organisation, given)):
        messages.success(request, gettext("%(label)s is in the roster.") % {"label": entry.label})
        return redirect("employer:entry", slug, entry.pk)
    status = 422 if request.method == "POST" else 200
    context = {"organisation": organisation, "input": given}
    return render(request, "employer/add.html", context, status=status)


def _added(request: SignedIn, organisation: Organisation, given: EntryInput) -> RosterEntry | None:
    """Return the new entry; None if it was refused, which the input then says."""
    try:
        return actions.add(
            organisation=organisation,
            label=given.cleaned_data["label"],
            role=given.cleaned_data["role"],
            email=given.cleaned_data["email"],
            document=given.document(),
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        given.add_error(None, refusal.reason)
    except DocumentError as error:
        for sentence in error.lines():
            given.add_error(None, sentence)
    return None


@require_GET
@login_required
def export(request: SignedIn, slug: str) -> HttpResponse:
    """Give the roster with verdicts as a CSV file."""
    organisation = organisation_for(request.user, slug, "roster.view")
    name = f"roster-{organisation.slug}-{timezone.now():%Y-%m-%d}.csv"
    return HttpResponse(
        as_csv(queries.roster(organisation)).encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )
