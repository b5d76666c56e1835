"""What to take as well, or instead, where something is true of the reader that the profile does not say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from testamur.fit.advice import Complement
from testamur.fit.candidate import Candidate
from testamur.fit.constants import constant
from testamur.fit.placing import Placing
from testamur.fit.profile import Archetype
from testamur.fit.rules import ASKS, Rule, unfired


@dataclass(frozen=True, slots=True)
class Duty:
    """Something one may also do, the competencies that asks for, and to whom it is nothing new."""

    when: str
    domains: tuple[str, ...]
    already: tuple[Archetype, ...]


# By the domains of the framework of health-care AI competencies; who is one of the archetypes does it anyway.
DUTIES: Final = (
    Duty("also manage teams, evaluate vendors or govern AI", ("H7", "H8"), ("shaper", "purchaser")),
    Duty("also lead how work changes with AI", ("H5",), ("driver", "shaper")),
    Duty("also build AI, or verify what others build", ("H1", "H4"), ("creator", "embedder")),
)


def complements(placing: Placing) -> tuple[Complement, ...]:
    """Return what goes with the first place, each with its condition, and no offering under two conditions."""
    found: dict[str, Complement] = {}
    for one in (*_by_duty(placing), *_by_rule(placing)):
        found.setdefault(one.offering, one)
    return tuple(found.values())


def _by_duty(placing: Placing) -> Iterator[Complement]:
    first = placing.candidates[placing.first]
    own = {first.case.profile.archetype} if first.case.profile.archetype else set(first.case.role.archetypes)
    for duty in DUTIES:
        if own & set(duty.already):
            continue
        adding = [(one, _adds(one, first, duty.domains)) for one in _others(placing)]
        best, adds = max(adding, key=lambda pair: len(_domains(pair[1])), default=(None, ()))
        if best is not None and adds:
            yield _complement(best, duty.when, "what it covers for that, the first does not", adds)


def _domains(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(code.partition(".")[0] for code in codes)


def _others(placing: Placing) -> Iterator[Candidate]:
    """Yield the candidates after the first place, in their places."""
    return (placing.candidates[i] for i in placing.order[1:])


def _adds(one: Candidate, first: Candidate, domains: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return what one states to cover, and the first does not, by evidence that speaks for it.

    A duty may ask for more than the role does, so all that is stated counts: competencies, and domains as wholes.
    """
    stated, known = _stated(one), _stated(first)
    new = stated - known
    return tuple(
        sorted(
            code
            for code in new
            if code.partition(".")[0] not in known and (not domains or code.partition(".")[0] in domains)
        )
    )


def _stated(candidate: Candidate) -> frozenset[str]:
    found, policy = candidate.case.facts.shown("covers"), candidate.case.facts.policy
    if not found.is_known or 1.0 - policy.width(found.grade, found.field) < constant("speaks_for"):
        return frozenset()
    return frozenset(found.value)


def _by_rule(placing: Placing) -> Iterator[Complement]:
    first = placing.candidates[placing.first]
    for rule in unfired(first.case.profile, first.case.role):
        if _answers(first, rule):
            continue
        for one in [other for other in _others(placing) if _answers(other, rule)][: int(constant("complements"))]:
            yield _complement(one, rule.when, f"it {ASKS[rule.asks].title}", _adds(one, first))


def _answers(candidate: Candidate, rule: Rule) -> bool:
    span, found = ASKS[rule.asks].found(candidate.case)
    return bool(found) and span.low >= constant("speaks_for")


def _complement(one: Candidate, when: str, why: str, adds: tuple[str, ...]) -> Complement:
    sentence = f"If you {when}: {one.offering.name}; {why}."
    return Complement(one.offering.id, one.offering.name, when, sentence, adds)
