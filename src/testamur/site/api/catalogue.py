"""Offerings, roles, frameworks and programmes, for programs."""

from typing import Annotated, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router

from testamur.catalogue import Framework, Offering, Role
from testamur.site.api.schemas import (
    ErrorOut,
    FrameworkLine,
    Narrowed,
    OfferingLine,
    OfferingOut,
    ProgrammeOut,
    RoleOut,
    SearchOut,
)
from testamur.site.records import market
from testamur.site.records.frameworks import served_case
from testamur.site.records.library import library
from testamur.site.records.models import ProgrammeEdition
from testamur.site.records.search import Found, Question, find

Noun = TypeVar("Noun")
router = Router(tags=["catalogue"])
Limit = Annotated[int, Query(100, ge=1, le=200)]
Offset = Annotated[int, Query(0, ge=0, le=1_000_000)]
Words = Annotated[str, Query("", max_length=100)]


@router.get("offerings", response=list[OfferingLine])
def offerings(
    request: HttpRequest,  # noqa: ARG001
    response: HttpResponse,
    q: Words,
    limit: Limit,
    offset: Offset,
    narrow: Query[Narrowed],
) -> list[Offering]:
    """List offerings that hold every word of `q`, the best first; without words by id.

    The header `X-Total-Count` says how many there are in all; `/api/search` says how they part.
    """
    found = find(Question(q, narrow.chosen(), size=limit, offset=offset))
    response["X-Total-Count"] = str(found.total)
    held = market.offerings(hit.key for hit in found.hits)
    return [held[hit.key] for hit in found.hits if hit.key in held]


@router.get("search", response=SearchOut)
def search(
    request: HttpRequest,  # noqa: ARG001
    q: Words,
    limit: Limit,
    offset: Offset,
    narrow: Query[Narrowed],
    literal: bool = False,  # noqa: FBT001, FBT002  (a parameter of the address)
) -> Found:
    """Search offerings over name, provider, skills and roles, with the counts of every facet.

    Every word must be held; one that no offering holds is read as the nearest that one does, unless `literal`.
    Values of one facet are alternatives; its counts are those that another choice in it would give.
    """
    return find(Question(q, narrow.chosen(), size=limit, offset=offset, literal=literal))


@router.get("offerings/{identifier}", response={200: OfferingOut, 404: ErrorOut})
def offering(request: HttpRequest, identifier: str) -> Offering:  # noqa: ARG001
    """Give an offering with every claim on it."""
    found = market.offering(identifier)
    if found is None:
        raise Http404
    return found


@router.get("roles", response=list[RoleOut])
def roles(request: HttpRequest) -> list[Role]:  # noqa: ARG001
    """List the roles."""
    return sorted(library().roles.values(), key=lambda role: role.id)


@router.get("frameworks", response=list[FrameworkLine])
def frameworks(request: HttpRequest) -> list[FrameworkLine]:  # noqa: ARG001
    """List the frameworks."""
    return [_line(framework) for framework in sorted(library().frameworks.values(), key=lambda f: f.id)]


@router.get("frameworks/{identifier}", response={200: dict[str, object], 404: ErrorOut})
def framework(request: HttpRequest, identifier: str) -> dict[str, object]:  # noqa: ARG001
    """Give a framework as a CASE 1.1 package."""
    return served_case(_found(library().frameworks, identifier))


@router.get("programmes", response=list[ProgrammeOut])
def programmes(request: HttpRequest) -> list[ProgrammeOut]:  # noqa: ARG001
    """List the newest edition of every programme that runs here."""
    newest: dict[tuple[int, str], ProgrammeEdition] = {}
    for edition in ProgrammeEdition.objects.select_related("organisation").order_by("published_at", "pk"):
        newest[edition.organisation_id, edition.identifier] = edition
    return [_programme(edition) for _, edition in sorted(newest.items())]


def _found(nouns: dict[str, Noun], identifier: str) -> Noun:
    try:
        return nouns[identifier]
    except KeyError:
        raise Http404 from None


def _line(framework: Framework) -> FrameworkLine:
    return FrameworkLine(
        id=framework.id,
        title=framework.title,
        creator=framework.creator,
        version=framework.version,
        status=framework.status,
        licence_note=framework.licence_note,
        entries=len(framework.competencies),
        case_url=f"{settings.URL}{reverse('api:framework', args=[framework.id])}",
    )


def _programme(edition: ProgrammeEdition) -> ProgrammeOut:
    stated, owner = edition.programme, edition.organisation
    address = reverse("public:edition", args=[owner.slug, edition.identifier, edition.edition])
    return ProgrammeOut(
        id=stated.id,
        edition=stated.edition,
        title=stated.title,
        summary=stated.summary,
        organisation=owner.slug,
        modelled_on=stated.modelled_on,
        award=stated.award.title,
        kind=stated.award.kind,
        pacing=stated.calendar.pacing,
        starts=list(stated.calendar.starts),
        validity_months=stated.award.validity_months,
        audience=list(stated.audience),
        simulated=owner.is_simulated,
        digest=edition.digest,
        url=f"{settings.URL}{address}",
    )
