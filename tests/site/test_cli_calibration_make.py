"""`testamur calibration make PROGRAMME`: what the page says, from this site's sittings."""

import json

import pytest
from click.testing import CliRunner
from crowds import crowd

from testamur.cli import command
from testamur.site.records.actions import calibrations, programmes
from testamur.site.records.library import library
from testamur.site.records.measuring import item_readings, read_kept
from testamur.site.records.models import Calibration, CalibrationRequest

pytestmark = pytest.mark.django_db
NAME = "healthcare-ai-professional"


def run(*arguments):
    result = CliRunner().invoke(command(), ["calibration", "make", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_it_says_what_the_page_says_and_keeps_a_draft(exam_form, now):
    crowd(exam_form, 40)

    code, said, warned = run(NAME)

    kept = Calibration.objects.get()
    assert code == 0
    assert kept.request.by is None
    for reading in item_readings(read_kept(kept.document)):
        (line,) = [line for line in said.splitlines() if line.startswith(f"{reading.column.identifier} ")]
        assert f"{reading.item.difficulty:.3f}" in line
        assert f"{reading.item.difficulty_error:.3f}" in line
    assert f"document {kept.digest}\nresponses {kept.data_digest}\n" in said
    assert said.endswith("It is a draft until an owner of the programme signs it.\n")
    assert warned.startswith(f"{NAME}: There are 40 people, which is few")


def test_for_machines_it_is_json(exam_form, now):
    crowd(exam_form, 40, is_simulated=True)

    code, said, _ = run(NAME, "--model", "2pl", "--json")

    told, kept = json.loads(said), Calibration.objects.get()
    assert code == 0
    assert (told["digest"], told["model"], told["persons"], told["is_simulated"]) == (kept.digest, "2pl", 40, True)
    assert {item["digest"] for item in told["items"]} == set(
        exam_form.places.values_list("version__digest", flat=True)
    )
    assert told["forms"][0]["digest"] == exam_form.digest


def test_the_file_can_be_scored_with(exam_form, now, tmp_path):
    crowd(exam_form, 40)
    run(NAME, "--out", str(tmp_path / "kept.json"))
    read = read_kept(Calibration.objects.get().document)
    names = [item.item for item in read.calibration.items]
    (tmp_path / "right.csv").write_text(",".join(names) + "\n" + ",".join("1" for _ in names) + "\n")

    arguments = ["calibration", "score", str(tmp_path / "right.csv"), str(tmp_path / "kept.json")]
    scored = CliRunner().invoke(command(), arguments)

    assert scored.exit_code == 0, scored.stderr
    assert float(scored.stdout.splitlines()[1].split(",")[1]) > 0


def test_it_does_not_wait_for_the_worker(exam_form, now, monkeypatch):
    crowd(exam_form, 40)
    monkeypatch.setattr(calibrations, "AT_ONCE", 1)

    assert run(NAME)[0] == 0
    assert Calibration.objects.count() == 1


def test_why_there_is_none_is_said(exam_form, now):
    crowd(exam_form, 12)

    code, said, warned = run(NAME)

    assert (code, said) == (1, "")
    assert warned == f"{NAME}: 12 people have finished a first attempt; a calibration wants 30 at least.\n"
    assert CalibrationRequest.objects.get().reason


def test_nothing_is_held_where_nothing_is_signed(exam_form, now):
    crowd(exam_form, 40)

    assert run(NAME, "--hold")[0] == 1
    assert not CalibrationRequest.objects.exists()


def test_a_programme_that_is_not_here_or_of_several_is_wrong_use(exam_form, other_academy, now, at):
    assert run("no-such-programme")[0] == 2
    assert run(NAME, "--edition", "1066")[0] == 2
    programmes.publish(organisation=other_academy, edition=library().programmes[NAME], by=None, at=at)
    assert run(NAME)[0] == 2
    assert run(NAME, "--organisation", "other-academy")[0] == 1
