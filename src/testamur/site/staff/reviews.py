"""Screenings of an exam and the queue of what they found: run one, look at a case, say what came of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from testamur.delivery import ReviewState, ReviewWord, review_words
from testamur.errors import Refused
from testamur.site.records.actions import reviews as actions
from testamur.site.records.calibrations import in_use
from testamur.site.records.candidacy import refuse_candidate
from testamur.site.records.measuring import attempts
from testamur.site.records.models import ReviewCase, Screening
from testamur.site.records.permissions import organisation_for, require
from testamur.site.records.reviews import cases, open_cases
from testamur.site.records.signed_in import SignedIn
from testamur.site.staff import review_rows
from testamur.site.staff.frame import Crumb, paged, show
from testamur.site.staff.programmes import crumbs_to, edition_for
from testamur.site.staff.review_inputs import ReviewInput, ScreeningInput


@require_http_methods(["GET", "POST"])
@login_required
def screenings(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """List the screenings of an edition's exam; run one on POST."""
    edition = edition_for(request, slug, pk, "review.view")
    if edition.programme.exam is None:
        raise Http404
    refuse_candidate(request.user, edition)
    at = timezone.now()
    given = ScreeningInput(request.POST or None, edition=edition)
    if request.method == "POST":
        require(request.user, "review.decide", edition.organisation)
        if given.is_valid():
            made = _screened(request, given)
            if made:
                return redirect("staff:screening", slug, made.pk)
    counted = attempts(edition, at=at)
    context = {
        "edition": edition,
        "crumbs": crumbs_to(edition, Crumb(gettext("Screenings"))),
        "screenings": review_rows.screening_rows(edition.screenings.prefetch_related("cases__said"), slug=slug),
        "n": counted.scores.values("sitting__enrolment").distinct().count(),
        "is_simulated": counted.is_simulated,
        "calibration": in_use(edition),
        "input": given,
    }
    status = 422 if request.method == "POST" else 200
    return show(
        request, edition.organisation, "staff/screenings.html", context, tab="staff:programmes", status=status
    )


def _screened(request: SignedIn, given: ScreeningInput) -> Screening | None:
    """Return the screening that was made; None if it was refused, which the input then says."""
    try:
        made = actions.screen(edition=given.edition, wanted=given.wanted(), by=request.user, at=timezone.now())
    except Refused as refusal:
        given.add_error(None, refusal.reason)
        return None
    messages.success(request, gettext("The sittings were looked at. What was found waits for review."))
    return made


@require_GET
@login_required
def screening(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show what a screening looked at, and what it found."""
    organisation = organisation_for(request.user, slug, "review.view")
    kept = Screening.objects.select_related("edition", "by")
    found = get_object_or_404(kept, pk=pk, edition__organisation=organisation)
    refuse_candidate(request.user, found.edition)
    back = Crumb(gettext("Screenings"), reverse("staff:screenings", args=[slug, found.edition_id]))
    own = cases(organisation).filter(screening=found)
    context = {
        "screening": found,
        "edition": found.edition,
        "crumbs": crumbs_to(found.edition, back, Crumb(review_rows.day_of(found))),
        "count": own.count(),
        "looks": review_rows.look_rows(found),
        "cases": review_rows.case_rows(own, slug=slug),
        "restriction": review_rows.restriction(found),
        "model": review_rows.model_of(found),
    }
    return show(request, organisation, "staff/screening.html", context, tab="staff:programmes")


@require_GET
@login_required
def reviews(request: SignedIn, slug: str) -> HttpResponse:
    """List the cases that wait for somebody to look into them."""
    organisation = organisation_for(request.user, slug, "review.view")
    waiting = open_cases(organisation)
    page = paged(request, waiting.exclude(sittings__enrolment__person=request.user))
    closed = cases(organisation).exclude(pk__in=waiting.values("pk"))
    context = {
        "count": page.paginator.count,
        "page": page,
        "cases": review_rows.case_rows(page, slug=slug),
        "closed": review_rows.case_rows(closed.exclude(sittings__enrolment__person=request.user)[:50], slug=slug),
    }
    return show(request, organisation, "staff/reviews.html", context, tab="staff:reviews")


@require_http_methods(["GET", "POST"])
@login_required
def review(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show one case, with what speaks for and against it; keep what a person says of it on POST."""
    organisation = organisation_for(request.user, slug, "review.view")
    case = get_object_or_404(cases(organisation), pk=pk)
    if actions.is_about(case, request.user):
        raise PermissionDenied
    refuse_candidate(request.user, case.screening.edition)
    state = case.state()
    given = ReviewInput(request.POST or None, words=review_words(state))
    if request.method == "POST":
        require(request.user, "review.decide", organisation)
        if given.is_valid():
            said = ReviewWord(given.cleaned_data["word"])
            actions.say(
                case=case, word=said, reason=given.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
            messages.success(request, gettext("Kept, with your name and reason."))
            return redirect("staff:review", slug, pk)
    context = {**_context(case, state, slug=slug), "input": given}
    status = 422 if request.method == "POST" else 200
    return show(request, organisation, "staff/review.html", context, tab="staff:reviews", status=status)


def _context(case: ReviewCase, state: ReviewState, *, slug: str) -> dict[str, object]:
    return {
        "case": case,
        "screening": case.screening,
        "edition": case.screening.edition,
        "crumbs": [
            Crumb(gettext("Reviews"), reverse("staff:reviews", args=[slug])),
            Crumb(gettext("Case %(n)d") % {"n": case.pk}),
        ],
        "is_open": state == ReviewState.OPEN,
        "state": review_rows.STATES[state],
        "sentence": review_rows.sentence(case),
        "other_reasons": review_rows.OTHER_REASONS[case.kind],
        "people": review_rows.people_rows(case, slug=slug),
        "evidence": review_rows.evidence_rows(case),
        "side_by_side": review_rows.side_by_side(case),
        "said": review_rows.said_rows(case),
        "chance": review_rows.chance(case.p),
    }
