"""Up to four offerings side by side: what it comes to, where they differ, what of a role each covers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from testamur.catalogue import FIELDS, Offering, Role
from testamur.site.public import facts
from testamur.site.public.coverage import touch
from testamur.site.public.queries import placed_competencies
from testamur.site.records import market
from testamur.site.records.library import library
from testamur.site.records.table import Cell, Row, rows

MOST_COMPARED: Final = 4


@dataclass(frozen=True, slots=True)
class Beside:
    """One offering of the comparison, and the address without it."""

    offering: Offering
    without: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every fact that is known of at least one: where they differ, where only some state it, where they agree."""

    differing: tuple[Row, ...]
    partial: tuple[Row, ...]
    agreeing: tuple[Row, ...]

    @property
    def known(self) -> int:
        """How many facts are known of at least one."""
        return len(self.differing) + len(self.partial) + len(self.agreeing)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show up to four offerings side by side, by name, so that their order says nothing."""
    asked = list(dict.fromkeys(identifier for identifier in request.GET.getlist("id") if identifier))
    role = _role(request.GET.get("role", ""))
    at = timezone.now().date()
    found = _offerings(asked[:MOST_COMPARED])
    kept = [offering.id for offering in found]
    context = {
        "beside": [Beside(one, compare_url([key for key in kept if key != one.id], role)) for one in found],
        "comparison": comparison(found, at=at),
        "role": role,
        "covered": covered(found, role, at=at) if role and found else [],
        "roles": sorted(library().roles.values(), key=lambda one: one.name),
        "addable": _addable(kept) if len(kept) < MOST_COMPARED else [],
        "too_many": len(asked) > MOST_COMPARED,
        "most": MOST_COMPARED,
    }
    return render(request, "public/compare.html", context)


def _role(identifier: str) -> Role | None:
    if not identifier:
        return None
    try:
        return library().roles[identifier]
    except KeyError:
        raise Http404 from None


def _offerings(keys: list[str]) -> list[Offering]:
    """Return the offerings by name."""
    found = market.offerings(keys)
    if len(found) != len(keys):
        raise Http404
    return sorted(found.values(), key=lambda offering: (offering.name.casefold(), offering.id))


def _addable(kept: Sequence[str]) -> list[Offering]:
    """Return what can be put beside them from a list: the offerings that come with this site."""
    others = [offering for key, offering in library().offerings.items() if key not in kept]
    return sorted(others, key=lambda offering: (offering.name.casefold(), offering.id))


def comparison(offerings: Sequence[Offering], *, at: date) -> Comparison:
    """Return a row for every fact that is known of at least one, with a grade beside each value."""
    lines = {title: [Cell(None) for _ in offerings] for title in facts.order()}
    for position, found in enumerate(offerings):
        for fact in _said(found, at=at):
            lines[fact.fact][position] = Cell(fact.value, grade=fact.grade)
    known = {title: cells for title, cells in lines.items() if any(cell.text for cell in cells)}

    def of(kind: str) -> tuple[Row, ...]:
        chosen = ([title, *cells] for title, cells in known.items() if _kind(cells) == kind)
        return tuple(rows(_labels(offerings), chosen))

    return Comparison(of("differing"), of("partial"), of("agreeing"))


def _kind(cells: Sequence[Cell]) -> str:
    values = {cell.text for cell in cells if cell.text}
    if len(values) > 1:
        return "differing"
    return "agreeing" if all(cell.text for cell in cells) else "partial"


def _labels(offerings: Iterable[Offering]) -> list[str]:
    return [gettext("Fact"), *(offering.name for offering in offerings)]


def _said(found: Offering, *, at: date) -> list[facts.Fact]:
    """Return what is shown for an offering, without what others say against it."""
    lines = facts.basis(found, at=at)
    lines += [line for name in FIELDS for line in facts.beyond_basis(found, name, at=at)]
    return [line for line in lines if line.value and not line.is_conflict]


def covered(offerings: Sequence[Offering], role: Role, *, at: date) -> list[Row]:
    """Return which of a role's competencies each is said to touch: the sum first, then each that any touches."""
    codes = [target.code for target in role.target]
    found = {code: [touch(offering, code, at=at) for offering in offerings] for code in codes}
    sums = [sum(found[code][i] is not None for code in codes) for i in range(len(offerings))]
    whole = [Cell(gettext("%(number)d of %(all)d") % {"number": n, "all": len(codes)}) for n in sums]
    lines: list[list[object]] = [[gettext("In all"), *whole]]
    for code, touches in found.items():
        if any(touches):
            cells = [Cell(gettext("touched"), grade=one.grade) if one else Cell("–") for one in touches]
            lines.append([_competency(code), *cells])
    return rows([gettext("Competency"), *_labels(offerings)[1:]], lines)


def _competency(code: str) -> Cell:
    placed = placed_competencies().get(code)
    if placed is None:
        return Cell(code)
    url = reverse("public:competency", args=[placed.framework.id, placed.competency.id])
    return Cell(f"{code} {placed.competency.name or placed.competency.statement}", url=url)


def compare_url(identifiers: Sequence[str], role: Role | None = None) -> str:
    """Return the address at which these stand side by side."""
    pairs = [("id", identifier) for identifier in identifiers[:MOST_COMPARED]]
    pairs += [("role", role.id)] if role else []
    return f"{reverse('public:compare')}?{urlencode(pairs)}"
