"""What the data model asks of everybody, section by section.

Source of what is right and wrong: W3C, Verifiable Credentials Data Model v2.0 and v1.1, in the sections named.
"""

import pytest
from general_examples import ALUMNA, DEGREE, V1

from testamur.credential.data_model import (
    CREDENTIAL_V1,
    CREDENTIAL_V2,
    PRESENTATION,
    RELATIONS,
    credential_problems,
    presentation_problems,
    validity,
)

ABSENT = object()
TYPED = {"type": "Sort", "id": "urn:x:1"}


def changed(document, member, value):
    return {name: said for name, said in {**document, member: value}.items() if said is not ABSENT}


def problems(document):
    return [str(problem) for problem in credential_problems(document)]


@pytest.mark.parametrize("document", [DEGREE, ALUMNA])
def test_the_examples_of_the_standard_are_right(document):
    assert problems(document) == []


# Of each row: the section that asks for it, where it stands, and a value that the section does not allow.
WRONG = [
    ("4.4", "id", "id", ["urn:x:1", "urn:x:2"]),
    ("4.4", "id", "id", "no address"),
    ("4.5", "type", "type", ABSENT),
    ("4.5", "type", "type", []),
    ("4.5", "type", "type", ["ExampleDegreeCredential"]),
    ("4.5", "type", "type", ["VerifiableCredential", 2]),
    ("4.6", "name", "name", {"@value": "A", "@language": "en", "url": "urn:x:1"}),
    ("4.6", "description", "description", {"@value": "A", "@direction": "down"}),
    ("4.6", "issuer.name", "issuer", {"id": "urn:x:1", "name": 5}),
    ("4.7", "issuer", "issuer", ABSENT),
    ("4.7", "issuer", "issuer", None),
    ("4.7", "issuer", "issuer", {"id": "somebody"}),
    ("4.8", "credentialSubject", "credentialSubject", ABSENT),
    ("4.8", "credentialSubject", "credentialSubject", {}),
    ("4.8", "credentialSubject", "credentialSubject", []),
    ("4.8", "credentialSubject", "credentialSubject", [{"id": "urn:x:1"}, {}]),
    ("4.8", "credentialSubject.id", "credentialSubject", {"id": "somebody"}),
    ("4.9", "validFrom", "validFrom", "Sat 25 Feb 2023 07:16:31 PM CST"),
    ("4.9", "validFrom", "validFrom", "2023-02-25T19:16:31"),
    ("4.9", "validUntil", "validUntil", "2009-12-31T00:00:00Z"),
    ("4.10", "credentialStatus.type", "credentialStatus", {"id": "urn:x:1"}),
    ("4.10", "credentialStatus.id", "credentialStatus", {"type": "Sort", "id": ["urn:x:1", "urn:x:2"]}),
    ("4.10", "credentialStatus[0].statusPurpose", "credentialStatus", {
        "type": "BitstringStatusListEntry", "statusListIndex": "7", "statusListCredential": "https://x.example/1",
    }),
    ("4.11", "credentialSchema.id", "credentialSchema", {"type": "Sort"}),
    ("4.11", "credentialSchema[1].type", "credentialSchema", [TYPED, {"id": "urn:x:1"}]),
    ("4.12", "proof.type", "proof", {"created": "2023-02-25T19:16:31Z"}),
    ("5.3", "relatedResource", "relatedResource", ["urn:x:1"]),
    ("5.3", "relatedResource.id", "relatedResource", {"digestSRI": "sha256-x"}),
    ("5.3", "relatedResource[0]", "relatedResource", {"id": "urn:x:1"}),
    ("5.3", "relatedResource[1].id", "relatedResource", [{"id": "urn:x:1", "digestSRI": "x"}] * 2),
    ("5.4", "refreshService.type", "refreshService", {"id": "urn:x:1"}),
    ("5.5", "termsOfUse.type", "termsOfUse", {}),
    ("5.6", "evidence[0].type", "evidence", [{"id": "urn:x:1"}]),
]  # fmt: skip


@pytest.mark.parametrize(("section", "place", "member", "value"), WRONG)
def test_a_wrong_member_is_named_with_its_section(section, place, member, value):
    found = problems(changed(DEGREE, member, value))

    assert [one.partition(": ")[0] for one in found] == [place]
    assert found[0].endswith(f"(VC Data Model 2.0, section {section})")


def test_every_section_of_the_table_is_tried():
    assert {section for section, *_ in WRONG} == set(CREDENTIAL_V2) | set(RELATIONS)


RIGHT = [
    ("type", "VerifiableCredential"),
    ("name", [{"@value": "Name", "@language": "en"}, {"@value": "اسم", "@language": "ar", "@direction": "rtl"}]),
    ("issuer", {"id": "did:example:1", "name": "Example"}),
    ("credentialSubject", [{"id": "did:example:1"}, {"name": "B"}]),
    ("validFrom", ABSENT),
    ("validFrom", "2009-12-31T19:10:39.447-06:00"),
    ("validUntil", "2010-01-01T19:23:24Z"),
    ("credentialStatus", TYPED),
    ("credentialSchema", [TYPED, TYPED]),
    ("relatedResource", {"id": "urn:x:1", "digestMultibase": "u"}),
]


@pytest.mark.parametrize(("member", "value"), RIGHT)
def test_what_the_standard_allows_is_allowed(member, value):
    assert problems(changed(DEGREE, member, value)) == []


@pytest.mark.parametrize(
    ("section", "place", "member", "value"),
    [
        ("4.2", "id", "id", "no address"),
        ("4.3", "type", "type", "Sort"),
        ("4.4", "credentialSubject", "credentialSubject", {}),
        ("4.5", "issuer", "issuer", ABSENT),
        ("4.6", "issuanceDate", "issuanceDate", ABSENT),
        ("4.7", "proof.type", "proof", {}),
        ("4.8", "expirationDate", "expirationDate", "soon"),
        ("4.9", "credentialStatus.id", "credentialStatus", {"type": "Sort"}),
        ("5.4", "credentialSchema.type", "credentialSchema", {"id": "urn:x:1"}),
        ("5.5", "refreshService.id", "refreshService", {"type": "Sort"}),
        ("5.6", "termsOfUse.type", "termsOfUse", {"id": "urn:x:1"}),
        ("5.7", "evidence.type", "evidence", {"id": "urn:x:1"}),
    ],
)
def test_one_of_version_1_is_judged_by_its_own_sections(section, place, member, value):
    found = problems(changed(ALUMNA, member, value))

    assert section in CREDENTIAL_V1
    assert [one.partition(": ")[0] for one in found] == [place]
    assert found[0].endswith(f"(VC Data Model 1.1, section {section})")


def test_everything_wrong_is_said_at_once():
    found = problems({"@context": [V1]})

    assert [one.partition(": ")[0] for one in found] == ["type", "credentialSubject", "issuer", "issuanceDate"]


@pytest.mark.parametrize(
    ("section", "place", "member", "value"),
    [
        ("4.4", "id", "id", "no address"),
        ("4.5", "type", "type", ["Sort"]),
        ("4.12", "proof.type", "proof", {}),
        ("4.13", "holder", "holder", "somebody"),
        ("4.13", "holder", "holder", {"name": "Acme"}),
        ("4.13", "verifiableCredential", "verifiableCredential", ["eyJhbGciOiJFUzI1NiJ9.e30."]),
        ("4.13", "verifiableCredential", "verifiableCredential", [{"issuer": "urn:x:1"}]),
        ("5.5", "termsOfUse.type", "termsOfUse", {}),
    ],
)
def test_a_wrong_presentation_is_named_with_its_section(section, place, member, value):
    found = [str(one) for one in presentation_problems(changed({"type": "VerifiablePresentation"}, member, value))]

    assert section in PRESENTATION
    assert [one.partition(": ")[0] for one in found] == [place]
    assert found[0].endswith(f"(VC Data Model 2.0, section {section})")


def test_validity_has_one_pair_of_names():
    dated = {**ALUMNA, "expirationDate": "2030-01-01T00:00:00Z"}

    assert validity(dated) == {"validFrom": "2010-01-01T19:23:24Z", "validUntil": "2030-01-01T00:00:00Z"}
    assert validity(DEGREE) == {"validFrom": "2010-01-01T19:23:24Z"}
