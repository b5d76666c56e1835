"""Roles: what their holders must be able to do with AI, and what then counts in a credential."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from testamur.catalogue import OccupationCode, Role
from testamur.catalogue.exchange import as_script_text, role_as_schema_org
from testamur.fit.profile import ARCHETYPES
from testamur.programme import Competence
from testamur.site.public.coverage import Coverage, coverages
from testamur.site.public.picture import Bar
from testamur.site.public.programme import placed
from testamur.site.public.queries import editions_for
from testamur.site.public.wording import CRITERIA, GROUPS, LICENCES
from testamur.site.records import market
from testamur.site.records.library import library

_CODE_PAGES: Final[dict[str, str]] = {
    "O*NET-SOC": "https://www.onetonline.org/link/summary/",
    "ESCO": "http://data.europa.eu/esco/occupation/",
}


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """List the roles by their group."""
    found = sorted(library().roles.values(), key=lambda role: role.name)
    groups = [(name, [role for role in found if role.group == group]) for group, name in GROUPS.items()]
    return render(request, "public/roles.html", {"groups": groups, "count": len(found)})


@require_safe
def role(request: HttpRequest, role: str) -> HttpResponse:
    """Show a role: its tasks, its competencies, who covers them, and the weights of the guide."""
    found = library().roles.get(role)
    if found is None:
        raise Http404
    url = request.build_absolute_uri(reverse("public:role", args=[role]))
    context = {
        "role": found,
        "group": GROUPS[found.group],
        "does": [ARCHETYPES[archetype] for archetype in found.archetypes],
        "licence": LICENCES[found.licence] if found.licence else "",
        "targets": [(placed(Competence(target.code, target.level)), target.note) for target in found.target],
        "weights": list(weight_bars(found)),
        "codes": [Code(code, _code_page(code)) for code in found.code],
        "covering": covering(found),
        "offerings": len(library().offerings),
        "programmes": editions_for(role),
        "markup": as_script_text(role_as_schema_org(found, url=url)),
    }
    return render(request, "public/role.html", context)


@dataclass(frozen=True, slots=True)
class Code:
    """The role's code in a public classification, and its page there, empty if it has none."""

    code: OccupationCode
    url: str


def _code_page(code: OccupationCode) -> str:
    """Return the page of a code; empty for a group of occupations, which has none."""
    if code.code.startswith("http"):
        return code.code
    if code.scheme == "O*NET-SOC" and "." not in code.code:
        return ""
    return _CODE_PAGES[code.scheme] + code.code


def weight_bars(role: Role) -> Iterator[Bar]:
    """Yield what each criterion counts for the role, the weightiest first."""
    weights = sorted(asdict(role.weights).items(), key=lambda weight: (-weight[1], weight[0]))
    longest = weights[0][1]
    for name, weight in weights:
        yield Bar(CRITERIA[name], f"{weight:.0%}", weight / longest)


def covering(role: Role) -> list[Bar]:
    """Return the offerings of this site that are said to touch what the role asks for, the evidenced first."""
    codes = [target.code for target in role.target]
    known = market.offerings(library().offerings).values()
    people = [offering for offering in known if offering.holder == "person"]
    return [coverage_bar(one) for one in coverages(people, codes, at=timezone.now().date())]


def coverage_bar(one: Coverage) -> Bar:
    """Return how much of something an offering touches, lighter where it is only claimed."""
    return Bar(
        label=one.offering.name,
        figure=gettext("%(number)d of %(all)d") % {"number": len(one.codes), "all": one.of},
        solid=one.part if one.is_evidenced else 0.0,
        lighter_to=0.0 if one.is_evidenced else one.part,
        url=reverse("public:offering", args=[one.offering.id]),
        note=one.offering.provider,
        grade=one.grade,
    )
