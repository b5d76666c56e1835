"""The technical reports of an exam: list, ask for one, one as a page and as a PDF file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from testamur.site.records.actions import reports as actions
from testamur.site.records.candidacy import refuse_candidate
from testamur.site.records.models import ProgrammeEdition, ReportRequest, TechnicalReport
from testamur.site.records.permissions import organisation_for, require
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Cell, Row, number, rows
from testamur.site.staff.frame import Crumb, show
from testamur.site.staff.inputs import AUDIENCES, ReportInput
from testamur.site.staff.programmes import crumbs_to, edition_for
from testamur.site.staff.wording import moment, who


@require_http_methods(["GET", "POST"])
@login_required
def reports(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """List the technical reports of an edition's exam; ask for one on POST."""
    edition = edition_for(request, slug, pk, "result.view")
    if edition.programme.exam is None:
        raise Http404
    refuse_candidate(request.user, edition)
    at = timezone.now()
    given = ReportInput(
        request.POST or None,
        initial={"since": at.date().replace(month=1, day=1), "until": at.date(), "audience": "public"},
    )
    if request.method == "POST":
        require(request.user, "report.make", edition.organisation)
        if given.is_valid():
            asked = actions.ask(edition=edition, **given.cleaned_data, by=request.user, at=at)
            return _answered(request, asked, slug=slug)
    made = TechnicalReport.objects.filter(edition=edition).defer("page", "paper").select_related("request__by")
    context = {
        "edition": edition,
        "crumbs": crumbs_to(edition, Crumb(gettext("Technical reports"))),
        "n": made.count(),
        "reports": _report_rows(list(made.order_by("-pk")), slug=slug),
        "requests": _request_rows(edition),
        "input": given,
    }
    status = 422 if request.method == "POST" else 200
    return show(
        request, edition.organisation, "staff/reports.html", context, tab="staff:programmes", status=status
    )


def _answered(request: SignedIn, asked: ReportRequest, *, slug: str) -> HttpResponse:
    made = TechnicalReport.objects.filter(request=asked).first()
    if made:
        return redirect("staff:report", slug, made.pk)
    asked.refresh_from_db()
    if asked.reason:
        messages.error(request, gettext("There is no report: %(reason)s") % {"reason": asked.reason})
    else:
        messages.info(request, gettext("There are many sittings; the worker makes the report."))
    return redirect("staff:reports", slug, asked.edition_id)


def _report_rows(made: list[TechnicalReport], *, slug: str) -> list[Row]:
    labels = [
        gettext("Period"),
        gettext("For"),
        gettext("Sittings"),
        gettext("Made"),
        gettext("SHA-256 of the data"),
    ]
    return rows(
        labels,
        (
            [
                Cell(_period(one.request), reverse("staff:report", args=[slug, one.pk])),
                AUDIENCES[one.request.audience],
                number(one.sittings),
                moment(one.made_at),
                one.data_digest[:12],
            ]
            for one in made
        ),
    )


def _request_rows(edition: ProgrammeEdition) -> list[Row]:
    labels = [gettext("Asked"), gettext("By"), gettext("Period"), gettext("Where it stands")]
    waiting = edition.report_requests.filter(report=None).select_related("by").order_by("-pk")
    return rows(
        labels,
        (
            [
                moment(one.asked_at),
                who(one.by) if one.by else gettext("an operator"),
                _period(one),
                one.reason or gettext("waits for the worker"),
            ]
            for one in waiting
        ),
    )


def _period(asked: ReportRequest) -> str:
    words = {"since": date_format(asked.since, "j F Y"), "until": date_format(asked.until, "j F Y")}
    return gettext("%(since)s to %(until)s") % words


def _kept(request: SignedIn, slug: str, pk: int) -> TechnicalReport:
    """Return a report of the organisation, if the person may see results and is no candidate of the programme."""
    organisation = organisation_for(request.user, slug, "result.view")
    kept = TechnicalReport.objects.select_related("edition__organisation", "request__by")
    found = get_object_or_404(kept, pk=pk, edition__organisation=organisation)
    refuse_candidate(request.user, found.edition)
    return found


@require_GET
@login_required
def report(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show a report as it was made."""
    found = _kept(request, slug, pk)
    way = Crumb(gettext("Technical reports"), reverse("staff:reports", args=[slug, found.edition_id]))
    context = {
        "found": found,
        "body": mark_safe(found.page),  # noqa: S308  (made by the engine, which escapes every text)
        "crumbs": crumbs_to(found.edition, way, Crumb(_period(found.request))),
    }
    return show(request, found.edition.organisation, "staff/report.html", context, tab="staff:programmes")


@require_GET
@login_required
def report_pdf(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Give a report as the PDF file that was made."""
    found = _kept(request, slug, pk)
    answer = HttpResponse(bytes(found.paper), content_type="application/pdf")
    name = f"technical-report-{found.edition.identifier}-{found.request.until:%Y-%m-%d}.pdf"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
