"""Credentials, of whoever, about which the person is told when their status changes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from testamur.credential import Verdict
from testamur.site.candidate.frame import Crumb, way
from testamur.site.records import issuers
from testamur.site.records.actions import watching
from testamur.site.records.actions.credentials import keep_status
from testamur.site.records.given import given_again
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.verdict import WORDS


@require_GET
@login_required
def watches(request: SignedIn) -> HttpResponse:
    """Show what the person watches, with the verdict that was last found."""
    watched = [
        {"watch": watch, "verdict": WORDS[Verdict(watch.verdict_told)]} for watch in request.user.watches.all()
    ]
    context = {"watched": watched, "crumbs": way(Crumb(gettext("Credentials that I watch")))}
    return render(request, "candidate/watches.html", context)


@require_POST
@login_required
def watch(request: SignedIn) -> HttpResponse:
    """Check a credential again and tell the person from now on when its status changes."""
    at = timezone.now()
    keep_status(at=at)
    document = given_again(request)
    watching.watch(verification=issuers.verify(document, at=at), document=document, by=request.user, at=at)
    messages.success(request, gettext("You are told by e-mail when its status changes."))
    return redirect("candidate:watches")


@require_POST
@login_required
def unwatch(request: SignedIn, pk: int) -> HttpResponse:
    """Tell the person no more about a credential; its copy is removed."""
    kept = get_object_or_404(request.user.watches.all(), pk=pk)
    watching.unwatch(watch=kept, by=request.user, at=timezone.now())
    messages.success(request, gettext("You are told no more about it."))
    return redirect("candidate:watches")
