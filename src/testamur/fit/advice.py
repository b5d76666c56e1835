"""What the ranking answers: an ordered list of fits with their reasons and doubts, and what was set aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from testamur.catalogue import Grade
from testamur.fit.constants import constant
from testamur.fit.constraints import Answer, Standing
from testamur.fit.criteria import Value
from testamur.fit.policy import Span
from testamur.fit.profile import Profile

Direction = Literal["for", "against"]
Confidence = Literal["clear", "leaning", "open", "none"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an offering stands where it stands: one criterion that surely speaks for it, or against it."""

    direction: Direction
    criterion: str
    sentence: str
    grade: Grade
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Caution:
    """Something the reader must know before trusting the place of an offering."""

    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Fit:
    """One offering in its place.

    `value` is the weighted value, what it surely is and what it may be at most; `expected` is where it is placed
    by; `first_share` is how often it comes first when weights and doubtful values are drawn.
    """

    place: int
    offering: str
    name: str
    provider: str
    standing: Standing
    value: Span
    expected: float
    first_share: float
    reasons: tuple[Reason, ...]
    confirm: tuple[str, ...]
    cautions: tuple[Caution, ...]
    answers: tuple[Answer, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """An offering that is not ranked, and why: a constraint says no, or nothing about it is confirmed."""

    offering: str
    name: str
    provider: str
    standing: Standing
    because: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer to a profile under a policy on a day."""

    profile: Profile
    policy: str
    at: date
    weights: dict[str, float]
    draws: int
    confidence: Confidence
    fits: tuple[Fit, ...]
    set_aside: tuple[SetAside, ...]
    cautions: tuple[Caution, ...]


def confidence(shares: Sequence[float]) -> Confidence:
    """Return how sure the first place is, from the first-place shares in the order of the places.

    It is open where another is first more often, or where the share is too small.
    """
    if not shares:
        return "none"
    if shares[0] < max(shares) or shares[0] < constant("leaning"):
        return "open"
    return "clear" if shares[0] >= constant("clear") else "leaning"
