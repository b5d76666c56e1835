"""Offerings, roles, frameworks and programmes, for programs."""

from typing import Annotated, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Query, Router

from testamur.catalogue import Framework, Offering, Role, as_case
from testamur.site.api.schemas import ErrorOut, FrameworkLine, OfferingLine, OfferingOut, ProgrammeOut, RoleOut
from testamur.site.records.library import library
from testamur.site.records.models import ProgrammeEdition

Noun = TypeVar("Noun")
router = Router(tags=["catalogue"])
Limit = Annotated[int, Query(100, ge=1, le=200)]
Offset = Annotated[int, Query(0, ge=0, le=100_000)]
Words = Annotated[str, Query("", max_length=100)]


@router.get("offerings", response=list[OfferingLine])
def offerings(request: HttpRequest, q: Words, limit: Limit, offset: Offset) -> list[Offering]:  # noqa: ARG001
    """List offerings whose name or provider holds every word of `q`, by id."""
    words = q.casefold().split()
    found = sorted(library().offerings.values(), key=lambda offering: offering.id)
    held = [o for o in found if all(word in f"{o.name} {o.provider}".casefold() for word in words)]
    return held[offset : offset + limit]


@router.get("offerings/{identifier}", response={200: OfferingOut, 404: ErrorOut})
def offering(request: HttpRequest, identifier: str) -> Offering:  # noqa: ARG001
    """Give an offering with every claim on it."""
    return _found(library().offerings, identifier)


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
    return as_case(_found(library().frameworks, identifier))


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
