"""Live sittings: who sits now, and what an invigilator may do."""

from datetime import datetime, timedelta
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from testamur.delivery import NEXT, Kind
from testamur.site.records.actions import invigilation, sittings
from testamur.site.records.models import Organisation, Sitting
from testamur.site.records.permissions import organisation_for
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Cell, Row, number, rows
from testamur.site.staff import queries
from testamur.site.staff.frame import Crumb, paged, show
from testamur.site.staff.inputs import ExtraInput, IncidentInput, ReasonInput
from testamur.site.staff.wording import KINDS, PURPOSES, STATES, clock, day, length, moment, who

RECENT: Final = timedelta(hours=24)
REFRESH_SECONDS: Final = 10


@never_cache
@require_GET
@login_required
def watch(request: SignedIn, slug: str) -> HttpResponse:
    """Show the sittings that are under way, and those closed in the last day."""
    at = timezone.now()
    organisation = organisation_for(request.user, slug, "sitting.watch")
    page = paged(request, queries.live(organisation).prefetch_related("responses", "incidents"))
    context = {
        "at": at,
        "page": page,
        "count": page.paginator.count,
        "live": _live_rows(list(page), slug=slug, at=at),
        "waiting": _waiting_rows(organisation, slug=slug),
        "closed": _closed_rows(organisation, slug=slug, at=at),
        "refresh": REFRESH_SECONDS,
    }
    return show(request, organisation, "staff/sittings.html", context, tab="staff:sittings")


def _waiting_rows(organisation: Organisation, *, slug: str) -> list[Row]:
    labels = [gettext("Candidate"), gettext("Programme"), gettext("Booked"), gettext("State")]
    return rows(
        labels,
        (
            [
                Cell(who(sitting.enrolment.person), reverse("staff:sitting", args=[slug, sitting.pk])),
                sitting.enrolment.edition.programme.title,
                moment(sitting.booked_at),
                STATES[sitting.standing().state],
            ]
            for sitting in queries.not_started(organisation)[:50]
        ),
    )


def _live_rows(found: list[Sitting], *, slug: str, at: datetime) -> list[Row]:
    labels = [
        gettext("Candidate"),
        gettext("State"),
        gettext("Answered"),
        gettext("Last save"),
        gettext("Time left"),
        gettext("Incidents"),
    ]
    return rows(labels, (_live_line(sitting, slug=slug, at=at) for sitting in found))


def _live_line(sitting: Sitting, *, slug: str, at: datetime) -> list[object]:
    standing = sitting.standing()
    answered = {"n": queries.answered(sitting), "of": queries.questions(sitting)}
    over = standing.is_over(at, limit=sitting.limit)
    return [
        Cell(who(sitting.enrolment.person), reverse("staff:sitting", args=[slug, sitting.pk])),
        gettext("time is over, closes now") if over else STATES[standing.state],
        number(gettext("%(n)d of %(of)d") % answered),
        number(_saved(sitting, at=at)),
        number(length(standing.left(at, limit=sitting.limit))),
        number(len(sitting.incidents.all())),
    ]


def _saved(sitting: Sitting, *, at: datetime) -> str:
    saved_at = max((row.received_at for row in sitting.responses.all()), default=None)
    if saved_at is None:
        return gettext("none yet")
    seconds = int((at - saved_at).total_seconds())
    if seconds < 60:
        return gettext("%(n)d s ago") % {"n": seconds}
    return gettext("%(length)s ago") % {"length": length(at - saved_at)}


def _closed_rows(organisation: Organisation, *, slug: str, at: datetime) -> list[Row]:
    labels = [gettext("Candidate"), gettext("State"), gettext("Closed")]
    found = queries.closed_since(organisation, at - RECENT)
    return rows(
        labels,
        (
            [
                Cell(who(sitting.enrolment.person), reverse("staff:sitting", args=[slug, sitting.pk])),
                STATES[standing.state],
                moment(standing.closed_at),
            ]
            for sitting in found[:50]
            for standing in [sitting.standing()]
        ),
    )


def sitting_for(request: SignedIn, slug: str, pk: int) -> Sitting:
    """Return a sitting of the organisation for somebody who may watch."""
    organisation = organisation_for(request.user, slug, "sitting.watch")
    return get_object_or_404(queries.sittings_of(organisation), pk=pk)


@never_cache
@require_GET
@login_required
def sitting(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show one sitting: where it stands, what happened, and what can be done."""
    at = timezone.now()
    kept = sitting_for(request, slug, pk)
    standing = kept.standing()
    organisation = kept.enrolment.edition.organisation
    exam = kept.enrolment.edition.programme.exam
    context = {
        "at": at,
        "sitting": kept,
        "standing": standing,
        "state": STATES[standing.state],
        "purpose": PURPOSES[kept.purpose],
        "person": who(kept.enrolment.person),
        "crumbs": [
            Crumb(gettext("Live sittings"), reverse("staff:sittings", args=[slug])),
            Crumb(str(kept.enrolment.person)),
        ],
        "left": length(standing.left(at, limit=kept.limit)),
        "limit": length(kept.limit + standing.extra),
        "answered": queries.answered(kept),
        "questions": queries.questions(kept),
        "saved": _saved(kept, at=at),
        "score": kept.score,
        "can": {kind.name.lower() for kind in NEXT[standing.state]},
        "waits": sittings.waits_for_admission(kept),
        "identity": exam.identity if exam else "",
        "is_own": kept.enrolment.person == request.user,
        "extra": ExtraInput(initial={"minutes": 10}),
        "incident": IncidentInput(),
        "void": ReasonInput(prefix="void"),
        "events": _event_rows(kept),
        "incidents": _incident_rows(kept),
        "refresh": REFRESH_SECONDS,
    }
    return show(request, organisation, "staff/sitting.html", context, tab="staff:sittings")


def _event_rows(kept: Sitting) -> list[Row]:
    labels = [gettext("What"), gettext("At"), gettext("Extra"), gettext("By")]
    events = kept.events.select_related("by")
    return rows(
        labels,
        (
            [
                KINDS[Kind(event.kind)],
                f"{day(event.at.date())}, {clock(event.at)}",
                number(length(timedelta(seconds=event.extra_seconds)) if event.extra_seconds else "–"),
                str(event.by) if event.by else gettext("the clock"),
            ]
            for event in events
        ),
    )


def _incident_rows(kept: Sitting) -> list[Row]:
    labels = [gettext("Noted"), gettext("By"), gettext("What happened")]
    found = kept.incidents.select_related("by")
    return rows(labels, ([moment(one.at), str(one.by), one.text] for one in found))


@require_POST
@login_required
def admit(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Let the candidate in, once the identity has been compared."""
    return _intervened(request, slug, sitting_for(request, slug, pk), Kind.ADMIT)


@require_POST
@login_required
def pause(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Stop the clock."""
    return _intervened(request, slug, sitting_for(request, slug, pk), Kind.PAUSE)


@require_POST
@login_required
def resume(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Start the clock again."""
    return _intervened(request, slug, sitting_for(request, slug, pk), Kind.RESUME)


@require_POST
@login_required
def extend(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Give time."""
    given = ExtraInput(request.POST)
    minutes = given.cleaned_data["minutes"] if given.is_valid() else 0
    return _intervened(
        request, slug, sitting_for(request, slug, pk), Kind.EXTEND, extra=timedelta(minutes=minutes)
    )


def _intervened(
    request: SignedIn, slug: str, kept: Sitting, kind: Kind, *, extra: timedelta = timedelta()
) -> HttpResponse:
    invigilation.intervene(sitting=kept, kind=kind, by=request.user, at=timezone.now(), extra=extra)
    messages.success(request, gettext("The sitting: %(what)s.") % {"what": KINDS[kind]})
    return redirect("staff:sitting", slug, kept.pk)


@require_POST
@login_required
def void(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Void a sitting, with its reason."""
    kept = sitting_for(request, slug, pk)
    reason = request.POST.get("void-reason", "")[:2000]
    invigilation.void(sitting=kept, reason=reason, by=request.user, at=timezone.now())
    messages.success(request, gettext("The sitting is voided and counts for nothing."))
    return redirect("staff:sitting", slug, pk)


@require_POST
@login_required
def incident(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Note what happened."""
    kept = sitting_for(request, slug, pk)
    text = request.POST.get("text", "")[:2000]
    sittings.note_incident(sitting=kept, text=text, by=request.user, at=timezone.now())
    messages.success(request, gettext("The incident is noted."))
    return redirect("staff:sitting", slug, pk)
