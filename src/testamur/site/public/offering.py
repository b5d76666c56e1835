"""An offering with every fact."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from testamur.catalogue import Offering
from testamur.site.public import facts
from testamur.site.public.queries import editions_modelled_on
from testamur.site.public.wording import GROUPS, STATUSES
from testamur.site.records.library import library


def _offering(identifier: str) -> Offering:
    try:
        return library().offerings[identifier]
    except KeyError:
        raise Http404 from None


@require_safe
def offering(request: HttpRequest, offering: str) -> HttpResponse:
    """Show everything that is known of an offering, who says so, and what nobody states."""
    found, at = _offering(offering), timezone.now().date()
    context = {
        "offering": found,
        "status": STATUSES[found.status],
        "groups": [GROUPS[group] for group in found.role_groups],
        "basis": facts.basis(found, at=at),
        "stated": facts.stated(found, at=at),
        "governance": facts.governance(found, at=at),
        "known": len({claim.field for claim in found.claim if claim.grade != "U"}),
        "sources": len({claim.source for claim in found.claim}),
        "programmes": editions_modelled_on([found.id])[found.id],
    }
    return render(request, "public/offering.html", context)
