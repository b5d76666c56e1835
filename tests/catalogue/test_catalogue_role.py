import json
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import pytest

from testamur.catalogue import (
    Framework,
    OccupationCode,
    Role,
    Target,
    content_folder,
    read_frameworks,
    read_roles,
    role_problems,
)

KNOWN = {
    role["id"]: role
    for role in json.loads((Path(__file__).parents[1] / "vectors/catalogue/roles.json").read_text())
}
# Codes that were looked up later, in ESCO 1.1 and in lists of O*NET-SOC titles.
LOOKED_UP = {
    "clinical-data-analyst": (
        "http://data.europa.eu/esco/occupation/d3edb8f8-3a06-47a0-8fb9-9b212c006aa2",
        "http://data.europa.eu/esco/occupation/258e46f9-0075-4a2e-adae-1ff0477e0f30",
    ),
    "nurse-leader": ("http://data.europa.eu/esco/isco/C1342",),
    "physician": ("29-1229.00",),
}


@pytest.fixture(scope="module")
def frameworks() -> dict[str, Framework]:
    return read_frameworks(content_folder() / "frameworks")


@pytest.fixture(scope="module")
def roles(frameworks: dict[str, Framework]) -> dict[str, Role]:
    return read_roles(content_folder() / "roles", frameworks=frameworks)


def test_every_role_of_the_source_is_there(roles: dict[str, Role]) -> None:
    assert set(roles) == set(KNOWN)
    for role in roles.values():
        known = KNOWN[role.id]
        assert (role.name, role.group) == (known["name"], known["sourceGuideGroup"])
        assert set(role.archetypes) == set(known["archetype"].replace("+", "/").split("/"))


def test_every_role_has_a_code_in_both_classifications_and_all_were_looked_up(roles: dict[str, Role]) -> None:
    for role in roles.values():
        known, added = KNOWN[role.id], LOOKED_UP.get(role.id, ())
        drafted = [text.split(" ")[0] for text in known["onetSoc"]] + ([known["esco"]] if known["esco"] else [])
        assert {code.scheme for code in role.code} == {"O*NET-SOC", "ESCO"}
        assert sorted(code.code for code in role.code) == sorted((*drafted, *added))
        assert not [code for code in role.code if code.verify]


def asked(known: dict[str, Any], framework: Framework) -> set[str]:
    """Return the competencies that a role's short target levels stand for."""
    codes: set[str] = set()
    for competency in framework.competencies:
        wanted = known["targetCompetencies"].get(competency.level)
        named = wanted.split(",") if isinstance(wanted, str) else []
        if wanted == 1 and known["sourceGuideGroup"] in competency.role_groups:
            codes.add(competency.code)
        if {competency.code, competency.code.split(".")[0]} & set(named):
            codes.add(competency.code)
    return codes


def test_targets_are_the_short_levels_written_out(
    roles: dict[str, Role], frameworks: dict[str, Framework]
) -> None:
    for role in roles.values():
        found = {target.code for target in role.target if not target.note}
        assert found == asked(KNOWN[role.id], frameworks["healthcare-ai"])


def test_what_was_added_by_hand_says_so(roles: dict[str, Role]) -> None:
    added = {(r.id, t.code) for r in roles.values() for t in r.target if t.note.startswith("added:")}

    assert added == {("nurse-leader", "H3.2"), ("nurse-leader", "H4.1")}


def test_every_role_must_be_able_to_do_what_any_role_must(roles: dict[str, Role]) -> None:
    assert all({"T5", "T7", "T12"} <= {task.id for task in role.task} for role in roles.values())


def said(role: Role, **levels: str) -> list[str]:
    return [str(problem) for problem in role_problems(role, levels=levels)]


def test_weights_must_sum_to_one(roles: dict[str, Role]) -> None:
    physician = roles["physician"]
    heavy = replace(physician, weights=replace(physician.weights, ce=0.28))

    assert said(heavy) == ["weights: must sum to 1; they sum to 1.1"]
    assert sum(astuple(physician.weights)) == pytest.approx(1)


def test_weights_must_not_be_negative(roles: dict[str, Role]) -> None:
    physician = roles["physician"]

    assert said(replace(physician, weights=replace(physician.weights, ce=-0.1))) == [
        "weights: must be finite and not negative"
    ]


def test_targets_must_be_known_once_and_at_their_level(roles: dict[str, Role]) -> None:
    targets = (
        Target("H1.1", "foundation"),
        Target("H1.1", "foundation"),
        Target("H9.9", "lead"),
        Target("H2", "lead"),
    )
    role = replace(roles["physician"], target=targets, task=(), code=(OccupationCode("ESCO", " "),))

    assert [str(p) for p in role_problems(role, levels={"H1.1": "foundation", "H2": ""})] == [
        "target[1].code: 'H1.1' stands twice",
        "target[2].code: no competency has the code 'H9.9'",
        "target[3].level: is '' in the framework",
        "task: is empty; a role does something",
        "code[0].code: is empty",
    ]


def test_a_role_asks_for_something(roles: dict[str, Role]) -> None:
    assert said(replace(roles["physician"], target=())) == ["target: is empty; a role asks for something"]
