"""The nine criteria: each computes a value between 0 and 1 from the claims, as wide as the evidence is doubtful.

Nothing is set by hand for an offering. A criterion reads what is shown for its fields, turns it into a span, and
widens that by the grade of the claims; what nobody states is as wide as the policy says.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from testamur.catalogue import GROUPS, RIGOUR, Claim, Grade, Reading, Shown, rigour_level, worst
from testamur.fit.case import Case
from testamur.fit.constants import constant
from testamur.fit.constraints import CREDIT_FACT
from testamur.fit.dates import years_since
from testamur.fit.policy import Span, truth, widened


@dataclass(frozen=True, slots=True)
class Value:
    """What one criterion gives an offering: a span, the sentence that says why, and what it rests on.

    `grade` is the weakest grade among the claims, U if there are none. `missing` names the facts that would
    narrow the span.
    """

    criterion: str
    span: Span
    sentence: str
    grade: Grade = "U"
    claims: tuple[Claim, ...] = ()
    missing: tuple[str, ...] = field(default=())


def value_of(
    criterion: str, span: Span, sentence: str, *, found: Iterable[Shown] = (), missing: tuple[str, ...] = ()
) -> Value:
    """Return a value with the claims it rests on and the weakest of their grades."""
    known = [shown for shown in found if shown.is_known]
    claims = tuple(claim for shown in known for claim in shown.best)
    return Value(criterion, span, sentence, worst(shown.grade for shown in known), claims, missing)


def _audience(case: Case) -> Value:
    """Say how far the offering is made for this role."""
    found, policy, role = case.facts.shown("audience_roles"), case.facts.policy, case.role
    if found.is_known:
        names = role.id in found.value or role.group in found.value
        span = listed_span(names, policy.width(found.grade, found.field), policy.unlisted)
        who = f"{role.name.lower()}s" if role.id in found.value else GROUPS[role.group]
        sentence = f"It is said to be made for {who}." if names else "It is said to be made for others."
        return value_of("audience", span, sentence, found=[found])
    missing = ("for whom it is made",)
    if policy.sorting is None:
        return value_of("audience", policy.unknown, "For whom it is made is not stated.", missing=missing)
    sorted_here = role.group in case.facts.offering.role_groups
    span = listed_span(sorted_here, policy.widths[policy.sorting], policy.unlisted)
    place = "in" if sorted_here else "outside"
    sentence = f"For whom it is made is not stated; our own sorting puts it {place} this role's group."
    return value_of("audience", span, sentence, missing=missing)


def listed_span(named: bool, width: float, unlisted: float) -> Span:  # noqa: FBT001  (a fact, not a mode)
    """Return the span of something that a stated list names, or does not name."""
    return Span(1.0 - width, 1.0) if named else Span(0.0, max(unlisted, width))


def _coverage(case: Case) -> Value:
    """Say how much of what the role must be able to do the stated content touches."""
    found, policy = case.facts.shown("covers"), case.facts.policy
    targets = [target.code for target in case.role.target]
    if not found.is_known:
        sentence = "Which of this role's competencies it covers is not stated."
        return value_of("coverage", policy.unknown, sentence, missing=("an outline of what it covers",))
    width = policy.width(found.grade, found.field)
    named = [code in found.value or code.partition(".")[0] in found.value for code in targets]
    spans = [listed_span(name, width, policy.unlisted) for name in named]
    span = Span(_mean(s.low for s in spans), _mean(s.high for s in spans))
    sentence = f"Its stated content touches {sum(named)} of the {len(targets)} competencies of this role."
    missing = () if all(named) else ("whether it covers the rest of this role's competencies",)
    return value_of("coverage", span, sentence, found=[found], missing=missing)


def _mean(numbers: Iterable[float]) -> float:
    listed = list(numbers)
    return math.fsum(listed) / len(listed)


def _rigour(case: Case) -> Value:
    """Say how the award is assessed."""
    found = {name: case.facts.shown(f"signal.{name}") for name in RIGOUR}
    spans = {name: truth(shown, case.facts.policy) for name, shown in found.items()}
    low = {name: span.high if name == "c2" else span.low for name, span in spans.items()}
    high = {name: span.low if name == "c2" else span.high for name, span in spans.items()}
    span = Span(rigour_level(low) / 5, rigour_level(high) / 5)
    said = [RIGOUR[name] for name, shown in found.items() if shown.is_known and shown.value is True]
    denied = [RIGOUR[name] for name, shown in found.items() if shown.is_known and shown.value is False]
    parts = ["; ".join(said)] if said else []
    parts += [f"it is said not to be so that {' or '.join(denied)}"] if denied else []
    sentence = "Stated: " + "; ".join(parts) + "." if parts else "How it is assessed is not stated."
    missing = ("how it is assessed and what must be reached",) if span.high - span.low > 0 else ()
    return value_of("rigour", span, sentence, found=found.values(), missing=missing)


PORTABILITY_CHECKS: Final[dict[str, str]] = {
    "p1": "names a framework whose item-level mapping is public",
    "p2": "is accredited by a third party",
    "p3": "is recognised by a body outside the issuer",
    "p4": "is accepted or sat in two or more countries",
    "p6": "counts toward another credential or a licence",
}


def _portability(case: Case) -> Value:
    """Say how far the credential is worth something outside its issuer."""
    found = {name: case.facts.shown(f"portability.{name}") for name in PORTABILITY_CHECKS}
    spans = {name: truth(shown, case.facts.policy) for name, shown in found.items()}
    shares = {name: constant(f"portability.{name}") for name in PORTABILITY_CHECKS}
    whole = math.fsum(shares.values())
    span = Span(
        math.fsum(shares[name] * spans[name].low for name in spans) / whole,
        math.fsum(shares[name] * spans[name].high for name in spans) / whole,
    )
    said = [words for name, words in PORTABILITY_CHECKS.items() if found[name].is_known and found[name].value]
    sentence = f"Said: it {'; '.join(said)}." if said else "Recognition beyond its issuer is not shown."
    missing = ("who outside the issuer recognises it",) if span.high - span.low > 0 else ()
    return value_of("portability", span, sentence, found=found.values(), missing=missing)


def _ce(case: Case) -> Value:
    """Say what its credit is worth for this licence."""
    policy, licence = case.facts.policy, case.licence
    if licence == "none":
        return value_of("ce", Span(0.0, 0.0), "There is no licence to renew, so credit counts for nothing here.")
    found, licences = case.facts.shown("ce"), case.facts.shown("ce_for")
    missing = (CREDIT_FACT,)
    if not found.is_known:
        return value_of("ce", policy.unknown, "Whether it carries credit is not stated.", missing=missing)
    if found.value is False:
        return value_of("ce", truth(found, policy), "It carries no credit.", found=[found])
    abroad = case.profile.country not in ("", "US")
    if not licences.is_known or abroad:
        sentence = "It carries credit; for this licence and country that is not stated."
        return value_of("ce", policy.unknown, sentence, found=[found], missing=missing)
    width = max(policy.width(found.grade, "ce"), policy.width(licences.grade, "ce_for"))
    span = listed_span(licence in licences.value, width, policy.unlisted)
    sentence = f"It carries credit for: {', '.join(licences.value)}."
    return value_of("ce", span, sentence, found=[found, licences], missing=missing)


def _cost(case: Case) -> Value:
    """Say what is left of the budget."""
    price = case.facts.reading("price")
    if not price.is_known or price.unit != "USD":
        sentence = "Its price in US dollars is not stated."
        return Value("cost", case.facts.policy.unknown, sentence, missing=("the price of the whole",))
    budget = case.profile.budget
    span = _falling(price, constant("price_scale") if budget is None else budget, case)
    how = f" ({price.derivation})" if price.derivation else ""
    return Value("cost", span, f"It costs {_amount(price)}{how}.", price.grade, price.claims)


def _time(case: Case) -> Value:
    """Say how much of one's time it takes."""
    hours, profile = case.facts.reading("hours"), case.profile
    if not hours.is_known:
        sentence = "How many hours it takes is not stated."
        return Value("time", case.facts.policy.unknown, sentence, missing=("the hours in all",))
    free = constant("hours_scale")
    if profile.hours_per_week is not None and profile.weeks is not None:
        free = profile.hours_per_week * profile.weeks
    how = f" ({hours.derivation})" if hours.derivation else ""
    return Value(
        "time", _falling(hours, free, case), f"It takes {_amount(hours)}{how}.", hours.grade, hours.claims
    )


def _amount(reading: Reading) -> str:
    low, high = reading.interval or (None, None)
    ends = list(dict.fromkeys(f"{end:,.0f}" for end in (low, high) if end is not None))
    more = " or more" if high is None else ""
    return f"{' to '.join(ends)}{more} {reading.unit}"


def _falling(reading: Reading, scale: float, case: Case) -> Span:
    """Return 1 at nothing, falling straight to 0 at `scale`, widened by the reading's grade."""
    low, high = reading.interval or (None, None)

    def worth(amount: float) -> float:
        if scale == 0:
            return 1.0 if amount == 0 else 0.0
        return max(0.0, 1.0 - amount / scale)

    span = Span(0.0 if high is None else worth(high), 1.0 if low is None else worth(low))
    return widened(span, case.facts.policy.widths[reading.grade])


def _recency(case: Case) -> Value:
    """Say how old the newest dated fact is."""
    dated = [c for c in case.facts.offering.claim if c.as_of and c.grade != "U" and c.holds(case.facts.at)]
    if not dated:
        sentence = "None of its facts is dated."
        return Value("recency", case.facts.policy.unknown, sentence, missing=("whether the facts are of today",))
    newest = max(dated, key=lambda claim: (claim.as_of, claim.source, claim.field))
    age = years_since(newest.as_of, case.facts.at)
    fresh, stale = constant("fresh_years"), constant("stale_years")
    low, high = (min(1.0, max(0.0, (stale - years) / (stale - fresh))) for years in (age.high, age.low))
    span = widened(Span(low, high), case.facts.policy.widths[newest.grade])
    return Value("recency", span, f"Its newest dated fact is of {newest.as_of}.", newest.grade, (newest,))


def _verification(case: Case) -> Value:
    """Say whether others can check that it is held."""
    found = case.facts.shown("portability.p5")
    span = truth(found, case.facts.policy)
    words = {
        True: "It can be verified by machine or in a public register.",
        False: "It cannot be verified publicly.",
    }
    known = found.is_known and isinstance(found.value, bool)
    sentence = words[bool(found.value)] if known else "Whether it can be verified publicly is not stated."
    return value_of(
        "verification", span, sentence, found=[found], missing=() if known else ("how others verify it",)
    )


CRITERIA: Final[dict[str, Callable[[Case], Value]]] = {
    "audience": _audience,
    "coverage": _coverage,
    "rigour": _rigour,
    "portability": _portability,
    "ce": _ce,
    "cost": _cost,
    "time": _time,
    "recency": _recency,
    "verification": _verification,
}


def values(case: Case) -> tuple[Value, ...]:
    """Return what every criterion gives an offering, in the order of the table."""
    return tuple(criterion(case) for criterion in CRITERIA.values())
