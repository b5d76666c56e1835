"""Renew an award: where it stands, the ways, activities put forward, a re-examination."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from testamur.errors import Refused
from testamur.programme import Programme, RenewalWay, standing
from testamur.site.candidate import queries
from testamur.site.candidate.examination import SittingLine, sitting_lines
from testamur.site.candidate.frame import Crumb, way_in
from testamur.site.candidate.inputs import UnitInput
from testamur.site.candidate.wording import day
from testamur.site.records.actions import renewals
from testamur.site.records.models import Award, Extension, RenewalUnit, Sitting
from testamur.site.records.signed_in import SignedIn


@dataclass(frozen=True, slots=True)
class Window:
    """When an award can be renewed, and where it stands in that."""

    opens_on: date | None
    until: date | None
    last_on: date | None
    standing: str
    is_open: bool


def window(award: Award, *, on: date) -> Window:
    """Return the renewal window of an award; without renewal, or without an end, it never opens."""
    programme, until = award.enrolment.edition.programme, award.holds_until
    stands = standing(programme, expires_on=until, on=on)
    rule = programme.renewal
    if rule is None or until is None:
        return Window(None, until, None, stands, is_open=False)
    opens = until - timedelta(days=rule.opens_days_before)
    return Window(opens, until, until + timedelta(days=rule.grace_days), stands, is_open=on >= opens)


@dataclass(frozen=True, slots=True)
class Resitting:
    """A re-examination: its line, whether it passes, and the extension it has given."""

    line: SittingLine
    passes: bool
    extension: Extension | None


def resittings(award: Award, way: RenewalWay, *, at: datetime) -> list[Resitting]:
    """Return the re-examinations of an award."""
    given = {extension.evidence.get("sitting"): extension for extension in award.extensions.all()}
    return [
        Resitting(
            line,
            passes=line.correct is not None and line.correct >= (way.correct or 0),
            extension=given.get(line.sitting.pk),
        )
        for line in sitting_lines(award.enrolment, purpose="renewal", at=at)
    ]


def way_of(programme: Programme, kind: str) -> RenewalWay | None:
    """Return the programme's way of that kind to renew an award."""
    ways = programme.renewal.ways if programme.renewal else ()
    return next((way for way in ways if way.kind == kind), None)


def counted(award: Award, *, on: date) -> tuple[list[RenewalUnit], Decimal]:
    """Return the activities since the award, or its latest extension, began, and the sum of their units."""
    latest = award.extensions.last()
    since = latest.renewed_on if latest else award.awarded_on
    units = list(award.units.filter(on__gte=since, on__lte=on))
    return units, sum((unit.units for unit in units), Decimal())


@require_http_methods(["GET", "POST"])
@login_required
def renew(request: SignedIn, pk: int) -> HttpResponse:
    """Show how the award is renewed; keep an activity on POST."""
    at = timezone.now()
    award = queries.own_award(request.user, pk)
    programme = award.enrolment.edition.programme
    by_activities = way_of(programme, "activities")
    by_sitting = way_of(programme, "re-examination")
    filled = UnitInput(request.POST if request.method == "POST" else None)
    if request.method == "POST" and by_activities is None:
        raise Refused("renewal-way", gettext("This award is not renewed by activities."))
    if _put_forward(request, award, filled, at=at):
        return redirect("candidate:renew", pk)
    units, total = counted(award, on=at.date())
    where = window(award, on=at.date())
    newest = award.credentials.last()
    again = resittings(award, by_sitting, at=at) if by_sitting else []
    context = {
        "award": award,
        "programme": programme,
        "window": where,
        "headline": headline(where),
        "is_suspended": bool(newest and newest.suspension),
        "by_activities": by_activities,
        "by_sitting": by_sitting,
        "units": units,
        "total": total,
        "enough": by_activities is not None and total >= Decimal(str(by_activities.units or 0)),
        "resittings": again,
        "waiting": next((one for one in again if one.line.is_waiting), None),
        "form": filled,
        "crumbs": way_in(award.enrolment, Crumb(gettext("Renew"))),
    }
    return render(request, "candidate/renew.html", context, status=422 if filled.errors else 200)


def _put_forward(request: SignedIn, award: Award, filled: UnitInput, *, at: datetime) -> bool:
    """Return whether an activity was sent and kept; the input holds what is wrong with it."""
    if not filled.is_valid():
        return False
    try:
        renewals.record_unit(award=award, by=request.user, at=at, **filled.cleaned_data)
    except Refused as refused:
        filled.add_error(None, refused.reason)
        return False
    messages.success(request, gettext("The activity is kept."))
    return True


def headline(where: Window) -> str:
    """Return where the award stands and what can be done."""
    if where.until is None:
        return gettext("Your award does not end.")
    words = {"until": day(where.until), "opens": day(where.opens_on) if where.opens_on else ""}
    if where.opens_on is None:
        return gettext("Your award holds until %(until)s and cannot be renewed.") % words
    if not where.is_open:
        return gettext("Your award holds until %(until)s. You can renew it from %(opens)s.") % words
    if where.standing in ("expired", "elapsed"):
        return gettext("Your award held until %(until)s.") % words
    return gettext("Your award holds until %(until)s and can be renewed now.") % words


@require_POST
@login_required
def by_activities(request: SignedIn, pk: int) -> HttpResponse:
    """Renew by the activities put forward."""
    award = queries.own_award(request.user, pk)
    extension = renewals.renew_by_activities(award=award, by=request.user, at=timezone.now())
    return _renewed(request, extension)


@require_POST
@login_required
def by_sitting(request: SignedIn, pk: int, sitting: int) -> HttpResponse:
    """Renew by a re-examination that was passed."""
    award = queries.own_award(request.user, pk)
    sat = get_object_or_404(Sitting, pk=sitting, enrolment=award.enrolment)
    if sat.purpose != "renewal":
        raise Http404
    extension = renewals.renew_by_sitting(sitting=sat, by=request.user, at=timezone.now())
    return _renewed(request, extension)


def _renewed(request: SignedIn, extension: Extension) -> HttpResponse:
    until = day(extension.expires_on)
    said = gettext("Your award holds until %(until)s. A new credential is signed.") % {"until": until}
    messages.success(request, said)
    return redirect("candidate:renew", extension.award_id)
