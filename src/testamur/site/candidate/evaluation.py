"""The evaluation form of a programme."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from testamur.programme import is_done
from testamur.site.candidate import queries
from testamur.site.candidate.frame import Crumb, way_in
from testamur.site.candidate.inputs import EvaluationInput
from testamur.site.records.actions import enrolments
from testamur.site.records.signed_in import SignedIn


@require_http_methods(["GET", "POST"])
@login_required
def evaluation(request: SignedIn, pk: int, component: str) -> HttpResponse:
    """Show the form, or that it is handed in; keep it on POST."""
    enrolment = queries.own_enrolment(request.user, pk)
    found = queries.own_component(enrolment, component, "evaluation")
    filled = EvaluationInput(request.POST if request.method == "POST" else None)
    if request.method == "POST" and filled.is_valid():
        enrolments.hand_in_evaluation(
            enrolment=enrolment,
            component_id=component,
            answers={name: str(value) for name, value in filled.cleaned_data.items()},
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, gettext("Your evaluation is handed in."))
        return redirect("candidate:programme", pk)
    context = {
        "enrolment": enrolment,
        "programme": enrolment.edition.programme,
        "component": found,
        "is_done": is_done(found.id, enrolment.happened()),
        "form": filled,
        "crumbs": way_in(enrolment, Crumb(found.title)),
    }
    return render(request, "candidate/evaluation.html", context, status=422 if filled.errors else 200)
