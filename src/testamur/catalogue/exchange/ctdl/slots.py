"""Which terms of CTDL say what of ours: one slot a place, read into facts and written from them.

A slot reads what its terms hold, and writes its facts in one plain way. Where a document puts it otherwise, the
document's own terms are carried, and given back as long as the facts read from them still stand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from testamur.catalogue.claim import is_date
from testamur.catalogue.exchange.ctdl.profiles import (
    CONDITION_TERMS,
    Facts,
    read_conditions,
    read_cost,
    read_duration,
    read_jurisdiction,
    read_upkeep,
    write_conditions,
    write_cost,
    write_duration,
    write_jurisdiction,
    write_upkeep,
)
from testamur.catalogue.exchange.ctdl.words import (
    Fact,
    Lookup,
    Node,
    TermError,
    aligned,
    alignment,
    duration,
    in_language,
    items,
    length,
    named,
    organisation,
    stated,
    text,
    texts,
    texts_of,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One place: its terms, the fields that it says something of, and how it is read and written.

    `fields` are names in `FIELDS`, or attributes of the offering with a dot before them. `back_only`: our own
    claims on these fields are sentences, which would be false in this term; only what came from it goes into it.
    """

    terms: tuple[str, ...]
    fields: tuple[str, ...]
    read: Callable[[Node, Lookup], Facts]
    write: Callable[[Facts], Node]
    back_only: bool = field(default=False)


# The classes of CTDL that are offerings, and what we call the class.
CLASSES: Final = {
    "ceterms:ApprenticeshipCertificate": "apprenticeship certificate",
    "ceterms:AssociateDegree": "associate degree",
    "ceterms:BachelorDegree": "bachelor degree",
    "ceterms:Badge": "badge",
    "ceterms:Certificate": "certificate",
    "ceterms:CertificateOfCompletion": "certificate of completion",
    "ceterms:ParticipationCertificate": "certificate of participation",
    "ceterms:Certification": "certification",
    "ceterms:Degree": "degree",
    "ceterms:DigitalBadge": "digital badge",
    "ceterms:Diploma": "diploma",
    "ceterms:DoctoralDegree": "doctoral degree",
    "ceterms:GeneralEducationDevelopment": "general education development",
    "ceterms:JourneymanCertificate": "journeyman certificate",
    "ceterms:License": "licence",
    "ceterms:MasterCertificate": "master certificate",
    "ceterms:MasterDegree": "master degree",
    "ceterms:MicroCredential": "micro-credential",
    "ceterms:OpenBadge": "open badge",
    "ceterms:ProfessionalDoctorate": "professional doctorate",
    "ceterms:QualityAssuranceCredential": "quality assurance credential",
    "ceterms:ResearchDoctorate": "research doctorate",
    "ceterms:SecondarySchoolDiploma": "secondary school diploma",
    "ceterms:Course": "course",
    "ceterms:LearningOpportunityProfile": "learning opportunity",
    "ceterms:LearningProgram": "learning programme",
}
ANY_CLASS: Final = "ceterms:Credential"
TAUGHT: Final = frozenset({"ceterms:Course", "ceterms:LearningOpportunityProfile", "ceterms:LearningProgram"})
FOR_ORGANISATIONS: Final = "ceterms:QualityAssuranceCredential"
_BY_CLASS: Final = {name: kind for kind, name in CLASSES.items()}


def class_of(node: Mapping[str, Any]) -> str:
    """Return the class of a node that is an offering; empty if it is none."""
    kinds = [kind for kind in items(node.get("@type")) if isinstance(kind, str)]
    return next((kind for kind in kinds if kind in CLASSES), ANY_CLASS if ANY_CLASS in kinds else "")


def _read_class(node: Node, _lookup: Lookup) -> Facts:
    kind = class_of(node)
    facts = [Fact("class", CLASSES[kind])] if kind in CLASSES else []
    return facts + ([Fact("signal.a1", value=True)] if kind in TAUGHT else [])


def _write_class(facts: Facts) -> Node:
    kinds = [_BY_CLASS[fact.value] for fact in facts if fact.field == "class" and fact.value in _BY_CLASS]
    return {"@type": kinds[0] if len(kinds) == 1 else ANY_CLASS}


def _text_slot(term: str, name: str) -> Slot:
    def read(node: Node, _lookup: Lookup) -> Facts:
        own = text(node[term])
        return [Fact(name, own)] if own else []

    def write(facts: Facts) -> Node:
        return {term: in_language(facts[0].value)} if facts and isinstance(facts[0].value, str) else {}

    return Slot((term,), (name,), read, write)


def _read_page(node: Node, _lookup: Lookup) -> Facts:
    page = node["ceterms:subjectWebpage"]
    if not isinstance(page, str) or not page.startswith(("http://", "https://")):
        raise TermError(f"must be an address; it is {str(page)[:40]!r}")
    return [Fact(".page", page)]


def _write_page(facts: Facts) -> Node:
    return {"ceterms:subjectWebpage": facts[0].value} if facts else {}


def _read_provider(node: Node, lookup: Lookup) -> Facts:
    names = named(node.get("ceterms:ownedBy") or node.get("ceterms:offeredBy") or [], lookup)
    return [Fact(".provider", names[0])] if names else []


def _write_provider(facts: Facts) -> Node:
    return {"ceterms:ownedBy": [organisation(fact.value) for fact in facts]} if facts else {}


def _read_languages(node: Node, _lookup: Lookup) -> Facts:
    found = texts(node["ceterms:inLanguage"])
    return [Fact("languages", found)] if found else []


def _write_languages(facts: Facts) -> Node:
    return {"ceterms:inLanguage": _united(facts)} if facts else {}


_SKILLS: Final = ("ceterms:keyword", "ceterms:teaches", "ceterms:targetCompetency", "ceterms:assesses")


def _read_skills(node: Node, _lookup: Lookup) -> Facts:
    found = texts(node.get("ceterms:keyword"))
    others = (aligned(node[term]) for term in _SKILLS[1:] if term in node)
    words = tuple(dict.fromkeys([*found, *(word for part in others for word in part)]))
    return [Fact("skills", words)] if words else []


def _write_skills(facts: Facts) -> Node:
    return {"ceterms:keyword": in_language(_united(facts))} if facts else {}


def _united(facts: Facts) -> list[str]:
    return list(dict.fromkeys(word for fact in facts for word in texts_of(fact.value)))


def _organisation_slot(terms: tuple[str, ...], name: str, flag: str, kind: str) -> Slot:
    def read(node: Node, lookup: Lookup) -> Facts:
        names = [own for term in terms if term in node for own in named(node[term], lookup)]
        facts = [Fact(name, own) for own in dict.fromkeys(names)]
        return facts + ([Fact(flag, value=True)] if facts else [])

    def write(facts: Facts) -> Node:
        names = [own for fact in facts if fact.field == name for own in texts_of(fact.value)]
        return {terms[0]: [organisation(own, kind) for own in names]} if names else {}

    return Slot(terms, (name, flag), read, write, back_only=True)


def _read_renewal(node: Node, _lookup: Lookup) -> Facts:
    found = length(node["ceterms:renewalFrequency"])
    if found is None or found.unit != "months":
        return []
    return [Fact("validity", found.number, unit="months"), Fact("signal.s3", value=True)]


def _write_renewal(facts: Facts) -> Node:
    validity = [fact for fact in facts if fact.field == "validity" and fact.value is not None]
    frequency = duration(validity[0].value, "months") if len(validity) == 1 else ""
    return {"ceterms:renewalFrequency": frequency} if frequency else {}


def _alignment_slot(terms: tuple[str, ...], name: str) -> Slot:
    def read(node: Node, _lookup: Lookup) -> Facts:
        found = [own for term in terms if term in node for own in aligned(node[term])]
        return [Fact(name, own) for own in dict.fromkeys(found)]

    def write(facts: Facts) -> Node:
        names = [own for fact in facts for own in texts_of(fact.value)]
        return {terms[0]: [alignment(own) for own in names]} if names else {}

    return Slot(terms, (name,), read, write, back_only=True)


_STATUS: Final = ("ceterms:credentialStatusType", "ceterms:lifeCycleStatusType")
_FROM, _TO = "ceterms:dateEffective", "ceterms:expirationDate"


def _read_existence(node: Node, _lookup: Lookup) -> Facts:
    said = [own for term in _STATUS if term in node for own in aligned(node[term])]
    begins, ends = (text(node.get(term))[: len("2026-01-31")] for term in (_FROM, _TO))
    if not said and not begins and not ends:
        return []
    if not all(is_date(day) for day in (begins, ends) if day):
        raise TermError(f"must have dates such as 2026-05-31; they are {begins!r} and {ends!r}")
    return [Fact("existence", said[0] if said else "listed", valid_from=begins, valid_to=ends)]


def _write_existence(facts: Facts) -> Node:
    if not facts:
        return {}
    status = alignment(facts[0].value) | {"ceterms:framework": "https://credreg.net/ctdl/terms/CredentialStatus"}
    return stated({_STATUS[0]: status, _FROM: facts[0].valid_from, _TO: facts[0].valid_to})


SLOTS: Final = (
    Slot(("@type",), ("class", "signal.a1"), _read_class, _write_class),
    _text_slot("ceterms:name", ".name"),
    _text_slot("ceterms:description", "description"),
    Slot(("ceterms:subjectWebpage",), (".page",), _read_page, _write_page),
    Slot(("ceterms:ownedBy", "ceterms:offeredBy"), (".provider",), _read_provider, _write_provider),
    Slot(("ceterms:inLanguage",), ("languages",), _read_languages, _write_languages),
    Slot(_SKILLS, ("skills",), _read_skills, _write_skills),
    Slot(("ceterms:estimatedCost",), ("price",), read_cost, write_cost),
    Slot(("ceterms:estimatedDuration",), ("length", "hours"), read_duration, write_duration),
    Slot(CONDITION_TERMS, ("requirement", "eligibility", "prerequisite"), read_conditions, write_conditions),
    Slot(("ceterms:renewal",), ("maintenance",), read_upkeep, write_upkeep),
    Slot(("ceterms:jurisdiction",), (".countries", ".jurisdiction"), read_jurisdiction, write_jurisdiction),
    _organisation_slot(
        ("ceterms:accreditedBy",), "accreditation", "portability.p2", "ceterms:QACredentialOrganization"
    ),
    _organisation_slot(
        ("ceterms:recognizedBy", "ceterms:approvedBy", "ceterms:regulatedBy"),
        *("recognition", "portability.p3", "ceterms:CredentialOrganization"),
    ),
    Slot(("ceterms:renewalFrequency",), ("validity", "signal.s3"), _read_renewal, _write_renewal),
    _alignment_slot(("ceterms:audienceType",), "audience"),
    _alignment_slot(("ceterms:audienceLevelType",), "level"),
    _alignment_slot(("ceterms:deliveryType", "ceterms:learningDeliveryType"), "delivery"),
    Slot((*_STATUS, _FROM, _TO), ("existence",), _read_existence, _write_existence, back_only=True),
)
SLOT_OF: Final = {term: slot for slot in SLOTS for term in slot.terms}
