"""A proposed change of scoring: what it would do, signing it, withdrawing it; and passes it puts in question."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from testamur.errors import Refused
from testamur.site.records.actions import rescore, scoring
from testamur.site.records.actions.passes import answer_pass
from testamur.site.records.models import PassReview, ScoringChange
from testamur.site.records.permissions import may, organisation_for, require
from testamur.site.records.rescoring.rules import ItemChange
from testamur.site.records.signed_in import SignedIn
from testamur.site.staff import what_if_rows
from testamur.site.staff.frame import PAGE_SIZE, Crumb, show
from testamur.site.staff.programmes import crumbs_to
from testamur.site.staff.what_if import headline
from testamur.site.staff.what_if_inputs import PassInput, SignatureInput, WithdrawalReasonInput
from testamur.site.staff.wording import moment, who

AT_ONCE = 300
"""So many sittings are scored anew while the signer waits; more are left to the job."""


def change_for(request: SignedIn, slug: str, pk: int, permission: str) -> ScoringChange:
    """Return a change of the organisation for somebody with the permission who takes no part in the programme.

    Raises
    ------
    Http404, PermissionDenied, Refused
    """
    organisation = organisation_for(request.user, slug, permission)
    related = ("edition__organisation", "proposed_by", "signature__by", "withdrawal")
    kept = ScoringChange.objects.select_related(*related)
    change = get_object_or_404(kept, pk=pk, edition__organisation=organisation)
    scoring.refuse_candidate(change.edition, request.user)
    return change


@require_http_methods(["GET", "POST"])
@login_required
def scoring_change(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show a change as it was proposed, and what has moved since; sign it on POST."""
    change = change_for(request, slug, pk, "result.view")
    organisation = change.edition.organisation
    given = SignatureInput(request.POST or None, initial={"digest": change.digest})
    if request.method == "POST":
        require(request.user, "scoring.sign", organisation)
        if given.is_valid() and _signed(request, change, given):
            return redirect("staff:scoring_change", slug, pk)
    context = {**_context(request, change), "input": given, "why": WithdrawalReasonInput()}
    status = 422 if request.method == "POST" else 200
    return show(request, organisation, "staff/scoring_change.html", context, tab="staff:programmes", status=status)


def _signed(request: SignedIn, change: ScoringChange, given: SignatureInput) -> bool:
    """Return whether it was signed; if it was refused, the input says why."""
    at = timezone.now()
    try:
        scoring.sign(change=change, digest=given.cleaned_data["digest"], by=request.user, at=at)
    except Refused as refusal:
        given.add_error(None, refusal.reason)
        return False
    sittings = sum(form["sittings"] for form in scoring.shown(change)["forms"])
    if sittings <= AT_ONCE:
        rescore.apply(change=ScoringChange.objects.get(pk=change.pk), at=at)
        messages.success(
            request, gettext("The change is signed and applied. Whose score changed is told by e-mail.")
        )
    else:
        messages.success(request, gettext("The change is signed. The sittings are being scored anew."))
    return True


def _context(request: SignedIn, change: ScoringChange) -> dict[str, object]:
    document, slug = scoring.shown(change), change.edition.organisation.slug
    is_open = not hasattr(change, "signature") and not hasattr(change, "withdrawal")
    effects = [form["effect"] for form in document["forms"] if form["effect"]]
    people = Paginator(document["people"], PAGE_SIZE).get_page(request.GET.get("page"))
    back = Crumb(gettext("What if"), reverse("staff:what_if", args=[slug, change.edition.pk]))
    return {
        "change": change,
        "edition": change.edition,
        "crumbs": crumbs_to(change.edition, back, Crumb(gettext("Change of %(at)s") % {"at": _at(change)})),
        "document": document,
        "headline": headline(
            sum(effect["to_pass"] for effect in effects), sum(effect["to_fail"] for effect in effects)
        ),
        "state": what_if_rows.change_state(change),
        "proposed_by": who(change.proposed_by),
        "is_open": is_open,
        "is_own": change.proposed_by == request.user,
        "moved": scoring.moves_since(change, at=timezone.now()) if is_open else [],
        "asked": what_if_rows.asked_rows(ItemChange.read(item) for item in change.document["items"]),
        "forms": what_if_rows.form_rows(document),
        "chances": what_if_rows.chance_rows(document),
        "figures": what_if_rows.figure_rows(document),
        "touched": what_if_rows.touched_rows(document),
        "people": what_if_rows.people_rows(
            people, slug=slug, may_see=may(request.user, "enrolment.view", change.edition.organisation)
        ),
        "page": people,
        "superseded": change.scores.count(),
    }


def _at(change: ScoringChange) -> str:
    return moment(change.proposed_at)


@require_POST
@login_required
def withdraw_change(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Withdraw a proposed change, with the reason."""
    change = change_for(request, slug, pk, "scoring.propose")
    given = WithdrawalReasonInput(request.POST)
    reason = given.cleaned_data["reason"] if given.is_valid() else ""
    scoring.withdraw(change=change, reason=reason, by=request.user, at=timezone.now())
    messages.success(request, gettext("The change is withdrawn. Nothing was changed."))
    return redirect("staff:scoring_change", slug, pk)


@require_http_methods(["GET", "POST"])
@login_required
def pass_review(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show a pass that a change of scoring puts in question; keep an examiner's answer on POST."""
    organisation = organisation_for(request.user, slug, "result.view")
    kept = PassReview.objects.select_related(
        "score__sitting__enrolment__person",
        "score__sitting__enrolment__edition__organisation",
        "score__sitting__form",
        "score__change__signature",
        "score__supersedes",
        "answer__by",
    )
    review = get_object_or_404(kept, pk=pk, score__sitting__enrolment__edition__organisation=organisation)
    given = PassInput(request.POST or None)
    if request.method == "POST":
        require(request.user, "decision.make", organisation)
        if given.is_valid() and _answered(request, review, given):
            messages.success(request, gettext("Your answer is kept. The candidate is told by e-mail."))
            return redirect("staff:pass_review", slug, pk)
    sitting = review.score.sitting
    award = getattr(sitting.enrolment, "award", None)
    context = {
        "review": review,
        "sitting": sitting,
        "enrolment": sitting.enrolment,
        "programme": sitting.enrolment.edition.programme,
        "person": who(sitting.enrolment.person),
        "crumbs": [
            Crumb(gettext("Decisions"), reverse("staff:decisions", args=[slug])),
            Crumb(str(sitting.enrolment.person)),
        ],
        "answer": getattr(review, "answer", None),
        "is_open": PassReview.objects.open().filter(pk=review.pk).exists(),
        "is_own": sitting.enrolment.person == request.user,
        "award": award,
        "credential": award.credentials.last() if award else None,
        "input": given,
    }
    status = 422 if request.method == "POST" else 200
    return show(request, organisation, "staff/pass_review.html", context, tab="staff:decisions", status=status)


def _answered(request: SignedIn, review: PassReview, given: PassInput) -> bool:
    """Return whether the answer was kept; if it was refused, the input says why."""
    try:
        answer_pass(
            review=review,
            stands=given.cleaned_data["stands"] == "yes",
            reason=given.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        given.add_error(None, refusal.reason)
        return False
    return True
