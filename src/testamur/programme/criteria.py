"""A Statement read as the guide's three criteria: domain alignment, assessment rigour, portability.

The facts are turned into claims and judged by the rubric of the guide, the same for everybody's offerings
(`testamur.catalogue.rubric`). What a statement does not say stays unknown and widens the answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from testamur.catalogue import Claim, Offering
from testamur.catalogue.rubric import LEVELS, Classified, classified
from testamur.credential import Fact, Statement, StatementReading
from testamur.credential.statement_fact import NOT_APPLICABLE, NOT_DONE, NOT_SAID

ALONE: Final = 2
"""The last level of rigour whose words stand alone; those above it say "as before"."""

EVIDENCE: Final[Mapping[str, tuple[str, ...]]] = {
    "domain": ("purpose", "audience", "competency", "blueprint", "clinical-data"),
    "rigour": (
        *("passes", "standard", "repeatable", "part", "attendance", "items", "items-scored", "time", "delivery"),
        *(
            "proctoring",
            "identity",
            "cut",
            "cut-method",
            "cut-panel",
            "cut-error",
            "cut-date",
            "job-analysis",
            "first-attempts",
        ),
        *("pass-rate", "reliability", "form", "forms", "form-overlap", "equating", "item-exposure", "dif"),
        *("second-marker", "attempts", "decided-by"),
    ),
    "portability": (
        *("framework-mapping", "verification", "accreditation", "recognition", "credit", "validity", "renewal"),
    ),
}
"""By criterion: the facts that bear on it, in reading order; a key stands for those below it too."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: where it lies between 0 and 1, in words, and the facts that it rests on.

    `open` are the checks that nobody can answer from the statement.
    """

    name: str
    title: str
    low: float
    high: float
    figure: str
    sentence: str
    facts: tuple[Fact, ...]
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessed:
    """A statement that a credential is bound to, for programs: whether it is to be relied on, and what it says.

    Without a proven statement only `address`, `answer` and `sentence` are filled.
    """

    address: str
    answer: str
    sentence: str
    name: str = ""
    issuer: str = ""
    stated_at: datetime | None = None
    is_simulated: bool = False
    criteria: tuple[Criterion, ...] = ()
    others: tuple[Fact, ...] = ()


def assessed(reading: StatementReading) -> Assessed:
    """Return a reading as programs get it."""
    statement = reading.statement
    if statement is None:
        return Assessed(reading.address, reading.answer, reading.sentence)
    return Assessed(
        reading.address,
        reading.answer,
        reading.sentence,
        name=statement.name,
        issuer=statement.issuer.id,
        stated_at=statement.valid_from,
        is_simulated=statement.is_simulated,
        criteria=criteria_of(statement),
        others=other_facts(statement),
    )


def criteria_of(statement: Statement) -> tuple[Criterion, ...]:
    """Return the three criteria, each from the facts of a statement."""
    found = classified(as_offering(statement))
    return _domain(statement, found), _rigour(statement, found), _portability(statement, found)


def facts_for(statement: Statement, criterion: str) -> tuple[Fact, ...]:
    """Return the facts that bear on a criterion, in reading order."""
    found = []
    for key in EVIDENCE[criterion]:
        own = statement.fact(key)
        found += [*([own] if own else []), *statement.below(key)]
    return tuple(found)


def other_facts(statement: Statement) -> tuple[Fact, ...]:
    """Return the facts that bear on none of the three."""
    used = {fact.key for criterion in EVIDENCE for fact in facts_for(statement, criterion)}
    return tuple(fact for fact in statement.facts if fact.key not in used)


def as_offering(statement: Statement) -> Offering:
    """Return what is stated as claims about an offering, as the guide keeps them; all in its issuer's interest."""
    return Offering(
        id="stated",
        name=statement.achievement.name,
        provider=statement.issuer.name,
        holder="person",
        status="confirmed-exists",
        claim=tuple(_claims(statement)),
    )


def _claims(statement: Statement) -> Iterator[Claim]:
    def claim(field: str, value: object) -> Claim:
        return Claim(field, statement.id, "B", value, interest="self", stated_by=statement.issuer.name)

    for signal, answer in signals_stated(statement).items():
        if answer is not None:
            yield claim(f"signal.{signal}", answer)
    codes = {fact.key.partition(".")[2] for fact in statement.below("competency") if fact.is_known}
    codes |= {alignment.code for alignment in statement.achievement.alignments if alignment.code}
    if codes:
        yield claim("covers", tuple(sorted(codes)))
    roles = _known(statement, "audience")
    if roles:
        yield claim("audience_roles", tuple(dict.fromkeys(role.strip() for role in roles.value.split(","))))
    for field, key in (
        ("domain.applied-work-on-clinical-data", "clinical-data"),
        ("portability.p1", "framework-mapping"),
        ("portability.p5", "verification"),
    ):
        answer = _answer(statement.fact(key))
        if answer is not None:
            yield claim(field, answer)


def signals_stated(statement: Statement) -> dict[str, bool | None]:
    """Return the signals of the rubric as the facts answer them; None where they do not."""
    return {
        "exam": _answer(statement.fact("items")),
        "a2": _answer(statement.fact("passes")),
        "a3": _answer(statement.fact("standard")),
        "c2": _answer(statement.fact("repeatable")),
        "s8": _both(_answer(statement.fact("proctoring")), _answer(statement.fact("identity"))),
        "second_marker": _answer(statement.fact("second-marker")),
        "s6": _answer(statement.fact("job-analysis")),
        "s7": _both(_answer(_real(statement.fact("cut-method"))), _answer(_real(statement.fact("cut-panel")))),
        "statistics": _published(statement),
        "s3": _answer(statement.fact("validity")),
        "s4": _answer(statement.fact("renewal")),
    }


def _published(statement: Statement) -> bool | None:
    """Say whether the statistics of an exam are published: of real people, the pass rate and some reliability."""
    rate = statement.fact("pass-rate")
    reliable = [fact for fact in statement.below("form") if fact.key.endswith(".reliability")]
    reliable += [fact for fact in (statement.fact("reliability"),) if fact]
    if rate is None or not reliable:
        return False if rate is not None else None
    return rate.is_known and not rate.is_simulated and any(f.is_known and not f.is_simulated for f in reliable)


def _real(fact: Fact | None) -> Fact | None:
    """Return a fact, as not done if those who did it do not exist."""
    if fact is None or not fact.is_simulated:
        return fact
    return Fact(fact.key, fact.title, fact.sentence, state=NOT_DONE)


def _answer(fact: Fact | None) -> bool | None:
    if fact is None or fact.state == NOT_SAID:
        return None
    if fact.state in (NOT_DONE, NOT_APPLICABLE):
        return False
    return True if fact.is_known else None


def _both(*answers: bool | None) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def _known(statement: Statement, key: str) -> Fact | None:
    fact = statement.fact(key)
    return fact if fact and fact.is_known else None


def _domain(statement: Statement, found: Classified) -> Criterion:
    checks = found.domain.checks
    shown = len(found.domain.shown)
    most = sum(check.holds is not False for check in checks)
    gate = {
        True: "Made for health care: it treats at least three uses in care.",
        False: "Not made for health care, by what is stated.",
        None: "Whether it is made for health care, nobody can tell from this.",
    }[found.domain.gate]
    topics = ", ".join(check.topic for check in found.domain.shown)
    return Criterion(
        name="domain",
        title="Domain alignment",
        low=shown / len(checks),
        high=most / len(checks),
        figure=_between(shown, most, len(checks)),
        sentence=f"{gate} Shown: {topics}." if topics else gate,
        facts=facts_for(statement, "domain"),
        open=tuple(check.title for check in checks if check.holds is None),
    )


def _rigour(statement: Statement, found: Classified) -> Criterion:
    low, high = found.rigour
    top = len(LEVELS) - 1
    words = "; ".join(LEVELS[min(low, ALONE) : low + 1])
    return Criterion(
        name="rigour",
        title="Assessment rigour",
        low=low / top,
        high=high / top,
        figure=_between(low, high, top),
        sentence=f"{words[:1].upper()}{words[1:]}.",
        facts=facts_for(statement, "rigour"),
        open=tuple(OPEN[name] for name, answer in signals_stated(statement).items() if answer is None),
    )


OPEN: Final = {
    "exam": "Whether an examination decides the award",
    "a2": "Whether something must be passed",
    "a3": "Whether the pass mark is set in advance",
    "c2": "Whether the same quiz may be repeated until it is passed",
    "s8": "Whether identity is checked and somebody watches",
    "second_marker": "Whether a second person marks the work",
    "s6": "Whether a job analysis stands behind it",
    "s7": "By what method the pass mark was set",
    "statistics": "Whether the statistics of the examination are published",
    "s3": "Whether the award ends",
    "s4": "Whether it has to be renewed",
}


def _portability(statement: Statement, found: Classified) -> Criterion:
    marks, score = found.portability.marks, found.portability.score
    low, high = round(100 * (score.low or 0)), round(100 * (score.high or 0))
    shown = [mark.title for mark in marks if mark.holds]
    return Criterion(
        name="portability",
        title="Portability",
        low=low / 100,
        high=high / 100,
        figure=_between(low, high, 100),
        sentence=f"Shown: {'; '.join(shown)}." if shown else "Nothing of it is shown.",
        facts=facts_for(statement, "portability"),
        open=tuple(mark.title for mark in marks if mark.holds is None),
    )


def _between(low: int, high: int, top: int) -> str:
    return f"{low} of {top}" if low == high else f"{low} to {high} of {top}"
