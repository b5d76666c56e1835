"""How claims are believed: a policy is a table of widths, and whose word counts at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, NamedTuple

from testamur.catalogue import (
    FIELDS,
    GRADES,
    SOURCE_GUIDE,
    Claim,
    Grade,
    Offering,
    Reading,
    Shown,
    reading_of,
    shown,
)
from testamur.fit.constants import constant


class Span(NamedTuple):
    """What a value on the scale from 0 to 1 lies between."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Policy:
    """How claims are believed.

    `widths` widens a value by the grade of its claim, `seen_widths` for what must be seen; `unknown` stands for
    what nobody states, `unlisted` is the most that something can be worth which a stated list does not name.
    Only the claims of `source` count, if one is named; `sorting` is the grade of our own sorting into role
    groups, None where that does not count.
    """

    name: str
    title: str
    meaning: str
    widths: Mapping[Grade, float]
    seen_widths: Mapping[Grade, float]
    unknown: Span
    unlisted: float
    source: str = ""
    sorting: Grade | None = None

    def width(self, grade: Grade, field: str) -> float:
        """Return how far a claim of that grade on that field may be from the truth."""
        return (self.seen_widths if FIELDS[field].must_be_seen else self.widths)[grade]


GRADED: Final = Policy(
    name="graded",
    title="Graded evidence",
    meaning="Every fact is believed as far as its grade goes; what nobody states may be anything.",
    widths={grade: constant(f"width.{grade}") for grade in GRADES},
    seen_widths={grade: constant(f"seen.{grade}") for grade in GRADES},
    unknown=Span(0.0, 1.0),
    unlisted=constant("unlisted"),
    sorting="E",
)
AT_ITS_WORD: Final = Policy(
    name="source-guide",
    title="The source guide at its word",
    meaning="Only what the source guide says counts, as if proved; what it leaves out is taken as average.",
    widths=dict.fromkeys(GRADES, 0.0),
    seen_widths=dict.fromkeys(GRADES, 0.0),
    unknown=Span(0.5, 0.5),
    unlisted=0.0,
    source=SOURCE_GUIDE,
)
# Not offered to readers: it answers what would be left without interested parties and weak sources.
_STRICT: Final[dict[Grade, float]] = {
    grade: 1.0 if grade in "DEU" else constant(f"width.{grade}") for grade in GRADES
}
CONFIRMED_ONLY: Final = Policy(
    name="confirmed-only",
    title="Confirmed facts only",
    meaning="As graded evidence, but what only an interested party or a weak source states counts as unknown.",
    widths=_STRICT,
    seen_widths=_STRICT,
    unknown=Span(0.0, 1.0),
    unlisted=constant("unlisted"),
    sorting="E",
)
POLICIES: Final[dict[str, Policy]] = {policy.name: policy for policy in (GRADED, AT_ITS_WORD)}


@dataclass(frozen=True, slots=True)
class Facts:
    """An offering as a policy sees it on a day; each fact is looked up once."""

    offering: Offering
    policy: Policy
    at: date
    looked_up: dict[str, Shown] = field(default_factory=dict, init=False, compare=False, repr=False)
    read: dict[str, Reading] = field(default_factory=dict, init=False, compare=False, repr=False)

    def shown(self, name: str) -> Shown:
        """Return what is shown for a field."""
        if name not in self.looked_up:
            self.looked_up[name] = shown(self.offering, name, at=self.at)
        return self.looked_up[name]

    def reading(self, name: str) -> Reading:
        """Return one number on one basis."""
        if name not in self.read:
            self.read[name] = reading_of(name, self.shown)
        return self.read[name]

    def under(self, policy: Policy) -> "Facts":
        """Return the same claims believed under another policy; what is shown of them is the same."""
        other = replace(self, policy=policy)
        other.looked_up.update(self.looked_up)
        other.read.update(self.read)
        return other

    def supposing(self, claims: Iterable[Claim]) -> "Facts":
        """Return the facts with some claims in place of all that is claimed of the same fields."""
        stated = tuple(claims)
        fields = {claim.field for claim in stated}
        kept = tuple(claim for claim in self.offering.claim if claim.field not in fields)
        other = replace(self, offering=replace(self.offering, claim=(*kept, *stated)))
        other.looked_up.update((name, found) for name, found in self.looked_up.items() if name not in fields)
        return other


def facts(offering: Offering, policy: Policy, *, at: date) -> Facts:
    """Return an offering as a policy sees it on a day, with what had been read by then."""
    known = offering.as_known_on(at)
    return Facts(known.as_told_by(policy.source) if policy.source else known, policy, at)


def widened(span: Span, width: float) -> Span:
    """Return a span widened to both sides, within 0 and 1."""
    return Span(max(0.0, span.low - width), min(1.0, span.high + width))


def truth(found: Shown, policy: Policy) -> Span:
    """Return how far a flag holds: known, it is 1 or 0 and widened by its grade; unknown, as the policy says."""
    if not found.is_known or not isinstance(found.value, bool):
        return policy.unknown
    point = float(found.value)
    return widened(Span(point, point), policy.width(found.grade, found.field))
