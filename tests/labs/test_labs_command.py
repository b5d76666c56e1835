import json

import pytest
from click.testing import CliRunner

from testamur.cli.lab import COMMAND
from testamur.errors import DocumentError, Refused
from testamur.labs import from_document


@pytest.fixture
def run():
    def invoke(*arguments):
        return CliRunner().invoke(COMMAND, [str(argument) for argument in arguments])

    return invoke


@pytest.fixture
def folder(run, tmp_path):
    assert run("make", "diagnostic-aid", "--seed", "5eed", "--out", tmp_path / "lab").exit_code == 0
    return tmp_path / "lab"


def right(case):
    return {k.part: list(k.answers) if k.part == "reasons" else k.answers[0] for k in case.keys}


def answered(folder, answers):
    path = folder / "answers.json"
    path.write_text(json.dumps(answers), encoding="utf-8")
    return path


def test_make_writes_the_candidates_folder_apart_from_the_examiners_file(folder, case):
    written = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())

    assert written == ["candidate/case.csv", "candidate/claim-sheet.md", "candidate/questions.json", "case.json"]
    assert (folder / "candidate/case.csv").read_bytes() == case.data.encode()
    assert json.loads((folder / "candidate/questions.json").read_text(encoding="utf-8")) == case.public()
    assert from_document(json.loads((folder / "case.json").read_text(encoding="utf-8"))) == case


def test_the_key_is_written_only_if_asked_for(run, tmp_path, case):
    run("make", "diagnostic-aid", "--seed", "5eed", "--out", tmp_path, "--with-key")

    assert json.loads((tmp_path / "key.json").read_text(encoding="utf-8")) == case.document()["keys"]


def test_a_case_is_not_written_over(run, folder):
    seen = run("make", "diagnostic-aid", "--seed", "1", "--out", folder)

    assert isinstance(seen.exception, Refused)
    assert "a case is written once" in seen.exception.reason


def test_a_wrong_seed_leaves_nothing(run, tmp_path):
    seen = run("make", "diagnostic-aid", "--seed", "no", "--out", tmp_path / "lab")

    assert isinstance(seen.exception, DocumentError)
    assert not (tmp_path / "lab").exists()


def test_right_answers_are_graded_in_full(run, folder, case):
    seen = run("grade", folder, answered(folder, right(case)), "--json", "--pass-share", "0.7")

    assert seen.exit_code == 0
    assert json.loads(seen.stdout)["share"] == 1


def test_too_small_a_share_exits_1(run, folder):
    answers = answered(folder, {"tp": "1"})

    assert run("grade", folder, answers).exit_code == 0
    assert run("grade", folder, answers, "--pass-share", "0.5").exit_code == 1


def test_the_answers_problems_name_the_file(run, folder):
    answers = answered(folder, {"tp": "many", "nonsense": "1"})

    seen = run("grade", folder, answers)

    assert seen.exception.lines() == [
        f"{answers}:tp: must be a number such as 87.5, without sign of unit; it is 'many'",
        f"{answers}:nonsense: no question has this id",
    ]


def test_the_grade_is_printed_in_sentences(run, folder, case):
    seen = run("grade", folder, answered(folder, right(case)))

    assert seen.stdout.splitlines()[0] == "without-reference: right, 1 of 1"
    assert seen.stdout.splitlines()[-1] == "31 of 31 points, 100.0%"


def test_an_unsafe_answer_exits_1_and_is_named(run, tmp_path):
    for seed in "123456789abcdef":
        folder = tmp_path / seed
        run("make", "diagnostic-aid", "--seed", seed, "--out", folder)
        made = from_document(json.loads((folder / "case.json").read_text(encoding="utf-8")))
        if right(made)["decision"] == "do not approve":
            break

    seen = run("grade", folder, answered(folder, right(made) | {"decision": "approve"}))

    assert seen.exit_code == 1
    assert "The answer 'Approve' to 'Decision' is unsafe here and fails the assignment." in seen.stdout


def test_the_families_are_listed(run):
    assert run("list").stdout.startswith("diagnostic-aid  1")
    assert json.loads(run("list", "--json").stdout)[0]["name"] == "diagnostic-aid"


def test_used_wrongly_exits_2(run, tmp_path):
    assert run("make", "nonsense", "--seed", "1", "--out", tmp_path).exit_code == 2
    assert run("grade", tmp_path / "none", tmp_path).exit_code == 2
