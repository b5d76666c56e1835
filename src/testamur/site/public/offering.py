"""An offering with every fact: what it is, who says so, how sure that is, and how it came to be known."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from testamur.catalogue import Offering, shown
from testamur.catalogue.exchange import as_schema_org, as_script_text
from testamur.site.public import facts
from testamur.site.public.alike import alike
from testamur.site.public.answer import answer
from testamur.site.public.as_it_stood import Stand, stand
from testamur.site.public.queries import editions_modelled_on
from testamur.site.public.told import told
from testamur.site.public.wording import GROUPS, STATUSES
from testamur.site.records.facts import Fact
from testamur.site.records.history import steps
from testamur.site.records.library import Placed, placed_competencies


@require_safe
def offering(request: HttpRequest, offering: str) -> HttpResponse:
    """Show everything that is known of an offering, who says so, and what nobody states; as of a day, if asked."""
    at = stand(request, offering, now=timezone.now())
    return render(request, "public/offering.html", {**_known(at), **_around(at), **_tables(at)})


def _known(at: Stand) -> dict[str, object]:
    found = at.offering
    return {
        "offering": found,
        "stand": at,
        "answer": answer(found, at=at.at),
        "status": STATUSES[found.status],
        "groups": [GROUPS[group] for group in found.role_groups],
        "covered": _covered(found, at=at.at),
    }


def _around(at: Stand) -> dict[str, object]:
    found = at.offering
    url = settings.URL + reverse("public:offering", args=[found.id])
    return {
        "alike": [] if at.is_past else alike(found),
        "versions": [told(step) for step in steps(key=found.id)],
        "markup": "" if at.is_past else as_script_text(as_schema_org(found, url=url, at=at.at)),
        "programmes": editions_modelled_on([found.id])[found.id],
        "propose": "" if at.is_past else _propose_url(found.id),
        "today": timezone.now().date(),
    }


@dataclass(frozen=True, slots=True)
class Section:
    """The facts of one heading: those that somebody states, and those that nobody does."""

    stated: tuple[Fact, ...]
    unknown: tuple[Fact, ...]


def _tables(at: Stand) -> dict[str, object]:
    found = at.offering
    tables = {
        "basis": facts.basis(found, at=at.at),
        "stated": facts.stated(found, at=at.at),
        "governance": facts.governance(found, at=at.at),
        "domain": facts.domain(found, at=at.at),
    }
    if not at.is_past:
        tables = {name: _with_urls(found.id, lines) for name, lines in tables.items()}
    return {**tables, "governance": _section(tables["governance"]), "domain": _section(tables["domain"])}


def _section(lines: list[Fact]) -> Section:
    """Return lines by whether anybody states them; a contradiction is a statement."""
    unknown = tuple(line for line in lines if not (line.value or line.note or line.is_conflict))
    return Section(tuple(line for line in lines if line not in unknown), unknown)


def _with_urls(key: str, lines: Iterable[Fact]) -> list[Fact]:
    """Return the lines, each with the address at which one says otherwise, or adds what is not known."""
    return [replace(line, url=_propose_url(key, line.field, line.claim)) if line.field else line for line in lines]


def _propose_url(key: str, field: str = "", claim: str = "") -> str:
    if not field:
        return reverse("candidate:propose", args=[key])
    address = reverse("candidate:propose_fact", args=[key, field])
    return f"{address}?{urlencode({'of': claim})}" if claim else address


def _covered(found: Offering, *, at: date) -> list[Placed]:
    """Return the competencies that its stated content touches, as they stand in their frameworks."""
    covers = shown(found, "covers", at=at)
    named = covers.value if isinstance(covers.value, tuple) else ()
    known = placed_competencies()
    return [known[code] for code in named if code in known]
