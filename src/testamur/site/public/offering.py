"""Offerings: one with every fact, and up to four side by side."""

from datetime import date
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from testamur.catalogue import FIELDS, Offering
from testamur.site.public import facts
from testamur.site.public.queries import editions_modelled_on
from testamur.site.public.wording import GROUPS, STATUSES
from testamur.site.records.library import library
from testamur.site.records.table import Cell, Row, rows

MOST_COMPARED: Final = 4


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


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show up to four offerings side by side."""
    asked = list(dict.fromkeys(request.GET.getlist("id")))
    found = [_offering(identifier) for identifier in asked[:MOST_COMPARED]]
    table = comparison(found, at=timezone.now().date())
    context = {
        "offerings": found,
        "rows": table,
        "shared": sum(all(cell.text for cell in row.cells) for row in table),
        "too_many": len(asked) > MOST_COMPARED,
        "most": MOST_COMPARED,
    }
    return render(request, "public/compare.html", context)


def comparison(offerings: list[Offering], *, at: date) -> list[Row]:
    """Return a row for every fact that is known of at least one, with a grade beside each value."""
    lines = {title: [Cell(None) for _ in offerings] for title in facts.order()}
    for position, found in enumerate(offerings):
        for fact in _said(found, at=at):
            lines[fact.fact][position] = Cell(fact.value, grade=fact.grade)
    labels = [gettext("Fact"), *(offering.name for offering in offerings)]
    known = ([name, *cells] for name, cells in lines.items() if any(cell.text for cell in cells))
    return rows(labels, known)


def _said(found: Offering, *, at: date) -> list[facts.Fact]:
    """Return what is shown for an offering, without what others say against it."""
    lines = facts.basis(found, at=at)
    lines += [line for name in FIELDS for line in facts.beyond_basis(found, name, at=at)]
    return [line for line in lines if line.value and not line.is_conflict]


def compare_url(identifiers: list[str]) -> str:
    """Return the address at which these stand side by side."""
    query = "&".join(f"id={identifier}" for identifier in identifiers[:MOST_COMPARED])
    return f"{reverse('public:compare')}?{query}"
