"""Adding a fact about an offering, saying otherwise, correcting: with a source, a preview, and what came of it."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from testamur.catalogue import FIELDS, Claim, Field, Offering, shown
from testamur.catalogue.contributing import with_claim
from testamur.errors import DocumentError, Refused
from testamur.site.candidate.contribution_inputs import ContributionInput, FieldInput
from testamur.site.candidate.frame import Crumb, way
from testamur.site.records import market
from testamur.site.records.actions import contributions
from testamur.site.records.facts import Fact, of_claim, of_field
from testamur.site.records.models import Contribution
from testamur.site.records.signed_in import SignedIn


@require_GET
@login_required
def propose(request: SignedIn, offering: str) -> HttpResponse:
    """Ask which fact; lead on to its form once that is said."""
    found = _offering(offering)
    field = request.GET.get("field", "")
    if field in FIELDS:
        return redirect("candidate:propose_fact", offering, field)
    context = {"offering": found, "form": FieldInput(), "crumbs": way(Crumb(gettext("Add a fact")))}
    return render(request, "candidate/propose_field.html", context)


def _offering(key: str) -> Offering:
    found = market.offering(key)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@login_required
def propose_fact(request: SignedIn, offering: str, field: str) -> HttpResponse:
    """Ask for a fact and its source; show how it will look; keep it for an editor."""
    if field not in FIELDS:
        raise Http404
    return _fact(request, _offering(offering), FIELDS[field])


def _fact(request: SignedIn, offering: Offering, field: Field) -> HttpResponse:
    at = timezone.now()
    of = _spoken_of(offering, field, request.GET.get("of", ""))
    filled = ContributionInput(
        request.POST if request.method == "POST" else None, field=field, of=of, on=at.date()
    )
    preview: list[Fact] = []
    if request.method == "POST" and filled.is_valid():
        claim = filled.claim()
        if "send" in request.POST and _sent(request, offering, filled, claim):
            messages.success(
                request, gettext("Sent. An editor looks at it; you are told by e-mail what they decide.")
            )
            return redirect("candidate:contributions")
        preview = _preview(offering, filled, claim)
    context = {
        "offering": offering,
        "field": field,
        "form": filled,
        "now": of_field(shown(offering, field.name, at=at.date()), at=at.date()),
        "of": of_claim(of) if of else None,
        "preview": preview,
        "grade": filled.claim().grade if preview else "",
        "crumbs": way(Crumb(gettext("Add a fact"))),
    }
    return render(request, "candidate/propose.html", context, status=422 if filled.errors else 200)


def _spoken_of(offering: Offering, field: Field, claim: str) -> Claim | None:
    """Return the fact that is spoken of, if one is named and there."""
    return next((one for one in offering.of(field.name) if one.id == claim), None)


def _preview(offering: Offering, filled: ContributionInput, claim: Claim) -> list[Fact]:
    """Return how the fact would look if it were accepted; nothing if it cannot be, which the form says."""
    at = timezone.now()
    if filled.errors:
        return []
    if problems := contributions.problems(offering, claim, kind=filled.kind, at=at):
        filled.say(DocumentError(problems))
        return []
    return of_field(shown(with_claim(offering, claim), claim.field, at=at.date()), at=at.date())


def _sent(request: SignedIn, offering: Offering, filled: ContributionInput, claim: Claim) -> Contribution | None:
    """Return the contribution that was kept; None if something is wrong, which the form then says."""
    try:
        return contributions.propose(
            key=offering.id,
            claim=claim,
            kind=filled.kind,
            reason=filled.cleaned_data["reason"],
            interest=filled.interest(),
            by=request.user,
            at=timezone.now(),
        )
    except DocumentError as error:
        filled.say(error)
    except Refused as refusal:
        filled.add_error(None, refusal.reason)
    return None


@require_GET
@login_required
def own(request: SignedIn) -> HttpResponse:
    """List the person's contributions with what became of each."""
    made = request.user.contributions.select_related("decision__organisation").order_by("-pk")
    known = market.offerings({one.key for one in made})
    context = {
        "contributions": [(one, known.get(one.key), _line(one)) for one in made],
        "waiting": sum(not hasattr(one, "decision") for one in made),
        "crumbs": way(Crumb(gettext("My facts"))),
    }
    return render(request, "candidate/contributions.html", context)


def _line(one: Contribution) -> Fact:
    """Return the fact that was proposed, with the grade that it was accepted with."""
    decision = getattr(one, "decision", None)
    version = decision.version if decision else None
    accepted = version.offering.claim[-1] if version else one.proposed
    return of_claim(replace(one.proposed, grade=accepted.grade))
