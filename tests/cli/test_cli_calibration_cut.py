"""`testamur calibration cut`: the known answers of the vectors, through files, and what is refused."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from testamur.cli import command
from testamur.errors import DocumentError

VECTORS = Path(__file__).parents[1] / "vectors/psychometrics"
KNOWN = json.loads((VECTORS / "standard_setting_expected.json").read_text())


def run(*words):
    return CliRunner().invoke(command(), ["calibration", "cut", *map(str, words)])


def answer(*words):
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output + str(done.exception)
    return json.loads(done.stdout)


def written(path, head, lines):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *lines])
    return path


@pytest.fixture
def ratings(tmp_path):
    """Return the two rounds of the panel in the vectors as a file."""
    rounds = [KNOWN["angoff"][name]["ratings"] for name in ("round1", "round2")]
    items = [f"q{number}" for number in range(1, len(rounds[0][0]) + 1)]
    lines = [
        [f"judge {judge}", number, *(100 * rating for rating in row)]
        for number, table in enumerate(rounds, 1)
        for judge, row in enumerate(table, 1)
    ]
    return written(tmp_path / "ratings.csv", ["judge", "round", *items], lines)


def test_the_panel_of_the_vectors(ratings):
    known = KNOWN["angoff"]["round2"]

    found = answer(ratings)

    last = found["result"][-1]
    assert found["cut"]["expected"]["value"] == pytest.approx(known["cut_raw"], abs=1e-5)
    assert found["cut"]["error"] == pytest.approx(known["se_judges"], abs=1e-5)
    assert [last["components"][part] for part in ("judge", "item", "residual")] == pytest.approx(
        [known[f"var_{part}"] for part in ("judge", "item", "resid")], abs=1e-5
    )


def test_what_is_shown_to_a_person(ratings):
    done = run(ratings)

    assert done.stdout.startswith("9 of 12 points pass; expectation 8.26 (")
    assert "judges, last round" in done.stdout
    assert "8 judges; panels of ten or more are usual" in done.stderr


def test_hofstee_of_the_vectors(tmp_path):
    known = KNOWN["hofstee"]
    limits = [known["k_min"], known["k_max"], 100 * known["f_min"], 100 * known["f_max"]]
    judges = written(
        tmp_path / "limits.csv",
        ["judge", "least_cut", "most_cut", "least_fail", "most_fail"],
        [["one", *limits], ["two", *limits]],
    )
    totals = [[score] for score, count in enumerate(known["score_counts"]) for _ in range(count)]
    scores = written(tmp_path / "scores.csv", ["score"], totals)

    found = answer(judges, "--method", "hofstee", "--scores", scores, "--maximum", 50)

    assert found["cut"]["expected"]["value"] == pytest.approx(known["cut_continuous"], abs=1e-5)
    assert found["result"]["failing"] == pytest.approx(known["fail_rate_at_cut"], abs=1e-5)
    assert len(found["impact"]) == 51


def test_borderline_groups_of_the_vectors(tmp_path):
    known = KNOWN["borderline"]
    graded = list(zip(known["checklist"], known["global_1to5"], strict=True))
    everybody = written(tmp_path / "all.csv", ["score", "grade"], graded)
    few = [[score] for score, grade in graded if grade == known["borderline"]]
    borderline = written(tmp_path / "few.csv", ["score"], few)

    by_line = answer(everybody, "--method", "borderline-regression", "--grade", 2, "--maximum", 100)
    by_group = answer(borderline, "--method", "borderline-group", "--maximum", 100)

    assert by_line["cut"]["expected"]["value"] == pytest.approx(known["cut_regression"], abs=1e-5)
    assert by_group["cut"]["expected"]["value"] == pytest.approx(known["cut_borderline_group_median"], abs=1e-5)


def test_bookmarks_on_a_calibration(tmp_path):
    kept = tmp_path / "kept.json"
    fit = ["calibration", "fit", str(VECTORS / "sat12_scored.csv"), "--model", "rasch", "--out", str(kept)]
    assert CliRunner().invoke(command(), fit).exit_code == 0
    pages = written(tmp_path / "pages.csv", ["judge", "page"], [["one", 10], ["two", 12], ["three", 14]])

    found = answer(pages, "--method", "bookmark", "--calibration", kept)

    booklet = found["result"]["booklet"]
    assert found["result"]["bookmark"]["theta"] == pytest.approx(
        booklet[11]["location"]
    )  # the median judge's page


def test_contrasting_groups_are_sorted(tmp_path):
    lines = [[score, int(score > 5)] for score in range(12)] + [[5, 1], [6, 0]]
    file = written(tmp_path / "groups.csv", ["score", "competent"], lines)

    found = answer(file, "--method", "contrasting-groups", "--maximum", 11)

    assert found["cut"]["expected"]["value"] == pytest.approx(5.5)  # symmetric about it


def test_everything_wrong_is_said_at_once(tmp_path):
    lines = [["a", 1, 60, 101], ["a", 1, "x", ""], ["b", 3, 50, 50]]
    file = written(tmp_path / "wrong.csv", ["judge", "round", "q1", "q2"], lines)

    refused = run(file).exception

    assert isinstance(refused, DocumentError)
    assert [line.removeprefix(f"{file}:") for line in str(refused).splitlines()] == [
        "line 2, q2: must lie between 0 and 100; it is 101",
        "line 3: 'a' has rated in this round already",
        "line 3, q1: 'x' is no number",
        "line 3, q2: is empty",
        "round: must count from 1; there are 1, 3",
    ]


def test_a_judge_who_left_is_missed(tmp_path):
    lines = [["a", 1, 60, 70], ["b", 1, 50, 50], ["a", 2, 60, 70]]
    file = written(tmp_path / "left.csv", ["judge", "round", "q1", "q2"], lines)

    assert "round 2: 'b' has not rated" in str(run(file).exception)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--method", "hofstee"], "needs --maximum"),
        (["--method", "hofstee", "--maximum", 10], "needs --scores"),
        (["--method", "bookmark"], "needs --calibration"),
        (["--method", "borderline-regression", "--maximum", 10], "needs --grade"),
    ],
)
def test_what_a_method_needs_is_asked_for(ratings, words, said):
    done = run(ratings, *words)

    assert (done.exit_code, said in done.output) == (2, True)
