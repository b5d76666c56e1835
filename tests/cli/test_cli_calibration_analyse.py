"""`testamur calibration analyse`: published figures, and every fault of a file at once."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from testamur.cli import command
from testamur.errors import DocumentError

VECTORS = Path(__file__).parents[1] / "vectors/psychometrics"
EXAMPLES = Path(__file__).parents[2] / "docs/examples"


def run(*words):
    return CliRunner().invoke(command(), ["calibration", "analyse", *map(str, words)])


def faults(*words):
    done = run(*words)
    assert isinstance(done.exception, DocumentError), done.output
    assert done.stdout == ""
    return str(done.exception).splitlines()


def expected(name):
    return json.loads((VECTORS / name).read_text())


def values(items, name):
    return [item[name]["value"] for item in items]


def test_the_lsat_as_mirt_and_psych_print_it():
    known = expected("lsat6_expected.json")["ctt"]

    told = json.loads(run(VECTORS / "lsat6.csv", "--weight", "count", "--json").stdout)

    assert told["test"]["persons"] == known["n"]
    assert told["test"]["reliability"]["value"] == pytest.approx(known["alpha"], abs=1e-6)
    assert told["test"]["sd"]["value"] == pytest.approx(known["sd"], abs=1e-6)
    np.testing.assert_allclose(values(told["items"], "difficulty"), known["p"], atol=1e-6)
    np.testing.assert_allclose(values(told["items"], "discrimination"), known["r_drop"], atol=1e-6)
    np.testing.assert_allclose(values(told["items"], "with_total"), known["r_pbis"], atol=1e-6)
    np.testing.assert_allclose(values(told["items"], "alpha_without"), known["alpha_drop"], atol=1e-6)


def test_the_attitudes_as_psych_prints_them():
    known = expected("attitude_expected.json")

    told = json.loads(run(VECTORS / "attitude.csv", "--points", 99, "--json").stdout)

    assert told["reliability"]["alpha"]["value"] == pytest.approx(known["alpha_raw"], abs=1e-5)
    assert told["conditional_errors"] == []


def test_ten_persons_are_too_few_for_kr20():
    done = run(VECTORS / "kr20_10x10.csv", "--person", "student")

    assert done.exit_code == 0
    assert "reliability                             too few" in done.stdout


def test_answers_are_scored_by_the_key_and_the_key_names_the_domains():
    told = json.loads(
        run(EXAMPLES / "answers.csv", "--key", EXAMPLES / "key.csv", "--person", "nurse", "--json").stdout
    )
    lines = [line.split(",") for line in (EXAMPLES / "answers.csv").read_text().split()]

    first = told["items"][0]

    assert first["difficulty"]["value"] == sum(line[1] == "B" for line in lines[1:]) / 60
    assert [(o["option"], o["is_key"]) for o in first["options"]] == [
        ("A", False), ("B", True), ("C", False), ("D", False),
    ]  # fmt: skip
    assert [one["value"]["domain"] for one in told["domains"]] == ["sepsis", "bias"]
    assert len(told["conditional_errors"][0]["errors"]) == 13


def test_a_seed_gives_the_same_figures_again():
    words = (EXAMPLES / "answers.csv", "--key", EXAMPLES / "key.csv", "--person", "nurse", "--seed", 5)

    assert run(*words).stdout == run(*words).stdout


def test_everything_wrong_with_scores_is_told_at_once(tmp_path):
    file = tmp_path / "wrong.csv"
    file.write_text("who,q1,q2,q3\nann,1,2,0\nann,0,,1\nben,,,\n,1,x,1\n")

    assert faults(file, "--person", "who") == [
        f"{file}:line 5, who: is empty; everybody needs a name or a number",
        f"{file}:lines 2, 3, who: 'ann' stands 2 times",
        f"{file}:line 4: there is no answer at all; take out who was not there",
        f"{file}:line 3, q2: is blank; say whether blanks count as wrong or leave the person out",
        f"{file}:lines 2, 5, q2: '2', 'x': a score must be 0 or 1",
    ]


def test_everything_wrong_with_answers_and_key_is_told_at_once(tmp_path):
    file, key = tmp_path / "answers.csv", tmp_path / "key.csv"
    file.write_text("who,q1,q1\nann,A,B\n")
    key.write_text("item,key,points,options,exposed,colour\nq1,E,0,A B C D,perhaps,red\nq1,A,,A A,no,\n")

    assert faults(file, "--key", key, "--person", "who") == [
        f"{file}:line 1: the column 'q1' stands twice",
        f"{key}:line 1: the column 'colour' is not known; a key has item, key, points, domain, options, exposed",
        f"{key}:line 2, item: 'q1' stands 2 times",
        f"{key}:line 2, points: must be a whole number from 1 to 99, not '0'",
        f"{key}:line 2, key: 'E' is none of the options A B C D",
        f"{key}:line 2, exposed: must be yes or no, not 'perhaps'",
        f"{key}:line 3, item: 'q1' stands 2 times",
        f"{key}:line 3, options: an option stands twice",
    ]


def test_columns_that_the_key_does_not_know_are_told_with_answers_that_are_no_option(tmp_path):
    file, key = tmp_path / "answers.csv", tmp_path / "key.csv"
    file.write_text("ward,q1,q2\nICU,A,E\nER,B,A\n")
    key.write_text("item,key,options\nq1,A,A B\nq2,B,A B\nq3,B,A B\n")

    assert faults(file, "--key", key) == [
        f"{file}:line 1: the column 'q3' is missing; the key names it",
        f"{file}:line 1: the column 'ward' is not in the key; leave it out, or add it to the key",
        f"{file}:line 2, q2: 'E': none of the options A B",
    ]


@pytest.mark.parametrize(
    ("blank", "persons", "note"),
    [
        ("wrong", 40, "10 blanks count as 0 points"),
        ("leave-out", 30, "10 persons who left an item blank are left out"),
    ],
)
def test_what_a_blank_means_is_told(tmp_path, blank, persons, note):
    file = tmp_path / "blanks.csv"
    file.write_text("q1,q2,q3\n" + "1,0,1\n0,1,1\n1,1,0\n,1,0\n" * 10)

    done = run(file, "--blank", blank)

    assert done.stdout.startswith(f"{persons} persons, 3 items")
    assert note in done.stderr


def test_an_item_that_all_scored_alike_on_is_warned_of_and_has_no_discrimination(tmp_path):
    file = tmp_path / "flat.csv"
    file.write_text("q1,q2,q3\n" + "1,0,1\n1,1,1\n1,1,0\n1,0,0\n" * 10)

    done = run(file, "--json")

    assert f"{file}: q1: everybody scored 1; nothing can be told of what it measures" in done.stderr
    assert json.loads(done.stdout)["items"][0]["discrimination"]["status"] == "undefined"


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("q1\n1\n0\n", (), "line 1: there is one item; at least two make an exam"),
        ("q1,q2,n\n1,0,1.5\n", ("--weight", "n"), "line 2, n: must be whole numbers of persons, 0 or more"),
        ("q1,q2,n\n1,0,0\n", ("--weight", "n"), "n: stands for 0 persons; 1 to 5,000,000 are possible"),
        ("q1,q2\n", (), "has no person or no item"),
        ("q1,q2\n1,\n,1\n", ("--blank", "leave-out"), "nobody answered every item; nobody is left"),
    ],
)
def test_what_is_no_exam_is_refused(tmp_path, text, words, said):
    file = tmp_path / "none.csv"
    file.write_text(text)

    assert faults(file, *words) == [f"{file}:{said}"]
