"""The Statement: a credential about a programme, not about a person, that says how it is assessed.

Its subject is the achievement itself, the one that each award's credential names. Its evidence are facts, one each
(`testamur.credential.statement_fact`). It is no Open Badge, and nobody can hold it. Form:
docs/reference/statement.md; why: decision 0021.

Source: W3C, Verifiable Credentials Data Model v2.0, sections 4.8 (subject) and 5.6 (evidence); 1EdTech, Open
Badges 3.0, appendix B (Achievement, Evidence). Only terms that stand in both published bodies of context 3.0.3.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from testamur.credential.badge import Achievement, Alignment, Criteria, Issuer, ResultDescription
from testamur.credential.compose import achievement_document, profile_document
from testamur.credential.contexts import CREDENTIALS, OPEN_BADGES, vendored
from testamur.credential.moments import moment, stamp
from testamur.credential.requirements import (
    ADDRESS,
    CREDENTIAL,
    CRITERIA,
    OBJECT,
    ONE_OR_MORE,
    TEXT,
    Requirement,
    requirement_problems,
    typed,
    word,
)
from testamur.credential.screening import context_problems, form_problems
from testamur.credential.statement_fact import STATES, Fact, fact_of
from testamur.credential.text import text_problems
from testamur.errors import DocumentError, Problem

BADGES: Final = frozenset({"OpenBadgeCredential", "AchievementCredential"})
MAX_FACTS: Final = 180

STATEMENT: Final = (
    *CREDENTIAL,
    Requirement("id", ADDRESS),
    Requirement("name", TEXT),
    Requirement("issuer.type", typed("Profile")),
    Requirement("issuer.name", TEXT),
    Requirement("credentialSubject", OBJECT),
    Requirement("credentialSubject.id", ADDRESS),
    Requirement("credentialSubject.type", typed("Achievement")),
    Requirement("credentialSubject.name", TEXT),
    Requirement("credentialSubject.description", TEXT),
    Requirement("credentialSubject.criteria", CRITERIA),
    Requirement("credentialSubject.alignment", ONE_OR_MORE, needed=False),
    Requirement("credentialSubject.alignment[].targetName", TEXT),
    Requirement("credentialSubject.alignment[].targetUrl", ADDRESS),
    Requirement("evidence", ONE_OR_MORE),
    Requirement("evidence[].id", ADDRESS),
    Requirement("evidence[].type", typed("Evidence")),
    Requirement("evidence[].name", TEXT),
    Requirement("evidence[].genre", word(*STATES)),
    Requirement("evidence[].narrative", TEXT),
    Requirement("evidence[].description", TEXT, needed=False),
)


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything that one statement says.

    Attributes
    ----------
    id : str
        The address at which it is published.
    name : str
        What it is, in a few words.
    issuer : Issuer
        Who states it.
    achievement : Achievement
        What is assessed: the edition of a programme, as its awards' credentials name it.
    facts : tuple of Fact
        In the order in which they are read.
    valid_from : datetime
        When it was stated.
    """

    id: str
    name: str
    issuer: Issuer
    achievement: Achievement
    facts: tuple[Fact, ...]
    valid_from: datetime

    def fact(self, key: str) -> Fact | None:
        """Return the fact with this key, if it is stated."""
        return next((fact for fact in self.facts if fact.key == key), None)

    def below(self, key: str) -> tuple[Fact, ...]:
        """Return the facts whose keys begin with this one and a dot."""
        return tuple(fact for fact in self.facts if fact.key.startswith(f"{key}."))

    @property
    def is_simulated(self) -> bool:
        """Whether any of it comes from people who do not exist."""
        return any(fact.is_simulated for fact in self.facts)


def compose_statement(statement: Statement) -> dict[str, object]:
    """Return the credential that says what `statement` holds, not yet signed.

    Raises
    ------
    DocumentError
        With everything that is wrong with it.
    """
    document: dict[str, object] = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": statement.id,
        "type": ["VerifiableCredential"],
        "name": statement.name,
        "issuer": profile_document(statement.issuer),
        "validFrom": stamp(statement.valid_from),
        "credentialSubject": achievement_document(statement.achievement),
        "evidence": [fact.document(statement.id) for fact in statement.facts],
    }
    problems = [*text_problems(document), *statement_problems(document)]
    problems += [problem for fact in statement.facts for problem in fact.problems()]
    if not statement.issuer.id.startswith("did:"):
        problems.append(Problem("issuer.id", "must be a DID"))
    if problems:
        raise DocumentError(problems, name="statement")
    return document


def statement_problems(document: Mapping[str, object]) -> Iterator[Problem]:
    """Say why a document, signed or not, is no statement."""
    problems = [*context_problems(document, contexts=vendored()), *form_problems(document)]
    problems += requirement_problems(document, STATEMENT)
    types = document.get("type")
    if not problems and BADGES & set(types if isinstance(types, list) else [types]):
        problems.append(Problem("type", "is that of a badge; a statement is about no person"))
    yield from problems
    if not problems:
        yield from _fact_problems(document)


def _fact_problems(document: Mapping[str, object]) -> Iterator[Problem]:
    evidence = _objects(document["evidence"])
    if not 0 < len(evidence) <= MAX_FACTS:
        yield Problem("evidence", f"must state 1 to {MAX_FACTS} facts")
    for name, times in Counter(str(one["id"]) for one in evidence).items():
        if times > 1:
            yield Problem("evidence", f"states {name} {times} times")
        if not name.startswith(f"{document['id']}#"):
            yield Problem("evidence", f"states {name}, which is no fact of this statement")


def statement_of(document: Mapping[str, object]) -> Statement:
    """Return what a statement says, whoever made it; its signature is not looked at.

    Raises
    ------
    DocumentError
        If it is no statement, or one of its facts is not in form.
    """
    problems = list(statement_problems(document))
    if problems:
        raise DocumentError(problems, name="statement")
    subject, issuer = _object(document["credentialSubject"]), _object(document["issuer"])
    facts = tuple(
        fact for one in _objects(document["evidence"]) if (fact := fact_of(one, statement=str(document["id"])))
    )
    problems = [problem for fact in facts for problem in fact.problems()]
    if problems:
        raise DocumentError(problems, name="statement")
    return Statement(
        id=str(document["id"]),
        name=str(document["name"]),
        issuer=Issuer(_text(issuer, "id"), _text(issuer, "name"), _text(issuer, "url")),
        achievement=_achievement(subject),
        facts=facts,
        valid_from=moment(document["validFrom"]),
    )


def _achievement(subject: Mapping[str, object]) -> Achievement:
    criteria = _object(subject["criteria"])
    return Achievement(
        id=_text(subject, "id"),
        name=_text(subject, "name"),
        description=_text(subject, "description"),
        criteria=Criteria(_text(criteria, "narrative"), id=_text(criteria, "id")),
        type=_text(subject, "achievementType"),
        version=_text(subject, "version"),
        alignments=tuple(_alignment(one) for one in _objects(subject.get("alignment", []))),
        results=tuple(_result_description(one) for one in _objects(subject.get("resultDescription", []))),
    )


def _alignment(stated: Mapping[str, object]) -> Alignment:
    return Alignment(
        name=_text(stated, "targetName"),
        url=_text(stated, "targetUrl"),
        framework=_text(stated, "targetFramework"),
        code=_text(stated, "targetCode"),
        description=_text(stated, "targetDescription"),
        type=_text(stated, "targetType"),
    )


def _result_description(stated: Mapping[str, object]) -> ResultDescription:
    allowed = stated.get("allowedValue", [])
    return ResultDescription(
        id=_text(stated, "id"),
        name=_text(stated, "name"),
        type=_text(stated, "resultType"),
        value_min=_text(stated, "valueMin"),
        value_max=_text(stated, "valueMax"),
        required_value=_text(stated, "requiredValue"),
        allowed_values=tuple(map(str, allowed)) if isinstance(allowed, list) else (),
    )


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _objects(value: object) -> list[Mapping[str, object]]:
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, Mapping)]


def _text(holder: Mapping[str, object], name: str) -> str:
    value = holder.get(name, "")
    return value if isinstance(value, str) else ""
