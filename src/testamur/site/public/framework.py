"""Frameworks and their competencies; the address of a competency is what credentials align to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from testamur.catalogue import Competency, Framework, Offering, Role
from testamur.catalogue.exchange import as_script_text, framework_as_schema_org
from testamur.site.public.coverage import coverages, leaves, touching
from testamur.site.public.picture import Bar
from testamur.site.public.queries import newest_editions
from testamur.site.public.role import coverage_bar
from testamur.site.records import market
from testamur.site.records.frameworks import served_case
from testamur.site.records.library import library

TYPES: Final = ("text/html", "application/json", "application/ld+json")


@require_safe
def frameworks(request: HttpRequest) -> HttpResponse:
    """List the frameworks."""
    found = sorted(library().frameworks.values(), key=lambda framework: framework.title)
    return render(request, "public/frameworks.html", {"frameworks": found})


@require_safe
def framework(request: HttpRequest, framework: str) -> HttpResponse:
    """Show a framework; programs get it as a CASE package."""
    found = _framework(framework)
    if _is_for_programs(request):
        return _json(served_case(found))
    url = request.build_absolute_uri(reverse("public:framework", args=[framework]))
    offerings = _described()
    at = timezone.now().date()
    context = {
        "framework": found,
        "lines": list(outline(found)),
        "counted": list(competency_bars(found, offerings, at=at)),
        "covering": [coverage_bar(one) for one in coverages(offerings, leaves(found), at=at)],
        "offerings": len(offerings),
        "markup": as_script_text(framework_as_schema_org(found, url=url)),
    }
    return render(request, "public/framework.html", context)


def competency_bars(framework: Framework, offerings: Sequence[Offering], *, at: date) -> Iterator[Bar]:
    """Yield every entry of a framework in its order, with how many offerings are said to touch it."""
    found = touching(offerings, leaves(framework), at=at)
    most = max((len(touches) for touches in found.values()), default=0) or 1
    for entry in outline(framework):
        one, touches = entry.competency, found.get(entry.competency.code)
        evidenced = sum(touch.is_evidenced for touch in touches or ())
        words = {"stated": evidenced, "claimed": len(touches or ()) - evidenced}
        yield Bar(
            label=one.name or one.statement,
            figure="" if touches is None else gettext("%(stated)d and %(claimed)d") % words,
            solid=evidenced / most,
            lighter_to=len(touches or ()) / most,
            code=one.code,
            url=reverse("public:competency", args=[framework.id, one.id]),
            note="; ".join(f"{touch.offering.name} ({touch.grade})" for touch in touches or ()),
            chip=one.level,
        )


@require_safe
def competency(request: HttpRequest, framework: str, item: UUID) -> HttpResponse:
    """Show a competency; programs get it as a CASE item with its associations."""
    place = _framework(framework)
    found = next((c for c in place.competencies if c.id == str(item)), None)
    if found is None:
        raise Http404
    if _is_for_programs(request):
        return _json(as_case_item(place, found))
    context = {
        "framework": place,
        "competency": found,
        "parent": place.parent(found.code),
        "children": place.children(found.code),
        "related": place.related(found.code),
        "programmes": [e for e in newest_editions() if _names(e.programme.competency, place, found)],
        "touches": touching(_described(), [found.code], at=timezone.now().date())[found.code],
        "asked_by": [role for role in _roles() if found.code in {target.code for target in role.target}],
        "level": next((level for level in place.levels if level.id == found.level), None),
    }
    answer = render(request, "public/competency.html", context)
    patch_vary_headers(answer, ["Accept"])
    return answer


def _described() -> list[Offering]:
    """Return the offerings that come with this site, as they are known now."""
    return list(market.offerings(library().offerings).values())


def _roles() -> list[Role]:
    return sorted(library().roles.values(), key=lambda role: role.name)


def _names(stated: tuple[object, ...], place: Framework, found: Competency) -> bool:
    """Say whether one of a programme's competencies is this one, or the group it stands in."""
    parent = place.parent(found.code)
    codes = {found.code, parent.code if parent else found.code}
    return any(getattr(competence, "code", "") in codes for competence in stated)


def _framework(identifier: str) -> Framework:
    try:
        return library().frameworks[identifier]
    except KeyError:
        raise Http404 from None


def _is_for_programs(request: HttpRequest) -> bool:
    if request.GET.get("format") == "json":
        return True
    return request.get_preferred_type(list(TYPES)) in TYPES[1:]


def _json(document: dict[str, object]) -> JsonResponse:
    answer = JsonResponse(document, json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(answer, ["Accept"])
    return answer


def as_case_item(framework: Framework, competency: Competency) -> dict[str, object]:
    """Return one CFItem of the framework's CASE package, with its document and associations."""
    package = served_case(framework)
    document = {key: package["CFDocument"][key] for key in ("identifier", "uri", "title")}
    item = next(item for item in package["CFItems"] if item["identifier"] == competency.id)
    touching = [
        association
        for association in package["CFAssociations"]
        if competency.id
        in (association["originNodeURI"]["identifier"], association["destinationNodeURI"]["identifier"])
    ]
    return {**item, "CFDocumentURI": document, "CFAssociations": touching}


@dataclass(frozen=True, slots=True)
class Entry:
    """One competency in the outline of its framework, with how deep it stands."""

    competency: Competency
    depth: int


def outline(framework: Framework, above: Competency | None = None, depth: int = 0) -> Iterator[Entry]:
    """Yield every competency of a framework under its group, in the framework's order."""
    if above is None:
        level = [c for c in framework.competencies if framework.parent(c.code) is None]
    else:
        level = list(framework.children(above.code))
    for competency in level:
        yield Entry(competency, depth)
        yield from outline(framework, competency, depth + 1)
