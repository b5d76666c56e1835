"""Frameworks and their competencies; the address of a competency is what credentials align to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from testamur.catalogue import Competency, Framework, as_case
from testamur.site.public.queries import newest_editions
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
        return _json(as_case(found))
    return render(request, "public/framework.html", {"framework": found, "lines": list(outline(found))})


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
        "level": next((level for level in place.levels if level.id == found.level), None),
    }
    answer = render(request, "public/competency.html", context)
    patch_vary_headers(answer, ["Accept"])
    return answer


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
    package = as_case(framework)
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
