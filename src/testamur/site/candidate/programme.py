"""The page of an enrolment: progress, what the award asks for, the examination, the decision, the credit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from testamur.errors import Refused
from testamur.site.candidate import queries
from testamur.site.candidate.credit import credit_lines
from testamur.site.candidate.examination import examination
from testamur.site.candidate.frame import Crumb, way
from testamur.site.candidate.inputs import AppealInput
from testamur.site.candidate.situation import situation
from testamur.site.candidate.steps import Line, lines
from testamur.site.records.actions import decisions
from testamur.site.records.models import Enrolment
from testamur.site.records.signed_in import SignedIn


@require_GET
@login_required
def programme(request: SignedIn, pk: int) -> HttpResponse:
    """Show where an enrolment stands and everything that can be done in it."""
    enrolment = queries.own_enrolment(request.user, pk)
    return shown(request, enrolment, AppealInput())


def shown(request: SignedIn, enrolment: Enrolment, appeal_input: AppealInput) -> HttpResponse:
    """Answer with the page of an enrolment."""
    at = timezone.now()
    exam = examination(enrolment, at=at)
    progress = enrolment.progress(at.date())
    said = decisions.ruling(enrolment)
    decision = decisions.standing_decision(enrolment)
    award = getattr(enrolment, "award", None)
    rule_decides = enrolment.edition.programme.award.decided_by == "rule"
    context = {
        "enrolment": enrolment,
        "programme": enrolment.edition.programme,
        "situation": situation(enrolment, at=at),
        "lines": lines(enrolment, progress, at=at),
        "done": progress.done,
        "total": len(progress.steps),
        "reasons": [Line(reason.sentence, "done" if reason.met else "open") for reason in said.reasons],
        "met": len(said.reasons) - len(said.unmet),
        "can_ask": said.award and rule_decides and award is None,
        "examination": exam,
        "decision": decision,
        "earlier": enrolment.decisions.exclude(superseded_by=None).select_related("appeal"),
        "appeal": getattr(decision, "appeal", None),
        "form": appeal_input,
        "award": award,
        "credential": award.credentials.last() if award else None,
        "credit": credit_lines(enrolment),
        "crumbs": way(Crumb(enrolment.edition.programme.title)),
    }
    return render(request, "candidate/programme.html", context, status=422 if appeal_input.errors else 200)


@require_POST
@login_required
def decide(request: SignedIn, pk: int) -> HttpResponse:
    """Ask for the decision by the programme's rule."""
    enrolment = queries.own_enrolment(request.user, pk)
    decisions.decide_by_rule(enrolment=enrolment, by=request.user, at=timezone.now())
    messages.success(request, gettext("The award is made and your credential is signed."))
    return redirect("candidate:programme", pk)


@require_POST
@login_required
def appeal(request: SignedIn, pk: int) -> HttpResponse:
    """Ask for the standing decision to be looked at again."""
    enrolment = queries.own_enrolment(request.user, pk)
    filled = AppealInput(request.POST)
    if not filled.is_valid():
        return shown(request, enrolment, filled)
    decision = decisions.standing_decision(enrolment)
    if decision is None:
        raise Refused("appeal-nothing", gettext("There is no decision to appeal against."))
    decisions.appeal(decision=decision, text=filled.cleaned_data["text"], by=request.user, at=timezone.now())
    messages.success(request, gettext("Your appeal is kept. Somebody who did not decide looks at it."))
    return redirect("candidate:programme", pk)
