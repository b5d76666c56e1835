"""A CASE 1.1 package of somebody else, with every term of the specification."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

AT = "2025-01-24T12:00:00Z"


def uuid(word: str) -> str:
    return str(uuid5(NAMESPACE_URL, word))


def link(word: str, **more: str) -> dict[str, str]:
    return {"title": word, "identifier": uuid(word), "uri": f"https://f.example/uri/{uuid(word)}"} | more


def named(word: str, **more: Any) -> dict[str, Any]:
    own = {"identifier": uuid(word), "uri": f"https://f.example/uri/{uuid(word)}", "lastChangeDateTime": AT}
    return own | more


def package() -> dict[str, Any]:
    """Return a package with every term that CASE 1.1 has a place for, written by hand after section 7 of it."""
    items = [
        named(
            "i1",
            fullStatement="Reads a confusion matrix",
            alternativeLabel="Counts of right and wrong",
            CFItemType="Standard",
            humanCodingScheme="A.1",
            listEnumeration="1",
            abbreviatedStatement="Confusion matrix",
            conceptKeywords=["sensitivity", "specificity"],
            conceptKeywordsURI=link("k1"),
            notes="A note",
            subject=["Statistics"],
            subjectURI=[link("s1")],
            language="en",
            educationLevel=["UG", "PG"],
            CFItemTypeURI=link("t1"),
            licenseURI=link("l1"),
            statusStartDate="2024-01-01",
            statusEndDate="2030-01-01",
            CFDocumentURI=link("doc"),
            extensions={"level": 3, "vendor": {"deep": [1, None]}},
        ),
        named("i2", fullStatement="Explains it to a patient", humanCodingScheme="A.1"),
        named("i3", fullStatement="Has no code"),
    ]
    associations = [
        named(
            "a1",
            associationType="isChildOf",
            sequenceNumber=1,
            originNodeURI=link("i2", targetType="CASE"),
            destinationNodeURI=link("i1"),
            CFAssociationGroupingURI=link("g1"),
            notes="Below it",
        ),
        named("a2", associationType="isChildOf", originNodeURI=link("i1"), destinationNodeURI=link("doc")),
        named("a3", associationType="exactMatchOf", originNodeURI=link("far"), destinationNodeURI=link("i3")),
        named("a4", associationType="ext:supports", originNodeURI=link("i1"), destinationNodeURI=link("far")),
    ]
    levels = [
        named(
            "rl1", description="Does", quality="good", score=2.5, feedback="f", position=1, rubricCriterionId="x"
        )
    ]
    criterion = named(
        "rc1",
        category="c",
        description="d",
        CFItemURI=link("i1"),
        weight=0.5,
        position=1,
        rubricId=uuid("r1"),
        CFRubricCriterionLevels=levels,
    )
    return {
        "CFDocument": named(
            "doc",
            frameworkType="professional",
            caseVersion="1.1",
            creator="A society",
            title="Clinical AI: what to know",
            officialSourceURL="https://f.example/source",
            publisher="A society",
            description="What a clinician should know",
            subject=["Medicine"],
            subjectURI=[link("s1")],
            language="en-GB",
            version="2",
            adoptionStatus="Adopted",
            statusStartDate="2024-01-01",
            statusEndDate="2030-01-01",
            licenseURI=link("l1"),
            notes="A note",
            CFPackageURI=link("package"),
            extensions={"vendor": True},
        ),
        "CFItems": items,
        "CFAssociations": associations,
        "CFDefinitions": {
            "CFConcepts": [named("k1", title="k", keywords="a|b", hierarchyCode="1", description="d")],
            "CFSubjects": [named("s1", title="s", hierarchyCode="1", description="d")],
            "CFLicenses": [named("l1", title="CC BY 4.0", licenseText="text", description="d")],
            "CFItemTypes": [named("t1", title="t", hierarchyCode="1", typeCode="T", description="d")],
            "CFAssociationGroupings": [named("g1", title="g", description="d")],
            "extensions": {"x": 1},
        },
        "CFRubrics": [named("r1", title="r", description="d", CFRubricCriteria=[criterion], extensions={})],
        "extensions": {"y": 2},
    }
