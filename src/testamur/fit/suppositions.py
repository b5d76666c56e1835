"""What would put another offering first: one fact that nobody states, or only a weak or interested source does.

Each such fact is supposed, with every answer it could have, and what reads it is asked again; the rest stands.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from testamur.catalogue import RIGOUR, Claim
from testamur.fit.advice import Change
from testamur.fit.candidate import Candidate
from testamur.fit.case import Case
from testamur.fit.constants import constant
from testamur.fit.constraints import CONSTRAINTS, Standing
from testamur.fit.criteria import CRITERIA, PORTABILITY_CHECKS, Value
from testamur.fit.placing import Placing
from testamur.fit.rules import SITUATION, situation

SUPPOSED: Final = "supposed"
"""The source of a fact that nobody has stated, only supposed."""
_READS: Final = {**CRITERIA, SITUATION: situation}
_ANSWERS: Final = {constraint.name: constraint for constraint in CONSTRAINTS}


@dataclass(frozen=True, slots=True)
class Supposition:
    """One fact, the answers it could have for this person, and what reads it."""

    field: str
    criteria: tuple[str, ...]
    constraints: tuple[str, ...]
    answers: Callable[[Case], tuple[tuple[object, str], ...]]


# What is supposed of a yes-or-no fact, in words that complete "if it turned out that" and "... not so that".
WORDS: Final[dict[str, str]] = {
    **{f"signal.{name}": words for name, words in RIGOUR.items()},
    **{f"portability.{name}": f"it {words}" for name, words in PORTABILITY_CHECKS.items()},
    "portability.p5": "others can verify it",
    "ce": "it carries credit",
    "domain.applied-work-on-clinical-data": "one works on clinical data in it",
    "health_domain": "it is made for health care",
    "programming_required": "programming is needed",
    "board_required": "it asks for certification by a speciality board",
}


def _yes_or_no(field: str) -> Callable[[Case], tuple[tuple[object, str], ...]]:
    words = WORDS[field]
    return lambda _: ((True, f"it turned out that {words}"), (False, f"it turned out not to be so that {words}"))


def _flag(field: str, criteria: tuple[str, ...] = (), constraints: tuple[str, ...] = ()) -> Supposition:
    return Supposition(field, criteria, constraints, _yes_or_no(field))


def _covers(case: Case) -> tuple[tuple[object, str], ...]:
    every = tuple(target.code for target in case.role.target)
    return (every, "it covered all that your role must be able to do"), ((), "it covered nothing of that")


def _audience(case: Case) -> tuple[tuple[object, str], ...]:
    return ((case.role.id,), "it were made for your role"), ((), "it were made for others")


def _credit_for(case: Case) -> tuple[tuple[object, str], ...]:
    if case.licence in ("", "none") or not (is_open(case, "ce") or case.facts.shown("ce").value):
        return ()
    return ((case.licence,), "it carried credit for your licence"), ((), "it carried no credit for your licence")


def _employers(case: Case) -> tuple[tuple[object, str], ...]:
    if not case.profile.setting:
        return ()
    return ((case.profile.setting,), "it were valued where you work"), ((), "it were not valued where you work")


SUPPOSITIONS: Final = (
    *(_flag(f"signal.{name}", ("rigour",)) for name in RIGOUR if name != "exam"),
    _flag("signal.exam", ("rigour", SITUATION)),
    *(_flag(f"portability.{name}", ("portability", SITUATION)) for name in PORTABILITY_CHECKS),
    _flag("portability.p5", ("verification",)),
    Supposition("ce", ("ce",), ("credit",), _yes_or_no("ce")),
    Supposition("ce_for", ("ce",), ("credit",), _credit_for),
    Supposition("covers", ("coverage",), ("domain",), _covers),
    Supposition("audience_roles", ("audience", SITUATION), ("domain",), _audience),
    Supposition("recognised_at", (SITUATION,), (), _employers),
    _flag("domain.applied-work-on-clinical-data", (SITUATION,), ("domain",)),
    _flag("health_domain", (), ("domain",)),
    _flag("programming_required", (), ("programming",)),
    _flag("board_required", (), ("board",)),
)


def supposed(field: str, value: object, case: Case, *, unit: str = "") -> Claim:
    """Return a fact as if an independent authority stated it, in the only source that counts if there is one."""
    return Claim(field, case.facts.policy.source or SUPPOSED, "A", value, unit=unit)


def is_open(case: Case, field: str) -> bool:
    """Say whether a fact could still be another: nobody states it, or only a weak or interested source does."""
    found = case.facts.shown(field)
    return not found.is_known or found.grade in ("D", "E") or (found.value is None and found.interval is None)


def fact_changes(placing: Placing) -> tuple[Change, ...]:
    """Return which single facts of the first few would put another first, those of the first place before."""
    found: list[Change] = []
    for place in placing.order[: int(constant("changes.places"))]:
        found += list(_changes_of(placing, place))[: int(constant("changes.facts_each"))]
    return tuple(found[: int(constant("changes.facts"))])


def _changes_of(placing: Placing, i: int) -> Iterator[Change]:
    for supposition in SUPPOSITIONS:
        case = placing.candidates[i].case
        if not is_open(case, supposition.field) or not _can_matter(placing, i, supposition):
            continue
        for value, words in supposition.answers(case):
            claims = _claims(supposition, value, case)
            first = first_if(placing, i, claims, supposition.criteria, supposition.constraints)
            if first != placing.key(placing.first):
                yield _fact_change(placing, i, claims, words, first)


def _claims(supposition: Supposition, value: object, case: Case) -> tuple[Claim, ...]:
    """Return the fact that is supposed, and with credit for a licence that there is credit at all."""
    claims = [supposed(supposition.field, value, case)]
    if supposition.field == "ce_for" and value and is_open(case, "ce"):
        claims.append(supposed("ce", value=True, case=case))
    return tuple(claims)


def _can_matter(placing: Placing, i: int, supposition: Supposition) -> bool:
    """Say whether what reads the fact weighs enough to close the gap, or may rule the first place out."""
    if i == placing.first and any(_asked(placing.candidates[i], name) for name in supposition.constraints):
        return True
    names = list(placing.weights)
    columns = [names.index(name) for name in supposition.criteria if name in names]
    span = placing.middles[i, columns]
    reach = float((placing.counted[columns] * (span if i == placing.first else 1.0 - span)).sum())
    rival = placing.order[1] if i == placing.first and len(placing.order) > 1 else placing.first
    return reach >= abs(float(placing.worth[i] - placing.worth[rival]))


def _asked(candidate: Candidate, constraint: str) -> bool:
    return any(answer.constraint == constraint for answer in candidate.answers)


def first_if(
    placing: Placing, i: int, claims: tuple[Claim, ...], criteria: tuple[str, ...], constraints: tuple[str, ...]
) -> str:
    """Return who is first if some facts of one candidate are as supposed; empty if nobody is left."""
    candidate = placing.candidates[i]
    case = replace(candidate.case, facts=candidate.case.facts.supposing(claims))
    gone = any(
        _ANSWERS[name].answer(case).standing is Standing.NOT for name in constraints if _asked(candidate, name)
    )
    worth = {placing.key(j): float(placing.worth[j]) for j in range(len(placing.candidates)) if j != i}
    if not gone:
        counting = [name for name in criteria if name in placing.weights]
        worth[placing.key(i)] = _worth(placing, i, {name: _READS[name](case) for name in counting})
    return min(worth, key=lambda key: (-worth[key], key), default="")


def _worth(placing: Placing, i: int, changed: dict[str, Value]) -> float:
    """Return the expected weighted value of a candidate with some of its values changed."""
    middles, caution = placing.middles[i].copy(), constant("caution")
    for c, name in enumerate(placing.weights):
        if name in changed:
            low, high = changed[name].span
            middles[c] = low + caution * (high - low)
    return float((middles * placing.counted).sum())


def _fact_change(placing: Placing, i: int, claims: tuple[Claim, ...], words: str, first: str) -> Change:
    offering = placing.candidates[i].offering
    names = {placing.key(j): one.offering.name for j, one in enumerate(placing.candidates)}
    then = f"{names[first]} would be first" if first else "nothing would be left"
    sentence = f"{offering.name}: if {words}, {then}."
    return Change("fact", claims[0].field, offering.id, sentence, first, claims=claims)
