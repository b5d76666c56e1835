"""A live session: when it is, whether attendance is recorded, and the event for one's calendar."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from testamur.programme import Component, starts_at
from testamur.site.candidate import queries
from testamur.site.candidate.frame import Crumb, way_in
from testamur.site.candidate.ics import Event, calendar
from testamur.site.candidate.wording import moment
from testamur.site.records.models import Enrolment
from testamur.site.records.signed_in import SignedIn


@require_GET
@login_required
def session(request: SignedIn, pk: int, component: str) -> HttpResponse:
    """Show one live session."""
    enrolment = queries.own_enrolment(request.user, pk)
    found = queries.own_component(enrolment, component, "session")
    at = timezone.now()
    begins_at = starts_at(found, started_on=enrolment.started_on)
    record = enrolment.activities.filter(part=found.id).first()
    context = {
        "enrolment": enrolment,
        "programme": enrolment.edition.programme,
        "component": found,
        "begins_at": begins_at,
        "ends_at": begins_at + timedelta(minutes=found.minutes or 0),
        "record": record,
        "is_past": begins_at <= at,
        "headline": headline(found, begins_at=moment(begins_at), is_past=begins_at <= at),
        "crumbs": way_in(enrolment, Crumb(found.title)),
    }
    return render(request, "candidate/session.html", context)


def headline(component: Component, *, begins_at: str, is_past: bool) -> str:
    """Return when the session is, or was."""
    words = {"title": component.title, "when": begins_at}
    if is_past:
        return gettext("%(title)s was on %(when)s.") % words
    return gettext("%(title)s is on %(when)s.") % words


@require_GET
@login_required
def event(request: SignedIn, pk: int, component: str) -> HttpResponse:
    """Give the session as a file for one's calendar."""
    enrolment = queries.own_enrolment(request.user, pk)
    found = queries.own_component(enrolment, component, "session")
    file = calendar(_event(enrolment, found))
    answer = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.id}.ics"'
    return answer


def sessions_of(enrolment: Enrolment) -> list[Event]:
    """Return every live session of an enrolment as an event."""
    found = [c for c in enrolment.edition.programme.component if c.kind == "session"]
    return [_event(enrolment, c) for c in found if enrolment.only in ("", c.id)]


def _event(enrolment: Enrolment, component: Component) -> Event:
    url = settings.URL + reverse("candidate:session", args=[enrolment.pk, component.id])
    return Event(
        uid=f"enrolment-{enrolment.pk}-{component.id}@{settings.URL.partition('://')[2]}",
        title=f"{component.title}: {enrolment.edition.programme.title}",
        text=component.summary or component.style,
        begins_at=starts_at(component, started_on=enrolment.started_on),
        length=timedelta(minutes=component.minutes or 0),
        said_at=enrolment.enrolled_at,
        url=url,
    )
