"""Mark-up on pages: only what is known for sure, and nothing that a script could leave."""

import json

import pytest

from testamur.catalogue import Claim, Offering, content_folder, read_catalogue
from testamur.catalogue.exchange import (
    as_schema_org,
    as_script_text,
    framework_as_schema_org,
    role_as_schema_org,
)
from testamur.catalogue.exchange.ctdl import offering_from_ctdl

URL = "https://guide.example/offerings/x"
PAGE = "https://u.example/x"


def offering(*claims: Claim) -> Offering:
    return Offering(
        id="x", name="X", provider="Uni", holder="person", status="confirmed-exists", claim=claims, page=PAGE
    )


def own(field: str, value: object, unit: str = "") -> Claim:
    return Claim(field=field, value=value, unit=unit, source=PAGE, grade="B")


def test_a_taught_offering_is_a_credential_and_a_course() -> None:
    found = as_schema_org(
        offering(
            own("signal.a1", value=True),
            own("price", 1600, "USD"),
            own("hours", 40, "hours"),
            own("length", 10, "weeks"),
            own("validity", 24, "months"),
            own("skills", ("triage", "bias")),
            own("starts", ("2027-01-11", "spring 2027")),
        ),
        url=URL,
    )

    uni = {"@type": "Organization", "name": "Uni"}
    assert found == {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "EducationalOccupationalCredential",
                "@id": f"{URL}#credential",
                "name": "X",
                "url": PAGE,
                "subjectOf": {"@type": "WebPage", "url": URL},
                "provider": uni,
                "competencyRequired": ("triage", "bias"),
                "validFor": "P24M",
            },
            {
                "@type": "Course",
                "@id": f"{URL}#course",
                "name": "X",
                "url": PAGE,
                "provider": uni,
                "educationalCredentialAwarded": {"@id": f"{URL}#credential"},
                "teaches": ("triage", "bias"),
                "timeRequired": "PT40H",
                "offers": {"@type": "Offer", "price": 1600.0, "priceCurrency": "USD"},
                "hasCourseInstance": [
                    {
                        "@type": "CourseInstance",
                        "courseWorkload": "PT40H",
                        "courseSchedule": {"@type": "Schedule", "duration": "P10W"},
                        "startDate": "2027-01-11",
                    }
                ],
            },
        ],
    }


WEAK = Claim(field="price", value=900, unit="USD", source="https://list.example", grade="E")
RIVAL = Claim(field="price", value=1700, unit="USD", source="https://press.example", grade="B")


@pytest.mark.parametrize("claims", [(), (WEAK,), (own("price", 1600, "USD"), RIVAL)])
def test_what_is_unknown_weak_or_contradicted_is_not_asserted(claims: tuple[Claim, ...]) -> None:
    assert "offers" not in as_schema_org(offering(*claims), url=URL)


def test_a_sentence_is_neither_a_label_nor_an_organisation() -> None:
    denial = Claim(field="accreditation", value="not regulated by anybody", source=PAGE, grade="A")
    level = own("level", "for beginners; 3 to 6 months")

    found = as_schema_org(offering(denial, level, own("class", "certification")), url=URL)

    assert found["credentialCategory"] == "certification"
    assert not {"recognizedBy", "educationalLevel"} & set(found)


def test_who_accredits_is_named_where_a_record_names_them() -> None:
    record = {
        "@id": "https://third.example/1",
        "@type": "ceterms:Certification",
        "ceterms:name": "X",
        "ceterms:ownedBy": {"ceterms:name": "P"},
        "ceterms:accreditedBy": [{"ceterms:name": "NCCA"}],
    }

    told = offering_from_ctdl(record, publisher="third party")

    assert as_schema_org(told, url=URL)["recognizedBy"] == [{"@type": "Organization", "name": "NCCA"}]
    assert "recognizedBy" not in as_schema_org(offering_from_ctdl(record, publisher="owner"), url=URL)


def test_a_price_between_two_ends_keeps_both() -> None:
    price = Claim(field="price", low=1000, high=1600, unit="USD", source=PAGE, grade="B")

    found = as_schema_org(offering(price), url=URL)

    ends = {"lowPrice": 1000, "highPrice": 1600, "priceCurrency": "USD"}
    assert found["offers"] == {"@type": "AggregateOffer", **ends}


def test_what_nobody_confirms_has_no_markup() -> None:
    catalogue = read_catalogue(content_folder())
    for key, known in catalogue.offerings.items():
        found = as_schema_org(known, url=f"https://guide.example/{key}")
        assert bool(found) == (known.status == "confirmed-exists")


def test_a_script_cannot_be_left() -> None:
    text = as_script_text(as_schema_org(offering(own("description", "</script><b>&amp;")), url=URL))

    assert not set("<>&") & set(text)
    assert json.loads(text)["description"] == "</script><b>&amp;"


def test_a_role_has_its_checked_codes_and_a_framework_its_terms() -> None:
    catalogue = read_catalogue(content_folder())
    role = catalogue.roles["clinical-data-analyst"]
    framework = catalogue.frameworks["healthcare-ai"]

    codes = [c["codeValue"] for c in role_as_schema_org(role, url=URL)["occupationalCategory"]]
    terms = framework_as_schema_org(framework, url=URL)["hasDefinedTerm"]

    assert codes == [code.code for code in role.code if not code.verify]
    assert [term["termCode"] for term in terms] == [c.code for c in framework.competencies]
