"""Whom a change of scoring concerns, and what rests on their sittings: decisions, awards, credentials, watches."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Prefetch

from testamur.programme import Activity, decide
from testamur.site.records.models import (
    ActivityRecord,
    Credential,
    Decision,
    Enrolment,
    ProgrammeEdition,
    RosterEntry,
    Score,
    Watch,
)
from testamur.site.records.models.enrolment import VOID
from testamur.site.records.rescoring.judged import judging

CHUNK: Final = 5000
"""So many records are asked for by number at once."""


class Consequence(StrEnum):
    """What follows once the change is signed; nothing is ever taken away without an examiner."""

    NONE = "none"
    AWARD = "award"
    QUEUE = "queue"
    COUNTS = "counts"
    RENEWAL = "renewal"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Turned:
    """A sitting that would change sides, with what rests on it. Names nobody."""

    sitting: int
    enrolment: int
    form: str
    purpose: str
    before: int
    after: int
    passes: bool
    consequence: Consequence
    decision: str = ""
    award: int | None = None
    credential: str = ""
    credential_standing: str = ""
    renewals: int = 0
    watches: int = 0


@dataclass(frozen=True, slots=True)
class Flip:
    """A sitting whose score crosses the pass mark."""

    sitting: int
    enrolment: int
    form: str
    purpose: str
    before: int
    after: int
    passes: bool


def turned(edition: ProgrammeEdition, flips: Sequence[Flip]) -> Iterator[Turned]:
    """Yield what rests on sittings that would change sides; a handful of queries for each few thousand of them."""
    for start in range(0, len(flips), CHUNK):
        yield from _turned(edition, flips[start : start + CHUNK])


def stating(enrolments: Sequence[int]) -> int:
    """Return how many valid credentials of these enrolments there are, each of which states a score."""
    latest = Credential.objects.filter(superseded_by=None, revocation=None)
    chunks = (enrolments[start : start + CHUNK] for start in range(0, len(enrolments), CHUNK))
    return sum(latest.filter(award__enrolment__in=chunk).count() for chunk in chunks)


def _turned(edition: ProgrammeEdition, flips: Sequence[Flip]) -> list[Turned]:
    enrolments = _enrolments({flip.enrolment for flip in flips})
    passes = _standing_passes([flip.sitting for flip in flips])
    credentials = {
        enrolment.pk: latest for enrolment in enrolments.values() if (latest := _latest(enrolment)) is not None
    }
    watched = _watches(credentials.values())
    found = []
    for flip in flips:
        enrolment, latest = enrolments[flip.enrolment], credentials.get(flip.enrolment)
        award = getattr(enrolment, "award", None)
        decision = _standing(enrolment)
        found.append(
            Turned(
                sitting=flip.sitting,
                enrolment=flip.enrolment,
                form=flip.form,
                purpose=flip.purpose,
                before=flip.before,
                after=flip.after,
                passes=flip.passes,
                consequence=_consequence(edition, enrolment, flip, stands=flip.sitting in passes),
                decision=decision.outcome if decision else "",
                award=award.pk if award else None,
                credential=str(latest.identifier) if latest else "",
                credential_standing=_credential_standing(latest),
                renewals=len(award.extensions.all()) if award else 0,
                watches=watched.get(_address(latest), 0) if latest else 0,
            )
        )
    return found


def _enrolments(numbers: Iterable[int]) -> dict[int, Enrolment]:
    credentials = Credential.objects.select_related("revocation").prefetch_related("suspensions")
    decisions = Decision.objects.select_related("superseded_by")
    kept = (
        Enrolment.objects.filter(pk__in=list(numbers))
        .select_related("award")
        .prefetch_related(
            "activities",
            Prefetch("decisions", decisions),
            "award__extensions",
            Prefetch("award__credentials", credentials),
        )
    )
    return {enrolment.pk: enrolment for enrolment in kept}


def _standing_passes(sittings: Sequence[int]) -> set[int]:
    """Return the sittings whose pass stands although their score lies below the pass mark."""
    scores: dict[int, list[Score]] = {}
    kept = Score.objects.filter(sitting__in=sittings).select_related("pass_review__answer").order_by("pk")
    for score in kept:
        scores.setdefault(score.sitting_id, []).append(score)
    return {sitting for sitting, chain in scores.items() if judging(chain) is not chain[-1]}


def _latest(enrolment: Enrolment) -> Credential | None:
    award = getattr(enrolment, "award", None)
    kept = list(award.credentials.all()) if award else []
    return kept[-1] if kept else None


def _standing(enrolment: Enrolment) -> Decision | None:
    standing = [one for one in enrolment.decisions.all() if not hasattr(one, "superseded_by")]
    return standing[-1] if standing else None


def _credential_standing(latest: Credential | None) -> str:
    if latest is None:
        return ""
    if hasattr(latest, "revocation"):
        return "revoked"
    return "suspended" if latest.suspension else "valid"


def _address(row: Credential) -> str:
    return f"{settings.URL}/credentials/{row.identifier}"


def _watches(rows: Iterable[Credential]) -> dict[str, int]:
    addresses = [_address(row) for row in rows]
    found: dict[str, int] = {}
    for kind in (RosterEntry, Watch):
        lines = kind.objects.filter(address__in=addresses).values_list("address").annotate(Count("pk"))
        for address, count in lines.order_by():
            found[address] = found.get(address, 0) + count
    return found


def _consequence(edition: ProgrammeEdition, enrolment: Enrolment, flip: Flip, *, stands: bool) -> Consequence:
    if stands or passed_elsewhere(enrolment.activities.all(), flip.sitting):
        return Consequence.NONE
    if not flip.passes:
        return Consequence.REVIEW
    if flip.purpose != "exam":
        return Consequence.RENEWAL
    if hasattr(enrolment, "award"):
        return Consequence.NONE
    then = [_as_passed(record, flip) for record in enrolment.activities.all() if record.outcome != VOID]
    if not decide(edition.programme, then, only=enrolment.only).award:
        return Consequence.COUNTS
    is_by_rule = edition.programme.award.decided_by == "rule" and _standing(enrolment) is None
    return Consequence.AWARD if is_by_rule else Consequence.QUEUE


def passed_elsewhere(activities: Iterable[ActivityRecord], sitting: int) -> bool:
    """Return whether another sitting of the exam was passed."""
    others: Iterable[Mapping[str, Any]] = (one.detail for one in activities if one.outcome == "passed")
    return any("sitting" in detail and detail["sitting"] != sitting for detail in others)


def _as_passed(record: ActivityRecord, flip: Flip) -> Activity:
    if record.detail.get("sitting") == flip.sitting:
        return Activity(record.part, "passed", record.on, flip.after)
    return record.activity
