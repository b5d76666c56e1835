"""Everything about the person: what is kept, a copy of it, and erasure."""

import json

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from testamur.site.candidate.export import everything
from testamur.site.candidate.frame import Crumb, way
from testamur.site.candidate.inputs import EraseInput
from testamur.site.records.actions import people
from testamur.site.records.signed_in import SignedIn


@require_GET
@login_required
def data(request: SignedIn) -> HttpResponse:
    """Show what is kept about the person and what they can do about it."""
    context = {"form": EraseInput(person=request.user), "crumbs": way(Crumb(gettext("My data")))}
    return render(request, "candidate/data.html", context)


@require_GET
@login_required
def export(request: SignedIn) -> HttpResponse:
    """Give everything that is kept about the person as one file."""
    at = timezone.now()
    text = json.dumps(everything(request.user, at=at), ensure_ascii=False, indent=2, default=str)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="testamur-my-data-{at:%Y-%m-%d}.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["POST"])
@login_required
def erase(request: SignedIn) -> HttpResponse:
    """Erase the person, once they have written their address again, and sign them out."""
    filled = EraseInput(request.POST, person=request.user)
    if not filled.is_valid():
        context = {"form": filled, "crumbs": way(Crumb(gettext("My data")))}
        return render(request, "candidate/data.html", context, status=422)
    people.erase(person=request.user, by=request.user, at=timezone.now())
    logout(request)
    messages.success(request, gettext("Your account is erased. You are signed out."))
    return redirect("public:choose")
