import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from testamur.catalogue import content_folder, read_catalogue
from testamur.cli import framework, offering, role


def run(group: click.Group, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(group, list(arguments))
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(("group", "count"), [(role.COMMAND, 10), (framework.COMMAND, 2), (offering.COMMAND, 44)])
def test_list_names_all(group: click.Group, count: int) -> None:
    code, out, err = run(group, "list")
    listed = json.loads(run(group, "list", "--json")[1])

    assert (code, len(out.splitlines()), err) == (0, count, "")
    assert len(listed) == count


@pytest.mark.parametrize("group", [role.COMMAND, framework.COMMAND, offering.COMMAND])
def test_an_unknown_id_is_used_wrongly(group: click.Group) -> None:
    code, out, err = run(group, "show", "nothing")

    assert (code, out) == (2, "")
    assert "is called 'nothing'" in err


def test_a_role_says_what_one_must_be_able_to_do() -> None:
    code, out, _ = run(role.COMMAND, "show", "hospital-operations-manager")

    assert code == 0
    assert "assess an AI scheduling tool before it goes live" in out
    assert json.loads(run(role.COMMAND, "show", "physician", "--json")[1])["id"] == "physician"


@pytest.mark.parametrize("name", ["edison-cf-ds", "healthcare-ai"])
def test_a_framework_is_given_out_as_it_is_kept(name: str) -> None:
    kept = json.loads(Path(content_folder() / f"frameworks/{name}.json").read_text())

    assert json.loads(run(framework.COMMAND, "export", name)[1]) == kept
    assert json.loads(run(framework.COMMAND, "show", name, "--json")[1]) == kept
    assert run(framework.COMMAND, "show", name)[1].startswith(kept["CFDocument"]["title"])


def test_an_offering_shows_grades_sources_and_what_contradicts() -> None:
    code, out, _ = run(offering.COMMAND, "show", "iabac-ai-healthcare")

    assert code == 0
    assert "B  How long it holds: 36 months [iabac.org]" in out
    assert "   but D, the source guide: a government-backed competency standard" in out
    assert "Nobody states: which credential is meant; price; hours" in out


def test_an_offering_shows_how_its_totals_come_about() -> None:
    out = run(offering.COMMAND, "show", "harvard-ai-health-care")[1]

    assert "D  price: 4,800 USD = 3 courses × 1,600 USD a course" in out


def test_offerings_can_be_listed_by_group() -> None:
    listed = json.loads(run(offering.COMMAND, "list", "--group", "clinicians", "--json")[1])

    assert {"clinicians"} <= set(listed[0]["role_groups"])
    assert 0 < len(listed) < 44


def test_export_holds_every_claim_of_the_named() -> None:
    exported = json.loads(run(offering.COMMAND, "export", "abaim-certification", "jc-ruaih")[1])

    assert [one["id"] for one in exported] == ["abaim-certification", "jc-ruaih"]
    assert {"field": "pass_correct", "value": 70, "grade": "D"}.items() <= next(
        claim for claim in exported[0]["claim"] if claim["field"] == "pass_correct"
    ).items()
    assert len(json.loads(run(offering.COMMAND, "export")[1])) == 44


def test_an_offering_names_its_claims_so_that_others_can_speak_of_them() -> None:
    kept = read_catalogue(content_folder()).offerings["iabac-ai-healthcare"]

    shown = json.loads(run(offering.COMMAND, "show", "iabac-ai-healthcare", "--json")[1])

    assert shown["claim_ids"] == [claim.id for claim in kept.claim]
    assert len(set(shown["claim_ids"])) == len(kept.claim)
