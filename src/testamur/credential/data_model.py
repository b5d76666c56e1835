"""What the data model asks of a credential or a presentation of any kind: tables, section by section.

Source: W3C, Verifiable Credentials Data Model v2.0, sections 4.4 to 4.13 and 5.3 to 5.6; v1.1, sections 4.2 to 4.9
and 5.3 to 5.6.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from testamur.credential.contexts import CREDENTIALS_V1
from testamur.credential.moments import is_moment, moment
from testamur.credential.requirements import (
    ADDRESS,
    ISSUER,
    MOMENT,
    ONE_OR_MORE,
    STATUS_ENTRY,
    TEXT,
    Kind,
    Requirement,
    requirement_problems,
)
from testamur.errors import Problem

Table = Mapping[str, tuple[Requirement, ...]]
"""Section -> what it asks for."""

ENVELOPED_PRESENTATION: Final = "EnvelopedVerifiablePresentation"
_TEXT_PARTS: Final = {"@value", "@language", "@direction"}
_DIRECTIONS: Final = {"ltr", "rtl"}


def listed(value: object) -> list[object]:
    """Return the values of a member that holds one or a list of them."""
    return value if isinstance(value, list) else [value]


def _is_one_text(value: object) -> bool:
    if not isinstance(value, Mapping):
        return isinstance(value, str)
    parts = set(value)
    return (
        "@value" in parts
        and parts <= _TEXT_PARTS
        and all(isinstance(part, str) for part in value.values())
        and value.get("@direction", "ltr") in _DIRECTIONS
    )


def _types_with(name: str) -> Kind:
    return Kind(lambda value: TYPE.holds(value) and name in listed(value), f"must include {name}")


NAME: Final = Kind(
    lambda value: all(map(_is_one_text, listed(value))),
    "must be text, or text with its language and direction and nothing else",
)
TYPE: Final = Kind(
    lambda value: bool(value) and all(isinstance(part, str) and part for part in listed(value)),
    "must be a type or a list of types",
)
CLAIMS: Final = Kind(
    lambda value: value != [] and all(isinstance(part, Mapping) and part for part in listed(value)),
    "must be one or more objects, each with at least one claim",
)
PARTS: Final = Kind(
    lambda value: all(isinstance(part, Mapping) and "type" in part for part in listed(value)),
    "must be objects, each a credential or an enveloped one, with its type",
)


def _typed_objects(name: str, *more: Requirement) -> tuple[Requirement, ...]:
    return (
        Requirement(name, ONE_OR_MORE, needed=False),
        Requirement(f"{name}[].type", TYPE),
        Requirement(f"{name}[].id", ADDRESS, needed=False),
        *more,
    )


CREDENTIAL_V2: Final[Table] = {
    "4.4": (Requirement("id", ADDRESS, needed=False),),
    "4.5": (Requirement("type", _types_with("VerifiableCredential")),),
    "4.6": (
        Requirement("name", NAME, needed=False),
        Requirement("description", NAME, needed=False),
        Requirement("issuer.name", NAME, needed=False),
        Requirement("issuer.description", NAME, needed=False),
    ),
    "4.7": (Requirement("issuer", ISSUER),),
    "4.8": (
        Requirement("credentialSubject", CLAIMS),
        Requirement("credentialSubject[].id", ADDRESS, needed=False),
    ),
    "4.9": (Requirement("validFrom", MOMENT, needed=False), Requirement("validUntil", MOMENT, needed=False)),
    "4.10": _typed_objects("credentialStatus"),
    "4.11": _typed_objects("credentialSchema", Requirement("credentialSchema[].id", ADDRESS)),
    "4.12": (Requirement("proof", ONE_OR_MORE, needed=False), Requirement("proof[].type", TYPE)),
    "5.3": (
        Requirement("relatedResource", ONE_OR_MORE, needed=False),
        Requirement("relatedResource[].id", ADDRESS),
        Requirement("relatedResource[].mediaType", TEXT, needed=False),
    ),
    "5.4": _typed_objects("refreshService"),
    "5.5": _typed_objects("termsOfUse"),
    "5.6": _typed_objects("evidence"),
}

CREDENTIAL_V1: Final[Table] = {
    "4.2": (Requirement("id", ADDRESS, needed=False),),
    "4.3": (Requirement("type", _types_with("VerifiableCredential")),),
    "4.4": (
        Requirement("credentialSubject", CLAIMS),
        Requirement("credentialSubject[].id", ADDRESS, needed=False),
    ),
    "4.5": (Requirement("issuer", ISSUER),),
    "4.6": (Requirement("issuanceDate", MOMENT),),
    "4.7": CREDENTIAL_V2["4.12"],
    "4.8": (Requirement("expirationDate", MOMENT, needed=False),),
    "4.9": _typed_objects("credentialStatus", Requirement("credentialStatus[].id", ADDRESS)),
    "5.4": CREDENTIAL_V2["4.11"],
    "5.5": _typed_objects("refreshService", Requirement("refreshService[].id", ADDRESS)),
    "5.6": _typed_objects("termsOfUse"),
    "5.7": _typed_objects("evidence"),
}

PRESENTATION: Final[Table] = {
    "4.4": CREDENTIAL_V2["4.4"],
    "4.5": (Requirement("type", _types_with("VerifiablePresentation")),),
    "4.12": CREDENTIAL_V2["4.12"],
    "4.13": (
        Requirement("holder", ISSUER, needed=False),
        Requirement("verifiableCredential", PARTS, needed=False),
    ),
    "5.5": CREDENTIAL_V2["5.5"],
}

Relation = Callable[[Mapping[str, object]], Iterator[Problem]]


def _validity_problems(document: Mapping[str, object]) -> Iterator[Problem]:
    begins, ends = (document.get(name) for name in ("validFrom", "validUntil"))
    if is_moment(begins) and is_moment(ends) and moment(begins) > moment(ends):
        yield Problem("validUntil", "lies before validFrom")


def _related_problems(document: Mapping[str, object]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, entry in enumerate(listed(document.get("relatedResource", []))):
        if not isinstance(entry, Mapping):
            continue
        if not {"digestSRI", "digestMultibase"} & set(entry):
            yield Problem(f"relatedResource[{index}]", "must have a digestSRI or a digestMultibase")
        if str(entry.get("id")) in seen:
            yield Problem(f"relatedResource[{index}].id", "names a resource a second time")
        seen.add(str(entry.get("id")))


def _status_problems(document: Mapping[str, object]) -> Iterator[Problem]:
    for index, entry in enumerate(listed(document.get("credentialStatus", []))):
        if isinstance(entry, Mapping) and "BitstringStatusListEntry" in listed(entry.get("type")):
            for problem in requirement_problems(entry, STATUS_ENTRY):
                yield Problem(f"credentialStatus[{index}].{problem.path}", problem.sentence)


RELATIONS: Final[Mapping[str, Relation]] = {
    "4.9": _validity_problems,
    "4.10": _status_problems,
    "5.3": _related_problems,
}
"""Section of version 2.0 -> what it asks of several members together."""


def credential_problems(document: Mapping[str, object]) -> Iterator[Problem]:
    """Say everything that the data model of its version does not allow in a credential, each with the section."""
    if is_version_1(document):
        yield from _by_section(document, CREDENTIAL_V1, version="1.1")
        return
    yield from _by_section(document, CREDENTIAL_V2, version="2.0")
    for section, relation in RELATIONS.items():
        yield from _cited(relation(document), section, version="2.0")


def presentation_problems(document: Mapping[str, object]) -> Iterator[Problem]:
    """Say everything that the data model does not allow in a presentation; what it presents is not looked into."""
    yield from _by_section(document, PRESENTATION, version="2.0")


def is_version_1(document: Mapping[str, object]) -> bool:
    """Say whether a credential is of version 1.1 of the data model, by its first context."""
    return listed(document.get("@context"))[:1] == [CREDENTIALS_V1]


def validity(document: Mapping[str, object]) -> dict[str, object]:
    """Return from when until when a credential is valid, by the names of version 2.0."""
    names = {"issuanceDate": "validFrom", "expirationDate": "validUntil"} if is_version_1(document) else {}
    period = {names.get(name, name): value for name, value in document.items()}
    return {name: period[name] for name in ("validFrom", "validUntil") if name in period}


def _by_section(document: Mapping[str, object], table: Table, *, version: str) -> Iterator[Problem]:
    for section, requirements in table.items():
        yield from _cited(requirement_problems(document, requirements), section, version=version)


def _cited(problems: Iterator[Problem], section: str, *, version: str) -> Iterator[Problem]:
    for problem in problems:
        yield Problem(problem.path, f"{problem.sentence} (VC Data Model {version}, section {section})")
