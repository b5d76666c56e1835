"""The calibrations of an exam: list, ask for one, one with its plots, sign or refuse it."""

from collections.abc import Sequence

import numpy as np
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from testamur.psychometrics.calibration import ITEM_MODELS
from testamur.site.records.actions import calibrations as actions
from testamur.site.records.calibrations import State, in_use, state_of
from testamur.site.records.candidacy import refuse_candidate
from testamur.site.records.measuring import (
    ItemReading,
    KeptCalibration,
    attempts,
    form_readings,
    item_readings,
    read_kept,
)
from testamur.site.records.models import Calibration, CalibrationRequest
from testamur.site.records.permissions import organisation_for, require
from testamur.site.records.shown_plot import ShownPlot, shown_plot
from testamur.site.records.signed_in import SignedIn
from testamur.site.staff import calibration_plots, calibration_rows
from testamur.site.staff.frame import Crumb, show
from testamur.site.staff.inputs import CalibrationInput, SignOffInput
from testamur.site.staff.plot import distribution
from testamur.site.staff.programmes import crumbs_to, edition_for


@require_http_methods(["GET", "POST"])
@login_required
def calibrations(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """List the calibrations of an edition's exam; ask for one on POST."""
    edition = edition_for(request, slug, pk, "calibration.view")
    if edition.programme.exam is None:
        raise Http404
    refuse_candidate(request.user, edition)
    at = timezone.now()
    given = CalibrationInput(request.POST or None, initial={"model": "auto"})
    if request.method == "POST":
        require(request.user, "calibration.make", edition.organisation)
        if given.is_valid():
            asked = actions.ask(edition=edition, **given.cleaned_data, by=request.user, at=at)
            return _answered(request, asked, slug=slug)
    counted = attempts(edition, at=at)
    context = {
        "edition": edition,
        "crumbs": crumbs_to(edition, Crumb(gettext("Calibrations"))),
        "in_use": in_use(edition),
        "n": counted.scores.values("sitting__enrolment").distinct().count(),
        "is_simulated": counted.is_simulated,
        "calibrations": calibration_rows.calibration_rows(_kept().filter(edition=edition), slug=slug),
        "requests": calibration_rows.request_rows(
            edition.calibration_requests.filter(calibration=None).select_related("by").order_by("-pk")
        ),
        "input": given,
    }
    status = 422 if request.method == "POST" else 200
    return show(
        request, edition.organisation, "staff/calibrations.html", context, tab="staff:programmes", status=status
    )


def _kept() -> QuerySet[Calibration]:
    return Calibration.objects.select_related("sign_off__superseded_by").defer("document").order_by("-pk")


def _answered(request: SignedIn, asked: CalibrationRequest, *, slug: str) -> HttpResponse:
    made = Calibration.objects.filter(request=asked).first()
    if made:
        messages.success(request, gettext("The calibration is made. A second person has to look at it and sign."))
        return redirect("staff:calibration", slug, made.pk)
    asked.refresh_from_db()
    if asked.reason:
        messages.error(request, gettext("There is no calibration: %(reason)s") % {"reason": asked.reason})
    else:
        messages.info(request, gettext("There are many sittings; the worker makes the calibration."))
    return redirect("staff:calibrations", slug, asked.edition_id)


@require_http_methods(["GET", "POST"])
@login_required
def calibration(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show one calibration with its plots; sign or refuse it on POST."""
    organisation = organisation_for(request.user, slug, "calibration.view")
    related = ("request__by", "edition__organisation", "sign_off__by", "sign_off__superseded_by__calibration")
    found = Calibration.objects.select_related(*related)
    kept = get_object_or_404(found, pk=pk, edition__organisation=organisation)
    refuse_candidate(request.user, kept.edition)
    given = SignOffInput(request.POST or None)
    if request.method == "POST":
        require(request.user, "calibration.sign", organisation)
        if given.is_valid():
            _decide(request, kept, given)
            return redirect("staff:calibration", slug, pk)
    context = {**_context(request, kept, slug=slug), "input": given}
    status = 422 if request.method == "POST" else 200
    return show(request, organisation, "staff/calibration.html", context, tab="staff:programmes", status=status)


def _decide(request: SignedIn, kept: Calibration, given: SignOffInput) -> None:
    said, at = given.cleaned_data["statement"], timezone.now()
    if given.cleaned_data["outcome"] == actions.Outcome.SIGNED:
        actions.sign(calibration=kept, statement=said, by=request.user, at=at)
        messages.success(request, gettext("The calibration is signed; forms are assembled by it from now on."))
    else:
        actions.refuse(calibration=kept, reason=said, by=request.user, at=at)
        messages.success(request, gettext("The calibration is refused, with your reasons."))


def _context(request: SignedIn, kept: Calibration, *, slug: str) -> dict[str, object]:
    edition, read = kept.edition, read_kept(kept.document)
    exam = edition.programme.exam
    if exam is None:
        raise Http404
    readings, forms = item_readings(read), form_readings(read, correct=exam.cut.correct)
    flagged = [reading for reading in readings if reading.flags]
    places = calibration_rows.places_of(edition)
    keys = dict(edition.forms.values_list("digest", "pk"))
    chosen = _chosen(request, flagged or readings, readings)
    back = Crumb(gettext("Calibrations"), reverse("staff:calibrations", args=[slug, edition.pk]))
    state = state_of(kept)
    return {
        "kept": kept,
        "edition": edition,
        "exam": exam,
        "read": read,
        "state": state,
        "state_words": calibration_rows.STATES[state],
        "is_draft": state == State.DRAFT,
        "is_own": kept.request.by_id == request.user.pk,
        "crumbs": crumbs_to(edition, back, Crumb(kept.digest[:12])),
        "model": ITEM_MODELS[kept.model].title,
        "population": read.calibration.populations[0],
        "forms": calibration_rows.form_rows(forms, slug=slug, keys=keys),
        "flagged": calibration_rows.item_rows(flagged, slug=slug, places=places),
        "items": calibration_rows.item_rows(readings, slug=slug, places=places),
        "left_out": calibration_rows.left_out_rows(read),
        "readings": readings,
        "chosen": chosen,
        "curve": shown_plot(calibration_plots.item_curve(read, chosen)),
        "plots": [
            shown_plot(calibration_plots.information(read, forms)),
            shown_plot(calibration_plots.errors(read, forms)),
            shown_plot(calibration_plots.person_item_map(read)),
            _distribution(read, cut=exam.cut.correct),
        ],
    }


def _chosen(request: SignedIn, first: Sequence[ItemReading], readings: Sequence[ItemReading]) -> ItemReading:
    asked = request.GET.get("item", "")
    return next((reading for reading in readings if reading.found.name == asked), first[0])


def _distribution(read: KeptCalibration, *, cut: int) -> ShownPlot:
    longest = max(len(form.totals) for form in read.exam.forms)
    counts = np.zeros(longest, dtype=int)
    for form in read.exam.forms:
        counts[: len(form.totals)] += np.array(form.totals)
    return shown_plot(distribution(np.repeat(np.arange(longest), counts).tolist(), maximum=longest - 1, cut=cut))
