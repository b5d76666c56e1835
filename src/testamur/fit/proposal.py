"""A case for taking an offering, for those who pay or decide: what it covers, how it is assessed, cost, doubts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from testamur.catalogue import FIELDS, GRADES, Claim, Grade, Offering, Reading, Role, Shown, source_of
from testamur.fit.candidate import Candidate
from testamur.fit.case import Case
from testamur.fit.cautions import cautions
from testamur.fit.constraints import answers
from testamur.fit.criteria import Value, values
from testamur.fit.plan import StudyPlan, study_plan
from testamur.fit.weights import weights_for

EVIDENCE: Final = frozenset({"A", "B", "C"})
"""Grades that show something; D and E only claim it."""


@dataclass(frozen=True, slots=True)
class Covered:
    """The role's competencies by how well it is borne out that the offering treats them, each by its code."""

    evidenced: tuple[str, ...]
    claimed: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """A source that the case rests on: its best and weakest grade, how many facts, and when it was last read."""

    name: str
    address: str
    grades: tuple[Grade, ...]
    facts: int
    seen: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An offering as whoever pays or decides must see it, for one person in one role, on one day."""

    offering: Offering
    role: Role
    plan: StudyPlan
    covered: Covered
    price: Reading
    price_per_hour: Reading
    portability: Value
    rigour: Value
    doubts: tuple[str, ...]
    conflicts: tuple[Shown, ...]
    sources: tuple[Cited, ...]


def proposal(case: Case) -> Proposal:
    """Return the case for an offering: the question's own facts, nothing weighed and nothing left out."""
    candidate = Candidate(case, answers(case), values(case))
    by_name = {value.criterion: value for value in candidate.values}
    weights = weights_for(case.role, case.profile.need)
    return Proposal(
        offering=case.facts.offering,
        role=case.role,
        plan=study_plan(case),
        covered=covered(case),
        price=case.facts.reading("price"),
        price_per_hour=case.facts.reading("price_per_hour"),
        portability=by_name["portability"],
        rigour=by_name["rigour"],
        doubts=tuple(caution.sentence for caution in cautions(candidate, weights)),
        conflicts=tuple(_conflicts(case)),
        sources=_cited(case),
    )


def covered(case: Case) -> Covered:
    """Sort the role's competencies: some source of grade A to C names it, only a weaker one does, or none."""
    claims = [one for one in case.facts.offering.of("covers") if one.holds(case.facts.at) and one.grade != "U"]
    shown = {code for one in claims if one.grade in EVIDENCE for code in one.value}
    said = {code for one in claims for code in one.value}
    codes = [target.code for target in case.role.target]
    evidenced = tuple(code for code in codes if _named(code, shown))
    claimed = tuple(code for code in codes if _named(code, said) and code not in evidenced)
    return Covered(evidenced, claimed, tuple(code for code in codes if code not in (*evidenced, *claimed)))


def _named(code: str, codes: set[str]) -> bool:
    """Say whether codes name a competency, by itself or by the group that it stands in."""
    return code in codes or code.partition(".")[0] in codes


def _conflicts(case: Case) -> Iterator[Shown]:
    """Return every field on which sources say different things."""
    for name in FIELDS:
        found = case.facts.shown(name)
        if found.conflicts:
            yield found


def _cited(case: Case) -> tuple[Cited, ...]:
    """Return the sources of the offering's facts, the best first."""
    claims = [one for one in case.facts.offering.claim if one.holds(case.facts.at) and one.grade != "U"]
    by_source: dict[str, list[Claim]] = {}
    for one in claims:
        by_source.setdefault(one.source, []).append(one)
    order = list(GRADES)
    cited = [_source(found) for found in by_source.values()]
    return tuple(sorted(cited, key=lambda one: (order.index(one.grades[0]), -one.facts, one.name, one.address)))


def _source(claims: list[Claim]) -> Cited:
    source, order = source_of(claims[0]), list(GRADES)
    grades = tuple(sorted({one.grade for one in claims}, key=order.index))
    return Cited(source.name, source.address, grades, len(claims), max(one.seen for one in claims))
