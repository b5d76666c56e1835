"""CTDL in and out: what goes in comes out, what is ours survives, and grades are those of the teller."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_offerings import offerings
from testamur.catalogue import FIELDS, Claim, Offering, content_folder, offering_problems, read_catalogue
from testamur.catalogue.exchange import FORMATS, key_of
from testamur.catalogue.exchange.ctdl import as_ctdl, offering_from_ctdl, role_as_ctdl
from testamur.errors import DocumentError

TERMS = json.loads((Path(__file__).parents[1] / "vectors/catalogue/ctdl-terms.json").read_text())
CATALOGUE = read_catalogue(content_folder())
REGISTRY = "https://credentialengineregistry.org/resources/"
CTID = "ce-534ec203-be18-49e7-a9a4-d0b1dbeb5b5b"


def lang(text: object) -> dict[str, object]:
    return {"en-US": text}


def record(**terms: Any) -> dict[str, Any]:
    """Return a record as the registry keeps one, written by hand after its published schema."""
    own = {
        "@context": "https://credreg.net/ctdl/schema/context/json",
        "@id": REGISTRY + CTID,
        "@type": "ceterms:Certification",
        "ceterms:ctid": CTID,
        "ceterms:name": lang("Clinical AI Certification"),
        "ceterms:subjectWebpage": "https://board.example/clinical-ai",
        "ceterms:ownedBy": [{"@type": "ceterms:CredentialOrganization", "ceterms:name": lang("Board")}],
    }
    return own | {f"ceterms:{name}": value for name, value in terms.items()}


def full() -> dict[str, Any]:
    return record(
        description={"en-US": "What it is", "es": "Lo que es"},
        inLanguage=["en-US", "es"],
        keyword=lang(["sepsis", "bias"]),
        estimatedCost=[
            {
                "@type": "ceterms:CostProfile",
                "ceterms:costDetails": "https://board.example/fees",
                "ceterms:currency": "USD",
                "ceterms:price": price,
                "ceterms:directCostType": {"ceterms:targetNode": f"costType:{kind}"},
            }
            for price, kind in ((1200.0, "AggregateCost"), (900, "Tuition"), (300, "AssessmentFee"))
        ],
        estimatedDuration=[
            {
                "@type": "ceterms:DurationProfile",
                "ceterms:minimumDuration": "P3M",
                "ceterms:maximumDuration": "P6M",
            },
            {"@type": "ceterms:DurationProfile", "HasValue": True, "ceterms:timeRequired": "PT90M"},
        ],
        requires=[
            {
                "@type": "ceterms:ConditionProfile",
                "ceterms:description": lang("A licence to practise"),
                "ceterms:condition": lang(["Two years of practice"]),
                "ceterms:yearsOfExperience": 2,
            }
        ],
        renewalFrequency="P2Y",
        renewal=[{"@type": "ceterms:ConditionProfile", "ceterms:description": lang("Sixty points")}],
        jurisdiction=[
            {
                "@type": "ceterms:JurisdictionProfile",
                "ceterms:mainJurisdiction": [
                    {"@type": "ceterms:Place", "ceterms:addressCountry": lang("United States")},
                    {"@type": "ceterms:Place", "ceterms:addressCountry": lang("CA")},
                ],
            }
        ],
        accreditedBy=[{"@type": "ceterms:QACredentialOrganization", "ceterms:name": lang("An accreditor")}],
        recognizedBy=["https://hospital.example/"],
        audienceType=[{"ceterms:targetNode": "audience:Professional"}],
        credentialStatusType={
            "ceterms:targetNode": "credentialStat:Active",
            "ceterms:targetNodeName": lang("Active"),
        },
        dateEffective="2024-01-01",
        isPartOf=["https://other.example/ce-1"],
        versionIdentifier=[{"@type": "ceterms:IdentifierValue", "ceterms:identifierValueCode": "3"}],
    )


def facts(offering: Offering) -> list[tuple[str, object]]:
    return [(c.field, c.value if c.value is not None else (c.low, c.high)) for c in offering.claim]


def test_the_terms_of_a_record_are_facts_about_an_offering() -> None:
    offering = offering_from_ctdl(full(), seen="2026-11-28")

    assert (offering.id, offering.name, offering.provider) == (CTID, "Clinical AI Certification", "Board")
    assert (offering.page, offering.countries) == ("https://board.example/clinical-ai", ("US", "CA"))
    assert facts(offering) == [
        ("class", "certification"),
        ("description", "What it is"),
        ("languages", ("en-US", "es")),
        ("skills", ("sepsis", "bias")),
        ("price", 1200),
        ("length", (3, 6)),
        ("hours", 1.5),
        ("requirement", "A licence to practise"),
        ("requirement", "Two years of practice"),
        ("maintenance", "Sixty points"),
        ("accreditation", "An accreditor"),
        ("portability.p2", True),
        ("recognition", "https://hospital.example/"),
        ("portability.p3", True),
        ("validity", 24),
        ("signal.s3", True),
        ("audience", "Professional"),
        ("existence", "Active"),
    ]
    assert {(c.source, c.seen) for c in offering.claim} == {(REGISTRY + CTID, "2026-11-28")}
    assert offering.carried["ceterms:isPartOf"] == ["https://other.example/ce-1"]


@pytest.mark.parametrize(
    ("publisher", "controlled", "beyond", "interest"),
    [("owner", "B", "D", "self"), ("third party", "C", "C", ""), ("", "E", "E", "")],
)
def test_the_grade_is_that_of_who_published_it(
    publisher: Any, controlled: str, beyond: str, interest: str
) -> None:
    offering = offering_from_ctdl(full(), publisher=publisher)

    for claim in offering.claim:
        own = FIELDS[claim.field].controlled
        assert claim.grade == (controlled if own else beyond)
        assert claim.interest == ("" if own else interest)


def test_only_a_record_beside_its_own_page_is_taken_for_the_owners() -> None:
    at_home = full() | {"@id": "https://www.board.example/ctdl/1"}

    assert {c.grade for c in offering_from_ctdl(full()).claim} == {"E"}
    assert {c.grade for c in offering_from_ctdl(at_home).claim} == {"B", "D"}


def alternatives() -> list[dict[str, Any]]:
    """Return records that put the same things in other shapes that JSON-LD allows."""
    bare = {k: v for k, v in full().items() if k not in ("@context", "@id", "ceterms:ctid")}
    return [
        record(),
        full(),
        bare,
        full() | {"@context": "http://credreg.net/ctdl/schema/context/json"},
        full() | {"@type": ["ceterms:Certification", "other:Thing"]},
        record(name="Plain", description={"@value": "x", "@language": "en"}, inLanguage="en", keyword=["a", "b"]),
        record(name={"fr": "Nom"}, ownedBy=REGISTRY + "ce-1", offeredBy=[REGISTRY + "ce-1"]),
        record(estimatedCost=[{"ceterms:price": 10, "ceterms:currency": "AUD"}], renewalFrequency="P18M"),
        record(
            estimatedDuration={"ceterms:exactDuration": "P1Y2M3D"}, jurisdiction={"ceterms:globalJurisdiction": 1}
        ),
        record(recommends=[{"ceterms:description": lang("Statistics")}], teaches=[], renewal="words"),
        record(lifeCycleStatusType={"ceterms:targetNode": "lifeCycle:Ceased"}, expirationDate="2025-12-31"),
        record() | {"@type": "ceterms:LearningOpportunityProfile", "schema:x": {"deep": [None, 1.5, {"a": []}]}},
        record() | {"@type": "ceterms:Credential", "ceterms:description": lang("d")},
    ]


@pytest.mark.parametrize("document", alternatives())
@pytest.mark.parametrize("seen", ["", "2026-11-28"])
def test_a_record_comes_out_as_it_went_in(document: dict[str, Any], seen: str) -> None:
    kept = copy.deepcopy(document)

    out = as_ctdl(offering_from_ctdl(document, seen=seen))

    assert json.loads(json.dumps(out)) == kept


def graph() -> dict[str, Any]:
    credential = full() | {"ceterms:ownedBy": ["_:board"]}
    del credential["@context"]
    board = {"@id": "_:board", "@type": "ceterms:CredentialOrganization", "ceterms:name": lang("Board of boards")}
    context = "https://credreg.net/ctdl/schema/context/json"
    return {"@context": context, "@id": "https://r.example/graph/1", "@graph": [board, credential, {"@id": "_:z"}]}


def test_a_graph_comes_out_as_it_went_in_and_names_are_found_in_it() -> None:
    offering = offering_from_ctdl(graph())

    assert offering.provider == "Board of boards"
    assert as_ctdl(offering) == graph()


def test_two_credentials_of_a_graph_keep_what_each_refers_to(tmp_path: Path) -> None:
    document = graph()
    document["@graph"].append(record() | {"@id": REGISTRY + "ce-2", "ceterms:ctid": "ce-2"})
    path = tmp_path / "graph.jsonld"
    path.write_text(json.dumps(document, indent=1))

    found = list(FORMATS["ctdl"].read(path))

    assert [(entry.place, entry.offering and entry.offering.id) for entry in found] == [
        ("@graph[1]", CTID),
        ("@graph[3]", "ce-2"),
        ("@graph[2]", None),
    ]
    assert found[0].offering is not None
    assert as_ctdl(found[0].offering)["@graph"] == [graph()["@graph"][0], graph()["@graph"][1]]


def test_a_graph_cannot_be_blown_up_by_what_all_of_it_refers_to(tmp_path: Path) -> None:
    owner = {"@id": "_:o", "@type": "ceterms:Organization", "ceterms:name": lang("x" * 70_000)}
    records = [record(ownedBy="_:o") | {"@id": f"{REGISTRY}ce-{i}", "ceterms:ctid": f"ce-{i}"} for i in range(3)]
    path = tmp_path / "graph.jsonld"
    path.write_text(json.dumps({"@graph": [owner, *records]}))

    said = [line for entry in FORMATS["ctdl"].read(path) for line in entry.lines()]

    limit = "refers to more of the graph than the 65,536 bytes allowed"
    assert said == [f"line 1 @graph[{i}]: {limit}" for i in (1, 2, 3)]


@pytest.mark.parametrize("key", list(CATALOGUE.offerings))
def test_every_offering_of_ours_survives_the_journey(key: str) -> None:
    own = CATALOGUE.offerings[key]

    assert offering_from_ctdl(json.loads(json.dumps(as_ctdl(own)))) == own


@settings(max_examples=40)
@given(offering=offerings())
def test_any_offering_survives_the_journey(offering: Offering) -> None:
    assert offering_from_ctdl(json.loads(json.dumps(as_ctdl(offering)))) == offering


def test_an_imported_record_that_was_corrected_says_the_correction_and_keeps_the_rest() -> None:
    offering = offering_from_ctdl(full(), seen="2026-11-01")
    old = offering.of("price")[0]
    new = Claim(
        field="price", value=1500, unit="USD", source=old.source, grade="E", seen="2026-11-28", supersedes=old.id
    )
    corrected = Offering(
        **{**{f: getattr(offering, f) for f in Offering.__slots__}, "claim": (*offering.claim, new)}
    )

    out = as_ctdl(corrected)

    assert [part["ceterms:price"] for part in out["ceterms:estimatedCost"]] == [1500]
    assert out["ceterms:description"] == full()["ceterms:description"]
    assert offering_from_ctdl(json.loads(json.dumps(out))) == corrected


@pytest.mark.parametrize("key", list(CATALOGUE.offerings))
def test_only_terms_of_the_published_schema_are_written_and_only_sure_facts_in_them(key: str) -> None:
    node = as_ctdl(CATALOGUE.offerings[key])

    kind = node["@type"]
    assert kind in [*TERMS["credentials"], "ceterms:Credential"]
    assert set(node) - {"testamur:offering"} <= set(TERMS["credentialTerms"])
    assert_known_profiles([value for term, value in node.items() if term not in ("testamur:offering", "@context")])


def assert_known_profiles(value: object) -> None:
    if isinstance(value, dict) and "@type" in value:
        assert set(value) <= set(TERMS["profiles"][value["@type"]])
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            assert_known_profiles(part)


def test_a_weak_fact_stands_in_no_term_of_ctdl() -> None:
    weak = Claim(field="price", value=900, unit="USD", source="https://list.example", grade="D")
    own = Offering(id="x", name="X", provider="P", holder="person", status="confirmed-exists", claim=(weak,))

    assert "ceterms:estimatedCost" not in as_ctdl(own)


def complaints(document: object) -> list[str]:
    with pytest.raises(DocumentError) as refusal:
        offering_from_ctdl(document)
    return refusal.value.lines()


def test_every_problem_of_a_record_is_said() -> None:
    wrong = record(
        name=7,
        subjectWebpage="javascript:alert(1)",
        ownedBy=[],
        estimatedCost=[{"ceterms:price": -1, "ceterms:currency": "USD"}],
        renewalFrequency="two years",
        dateEffective="soon",
    )

    assert complaints(wrong) == [
        "ceterms:name: must be text or a language map; it is '7'",
        "ceterms:subjectWebpage: must be an address; it is 'javascript:alert(1)'",
        "ceterms:estimatedCost: must have a price that is a number and not negative; it is '-1'",
        "ceterms:renewalFrequency: must be a duration such as P10W; it is 'two years'",
        "ceterms:dateEffective: must have dates such as 2026-05-31; they are 'soon' and ''",
    ]
    assert complaints(record(name={}, ownedBy=[])) == [
        "ceterms:name: is missing",
        "ceterms:ownedBy: is missing, and so is ceterms:offeredBy",
    ]


@pytest.mark.parametrize("term", ["@graph", "testamur:absent"])
def test_a_term_that_could_not_be_given_back_is_refused(term: str) -> None:
    assert complaints(full() | {term: {}}) == [f"{term}: may not stand in a record"]


def test_our_record_must_say_what_the_terms_beside_it_say() -> None:
    document = as_ctdl(CATALOGUE.offerings["ancc-ni-bc"])

    assert complaints(document | {"ceterms:name": lang("Another")}) == [
        "ceterms:name: does not say what testamur:offering says"
    ]
    assert complaints(document | {"testamur:offering": {"id": 7}})[0].startswith("testamur:offering.")


def test_what_others_add_beside_our_record_is_carried() -> None:
    own = CATALOGUE.offerings["ancc-ni-bc"]

    found = offering_from_ctdl(as_ctdl(own) | {"ceterms:image": "https://x.example/i.png"})

    assert found.carried == {"ceterms:image": "https://x.example/i.png"}


@pytest.mark.parametrize("document", [[], {}, 7, None, {"@graph": [None, 7]}, {"@type": {"a": 1}}, {"@graph": {}}])
def test_what_is_no_record_is_refused(document: object) -> None:
    assert complaints(document) == ["must hold one credential or course; it holds 0"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@given(term=st.sampled_from([*TERMS["credentialTerms"]]), value=json_values)
def test_no_value_of_a_term_breaks_reading_and_none_is_lost(term: str, value: object) -> None:
    document = full() | {term: value}

    try:
        offering = offering_from_ctdl(document)
    except DocumentError:
        return

    assert as_ctdl(offering) == document
    assert not list(offering_problems(offering, roles=frozenset(), codes=frozenset()))


def test_an_id_is_stable_and_apart_from_others() -> None:
    keys = {key_of("P", "Same name", f"https://p.example/{i}") for i in range(1000)}

    assert len(keys) == 1000
    assert key_of("p", "SAME NAME", "https://p.example/1/") in keys
    assert key_of("P", "模型", "").startswith("offering-")


def test_a_role_is_an_occupation_with_its_checked_codes() -> None:
    node = role_as_ctdl(CATALOGUE.roles["registered-nurse"])

    assert node["@type"] == "ceterms:Occupation"
    assert [c["ceterms:codedNotation"] for c in node["ceterms:occupationType"]] == [
        "29-1141.00",
        "http://data.europa.eu/esco/occupation/8d3e8aaa-791b-4c75-a465-f3f827028f50",
    ]
