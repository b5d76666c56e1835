"""Decisions: what waits for a person, and deciding."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from testamur.errors import Refused
from testamur.site.records.actions.decisions import decide_by_person, ruling, standing_decision
from testamur.site.records.models import Decision, Enrolment, Organisation
from testamur.site.records.permissions import may, organisation_for, require
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Cell, Row, number, rows
from testamur.site.staff import queries
from testamur.site.staff.frame import Crumb, show
from testamur.site.staff.history import decision_rows, ruling_rows, sitting_rows
from testamur.site.staff.inputs import DecisionInput
from testamur.site.staff.waiting import Waiting, waiting
from testamur.site.staff.wording import day, moment, who


@require_GET
@login_required
def decisions(request: SignedIn, slug: str) -> HttpResponse:
    """List what waits for a person to decide: appeals, complete enrolments, those that cannot be completed."""
    organisation = organisation_for(request.user, slug, "result.view")
    found = waiting(organisation, at=timezone.now())
    context = {
        "count": len(found),
        "appeals": _appeal_rows(found, slug=slug),
        "passes": _pass_rows(found, slug=slug),
        "rescored": _waiting_rows(found, "rescored", slug=slug),
        "complete": _waiting_rows(found, "complete", slug=slug),
        "closed": _waiting_rows(found, "closed", slug=slug),
    }
    return show(request, organisation, "staff/decisions.html", context, tab="staff:decisions")


def _link(one: Waiting, slug: str) -> Cell:
    return Cell(who(one.enrolment.person), reverse("staff:decision", args=[slug, one.enrolment.pk]))


def _appeal_rows(found: list[Waiting], *, slug: str) -> list[Row]:
    labels = [gettext("Candidate"), gettext("Programme"), gettext("Appealed"), gettext("Why")]
    appeals = [(one, one.appeal) for one in found if one.appeal]
    return rows(
        labels,
        (
            [_link(one, slug), one.enrolment.edition.programme.title, day(appeal.at.date()), appeal.text]
            for one, appeal in appeals
        ),
    )


def _pass_rows(found: list[Waiting], *, slug: str) -> list[Row]:
    labels = [gettext("Candidate"), gettext("Programme"), gettext("Passed with"), gettext("Scored anew")]
    reviews = [(one, one.review) for one in found if one.review]
    return rows(
        labels,
        (
            [
                Cell(who(one.enrolment.person), reverse("staff:pass_review", args=[slug, review.pk])),
                one.enrolment.edition.programme.title,
                number(str(review.score.supersedes)),
                number(str(review.score)),
            ]
            for one, review in reviews
        ),
    )


def _waiting_rows(found: list[Waiting], why: str, *, slug: str) -> list[Row]:
    labels = [gettext("Candidate"), gettext("Programme"), gettext("What the rule says")]
    return rows(
        labels,
        (
            [
                _link(one, slug),
                one.enrolment.edition.programme.title,
                " ".join(reason.sentence for reason in one.ruling.unmet or one.ruling.reasons),
            ]
            for one in found
            if one.why == why
        ),
    )


@require_http_methods(["GET", "POST"])
@login_required
def decision(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show what a decision rests on; keep an examiner's decision on POST."""
    organisation = organisation_for(request.user, slug, "result.view")
    found = queries.with_history(get_object_or_404(Enrolment, pk=pk, edition__organisation=organisation))
    given = DecisionInput(request.POST or None)
    if request.method == "POST":
        require(request.user, "decision.make", organisation)
        if given.is_valid() and (made := _decided(request, found, given)):
            text = gettext("Decided: %(outcome)s. The candidate is told by e-mail.")
            messages.success(request, text % {"outcome": made.get_outcome_display()})
            return redirect("staff:decision", slug, pk)
    context = {**_context(request, organisation, found), "input": given}
    status = 422 if request.method == "POST" else 200
    return show(request, organisation, "staff/decision.html", context, tab="staff:decisions", status=status)


def _decided(request: SignedIn, enrolment: Enrolment, given: DecisionInput) -> Decision | None:
    """Return the decision that was kept; None if it was refused, which the input then says."""
    try:
        return decide_by_person(
            enrolment=enrolment,
            outcome=Decision.Outcome(given.cleaned_data["outcome"]),
            reason=given.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        given.add_error(None, refusal.reason)
        return None


def _context(request: SignedIn, organisation: Organisation, found: Enrolment) -> dict[str, object]:
    slug = organisation.slug
    said = ruling(found)
    standing = standing_decision(found)
    return {
        "enrolment": found,
        "person": who(found.person),
        "programme": found.edition.programme,
        "crumbs": [
            Crumb(gettext("Decisions"), reverse("staff:decisions", args=[slug])),
            Crumb(str(found.person)),
        ],
        "ruling": said,
        "requirements": ruling_rows(found, said),
        "sittings": sitting_rows(
            found.sittings.all(), slug=slug, may_watch=may(request.user, "sitting.watch", organisation)
        ),
        "incidents": _incident_rows(found),
        "standing": standing,
        "appeal": standing.appeal if standing and hasattr(standing, "appeal") else None,
        "decisions": decision_rows(found.decisions.all()),
        "is_own": found.person == request.user,
        "is_awarded": standing is not None and standing.outcome == Decision.Outcome.AWARD,
    }


def _incident_rows(found: Enrolment) -> list[Row]:
    labels = [gettext("Noted"), gettext("By"), gettext("What happened")]
    sittings = found.sittings.all()
    incidents = (incident for sitting in sittings for incident in sitting.incidents.all())
    return rows(labels, ([moment(one.at), str(one.by), one.text] for one in incidents))
