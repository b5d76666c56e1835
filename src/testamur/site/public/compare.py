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

from testamur.catalogue import FIELDS, Classified, Interval, Offering, Reading, Role, classified, readings
from testamur.site.public import facts
from testamur.site.public.coverage import touch
from testamur.site.public.queries import placed_competencies
from testamur.site.records import market
from testamur.site.records.facts import amount
from testamur.site.records.library import library
from testamur.site.records.table import Cell, Row, rows

MOST_COMPARED: Final = 4
FEW_KINDS: Final = 3
"""Up to so many kinds that it may be are named; more are counted."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One offering of the comparison, and the address without it."""

    offering: Offering
    without: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every other fact that is known: where they differ, where only some state it, where they agree."""

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
        "glance": glance(found, role, at=at) if found else [],
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


ON_ONE_BASIS: Final = ("price", "price_per_hour", "hours", "weeks")
"""The numbers that stand at a glance, known or not, and are not said again below."""


def glance(offerings: Sequence[Offering], role: Role | None, *, at: date) -> list[Row]:
    """Return what it comes to: what kind each is, how it is assessed, what it costs, what of a role it covers."""
    rubrics = [classified(offering, at=at) for offering in offerings]
    numbers = [readings(offering.as_known_on(at), at=at) for offering in offerings]
    lines: list[list[object]] = [
        [gettext("Kind"), *(_kinds(rubric) for rubric in rubrics)],
        [gettext("Rigour, of 5"), *(_between(*rubric.rigour) for rubric in rubrics)],
        [gettext("Made for health care"), *(_sure(rubric.domain.gate) for rubric in rubrics)],
        [gettext("Carries credit"), *(_sure(rubric.credit) for rubric in rubrics)],
        [gettext("Portability, of 100"), *(_hundredths(rubric.portability.score) for rubric in rubrics)],
    ]
    lines += [
        [str(facts.BASIS[name]), *(_number(getattr(found, name)) for found in numbers)] for name in ON_ONE_BASIS
    ]
    if role:
        whole = covered(offerings, role, at=at)[0].cells[1:]
        lines.append([gettext("Competencies of the role"), *whole])
    return rows(_labels(offerings), lines)


def _kinds(rubric: Classified) -> Cell:
    if len(rubric.classes) <= FEW_KINDS:
        return Cell(rubric.words)
    return Cell(gettext("not settled, %(number)d are possible") % {"number": len(rubric.classes)})


def _between(low: float, high: float) -> Cell:
    words = {"low": low, "high": high}
    return Cell(f"{low:g}" if low == high else gettext("%(low)g to %(high)g") % words)


def _hundredths(score: Interval) -> Cell:
    return _between(round(100 * (score.low or 0)), round(100 * (1 if score.high is None else score.high)))


def _sure(said: bool | None) -> Cell:  # noqa: FBT001  (an answer of three)
    return Cell({True: gettext("yes"), False: gettext("no"), None: None}[said])


def _number(found: Reading) -> Cell:
    return (
        Cell(amount(found.interval, found.unit, found.name), grade=found.grade) if found.is_known else Cell(None)
    )


def comparison(offerings: Sequence[Offering], *, at: date) -> Comparison:
    """Return a row for every other fact that is known of at least one, with a grade beside each value."""
    at_a_glance = {str(facts.BASIS[name]) for name in ON_ONE_BASIS}
    lines = {title: [Cell(None) for _ in offerings] for title in facts.order() if title not in at_a_glance}
    for position, found in enumerate(offerings):
        for fact in _said(found, at=at):
            if fact.fact in lines:
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
