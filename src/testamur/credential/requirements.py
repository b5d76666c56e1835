"""What a document must have to be an Open Badge, a status list, or any credential.

Source: 1EdTech, Open Badges 3.0, appendix B (data models); W3C, Verifiable Credentials Data Model v2.0, section 4;
W3C, Bitstring Status List v1.0, section 2.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from testamur.credential.moments import is_moment
from testamur.credential.screening import is_iri
from testamur.errors import Problem

_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,9}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: how it is recognised, and what to say of one that is not it."""

    holds: Callable[[object], bool]
    sentence: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the table: a path (``[]``: one or several), the kind of value there, whether it is needed."""

    path: str
    kind: Kind
    needed: bool = True


TEXT: Final = Kind(lambda value: isinstance(value, str) and bool(value.strip()), "must be text")
ADDRESS: Final = Kind(is_iri, "must be an absolute address")
MOMENT: Final = Kind(is_moment, "must be a date with time and time zone")
TRUTH: Final = Kind(lambda value: isinstance(value, bool), "must be true or false")
NUMBER: Final = Kind(
    lambda value: isinstance(value, int | float) and not isinstance(value, bool), "must be a number"
)
INDEX: Final = Kind(
    lambda value: isinstance(value, str) and bool(_INDEX.fullmatch(value)), "must be a whole number, as text"
)
TYPES: Final = Kind(
    lambda value: all(isinstance(part, str) for part in (value if isinstance(value, list) else [value])),
    "must be a type or a list of types",
)
OBJECT: Final = Kind(lambda value: isinstance(value, Mapping), "must be an object")
ONE_OR_MORE: Final = Kind(
    lambda value: all(isinstance(part, Mapping) for part in (value if isinstance(value, list) else [value])),
    "must be an object or a list of objects",
)
ISSUER: Final = Kind(
    lambda value: is_iri(value) or (isinstance(value, Mapping) and is_iri(value.get("id"))),
    "must be an address, or an object with one as its id",
)
CRITERIA: Final = Kind(
    lambda value: isinstance(value, Mapping) and bool({"id", "narrative"} & set(value)),
    "must say how it is earned, by an id or a narrative",
)
HOLDER: Final = Kind(
    lambda value: isinstance(value, Mapping) and bool({"id", "identifier"} & set(value)),
    "must name the holder, by an id or an identifier",
)


def typed(*names: str) -> Kind:
    """Return the kind of value that lists one of these types."""

    def holds(value: object) -> bool:
        return any(name == value or (isinstance(value, list) and name in value) for name in names)

    return Kind(holds, f"must include {' or '.join(names)}")


def word(*words: object) -> Kind:
    """Return the kind of value that is one of these words."""
    return Kind(lambda value: value in words, f"must be one of {', '.join(map(str, words))}")


def word_or_extension(*words: str) -> Kind:
    """Return the kind of value that is one of these words, or an extension of the standard (``ext:...``)."""
    plain = word(*words)
    return Kind(
        lambda value: plain.holds(value) or (isinstance(value, str) and value.startswith("ext:")), plain.sentence
    )


CREDENTIAL: Final = (
    Requirement("type", typed("VerifiableCredential")),
    Requirement("issuer", ISSUER),
    Requirement("validFrom", MOMENT),
    Requirement("validUntil", MOMENT, needed=False),
)

OPEN_BADGE: Final = (
    *CREDENTIAL,
    Requirement("id", ADDRESS),
    Requirement("type", typed("OpenBadgeCredential", "AchievementCredential")),
    Requirement("name", TEXT, needed=False),
    Requirement("awardedDate", MOMENT, needed=False),
    Requirement("issuer.type", typed("Profile")),
    Requirement("issuer.name", TEXT, needed=False),
    Requirement("credentialSubject", HOLDER),
    Requirement("credentialSubject.id", ADDRESS, needed=False),
    Requirement("credentialSubject.type", typed("AchievementSubject")),
    Requirement("credentialSubject.identifier", ONE_OR_MORE, needed=False),
    Requirement("credentialSubject.identifier[].type", typed("IdentityObject")),
    Requirement("credentialSubject.identifier[].hashed", TRUTH),
    Requirement("credentialSubject.identifier[].identityHash", TEXT),
    Requirement("credentialSubject.identifier[].identityType", TEXT),
    Requirement("credentialSubject.identifier[].salt", TEXT, needed=False),
    Requirement("credentialSubject.creditsEarned", NUMBER, needed=False),
    Requirement("credentialSubject.achievement", OBJECT),
    Requirement("credentialSubject.achievement.id", ADDRESS),
    Requirement("credentialSubject.achievement.type", typed("Achievement")),
    Requirement("credentialSubject.achievement.name", TEXT),
    Requirement("credentialSubject.achievement.description", TEXT),
    Requirement("credentialSubject.achievement.criteria", CRITERIA),
    Requirement("credentialSubject.achievement.creditsAvailable", NUMBER, needed=False),
    Requirement("credentialSubject.achievement.alignment", ONE_OR_MORE, needed=False),
    Requirement("credentialSubject.achievement.alignment[].type", typed("Alignment")),
    Requirement("credentialSubject.achievement.alignment[].targetName", TEXT),
    Requirement("credentialSubject.achievement.alignment[].targetUrl", ADDRESS),
    Requirement("credentialSubject.achievement.resultDescription", ONE_OR_MORE, needed=False),
    Requirement("credentialSubject.achievement.resultDescription[].id", ADDRESS),
    Requirement("credentialSubject.achievement.resultDescription[].type", typed("ResultDescription")),
    Requirement("credentialSubject.achievement.resultDescription[].name", TEXT),
    Requirement("credentialSubject.achievement.resultDescription[].resultType", TEXT),
    Requirement("credentialSubject.result", ONE_OR_MORE, needed=False),
    Requirement("credentialSubject.result[].type", typed("Result")),
    Requirement("credentialSubject.result[].value", TEXT, needed=False),
    Requirement("credentialSubject.result[].status", TEXT, needed=False),
    Requirement("credentialSubject.result[].resultDescription", ADDRESS, needed=False),
    Requirement("evidence", ONE_OR_MORE, needed=False),
    Requirement("evidence[].type", typed("Evidence")),
    Requirement("credentialStatus", ONE_OR_MORE, needed=False),
    Requirement("credentialStatus[].type", TYPES),
    Requirement("relatedResource", ONE_OR_MORE, needed=False),
    Requirement("relatedResource[].id", ADDRESS),
    Requirement("relatedResource[].mediaType", TEXT, needed=False),
    Requirement("relatedResource[].digestSRI", TEXT, needed=False),
)

VOCABULARY: Final = (
    Requirement(
        "credentialSubject.achievement.achievementType",
        word_or_extension(
            *("Achievement", "ApprenticeshipCertificate", "Assessment", "Assignment", "AssociateDegree", "Award"),
            *("Badge", "BachelorDegree", "Certificate", "CertificateOfCompletion", "Certification"),
            *("CommunityService", "Competency", "Course", "CoCurricular", "Degree", "Diploma", "DoctoralDegree"),
            *("Fieldwork", "GeneralEducationDevelopment", "JourneymanCertificate", "LearningProgram", "License"),
            *("MasterCertificate", "MasterDegree", "Membership", "MicroCredential", "ProfessionalDoctorate"),
            *("QualityAssuranceCredential", "ResearchDoctorate", "SecondarySchoolDiploma"),
        ),
        needed=False,
    ),
    Requirement(
        "credentialSubject.achievement.alignment[].targetType",
        word_or_extension(
            *("ceasn:Competency", "ceterms:Credential", "CFItem", "CFRubric", "CFRubricCriterion"),
            *("CFRubricCriterionLevel", "CTDL"),
        ),
        needed=False,
    ),
    Requirement(
        "credentialSubject.achievement.resultDescription[].resultType",
        word_or_extension(
            *("GradePointAverage", "LetterGrade", "Percent", "PerformanceLevel", "PredictedScore", "RawScore"),
            *("Result", "RubricCriterion", "RubricCriterionLevel", "RubricScore", "ScaledScore", "Status"),
        ),
    ),
    Requirement(
        "credentialSubject.result[].status",
        word("Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew"),
        needed=False,
    ),
)
"""The standard's own words; what we compose uses no others, while of others' badges it is not required."""

STATUS_ENTRY: Final = (
    Requirement("type", typed("BitstringStatusListEntry")),
    Requirement("statusPurpose", TEXT),
    Requirement("statusListIndex", INDEX),
    Requirement("statusListCredential", ADDRESS),
    Requirement("statusSize", word(1), needed=False),
)

STATUS_LIST: Final = (
    *CREDENTIAL,
    Requirement("id", ADDRESS),
    Requirement("type", typed("BitstringStatusListCredential")),
    Requirement("credentialSubject", OBJECT),
    Requirement("credentialSubject.type", typed("BitstringStatusList")),
    Requirement("credentialSubject.statusPurpose", TEXT),
    Requirement("credentialSubject.encodedList", TEXT),
)


def requirement_problems(
    document: Mapping[str, object], requirements: tuple[Requirement, ...]
) -> Iterator[Problem]:
    """Say everything that a document lacks or has wrongly, by a table of requirements."""
    for requirement in requirements:
        parent, _, last = requirement.path.rpartition(".")
        for path, holder in _at(document, parent.split(".") if parent else [], ""):
            place = f"{path}.{last}" if path else last
            if last not in holder:
                if requirement.needed:
                    yield Problem(place, "is missing")
            elif not requirement.kind.holds(holder[last]):
                yield Problem(place, requirement.kind.sentence)


def _at(value: object, steps: list[str], path: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    if not steps:
        if isinstance(value, Mapping):
            yield path, value
        return
    name = steps[0].removesuffix("[]")
    if not isinstance(value, Mapping) or name not in value:
        return
    child, place = value[name], f"{path}.{name}" if path else name
    if steps[0].endswith("[]") and isinstance(child, list):
        for index, element in enumerate(child):
            yield from _at(element, steps[1:], f"{place}[{index}]")
    else:
        yield from _at(child, steps[1:], place)
