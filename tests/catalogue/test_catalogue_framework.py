import copy
import json
from pathlib import Path
from typing import Any

import pytest

from testamur.catalogue import (
    Framework,
    as_case,
    content_folder,
    framework_from_case,
    read_frameworks,
)
from testamur.errors import DocumentError

FOLDER = content_folder() / "frameworks"
KNOWN = json.loads((Path(__file__).parents[1] / "vectors/catalogue/frameworks.json").read_text())
NAMES = ("edison-cf-ds", "healthcare-ai")


@pytest.fixture(scope="module")
def frameworks() -> dict[str, Framework]:
    return read_frameworks(FOLDER)


@pytest.fixture
def package() -> Any:
    return copy.deepcopy(json.loads((FOLDER / "healthcare-ai.json").read_text()))


def test_both_frameworks_are_there(frameworks: dict[str, Framework]) -> None:
    assert tuple(frameworks) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_ids_codes_and_statements_are_those_of_the_source(frameworks: dict[str, Framework], name: str) -> None:
    known = [
        (item["id"], item["code"], item.get("name", ""), item["statement"], item["type"], item.get("level", ""))
        for item in KNOWN[name]["items"]
    ]

    found = [(c.id, c.code, c.name, c.statement, c.kind, c.level) for c in frameworks[name].competencies]

    assert (frameworks[name].identifier, found) == (KNOWN[name]["id"], known)


@pytest.mark.parametrize("name", NAMES)
def test_parents_tasks_and_groups_are_those_of_the_source(frameworks: dict[str, Framework], name: str) -> None:
    for item in KNOWN[name]["items"]:
        competency = frameworks[name].by_code[item["code"]]
        parent = frameworks[name].parent(item["code"])
        assert (parent.code if parent else None) == item.get("parentCode")
        assert competency.tasks == tuple(item.get("sourceGuideTasks", ()))
        assert competency.role_groups == tuple(item.get("roleGroups", ()))
        assert competency.relevance == item.get("exampleRelevance0to9", {})
        assert competency.source == item["source"]


def test_every_association_of_the_source_is_there(frameworks: dict[str, Framework]) -> None:
    for name in NAMES:
        inside = {c.id for f in frameworks.values() for c in f.competencies}
        known = {(kind, origin, end) for kind, origin, end in KNOWN[name]["associations"] if end in inside}
        found = {
            (a.kind, a.origin.identifier, a.destination.identifier)
            for a in frameworks[name].associations
            if a.destination.identifier in inside
        }
        assert found == known
        assert len(frameworks[name].associations) == len(KNOWN[name]["associations"])


def test_coverage_by_edison_is_as_counted_by_hand(frameworks: dict[str, Framework]) -> None:
    edison = {c.id for c in frameworks["edison-cf-ds"].competencies}
    ours = frameworks["healthcare-ai"]
    competencies = [c for c in ours.competencies if c.kind == "competency"]

    touching = [c for c in competencies if any(a.destination.identifier in edison for a in ours.related(c.code))]

    assert {
        "competencies": len(competencies),
        "withAnyEDISONrelation": len(touching),
        "withNone": len(competencies) - len(touching),
    } == KNOWN["coverageByEDISON"]


def test_children_stand_below_their_domain(frameworks: dict[str, Framework]) -> None:
    children = frameworks["healthcare-ai"].children("H5")

    assert [child.code for child in children] == ["H5.1", "H5.2", "H5.3"]


@pytest.mark.parametrize("name", NAMES)
def test_a_package_comes_out_as_it_went_in(frameworks: dict[str, Framework], name: str) -> None:
    assert as_case(frameworks[name]) == json.loads((FOLDER / f"{name}.json").read_text())


def test_the_licence_and_the_credit_are_kept(frameworks: dict[str, Framework]) -> None:
    assert "CC BY 4.0" in frameworks["edison-cf-ds"].licence_note
    assert "Yuri Demchenko" in frameworks["edison-cf-ds"].licence_note
    assert "NOT reproduced" in frameworks["healthcare-ai"].licence_note


def test_what_is_no_package_is_refused() -> None:
    packages: list[object] = [[], {}, {"CFDocument": {}}]
    for package in packages:
        with pytest.raises(DocumentError) as refusal:
            framework_from_case(package, name="x.json")
        assert refusal.value.lines() == ["x.json:must be a CASE package with CFDocument and CFItems"]


def test_every_problem_of_a_package_is_said_in_the_words_of_case(package: Any) -> None:
    del package["CFDocument"]["title"]
    package["CFItems"][3]["fullStatement"] = 7
    package["CFItems"][4]["colour"] = "red"
    package["CFAssociations"][0]["originNodeURI"] = "H1"

    with pytest.raises(DocumentError) as refusal:
        framework_from_case(package, name="x.json")

    assert set(refusal.value.lines()) == {
        "x.json:CFDocument.title: is missing",
        "x.json:CFItems[3].fullStatement: must be text, not a whole number",
        "x.json:CFItems[4].colour: is not known here",
        "x.json:CFAssociations[0].originNodeURI: has the wrong shape",
    }


def test_what_is_no_list_or_no_table_is_refused(package: Any) -> None:
    package["CFAssociations"] = {}
    package["CFItems"][0] = "H1"

    with pytest.raises(DocumentError) as refusal:
        framework_from_case(package)

    assert refusal.value.lines()[0].startswith("CFItems[0]: ")
    assert refusal.value.lines()[1:] == ["CFAssociations: must be a list"]


def test_an_end_that_stands_nowhere_is_refused(package: Any) -> None:
    package["CFAssociations"][1]["originNodeURI"]["identifier"] = "nothing"

    with pytest.raises(DocumentError) as refusal:
        framework_from_case(package)

    assert refusal.value.lines() == ["CFAssociations[1].originNodeURI: is no competency of this framework"]


def test_codes_ids_and_ends_are_checked(package: Any) -> None:
    package["CFItems"][9]["humanCodingScheme"] = package["CFItems"][8]["humanCodingScheme"]
    package["CFItems"][0]["identifier"] = "H1"

    with pytest.raises(DocumentError) as refusal:
        framework_from_case(package)

    said = refusal.value.lines()
    assert "CFItems: the code 'H1.1' stands 2 times" in said
    assert "CFItems[0].identifier: must be a UUID; it is 'H1'" in said
    assert "CFAssociations[0].destinationNodeURI: is no competency of this framework" in said


def test_a_relation_to_a_framework_that_is_not_here_is_refused(tmp_path: Path) -> None:
    (tmp_path / "healthcare-ai.json").write_text((FOLDER / "healthcare-ai.json").read_text())

    with pytest.raises(DocumentError) as refusal:
        read_frameworks(tmp_path)

    first = "healthcare-ai.json:CFAssociations[1].destinationNodeURI: no framework here holds 'DSDA01'"
    assert refusal.value.lines()[0] == first
