"""Facts from readers: what waits for an editor, beside what is shown now, and deciding."""

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from testamur.catalogue import FIELDS, Grade, Offering, shown
from testamur.catalogue.contributing import with_claim
from testamur.errors import Problem, Refused
from testamur.site.records import market
from testamur.site.records.actions import contributions as actions
from testamur.site.records.facts import Fact, of_claim, of_field
from testamur.site.records.models import Contribution, ContributionDecision
from testamur.site.records.permissions import organisation_for
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Cell, Row, rows
from testamur.site.staff import queries
from testamur.site.staff.frame import Crumb, paged, show
from testamur.site.staff.inputs import ContributionInput
from testamur.site.staff.wording import day


@require_GET
@login_required
def contributions(request: SignedIn, slug: str) -> HttpResponse:
    """List what waits for an editor, and what was decided."""
    organisation = organisation_for(request.user, slug, "catalogue.edit")
    page = paged(request, queries.decided_contributions())
    waiting = queries.open_contributions()
    context = {
        "waiting": _waiting(waiting[: actions.MOST_A_DAY * 10], slug=slug),
        "count": waiting.count(),
        "decided": _decided(page.object_list, slug=slug),
        "page": page,
    }
    return show(request, organisation, "staff/contributions.html", context, tab="staff:contributions")


def _names(keys: set[str]) -> dict[str, str]:
    return {key: offering.name for key, offering in market.offerings(keys).items()}


def _waiting(found: Iterable[Contribution], *, slug: str) -> list[Row]:
    listed = list(found)
    names = _names({one.key for one in listed})
    labels = [gettext("Fact"), gettext("Offering"), gettext("What it does"), gettext("Says"), gettext("Sent")]
    return rows(labels, (_line(one, names, slug=slug) for one in listed))


def _line(one: Contribution, names: dict[str, str], *, slug: str) -> list[object]:
    fact = of_claim(one.proposed)
    return [
        Cell(fact.fact, reverse("staff:contribution", args=[slug, one.pk])),
        names.get(one.key, one.key),
        one.get_kind_display(),
        Cell(fact.value, grade=fact.grade),
        day(one.at.date()),
    ]


def _decided(found: Iterable[ContributionDecision], *, slug: str) -> list[Row]:
    listed = list(found)
    names = _names({one.contribution.key for one in listed})
    labels = [gettext("Fact"), gettext("Offering"), gettext("Decision"), gettext("For"), gettext("On")]
    return rows(
        labels,
        (
            [
                Cell(
                    FIELDS[one.contribution.proposed.field].title,
                    reverse("staff:contribution", args=[slug, one.contribution_id]),
                ),
                names.get(one.contribution.key, one.contribution.key),
                gettext("accepted") if one.accepted else gettext("not accepted"),
                one.organisation.name,
                day(one.at.date()),
            ]
            for one in listed
        ),
    )


@require_http_methods(["GET", "POST"])
@login_required
def contribution(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show a fact from a reader beside what is shown now; keep an editor's decision on POST."""
    organisation = organisation_for(request.user, slug, "catalogue.edit")
    found = get_object_or_404(Contribution.objects.select_related("decision__organisation"), pk=pk)
    given = ContributionInput(request.POST or None, initial={"grade": found.proposed.grade})
    if request.method == "POST" and given.is_valid():
        try:
            made = actions.decide(
                contribution=found,
                accepted=given.cleaned_data["accepted"] == "yes",
                reason=given.cleaned_data["reason"],
                organisation=organisation,
                has_no_interest=given.cleaned_data["has_no_interest"],
                grade=_grade(given),
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            given.add_error(None, refusal.reason)
        else:
            said = gettext("Accepted: it is shown now.") if made.accepted else gettext("Not accepted.")
            messages.success(request, f"{said} {gettext('The reader is told by e-mail.')}")
            return redirect("staff:contributions", slug)
    context = {
        **_beside(found, on=timezone.now().date()),
        "input": given,
        "is_own": found.by_id == request.user.pk,
    }
    context["crumbs"] = [
        Crumb(gettext("Facts from readers"), reverse("staff:contributions", args=[slug])),
        Crumb(str(context["title"])),
    ]
    status = 422 if given.errors else 200
    return show(
        request, organisation, "staff/contribution.html", context, tab="staff:contributions", status=status
    )


def _grade(given: ContributionInput) -> Grade:
    grade: Grade = given.cleaned_data["grade"]
    return grade


def _beside(found: Contribution, *, on: date) -> dict[str, object]:
    """Return the proposal, what is shown now, and what would be shown if it were accepted as it is."""
    claim = found.proposed
    offering = market.offering(found.key)
    linked = (claim.supersedes, claim.disputes)
    target = next((one for one in offering.claim if one.id in linked), None) if offering else None
    accepted, declined = queries.record_of(found.by)
    is_open = not hasattr(found, "decision")
    return {
        "contribution": found,
        "decision": None if is_open else found.decision,
        "offering": offering,
        "title": FIELDS[claim.field].title,
        "proposed": [of_claim(claim)],
        "target": [of_claim(target)] if target else [],
        "now": _shown(offering, claim.field, on=on),
        "then": _shown(with_claim(offering, claim), claim.field, on=on) if offering and is_open else [],
        "problems": _problems(offering, found) if offering and is_open else [],
        "accepted": accepted,
        "declined": declined,
    }


def _shown(offering: Offering | None, field: str, *, on: date) -> list[Fact]:
    return of_field(shown(offering, field, at=on), at=on) if offering else []


def _problems(offering: Offering, found: Contribution) -> list[Problem]:
    return actions.problems(offering, found.proposed, kind=found.kind, at=timezone.now())
