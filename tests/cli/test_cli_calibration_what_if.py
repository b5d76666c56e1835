"""`testamur calibration what-if`: who changes sides, and every fault of a change at once."""

import json

import pytest
from click.testing import CliRunner

from testamur.cli import command
from testamur.errors import DocumentError

KEY = "item,key,options\nQ1,A,A B C\nQ2,B,A B C\nQ3,C,A B C\n"
ANSWERS = "who,Q1,Q2,Q3\nann,A,B,A\nbob,A,A,C\ncy,B,C,C\n"


def run(tmp_path, *words, answers=ANSWERS, key=KEY):
    (tmp_path / "answers.csv").write_text(answers)
    (tmp_path / "key.csv").write_text(key)
    keyed = ["--key", str(tmp_path / "key.csv")] if key else []
    file = str(tmp_path / "answers.csv")
    return CliRunner().invoke(
        command(), ["calibration", "what-if", file, *keyed, "--person", "who", "--cut", "2", *words]
    )


@pytest.mark.parametrize(
    ("words", "to_pass", "to_fail"),
    [
        ([], [], []),
        (["--drop", "Q1"], [], ["ann", "bob"]),
        (["--drop", "Q1", "--rule", "proportion"], [], ["ann", "bob"]),
        (["--credit", "Q2"], ["cy"], []),
        (["--rekey", "Q2=A"], [], ["ann"]),
        (["--rekey", "Q1=A|B", "--rekey", "Q2=B|C"], ["cy"], []),
        (["--move-cut", "1"], ["cy"], []),
    ],
)
def test_who_changes_sides(tmp_path, words, to_pass, to_fail):
    done = run(tmp_path, *words, "--json")

    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (told["to_pass"], told["to_fail"]) == (to_pass, to_fail)
    assert told["expected_by_chance"]["status"] == "too few"
    assert [row["person"] for row in told["totals"]] == ["ann", "bob", "cy"]


def test_nobody_is_said_in_words(tmp_path):
    assert "nobody\n0 would pass who fail, 0 would fail who pass" in run(tmp_path).stdout


def test_everything_wrong_is_told_at_once(tmp_path):
    done = run(tmp_path, "--drop", "Q9", "--drop", "Q1", "--rekey", "Q1=B", "--rekey", "Q2=Z", "--rekey", "Q3")

    assert isinstance(done.exception, DocumentError)
    assert [problem.path for problem in done.exception.problems] == ["Q9", "Q1", "Q2", "Q3"]
    assert done.stdout == ""


def test_scores_without_answers_have_no_other_key(tmp_path):
    done = run(tmp_path, "--rekey", "Q1=B", answers="who,Q1,Q2\nann,1,1\nbob,0,1\n", key="")

    assert "without answers and their key" in str(done.exception)


def test_a_pass_mark_that_nobody_could_reach_is_refused(tmp_path):
    done = run(tmp_path, "--drop", "Q1", "--drop", "Q2")

    assert "2 points are asked for and 1 can be had" in str(done.exception)
