"""`testamur calibration decisions`: published figures, and what is refused."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from testamur.cli import command
from testamur.errors import DocumentError

VECTORS = Path(__file__).parents[1] / "vectors/psychometrics"
TOTALS = VECTORS / "livingston_lewis_scores.csv"


def run(verb, *words):
    return CliRunner().invoke(command(), ["calibration", verb, *map(str, words)])


def faults(*words):
    done = run("decisions", *words)
    assert isinstance(done.exception, DocumentError), done.output
    return str(done.exception).splitlines()


def test_totals_as_betafunctions_has_them():
    known = json.loads((VECTORS / "livingston_lewis_expected.json").read_text())["from_scores"]

    done = run(
        "decisions", TOTALS, "--weight", "count", "--maximum", 100, "--reliability", 0.7, "--cut", 50, "--json"
    )

    chosen = json.loads(done.stdout)["decisions"]["chosen"]
    for name in ("accuracy", "consistency", "kappa"):
        assert chosen[name]["value"] == pytest.approx(known[name], abs=1e-5)


def test_the_method_follows_what_is_known(tmp_path):
    kept = tmp_path / "kept.json"
    sat = VECTORS / "sat12_scored.csv"
    assert run("fit", sat, "--model", "2pl", "--out", kept).exit_code == 0

    by_scores = json.loads(run("decisions", sat, "--cut", 18, "--json").stdout)["decisions"]
    by_items = json.loads(run("decisions", sat, "--cut", 18, "--calibration", kept, "--json").stdout)["decisions"]

    assert by_scores["chosen"]["method"].startswith("Livingston-Lewis")
    assert [one["method"].split(",")[0] for one in (by_items["chosen"], *by_items["others"])] == [
        "Lee", "Rudner", "Livingston-Lewis",
    ]  # fmt: skip
    accuracy = by_scores["chosen"]["accuracy"]["value"]
    assert by_items["others"][1]["accuracy"]["value"] == pytest.approx(accuracy, abs=1e-12)
    assert by_items["chosen"]["error"]["value"] == by_items["chosen"]["error"]["low"]


def test_too_few_persons_have_no_figures_and_the_answer_is_no():
    done = run("decisions", VECTORS / "kr20_10x10.csv", "--person", "student", "--cut", 6)

    assert done.exit_code == 1
    assert "With 10 candidates nothing can be told; at least 30 are needed." in done.stdout
    assert "accuracy: decided on as the true score asks  too few" in done.stdout


def test_everything_wrong_is_told_at_once(tmp_path):
    file, kept = tmp_path / "wrong.csv", tmp_path / "kept.json"
    file.write_text("who,q1,q2\na,1,0\nb,2,\nc,,\n")
    run("fit", VECTORS / "sat12_scored.csv", "--out", kept)

    assert faults(file, "--person", "who", "--cut", 1) == [
        f"{file}:line 4: there is no answer at all; take out who was not there",
        f"{file}:line 3, q2: is blank; say whether blanks count as wrong or leave the person out",
        f"{file}:line 3, q1: '2': a score must be 0 or 1",
    ]
    assert faults(TOTALS, "--weight", "count", "--maximum", 100, "--reliability", 1.7, "--cut", 500) == [
        f"{TOTALS}:cut: must be above 0 and at most 100; it is 500",
        f"{TOTALS}:reliability: must be above 0 and below 1; it is 1.7",
    ]
    assert len(faults(VECTORS / "lsat6.csv", "--weight", "count", "--cut", 3, "--calibration", kept)) == 32 + 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--maximum", 100), "--maximum and --reliability go together"),
        (("--maximum", 9, "--reliability", 0.5, "--calibration", TOTALS), "totals cannot be held against"),
        ((), "Missing option '--cut'"),
    ],
)
def test_wrong_use_ends_with_two(words, said):
    done = run("decisions", TOTALS, *words, *(["--cut", 5] if words else []))

    assert done.exit_code == 2
    assert said in done.output
