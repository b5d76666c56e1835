"""`testamur form` with a calibration: targets, what is told about them, and the check of it."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from testamur import assembly, catalogue, items
from testamur.cli import command
from testamur.cli.form import exam_of
from testamur.errors import DocumentError, Refused
from testamur.psychometrics import calibrate, responses
from testamur.psychometrics.calibration.files import document

PROGRAMME = "healthcare-ai-professional"


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(command(), [str(argument) for argument in arguments])
    if isinstance(result.exception, DocumentError | Refused):
        return 1, str(result.exception)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def calibration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Calibrate all items of the bank but three, from answers drawn at random."""
    bank = items.read_bank(catalogue.content_folder() / "items")
    names = [facts.id for facts in assembly.facts_for(exam_of(PROGRAMME), bank.items.values())][3:]
    rng = np.random.default_rng(4)
    chance = 1 / (1 + np.exp(-(rng.normal(size=(300, 1)) - rng.normal(-1, 0.7, len(names)))))
    given = responses((rng.random(chance.shape) < chance).astype(float), items=names)
    file = tmp_path_factory.mktemp("calibration") / "calibration.json"
    found = document(calibrate(given, model="rasch", errors=False), data="0" * 64)
    file.write_text(json.dumps(found))
    return file


def assembled(tmp_path: Path, *options: object) -> tuple[list[Path], str]:
    code, said = run("form", "assemble", PROGRAMME, "--seed", 5, "--out", tmp_path, *options)
    assert code == 0, said
    return sorted(tmp_path.glob("*.json")), said


def test_forms_of_calibrated_items_are_told_with_how_far_they_are_off(tmp_path: Path, calibration: Path) -> None:
    asked = ("--calibration", calibration)

    forms, said = assembled(tmp_path, *asked)

    assert len(forms) == 2
    assert "3 of " in said
    assert "are not in the calibration and are left out." in said
    assert "off at the abilities -1, -0.5, 0, 0.5, 1." in said
    assert all(json.loads(form.read_text())["information"]["worst"] < 0.01 for form in forms)
    assert run("form", "check", forms[0], "--programme", PROGRAMME, *asked)[0] == 0
    code, why = run("form", "check", forms[0], "--programme", PROGRAMME)
    assert code == 1
    assert "give the calibration and the target that it was assembled for" in why


def test_as_much_information_as_there_is_is_told_with_its_bound(tmp_path: Path, calibration: Path) -> None:
    asked = ("--calibration", calibration, "--target", "maximin", "--ability", 0.5)

    (form,), said = assembled(tmp_path, *asked, "--count", 1)

    assert "no forms have more than" in said
    told = json.loads(form.read_text())["information"]
    assert 0.99 * told["bound"] <= told["lowest"] <= told["bound"]


def test_new_forms_are_like_an_earlier_one(tmp_path: Path, calibration: Path) -> None:
    (earlier,), _ = assembled(tmp_path / "earlier", "--count", 1, "--calibration", calibration)
    asked = ("--calibration", calibration, "--like", earlier, "--band", 0.02)

    (form,), _ = assembled(tmp_path / "new", "--count", 1, *asked)

    told, before = (json.loads(file.read_text())["information"] for file in (form, earlier))
    assert told["aim"] == before["information"]
    assert told["deviation"] <= 0.02


@pytest.mark.parametrize(
    "options",
    [
        ("--target", "maximin"),
        ("--ability", "0"),
        ("--band", "0.1"),
        ("--calibration", "CALIBRATION", "--band", "0.1"),
    ],
)
def test_wishes_that_cannot_be_are_wrong_use(tmp_path: Path, calibration: Path, options: tuple[str, ...]) -> None:
    given = [calibration if option == "CALIBRATION" else option for option in options]

    assert run("form", "assemble", PROGRAMME, "--out", tmp_path / "out", *given)[0] == 2
    assert not (tmp_path / "out").exists()


def test_whole_cases_can_be_asked_for(tmp_path: Path) -> None:
    (form,), _ = assembled(tmp_path, "--count", 1, "--whole-cases")

    assert run("form", "check", form, "--programme", PROGRAMME, "--whole-cases")[0] == 0
