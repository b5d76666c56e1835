"""A sitting from outside: book it, start it, come back to it."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from testamur.delivery import Kind
from testamur.site.candidate import queries
from testamur.site.candidate.wording import length
from testamur.site.records.actions import sittings
from testamur.site.records.models import Sitting
from testamur.site.records.signed_in import SignedIn


@require_POST
@login_required
def book(request: SignedIn, enrolment: int, component: str) -> HttpResponse:
    """Book a sitting of the exam."""
    mine = queries.own_enrolment(request.user, enrolment)
    made = sittings.book(enrolment=mine, component_id=component, by=request.user, at=timezone.now())
    return redirect("candidate:sitting", made.pk)


@require_POST
@login_required
def book_renewal(request: SignedIn, award: int) -> HttpResponse:
    """Book the re-examination of an award."""
    mine = queries.own_award(request.user, award)
    made = sittings.book_renewal(award=mine, by=request.user, at=timezone.now())
    return redirect("candidate:sitting", made.pk)


def own_sitting(request: SignedIn, pk: int, *, at: datetime) -> Sitting:
    """Return the candidate's own sitting, closed first if its time is over."""
    found = Sitting.objects.select_related("enrolment__edition__organisation", "form")
    sitting = get_object_or_404(found, pk=pk, enrolment__person=request.user)
    sittings.close_if_due(sitting=sitting, at=at)
    return sitting


def hold(request: SignedIn, sitting: Sitting) -> int:
    """Return the hold that this device has on the sitting; -1 if it never had one."""
    return int(request.session.get(f"sitting-{sitting.pk}", -1))


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def start(request: SignedIn, pk: int) -> HttpResponse:
    """Show the rules before the start, and the way back in while it runs; start on POST."""
    at = timezone.now()
    sitting = own_sitting(request, pk, at=at)
    if request.method == "POST":
        sittings.happen(sitting=sitting, kind=Kind.START, by=request.user, at=at)
        return _let_in(request, sitting, at=at)
    standing = sitting.standing()
    if standing.is_closed:
        return redirect("candidate:report", pk)
    programme = sitting.enrolment.edition.programme
    context = {
        "sitting": sitting,
        "standing": standing,
        "waits": sittings.waits_for_admission(sitting),
        "programme": programme,
        "exam": programme.exam,
        "questions": sitting.form.places.count(),
        "minutes": int(sitting.limit.total_seconds() // 60),
        "left": length(standing.left(at, limit=sitting.limit)),
    }
    return render(request, "candidate/sitting/start.html", context)


@require_POST
@login_required
def enter(request: SignedIn, pk: int) -> HttpResponse:
    """Go on with a running sitting on this device."""
    at = timezone.now()
    sitting = own_sitting(request, pk, at=at)
    if sitting.standing().is_closed:
        return redirect("candidate:report", pk)
    return _let_in(request, sitting, at=at)


def _let_in(request: SignedIn, sitting: Sitting, *, at: datetime) -> HttpResponse:
    request.session[f"sitting-{sitting.pk}"] = sittings.enter(sitting=sitting, at=at, by=request.user)
    answered = sitting.answers()
    places = sitting.form.places.select_related("version")
    first = next((p.position for p in places if p.version.identifier not in answered), 1)
    return redirect("candidate:question", sitting.pk, first)
