"""A roster for the organisation's own programs: hand in a list, see how far it is, take the records."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.security import django_auth

from testamur.documents import read_json
from testamur.site.api.schemas import ErrorOut
from testamur.site.records.actions import rounds
from testamur.site.records.models import Organisation, Person, RosterLine, RosterRound
from testamur.site.records.permissions import organisation_for

router = Router(tags=["roster"], auth=django_auth)
Limit = Annotated[int, Query(100, ge=1, le=500)]
Offset = Annotated[int, Query(0, ge=0, le=10_000_000)]
DENIED = {403: ErrorOut, 404: ErrorOut}


class ListIn(Schema):
    """A list of credentials: CSV with the columns label, role, email and credential."""

    csv: Annotated[str, Field(max_length=400_000)]


class LineOut(Schema):
    """One line of a round: how it ended, what was found, and the number of its record."""

    line: int
    label: str
    outcome: str
    reason: str
    verdict: str
    record: UUID | None


class RoundOut(Schema):
    """How far a round of checks is."""

    round: int
    total: int
    done: int
    lines: list[LineOut]


def _organisation(request: HttpRequest, slug: str, permission: str) -> tuple[Organisation, Person]:
    person = request.user
    organisation = organisation_for(person, slug, permission)
    if not isinstance(person, Person):
        raise TypeError  # whoever may do it has an account
    return organisation, person


@router.post("{slug}/roster", response={200: RoundOut, 422: ErrorOut, **DENIED})
def hand_in(request: HttpRequest, slug: str, given: ListIn) -> RoundOut:
    """Hand in a list of credentials; they are checked in the background. All of it is taken, or nothing."""
    organisation, person = _organisation(request, slug, "roster.change")
    source = given.csv.encode(errors="surrogatepass")
    made = rounds.take_list(organisation=organisation, source=source, by=person, at=timezone.now(), name="csv")
    return _round(made)


@router.get("{slug}/rounds/{number}", response={200: RoundOut, **DENIED})
def round_(request: HttpRequest, slug: str, number: int) -> RoundOut:
    """Say how far a round is, and what was found so far."""
    organisation, _ = _organisation(request, slug, "roster.view")
    return _round(get_object_or_404(organisation.roster_rounds.all(), pk=number))


def _round(made: RosterRound) -> RoundOut:
    lines = [_line(line) for line in made.lines.select_related("record")]
    waits = RosterLine.Outcome.WAITS.label
    return RoundOut(
        round=made.pk, total=len(lines), done=sum(line.outcome != waits for line in lines), lines=lines
    )


def _line(line: RosterLine) -> LineOut:
    return LineOut(
        line=line.line,
        label=line.label,
        outcome=RosterLine.Outcome(line.outcome).label,
        reason=line.reason,
        verdict=line.record.verdict if line.record else "",
        record=line.record.identifier if line.record else None,
    )


@router.get("{slug}/records", response={200: list[dict[str, Any]], **DENIED})
def records(request: HttpRequest, slug: str, limit: Limit, offset: Offset) -> list[dict[str, Any]]:
    """List the signed verification records of the organisation, the newest first."""
    organisation, _ = _organisation(request, slug, "roster.view")
    kept = organisation.verification_records.exclude(document="").order_by("-pk")
    return [read_json(record.document.encode()) for record in kept[offset : offset + limit]]


@router.get("{slug}/records/{identifier}", response={200: dict[str, Any], **DENIED})
def record(request: HttpRequest, slug: str, identifier: UUID) -> dict[str, Any]:
    """Give one signed verification record."""
    organisation, _ = _organisation(request, slug, "roster.view")
    kept = organisation.verification_records.exclude(document="")
    found: dict[str, Any] = read_json(get_object_or_404(kept, identifier=identifier).document.encode())
    return found
