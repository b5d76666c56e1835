"""How long a fact stays fresh: one published table by field, and which facts of an offering have outlived it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from testamur.catalogue.claim import Claim, first_day
from testamur.catalogue.offering import Offering
from testamur.catalogue.shown import Shown, shown

State = Literal["fresh", "stale", "undated", "lasting"]

STATES: Final[dict[State, str]] = {
    "fresh": "read or dated within the time that the field allows",
    "stale": "read or dated longer ago than the field allows",
    "undated": "nobody says when it was read or stated, so its age is not known",
    "lasting": "of a kind that is not asked again by the calendar",
}


@dataclass(frozen=True, slots=True)
class Lifetime:
    """For how many days a fact stays fresh, in which fields, and why so long."""

    days: int
    fields: tuple[str, ...]
    reason: str


LIFETIMES: Final[tuple[Lifetime, ...]] = (
    Lifetime(
        90,
        ("price", "price_per_course"),
        "providers change prices within a season, and a reader pays today's",
    ),
    Lifetime(
        90,
        ("dates", "start", "starts", "planned"),
        "a cohort starts several times a year; a date that nobody looked up again may be gone",
    ),
    Lifetime(
        366,
        (
            "accreditation",
            "board_recognition",
            "ce",
            "ce_credits",
            "ce_for",
            "signal.s11",
            "signal.a5",
            "signal.e1",
        ),
        "accreditors renew their lists and designate credit for a year or more",
    ),
    Lifetime(
        366,
        (
            "eligibility",
            "eligible_countries",
            "eligible_licences",
            "exam_items",
            "exam_minutes",
            "pass_correct",
            "validity",
        ),
        "candidate handbooks come out once a year",
    ),
)
# Every other field says what a thing is or was, which the calendar alone does not change.
FRESH_DAYS: Final[dict[str, int]] = {name: life.days for life in LIFETIMES for name in life.fields}


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old a shown fact is: its state, the day its age is counted from, and its age and limit in days."""

    state: State
    day: date | None = None
    age: int | None = None
    limit: int | None = None

    @property
    def is_flagged(self) -> bool:
        """Whether a reader must be told: it is too old, or its age is not known."""
        return self.state in ("stale", "undated")


def confirmed_on(claim: Claim) -> date | None:
    """Return the day a claim's age is counted from, the earliest its dates allow; None if it has none.

    An authority's or the provider's own page still says today what we read today, so the reading counts first. An
    article that we read again is no younger for it, so its own date counts first.
    """
    texts = (claim.seen, claim.as_of) if claim.grade in ("A", "B") else (claim.as_of, claim.seen)
    return next((first_day(text) for text in texts if text), None)


def freshness(found: Shown, *, at: date) -> Freshness:
    """Return how old a shown fact is on a day; the youngest of the claims it is made from counts.

    A fact is stale from the day after its limit: 90 days old is fresh, 91 is not.
    """
    limit = FRESH_DAYS.get(found.field)
    days = [day for claim in found.best if (day := confirmed_on(claim))]
    day = max(days, default=None)
    age = None if day is None else (at - day).days
    if limit is None or found.missing:
        return Freshness("lasting", day, age)
    if age is None:
        return Freshness("undated", limit=limit)
    return Freshness("stale" if age > limit else "fresh", day, age, limit)


def stale_claims(offering: Offering, *, at: date) -> tuple[Claim, ...]:
    """Return the claims that shown facts rest on and that are too old on that day, or of an age nobody knows."""
    return tuple(claim for found, _ in flagged(offering, at=at) for claim in found.best)


def flagged(offering: Offering, *, at: date) -> Iterator[tuple[Shown, Freshness]]:
    """Yield each shown fact of an offering that is too old on that day, or of an age nobody knows."""
    known = offering.as_known_on(at)
    stated = {claim.field for claim in known.claim}
    for name in FRESH_DAYS:
        if name in stated:
            found = shown(known, name, at=at)
            age = freshness(found, at=at)
            if age.is_flagged:
                yield found, age
