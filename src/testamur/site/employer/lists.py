"""Credentials by the list: handed in as a CSV file, checked in the background, and how far that is."""

import csv
import io
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from testamur.credential import Verdict
from testamur.errors import DocumentError
from testamur.site.employer.inputs import ListInput
from testamur.site.records.actions import rounds
from testamur.site.records.models import Organisation, RosterLine, RosterRound
from testamur.site.records.permissions import organisation_for
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.spreadsheet import safe
from testamur.site.records.table import Cell, Row, rows
from testamur.site.records.verdict import WORDS

Outcome = RosterLine.Outcome
RELOAD_SECONDS: Final = 3


@require_http_methods(["GET", "POST"])
@login_required
def hand_in(request: SignedIn, slug: str) -> HttpResponse:
    """Take a list of credentials; what is wrong with it is said all at once, and nothing of it is kept then."""
    organisation = organisation_for(request.user, slug, "roster.change")
    given = ListInput(request.POST or None, request.FILES or None)
    if request.method == "POST" and given.is_valid() and (made := _taken(request, organisation, given)):
        return redirect("employer:round", slug, made.pk)
    context = {
        "organisation": organisation,
        "input": given,
        "most": rounds.MOST_LINES,
        "crumbs": _crumbs(slug, gettext("Hand in a list")),
    }
    return render(request, "employer/hand_in.html", context, status=422 if request.method == "POST" else 200)


def _taken(request: SignedIn, organisation: Organisation, given: ListInput) -> RosterRound | None:
    source = given.cleaned_data["file"].read()
    try:
        return rounds.take_list(organisation=organisation, source=source, by=request.user, at=timezone.now())
    except DocumentError as error:
        for sentence in error.lines():
            given.add_error("file", sentence)
    return None


def _crumbs(slug: str, name: str) -> list[dict[str, str]]:
    return [{"name": gettext("Roster"), "url": reverse("employer:roster", args=[slug])}, {"name": name}]


@require_GET
@login_required
def example(request: SignedIn, slug: str) -> HttpResponse:
    """Give a list with two made-up people, to be filled in."""
    organisation_for(request.user, slug, "roster.change")
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(rounds.COLUMNS)
    writer.writerow(
        ["Rosa Reader, ward 4", "Nurse leader", "rosa@hospital.example", f"{settings.URL}/credentials/..."]
    )
    writer.writerow(["Otto Officer", "Physician", "", '{"@context": ["https://www.w3.org/ns/credentials/v2", ...'])
    return _csv(file.getvalue(), "roster-example.csv")


@require_POST
@login_required
def check_all(request: SignedIn, slug: str) -> HttpResponse:
    """Have every entry checked in the background."""
    organisation = organisation_for(request.user, slug, "roster.view")
    made = rounds.take_all(organisation=organisation, by=request.user, at=timezone.now())
    return redirect("employer:round", slug, made.pk)


def _round_for(request: SignedIn, slug: str, pk: int) -> RosterRound:
    organisation = organisation_for(request.user, slug, "roster.view")
    return get_object_or_404(organisation.roster_rounds.all(), pk=pk)


@never_cache
@require_GET
@login_required
def round_(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show how far a round is, and what was found so far; it loads itself anew until it is done."""
    made = _round_for(request, slug, pk)
    lines = list(made.lines.select_related("record"))
    done = [line for line in lines if line.outcome != Outcome.WAITS]
    context = {
        "organisation": made.organisation,
        "round": made,
        "total": len(lines),
        "done": len(done),
        "added": sum(line.outcome == Outcome.ADDED for line in lines),
        "refused": sum(line.outcome == Outcome.REFUSED for line in lines),
        "rows": _rows(slug, lines),
        "crumbs": _crumbs(slug, gettext("Handed in") if made.kind == made.Kind.FILE else gettext("Checked")),
    }
    answer = render(request, "employer/round.html", context)
    if len(done) < len(lines):
        answer["Refresh"] = str(RELOAD_SECONDS)
    return answer


def _rows(slug: str, lines: list[RosterLine]) -> list[Row]:
    labels = [gettext("Line"), gettext("Label"), gettext("Outcome"), gettext("Verdict"), gettext("What was found")]
    return rows(
        labels,
        (
            [
                Cell(line.line, num=True),
                Cell(line.label, reverse("employer:entry", args=[slug, line.entry_id]) if line.entry_id else ""),
                line.get_outcome_display(),
                _verdict(line),
                line.reason or "–",
            ]
            for line in lines
        ),
    )


def _verdict(line: RosterLine) -> Cell:
    if line.record is None:
        return Cell("–")
    return Cell(str(WORDS[Verdict(line.record.verdict)]), reverse("records:record", args=[line.record.identifier]))


@require_GET
@login_required
def round_csv(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Give what was found in a round as a CSV file, line by line as it was handed in."""
    made = _round_for(request, slug, pk)
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(["line", "label", "role", "outcome", "reason", "verdict", "checked at", "record", "digest"])
    for line in made.lines.select_related("record"):
        record = line.record
        found = [record.verdict, record.at.isoformat(timespec="seconds")] if record else ["", ""]
        kept = [str(record.identifier), record.digest] if record else ["", ""]
        outcome = line.outcome or "waits"
        cells = [str(line.line), line.label, line.role, outcome, line.reason, *found, *kept]
        writer.writerow([safe(cell) for cell in cells])
    return _csv(file.getvalue(), f"round-{made.pk}.csv")


def _csv(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers)
