"""The command gives offerings out in the formats of others, and takes frameworks in."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from case_package import link, package, uuid
from testamur.catalogue import content_folder, read_catalogue
from testamur.catalogue.exchange import FORMATS
from testamur.cli import framework, offering, role
from testamur.errors import DocumentError, Refused

RUNNER = CliRunner()
OURS = read_catalogue(content_folder()).offerings


def given_out(*arguments: str) -> tuple[str, str]:
    result = RUNNER.invoke(offering.COMMAND, ["export", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout, result.stderr


@pytest.mark.parametrize("name", FORMATS)
def test_all_offerings_go_out_and_can_be_read_again(tmp_path: Path, name: str) -> None:
    out, said = given_out("--format", name)
    path = tmp_path / f"all{FORMATS[name].suffixes[0]}"
    path.write_text(out)

    found = [entry.offering for entry in FORMATS[name].read(path)]

    assert [o and o.id for o in found] == list(OURS)
    assert bool(said) == bool(FORMATS[name].loses)
    if not FORMATS[name].loses:
        assert found == list(OURS.values())


def test_ctdl_has_a_short_form_and_named_offerings_go_out_alone() -> None:
    short, _ = given_out("--ctdl", "ancc-ni-bc")

    assert short == given_out("--format", "ctdl", "ancc-ni-bc")[0]
    assert json.loads(short)["ceterms:name"] == {"en-US": OURS["ancc-ni-bc"].name}
    assert RUNNER.invoke(offering.COMMAND, ["export", "--ctdl", "--format", "csv"]).exit_code == 2


def taken_in(folder: Path, document: Any) -> str:
    file = folder / "theirs.json"
    file.write_text(json.dumps(document))
    command = ["import", str(file), "--content", str(folder / "own")]
    return RUNNER.invoke(framework.COMMAND, command, catch_exceptions=False).stdout


def test_a_framework_is_taken_in_whole_and_only_once(tmp_path: Path) -> None:
    first, second = taken_in(tmp_path, package()), taken_in(tmp_path, package())

    kept = tmp_path / "own/frameworks/clinical-ai-what-to-know.json"
    assert json.loads(kept.read_text()) == package()
    assert list(kept.parent.iterdir()) == [kept]
    assert first.startswith("clinical-ai-what-to-know: Clinical AI: what to know, 3 competencies and groups")
    assert second.startswith("clinical-ai-what-to-know is here already")
    shown = RUNNER.invoke(framework.COMMAND, ["list"], env={"TESTAMUR_CONTENT": str(tmp_path / "own")})
    assert "clinical-ai-what-to-know" in shown.stdout


def another_edition(document: dict[str, Any]) -> None:
    document["CFDocument"]["version"] = "3"


def another_framework(document: dict[str, Any]) -> None:
    document["CFDocument"] |= {"identifier": uuid("other"), "uri": "https://other.example/"}
    document["CFAssociations"][1]["destinationNodeURI"] = link("other")


def another_title(document: dict[str, Any]) -> None:
    document["CFDocument"]["title"] = "Another title"


def one_of_ours(document: dict[str, Any]) -> None:
    document["CFDocument"]["title"] = "Healthcare AI"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (another_edition, "framework-edition"),
        (another_framework, "framework-taken"),
        (another_title, "framework-elsewhere"),
        (one_of_ours, "framework-of-ours"),
    ],
)
def test_nothing_that_is_there_is_overwritten(tmp_path: Path, change: Any, rule: str) -> None:
    taken_in(tmp_path, package())
    document = package()
    change(document)

    with pytest.raises(Refused) as refusal:
        taken_in(tmp_path, document)

    assert refusal.value.rule == rule
    (kept,) = (tmp_path / "own/frameworks").iterdir()
    assert json.loads(kept.read_text()) == package()


def test_a_wrong_package_leaves_no_trace(tmp_path: Path) -> None:
    wrong = package()
    wrong["CFItems"][0]["colour"] = "red"
    lost = package()
    lost["CFAssociations"][3]["destinationNodeURI"] = link("far") | {"uri": f"urn:uuid:{uuid('far')}"}

    documents: list[Any] = [wrong, lost, [], {"CFDocument": {}, "CFItems": {}}]
    for document in documents:
        with pytest.raises(DocumentError):
            taken_in(tmp_path, document)

    assert not (tmp_path / "own").exists()


def test_one_must_say_where_ones_own_content_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TESTAMUR_CONTENT", raising=False)
    file = tmp_path / "theirs.json"
    file.write_text(json.dumps(package()))

    assert RUNNER.invoke(framework.COMMAND, ["import", str(file)]).exit_code == 2


def test_a_role_goes_out_as_an_occupation_with_its_codes() -> None:
    out = RUNNER.invoke(role.COMMAND, ["export", "nurse-leader"], catch_exceptions=False).stdout

    codes = [code["ceterms:codedNotation"] for code in json.loads(out)["ceterms:occupationType"]]
    assert codes == ["11-9111.00", "http://data.europa.eu/esco/isco/C1342"]
    assert len(RUNNER.invoke(role.COMMAND, ["export"]).stdout.splitlines()) == 10
