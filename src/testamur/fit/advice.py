"""What the ranking answers: an ordered list of fits with their reasons and doubts, and what to do with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from testamur.catalogue import Claim, Grade, Interval, Reading
from testamur.fit.constants import constant
from testamur.fit.constraints import Answer, Standing
from testamur.fit.criteria import Value
from testamur.fit.policy import Span
from testamur.fit.profile import Profile

Direction = Literal["for", "against"]
Confidence = Literal["clear", "leaning", "open", "none"]
Form = Literal["one", "list", "pair", "module", "none"]


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
class Totals:
    """What the whole costs in money and time, on one basis, each with its derivation.

    `weeks_at_my_hours` are weeks of the calendar at the hours a week of the profile, or as the provider sets
    them; unknown where neither is known.
    """

    price: Reading = field(default_factory=lambda: Reading("price"))
    price_per_hour: Reading = field(default_factory=lambda: Reading("price_per_hour"))
    hours: Reading = field(default_factory=lambda: Reading("hours"))
    weeks_at_my_hours: Reading = field(default_factory=lambda: Reading("weeks_at_my_hours"))


@dataclass(frozen=True, slots=True)
class Fit:
    """One offering in its place.

    `value` is the weighted value, what it surely is and what it may be at most; `expected` is where it is placed
    by. Of the draws of weights and doubtful values, `first_share` is the share in which it comes first,
    `rank_shares` in which it comes first, second and third, `win_rate` in which it beats the one in the first
    place (1/2 for that one itself); `central_weights` are the mean weights of the draws in which it comes first,
    None if it never does. `covered` are the role's competencies that it covers by evidence. `dominated_by` names
    one that is surely as good in everything and better in something, empty if there is none; what is dominated
    cannot be first and is not drawn with the others.
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
    totals: Totals = field(default_factory=Totals)
    dominated_by: str = ""
    win_rate: float = 0.0
    rank_shares: tuple[float, float, float] = (0.0, 0.0, 0.0)
    central_weights: Mapping[str, float] | None = None
    covered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """An offering that is not ranked, and why: a constraint says no, or nothing about it is confirmed."""

    offering: str
    name: str
    provider: str
    standing: Standing
    because: tuple[str, ...]
    missing: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Module:
    """One part of a programme that is said to be usable alone, and the place it would take on its own."""

    offering: str
    name: str
    part: str
    place: int
    value: Span
    price: Reading
    weeks: Reading
    sentence: str


@dataclass(frozen=True, slots=True)
class Counsel:
    """What to do, in one form: one offering, the first few, a pair, a module of one, or none of them.

    `offerings` are the keys it speaks of, in order; `module` is set for the form "module"; `instead` says what
    to do where nothing fits.
    """

    kind: Form = "none"
    sentence: str = ""
    offerings: tuple[str, ...] = ()
    module: Module | None = None
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Complement:
    """An offering to take as well, or instead, where something is true that the profile does not say.

    `when` completes "if you"; `adds` are the competencies of the framework that the first place does not
    evidence and this one does.
    """

    offering: str
    name: str
    when: str
    sentence: str
    adds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two offerings that together cover more of what the role must be able to do than any one does.

    `covered` and `uncovered` are the role's target competencies, by evidence. `price` and `weeks` are of both,
    one after the other.
    """

    first: str
    second: str
    covered: tuple[str, ...]
    uncovered: tuple[str, ...]
    sentence: str = ""
    price: Interval | None = None
    weeks: Interval | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would put another offering first.

    Of the kind "weight", `what` is the criterion and `weights` are those under which it happens; of the kind
    "fact", `what` is the field, `offering` whose fact it is, and `claims` stand for the fact that would do it, in
    place of what is claimed now. `first` is the key of the one that would be first, empty if none would.
    """

    kind: Literal["weight", "fact"]
    what: str
    offering: str
    sentence: str
    first: str
    weights: Mapping[str, float] | None = None
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why an offering is not in the first place, and how often it would be placed before that one."""

    offering: str
    name: str
    win_rate: float
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleFired:
    """A conditional rule of the guide that this question sets off."""

    id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer to a profile under a policy on a day.

    `confidence_factor` is the share of draws of the doubtful values in which the first place is first under its
    own central weights. `second_opinion` is the key of the one that another way of adding up puts first, which
    changes no place. `considered` counts the offerings looked at; `ruled_out` how many each constraint rules
    out (one offering may be ruled out by several).
    """

    profile: Profile
    policy: str
    at: date
    weights: dict[str, float]
    draws: int
    confidence: Confidence
    fits: tuple[Fit, ...]
    set_aside: tuple[SetAside, ...]
    cautions: tuple[Caution, ...]
    counsel: Counsel = field(default_factory=Counsel)
    complements: tuple[Complement, ...] = ()
    pair: Pair | None = None
    modules: tuple[Module, ...] = ()
    changes: tuple[Change, ...] = ()
    against: tuple[WhyNot, ...] = ()
    rules: tuple[RuleFired, ...] = ()
    confidence_factor: float | None = None
    second_opinion: str = ""
    considered: int = 0
    ruled_out: Mapping[str, int] = field(default_factory=dict)


def confidence(shares: Sequence[float]) -> Confidence:
    """Return how sure the first place is, from the first-place shares in the order of the places.

    It is open where another is first more often, or where the share is too small.
    """
    if not shares:
        return "none"
    if shares[0] < max(shares) or shares[0] < constant("leaning"):
        return "open"
    return "clear" if shares[0] >= constant("clear") else "leaning"
