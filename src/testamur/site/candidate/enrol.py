"""Enrol: facts, start, the whole or one module."""

from datetime import date, datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from testamur.errors import Refused
from testamur.programme import Programme
from testamur.site.candidate import queries
from testamur.site.candidate.fees import fee_facts
from testamur.site.candidate.frame import Crumb, way
from testamur.site.candidate.inputs import EnrolInput, starts
from testamur.site.records.actions import enrolments
from testamur.site.records.models import Enrolment, ProgrammeEdition
from testamur.site.records.signed_in import SignedIn


@require_http_methods(["GET", "POST"])
@login_required
def enrol(request: SignedIn, edition: int) -> HttpResponse:
    """Ask what the programme asks, and admit on POST; an older edition leads to the newest."""
    at = timezone.now()
    kept = get_object_or_404(ProgrammeEdition.objects.select_related("organisation"), pk=edition)
    newest = queries.newest(kept)
    if newest != kept:
        return redirect("candidate:enrol", newest.pk)
    programme = kept.programme
    filled = EnrolInput(
        request.POST if request.method == "POST" else None,
        programme=programme,
        on=at.date(),
        initial=request.GET.dict(),
    )
    made = _admitted(request, kept, filled, at=at)
    if made:
        return redirect("candidate:programme", made.pk)
    mine = list(request.user.enrolments.filter(edition=kept).order_by("pk"))
    why_not = closed(programme, mine, on=at.date())
    context = {
        "edition": kept,
        "programme": programme,
        "form": None if why_not else filled,
        "headline": why_not or headline(programme),
        "facts": fee_facts(kept),
        "mine": mine,
        "crumbs": way(Crumb(gettext("Enrol"))),
    }
    return render(request, "candidate/enrol.html", context, status=422 if filled.errors else 200)


def _admitted(
    request: SignedIn, edition: ProgrammeEdition, filled: EnrolInput, *, at: datetime
) -> Enrolment | None:
    """Return the new enrolment, or None with what is wrong in the input."""
    if not filled.is_valid():
        return None
    try:
        return enrolments.enrol(
            edition=edition,
            person=request.user,
            facts=filled.facts(),
            only=filled.cleaned_data.get("only", ""),
            start=filled.cleaned_data.get("start"),
            by=request.user,
            at=at,
        )
    except Refused as refused:
        filled.add_error(None, refused.reason)
    return None


def closed(programme: Programme, mine: list[Enrolment], *, on: date) -> str:
    """Return why nobody, or not this person, can enrol now; nothing if they can."""
    if any(not enrolment.only for enrolment in mine):
        return gettext("You are enrolled in %(title)s.") % {"title": programme.title}
    if programme.calendar.pacing == "cohort" and not starts(programme, on=on):
        return gettext("No cohort can be joined now.")
    return ""


def headline(programme: Programme) -> str:
    """Return how one can start."""
    if programme.calendar.pacing == "cohort":
        return gettext("You can join %(title)s.") % {"title": programme.title}
    return gettext("You can start %(title)s today.") % {"title": programme.title}
