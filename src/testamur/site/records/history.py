"""Versions of offerings as every desk shows them: what each changed, when, from where, and who let it in.

No person is named here: of a contribution stand its number, whether an interest was stated, and for which
organisation an editor accepted it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.db.models import OuterRef, QuerySet, Subquery

from testamur.catalogue import Offering
from testamur.catalogue.history import Changes, changes
from testamur.site.records.models import ContributionDecision, OfferingVersion

MOST_VERSIONS: Final = 50


@dataclass(frozen=True, slots=True)
class Step:
    """One version: its revision, time and origin, what it changed, and how it was let in."""

    revision: int
    at: datetime
    origin: str
    offering: Offering
    changes: Changes
    is_first: bool
    contribution: int | None = None
    kind: str = ""
    organisation: str = ""
    has_interest: bool = False


def steps(*, key: str = "", before: int | None = None, most: int = MOST_VERSIONS) -> list[Step]:
    """Return the newest versions, newest first: of one offering or of all, up to now or before a revision."""
    versions = OfferingVersion.objects.order_by("-pk")
    if key:
        versions = versions.filter(key=key)
    if before is not None:
        versions = versions.filter(pk__lt=before)
    return _steps(versions[:most])


def _steps(versions: QuerySet[OfferingVersion]) -> list[Step]:
    earlier = OfferingVersion.objects.filter(key=OuterRef("key"), pk__lt=OuterRef("pk")).order_by("-pk")
    found = list(versions.annotate(previous=Subquery(earlier.values("pk")[:1])))
    previous = OfferingVersion.objects.in_bulk([one.previous for one in found if one.previous])
    decisions = _decisions(found)
    return [_step(one, previous.get(one.previous), decisions.get(one.pk)) for one in found]


def _decisions(versions: Iterable[OfferingVersion]) -> dict[int, ContributionDecision]:
    made = ContributionDecision.objects.filter(version__in=[version.pk for version in versions])
    return {one.version_id: one for one in made.select_related("contribution", "organisation") if one.version_id}


def _step(
    version: OfferingVersion, previous: OfferingVersion | None, decision: ContributionDecision | None
) -> Step:
    contribution = decision.contribution if decision else None
    return Step(
        revision=version.pk,
        at=version.recorded_at,
        origin=version.origin,
        offering=version.offering,
        changes=changes(previous.offering if previous else None, version.offering),
        is_first=previous is None,
        contribution=contribution.pk if contribution else None,
        kind=contribution.kind if contribution else "",
        organisation=decision.organisation.name if decision else "",
        has_interest=bool(contribution and contribution.interest),
    )


def revision_on(day: date) -> int:
    """Return the newest revision of the catalogue at the end of a day, UTC; 0 if nothing had been recorded."""
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)
    return _newest(OfferingVersion.objects.filter(recorded_at__lt=end))


def day_of(revision: int) -> date | None:
    """Return the day on which a revision of the catalogue was recorded; None if there is none of that number."""
    version = OfferingVersion.objects.filter(pk=revision).first()
    return version.recorded_at.astimezone(UTC).date() if version else None


def _newest(versions: QuerySet[OfferingVersion]) -> int:
    return versions.order_by("-pk").values_list("pk", flat=True).first() or 0
