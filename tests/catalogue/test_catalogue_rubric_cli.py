"""The rubric on the command line: what `testamur offering show` says of class, rigour, domain and portability."""

import json

import pytest
from click.testing import CliRunner

from testamur.cli import offering


def shown(*args: str) -> str:
    return CliRunner().invoke(offering.COMMAND, ["show", *args], catch_exceptions=False).output


def test_an_offering_shows_its_class_what_rests_on_weak_sources_and_what_would_settle_it() -> None:
    lines = [line.strip() for line in shown("jhu-ai-healthcare").splitlines()]

    assert "Class: assessment-based certificate or certificate of completion" in lines
    assert any(line.startswith("without interested parties and weak sources: ") for line in lines)
    assert any(
        line.startswith("to settle it: Ask whether an assessment of the outcomes must be passed. If so: ")
        for line in lines
    )
    assert "Rigour: 0 to 4 of 5" in lines


@pytest.mark.parametrize(("identifier", "gate"), [("artiba-aie", "no"), ("iabac-ai-healthcare", "cannot tell")])
def test_it_says_whether_it_is_about_health_care(identifier: str, gate: str) -> None:
    assert f"About health care: {gate}; " in shown(identifier)


def test_machines_get_the_whole_answer() -> None:
    rubric = json.loads(shown("jc-ruaih", "--json"))["rubric"]

    assert rubric["classes"] == ["organisation-certification"]
    assert [mark["name"] for mark in rubric["portability"]["marks"]] == ["p1", "p2", "p3", "p4", "p5", "p6"]


def test_a_role_weighs_the_uses_in_care() -> None:
    # Nothing that counts is said of it, so it may treat none of the uses that the role needs, or all.
    assert "Uses in care that the role nurse-leader needs: 0.00 to 1.00 of 1" in shown(
        "iabac-ai-healthcare", "--role", "nurse-leader"
    )


def test_machines_get_gate_and_scores() -> None:
    assert json.loads(shown("iabac-ai-healthcare", "--json"))["verdicts"] == {
        "health_care": None,
        "uses": [0.0, 1.0],
        "portability": [0.0, pytest.approx(0.6)],
    }


def test_a_role_that_does_not_exist_is_a_wrong_use() -> None:
    found = CliRunner().invoke(offering.COMMAND, ["show", "iabac-ai-healthcare", "--role", "nobody"])

    assert (found.exit_code, "no role is called 'nobody'" in found.output) == (2, True)
