"""Verification records: asked for, shown to those whose organisation asked, and given as JSON and PDF."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from testamur.credential import Verdict
from testamur.site.employer import queries
from testamur.site.records import verification_paper as on_paper
from testamur.site.records.actions import verifications
from testamur.site.records.actions.credentials import keep_status
from testamur.site.records.given import given_again
from testamur.site.records.models import VerificationRecord
from testamur.site.records.permissions import organisation_for, require
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import rows
from testamur.site.records.verdict import KINDS, TITLES, kept_lines


def record_for(request: SignedIn, identifier: UUID) -> VerificationRecord:
    """Return a record, if the person may see the roster of the organisation that asked for it."""
    found = VerificationRecord.objects.select_related("organisation", "entry", "by")
    record = get_object_or_404(found.exclude(document=""), identifier=identifier)
    require(request.user, "roster.view", record.organisation)
    return record


@never_cache
@require_GET
@login_required
def record(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Show a record, with what was checked and how anybody can check the record itself."""
    kept = record_for(request, identifier)
    content = on_paper.content_of(kept)
    verdict = Verdict(kept.verdict)
    labels = [gettext("Source"), gettext("As it was")]
    context = {
        "record": kept,
        "title": TITLES[verdict],
        "kind": KINDS[verdict],
        "steps": kept_lines(kept),
        "facts": list(on_paper.facts(kept, content)),
        "sources": rows(labels, on_paper.sources(content)),
        "verifier": content["issuer"],
        "crumbs": _crumbs(kept),
    }
    return render(request, "employer/record.html", context)


def _crumbs(kept: VerificationRecord) -> list[dict[str, str]]:
    slug, crumbs = kept.organisation.slug, []
    crumbs.append({"name": gettext("Roster"), "url": reverse("employer:roster", args=[slug])})
    if kept.entry:
        url = reverse("employer:entry", args=[slug, kept.entry.pk])
        crumbs.append({"name": kept.entry.label, "url": url})
    return [*crumbs, {"name": gettext("Verification record")}]


@require_GET
@login_required
def record_json(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Give the signed document, exactly as it was signed."""
    kept = record_for(request, identifier)
    return _file(kept.document.encode(), "application/json", f"record-{kept.identifier}.json")


@require_GET
@login_required
def record_pdf(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Give the record on paper, with the signed document inside."""
    kept = record_for(request, identifier)
    return _file(on_paper.paper(kept), "application/pdf", f"record-{kept.identifier}.pdf")


@require_GET
@login_required
def records_json(request: SignedIn, slug: str) -> HttpResponse:
    """Give the last record of every entry of a roster as one JSON list, each exactly as it was signed."""
    organisation = organisation_for(request.user, slug, "roster.view")
    text = "[" + ",\n".join(kept.document for kept in queries.last_records(organisation)) + "]\n"
    return _file(text.encode(), "application/json", f"records-{slug}-{timezone.now():%Y-%m-%d}.json")


@require_GET
@login_required
def records_pdf(request: SignedIn, slug: str) -> HttpResponse:
    """Give the last record of every entry of a roster as one PDF file."""
    organisation = organisation_for(request.user, slug, "roster.view")
    at = timezone.now()
    data = on_paper.roster_paper(organisation.name, queries.last_records(organisation), at=at)
    return _file(data, "application/pdf", f"records-{slug}-{at:%Y-%m-%d}.pdf")


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(data, content_type=media_type, headers=headers)


@require_POST
@login_required
def ask(request: SignedIn, slug: str) -> HttpResponse:
    """Check a credential once more for an organisation, and keep the record; it need not be genuine."""
    organisation = organisation_for(request.user, slug, "roster.view")
    at = timezone.now()
    keep_status(at=at)
    kept = verifications.check(
        document=given_again(request),
        organisation=organisation,
        email=request.POST.get("email", "")[:254],
        by=request.user,
        at=at,
    )
    messages.success(request, gettext("The record is kept."))
    return redirect("records:record", kept.identifier)
