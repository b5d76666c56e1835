"""CASE 1.1 packages of other people: everything legal is kept and given back, everything else is said."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_package import link, named, package, uuid
from testamur.catalogue import as_case, framework_from_case
from testamur.catalogue.case import TERMS
from testamur.errors import DocumentError


def test_the_sample_has_every_term_of_the_specification() -> None:
    sample = package()
    definitions, rubric = sample["CFDefinitions"], sample["CFRubrics"][0]
    criterion = rubric["CFRubricCriteria"][0]
    optional = {"extensions", "CFDocumentURI"}
    held = {
        "CFPackage": sample,
        "CFDocument": sample["CFDocument"],
        "CFItem": sample["CFItems"][0],
        "CFAssociation": sample["CFAssociations"][0],
        "CFDefinition": definitions,
        "CFConcept": definitions["CFConcepts"][0],
        "CFSubject": definitions["CFSubjects"][0],
        "CFLicense": definitions["CFLicenses"][0],
        "CFItemType": definitions["CFItemTypes"][0],
        "CFAssociationGrouping": definitions["CFAssociationGroupings"][0],
        "CFRubric": rubric,
        "CFRubricCriterion": criterion,
        "CFRubricCriterionLevel": criterion["CFRubricCriterionLevels"][0],
    }
    assert {kind: set(TERMS[kind]) - optional for kind in TERMS} == {
        kind: set(table) - optional for kind, table in held.items()
    }


def test_a_full_package_comes_out_as_it_went_in() -> None:
    framework = framework_from_case(package())

    assert json.loads(json.dumps(as_case(framework))) == package()


def test_a_package_with_the_least_comes_out_as_it_went_in() -> None:
    document = named("doc", creator="S", title="Least")
    least = {"CFDocument": document, "CFItems": [named("i", fullStatement="x", notes=None)]}

    assert as_case(framework_from_case(least)) == least


def test_what_we_need_is_made_from_what_is_there() -> None:
    framework = framework_from_case(package())

    assert (framework.id, framework.status) == ("clinical-ai-what-to-know", "Adopted")
    assert [c.code for c in framework.competencies] == [
        f"A.1 ({uuid('i1')[:8]})",
        f"A.1 ({uuid('i2')[:8]})",
        f"({uuid('i3')[:8]})",
    ]
    first, second, third = framework.competencies
    assert framework.parent(second.code) == first
    assert framework.parent(first.code) is framework.parent(third.code) is None
    assert (first.kind, second.kind, first.level) == ("Standard", "item", "")


def complaints(document: object) -> list[str]:
    with pytest.raises(DocumentError) as refusal:
        framework_from_case(document)
    return refusal.value.lines()


def test_what_case_does_not_know_is_said_with_its_place() -> None:
    wrong = package()
    wrong["CFDefinitions"]["CFConcepts"][0]["colour"] = "red"
    wrong["CFRubrics"][0]["CFRubricCriteria"][0]["CFRubricCriterionLevels"] = {}
    wrong["CFDefinitions"]["CFSubjects"] = [7]
    wrong["CFRubrics"].append("r")
    wrong["CFThings"] = []

    assert complaints(wrong) == [
        "CFThings: is not known here",
        "CFDefinitions.CFConcepts[0].colour: is not known here",
        "CFDefinitions.CFSubjects[0]: must be a table",
        "CFRubrics[0].CFRubricCriteria[0].CFRubricCriterionLevels: must be a list",
        "CFRubrics[1]: must be a table",
    ]


def test_what_is_missing_or_of_another_kind_is_said() -> None:
    wrong = package()
    del wrong["CFItems"][1]["fullStatement"]
    wrong["CFItems"][2]["lastChangeDateTime"] = "yesterday"
    wrong["CFAssociations"][0]["originNodeURI"] = "x"
    wrong["CFDocument"]["creator"] = None

    assert complaints(wrong) == [
        "CFItems[1].fullStatement: is missing",
        "CFItems[2].lastChangeDateTime: must be a date with time, not 'yesterday'",
        "CFAssociations[0].originNodeURI: has the wrong shape",
        "CFDocument.creator: is missing",
    ]


def test_nothing_stands_below_itself() -> None:
    wrong = package()
    wrong["CFAssociations"][1]["destinationNodeURI"] = link("i2")

    (said,) = complaints(wrong)

    assert said.startswith("CFAssociations: some stand below themselves, or below such: A.1 (")


def test_an_association_between_strangers_is_refused() -> None:
    wrong = package()
    wrong["CFAssociations"][3]["originNodeURI"] = link("nowhere")

    assert complaints(wrong) == ["CFAssociations[3].originNodeURI: is no competency of this framework"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
places = st.sampled_from([("CFDocument",), ("CFItems", 0), ("CFItems", 2), ("CFAssociations", 0), ()])


@given(place=places, value=json_values, data=st.data())
def test_no_value_breaks_reading_and_none_is_lost(place: tuple[Any, ...], value: object, data: Any) -> None:
    document = package()
    table: Any = document
    for step in place:
        table = table[step]
    kind = {"CFDocument": "CFDocument", "CFItems": "CFItem", "CFAssociations": "CFAssociation"}
    terms = TERMS[kind[place[0]] if place else "CFPackage"]
    table[data.draw(st.sampled_from(sorted(terms)))] = value
    kept = copy.deepcopy(document)

    try:
        framework = framework_from_case(document)
    except DocumentError:
        return

    assert as_case(framework) == kept
