"""What a chair does with a panel; each is one action, and a refusal stands on the panel's page."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from testamur.errors import Refused
from testamur.site.records.actions import panels as actions
from testamur.site.records.models import Panel
from testamur.site.records.signed_in import SignedIn
from testamur.site.staff.panel_facts import people
from testamur.site.staff.panel_inputs import DefinitionInput, EndInput, ExcuseInput, InviteInput, SignOffInput
from testamur.site.staff.panels import panel_for, shown


def _done(
    request: SignedIn, found: Panel, name: str, given: forms.Form, act: Callable[[], object], *, said: str
) -> HttpResponse:
    """Do it if what was given is right and no rule refuses; else show the page again with what is wrong."""
    if given.is_valid():
        try:
            act()
        except Refused as refusal:
            given.add_error(None, refusal.reason)
        else:
            messages.success(request, said)
            return redirect("staff:panel", found.edition.organisation.slug, found.pk)
    return shown(request, found, given={name: given}, status=422)


@require_POST
@login_required
def describe(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Change the description of the just-competent candidate."""
    found = panel_for(request, slug, pk, "panel.run")
    given = DefinitionInput(request.POST)

    def act() -> None:
        text = given.cleaned_data["definition"]
        actions.describe(panel=found, definition=text, by=request.user, at=timezone.now())

    return _done(request, found, "definition", given, act, said=gettext("The description is changed."))


@require_POST
@login_required
def invite(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Ask somebody to judge."""
    found = panel_for(request, slug, pk, "panel.run")
    given = InviteInput(request.POST)

    def act() -> None:
        actions.invite(panel=found, email=given.cleaned_data["email"], by=request.user, at=timezone.now())

    return _done(request, found, "invite", given, act, said=gettext("The invitation is sent."))


@require_POST
@login_required
def open_round(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Open the next round."""
    found = panel_for(request, slug, pk, "panel.run")
    actions.open_round(panel=found, by=request.user, at=timezone.now())
    messages.success(request, gettext("The round is open, and the judges are told."))
    return redirect("staff:panel", slug, pk)


@require_POST
@login_required
def close_round(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Close the open round."""
    found = panel_for(request, slug, pk, "panel.run")
    actions.close_round(panel=found, by=request.user, at=timezone.now())
    messages.success(request, gettext("The round is closed."))
    return redirect("staff:panel", slug, pk)


@require_POST
@login_required
def excuse(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Let a judge go."""
    found = panel_for(request, slug, pk, "panel.run")
    judges = [(one.judge, one.who) for one in people(found).lines if not one.is_excused]
    given = ExcuseInput(request.POST, judges=judges)

    def act() -> None:
        reason = given.cleaned_data["reason"]
        actions.excuse(judge=given.chosen(), reason=reason, by=request.user, at=timezone.now())

    return _done(request, found, "excuse", given, act, said=gettext("The judge is excused."))


@require_POST
@login_required
def end(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """End a panel that sets no pass mark."""
    found = panel_for(request, slug, pk, "panel.run")
    given = EndInput(request.POST, auto_id="end_%s")

    def act() -> None:
        actions.end(panel=found, reason=given.cleaned_data["reason"], by=request.user, at=timezone.now())

    return _done(request, found, "end", given, act, said=gettext("The panel is ended."))


@require_POST
@login_required
def sign(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Sign off what the board decided."""
    found = panel_for(request, slug, pk, "panel.run")
    given = SignOffInput(request.POST, auto_id="sign_%s")

    def act() -> None:
        actions.sign_off(
            panel=found,
            reason=given.cleaned_data["reason"],
            errors=given.errors_from_cut(),
            correct=given.cleaned_data["correct"],
            by=request.user,
            at=timezone.now(),
        )

    return _done(request, found, "sign", given, act, said=gettext("The panel is signed off."))
