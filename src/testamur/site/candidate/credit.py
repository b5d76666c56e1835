"""Continuing education: what is designated, what is claimed, the certificate of an activity, the transcript."""

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from testamur.errors import Refused
from testamur.programme import Component, ContinuingEducation, is_done, parts
from testamur.site.candidate import queries
from testamur.site.candidate.frame import Crumb, way, way_in
from testamur.site.candidate.inputs import ClaimInput
from testamur.site.candidate.wording import PACINGS, credits_in_words, day
from testamur.site.records.actions import enrolments
from testamur.site.records.models import Enrolment
from testamur.site.records.signed_in import SignedIn


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One activity: what was designated in advance, what has been claimed, and whether it is complete."""

    component: Component
    designated: Decimal
    claimed: Decimal
    completed_on: date | None
    claimed_on: date | None

    @property
    def left(self) -> Decimal:
        """What can still be claimed."""
        return self.designated - self.claimed


def credit_lines(enrolment: Enrolment) -> list[CreditLine]:
    """Return every activity of an enrolment that carries credit."""
    components = enrolment.edition.programme.component
    return [
        _line(enrolment, component)
        for component in components
        if component.credits and enrolment.only in ("", component.id)
    ]


def _line(enrolment: Enrolment, component: Component) -> CreditLine:
    happened, mine = enrolment.happened(), parts(component)
    complete = all(is_done(part, happened) for part in mine)
    claims = enrolment.credit_claims.filter(component=component.id)
    return CreditLine(
        component,
        designated=Decimal(str(component.credits)),
        claimed=sum((claim.credits for claim in claims), Decimal()),
        completed_on=max(a.on for a in happened if a.part in mine) if complete else None,
        claimed_on=max((claim.claimed_at.date() for claim in claims), default=None),
    )


def _credit_of(enrolment: Enrolment) -> ContinuingEducation:
    credit = enrolment.edition.programme.continuing_education
    if credit is None:
        raise Http404
    return credit


@require_http_methods(["GET", "POST"])
@login_required
def credit(request: SignedIn, pk: int) -> HttpResponse:
    """Show what is designated and claimed; keep a claim on POST."""
    enrolment = queries.own_enrolment(request.user, pk)
    rule = _credit_of(enrolment)
    found = credit_lines(enrolment)
    open_for = {line.component.id: _offer(line) for line in found if line.completed_on and line.left}
    filled = ClaimInput(request.POST if request.method == "POST" else None, credit=rule, open_for=open_for)
    if _claimed(request, enrolment, filled):
        return redirect("candidate:credit", pk)
    total = sum((line.claimed for line in found), Decimal())
    context = {
        "enrolment": enrolment,
        "programme": enrolment.edition.programme,
        "rule": rule,
        "lines": found,
        "claimed": total,
        "headline": _headline(found, total),
        "form": filled if open_for else None,
        "needs_evaluation": _needs_evaluation(enrolment),
        "crumbs": way_in(enrolment, Crumb(gettext("Credit"))),
    }
    return render(request, "candidate/credit.html", context, status=422 if filled.errors else 200)


def _claimed(request: SignedIn, enrolment: Enrolment, filled: ClaimInput) -> bool:
    """Return whether a claim was sent and kept; the input holds what is wrong with it."""
    if not filled.is_valid():
        return False
    component, amount = filled.cleaned_data["component"], filled.cleaned_data["amount"]
    try:
        enrolments.claim_credit(
            enrolment=enrolment, component_id=component, amount=amount, by=request.user, at=timezone.now()
        )
    except Refused as refused:
        filled.add_error("amount", refused.reason)
        return False
    messages.success(request, gettext("%(n)s kept.") % {"n": credits_in_words(amount)})
    return True


def _offer(line: CreditLine) -> str:
    words = {"activity": line.component.title, "left": line.left}
    return gettext("%(activity)s (%(left)s left)") % words


def _headline(lines: list[CreditLine], total: Decimal) -> str:
    designated = Decimal(str(math.fsum(line.designated for line in lines)))
    words = {"claimed": f"{total:.2f}", "designated": f"{designated:.2f}"}
    return gettext("You have claimed %(claimed)s of %(designated)s credits.") % words


def _needs_evaluation(enrolment: Enrolment) -> Component | None:
    """Return the evaluation form that has to be handed in before credit can be claimed."""
    happened = enrolment.happened()
    forms = (c for c in enrolment.edition.programme.component if c.kind == "evaluation")
    return next((form for form in forms if not is_done(form.id, happened)), None)


@require_GET
@login_required
def certificate(request: SignedIn, pk: int, component: str) -> HttpResponse:
    """Show the certificate of the credit that was really claimed for one activity."""
    enrolment = queries.own_enrolment(request.user, pk)
    rule = _credit_of(enrolment)
    line = next((one for one in credit_lines(enrolment) if one.component.id == component and one.claimed), None)
    if line is None:
        raise Http404
    context = {
        "enrolment": enrolment,
        "programme": enrolment.edition.programme,
        "organisation": enrolment.edition.organisation,
        "rule": rule,
        "line": line,
        "format": PACINGS[enrolment.edition.programme.calendar.pacing],
        "credits": credits_in_words(line.claimed),
        "crumbs": way_in(
            enrolment,
            Crumb(gettext("Credit"), reverse("candidate:credit", args=[pk])),
            Crumb(line.component.title),
        ),
    }
    return render(request, "candidate/credit_certificate.html", context)


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One activity for which credit was claimed."""

    enrolment: Enrolment
    line: CreditLine
    name: str


@require_GET
@login_required
def transcript(request: SignedIn) -> HttpResponse:
    """Show all credit that the person has claimed here, by activity."""
    found = [
        TranscriptLine(enrolment, line, rule.name)
        for enrolment in queries.enrolments_of(request.user)
        if (rule := enrolment.edition.programme.continuing_education)
        for line in credit_lines(enrolment)
        if line.claimed
    ]
    total = sum((one.line.claimed for one in found), Decimal())
    on = day(timezone.now().date())
    words = {"n": credits_in_words(total), "day": on}
    context = {
        "found": found,
        "total": total,
        "headline": gettext("%(n)s claimed by %(day)s.") % words if found else gettext("No credit claimed yet."),
        "crumbs": way(Crumb(gettext("Transcript"))),
    }
    return render(request, "candidate/transcript.html", context)
