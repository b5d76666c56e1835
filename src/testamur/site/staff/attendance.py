"""Who attended a live session."""

from datetime import date, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from testamur.site.records.actions.enrolments import record_session
from testamur.site.records.models import ProgrammeEdition
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Cell, Row, number, rows
from testamur.site.staff import queries
from testamur.site.staff.frame import Crumb, show
from testamur.site.staff.inputs import AttendanceInput
from testamur.site.staff.programmes import crumbs_to, edition_for
from testamur.site.staff.queries import Meeting
from testamur.site.staff.wording import OUTCOMES, day, moment, share, who


@require_GET
@login_required
def attendance(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """List the live sessions of every cohort, and which are recorded."""
    at = timezone.now()
    edition = edition_for(request, slug, pk, "attendance.record")
    found = queries.meetings(edition)
    context = {
        "edition": edition,
        "crumbs": crumbs_to(edition, Crumb(gettext("Attendance"))),
        "least": share(edition.programme.attendance.least_share) if edition.programme.attendance else "",
        "missing": sum(meeting.begins_at <= at and meeting.missing > 0 for meeting in found),
        "rows": _meeting_rows(edition, found, at=at),
    }
    return show(request, edition.organisation, "staff/attendance.html", context, tab="staff:programmes")


def session_url(edition: ProgrammeEdition, meeting: Meeting) -> str:
    """Return the address of one session of one cohort."""
    place = [edition.organisation.slug, edition.pk, meeting.start.isoformat(), meeting.component.id]
    return reverse("staff:session", args=place)


def _meeting_rows(edition: ProgrammeEdition, found: list[Meeting], *, at: datetime) -> list[Row]:
    labels = [gettext("Session"), gettext("Begins"), gettext("Cohort of"), gettext("Recorded")]
    return rows(
        labels,
        (
            [
                Cell(meeting.component.title, session_url(edition, meeting) if meeting.begins_at <= at else ""),
                moment(meeting.begins_at),
                day(meeting.start),
                number(
                    gettext("%(n)d of %(of)d") % {"n": meeting.recorded, "of": meeting.participants}
                    if meeting.begins_at <= at
                    else gettext("to come")
                ),
            ]
            for meeting in found
        ),
    )


@require_http_methods(["GET", "POST"])
@login_required
def session(request: SignedIn, slug: str, pk: int, start: str, component: str) -> HttpResponse:
    """Show who is recorded at one session; record the others on POST."""
    edition = edition_for(request, slug, pk, "attendance.record")
    meeting = _meeting(edition, start, component)
    cohort = list(queries.participants(edition, start=meeting.start))
    known = {e.pk: a.outcome for e in cohort for a in e.activities.all() if a.part == component}
    waiting = [enrolment for enrolment in cohort if enrolment.pk not in known]
    given = AttendanceInput(request.POST or None, enrolments=waiting)
    if request.method == "POST" and given.is_valid():
        at = timezone.now()
        count = record_session(attendance=given.attendance(), component_id=component, by=request.user, at=at)
        text = ngettext("%(n)d person is recorded.", "%(n)d people are recorded.", count)
        messages.success(request, text % {"n": count})
        return redirect("staff:session", slug, pk, start, component)
    back = Crumb(gettext("Attendance"), reverse("staff:attendance", args=[slug, pk]))
    recorded = [[who(e.person), OUTCOMES[known[e.pk]]] for e in cohort if e.pk in known]
    context = {
        "edition": edition,
        "meeting": meeting,
        "crumbs": crumbs_to(edition, back, Crumb(meeting.component.title)),
        "input": given,
        "waiting": len(waiting),
        "recorded": rows([gettext("Participant"), gettext("Recorded as")], recorded),
    }
    status = 422 if request.method == "POST" else 200
    return show(
        request, edition.organisation, "staff/session.html", context, tab="staff:programmes", status=status
    )


def _meeting(edition: ProgrammeEdition, start: str, component: str) -> Meeting:
    try:
        day_of_start: date | None = parse_date(start)
    except ValueError:
        day_of_start = None
    for meeting in queries.meetings(edition):
        if meeting.start == day_of_start and meeting.component.id == component:
            return meeting
    raise Http404
