import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from testamur.cli import command

VECTORS = Path(__file__).parents[1] / "vectors/psychometrics"


def run(*words):
    return CliRunner().invoke(command(), ["calibration", *map(str, words)])


@pytest.fixture
def kept(tmp_path):
    file = tmp_path / "lsat.json"
    done = run("fit", VECTORS / "lsat6.csv", "--model", "2pl", "--weight", "count", "--out", file)
    assert done.exit_code == 0, done.output
    return file


def test_fit_prints_and_keeps_the_calibration_of_the_lsat(kept):
    known = json.loads((VECTORS / "lsat6_expected.json").read_text())["2PL"]
    told = json.loads(kept.read_text())

    items = told["calibration"]["items"]

    np.testing.assert_allclose([item["parameters"]["a"] for item in items], known["a"], atol=1e-4)
    np.testing.assert_allclose([item["standard_errors"]["d"] for item in items], known["se_d"], rtol=0.01)
    assert told["data_sha256"]
    assert told["made_with"].keys() == {"testamur", "numpy", "scipy"}


def test_score_reads_what_fit_has_kept(kept, tmp_path):
    known = json.loads((VECTORS / "lsat6_expected.json").read_text())["2PL"]["eap_patterns"][:3]
    file = tmp_path / "new.csv"
    file.write_text(
        "who,i1,i2,i3,i4,i5\n" + "".join(f"p{n},{','.join(r['pattern'])}\n" for n, r in enumerate(known))
    )

    done = run("score", file, kept, "--person", "who")

    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["person"] for row in rows] == ["p0", "p1", "p2"]
    np.testing.assert_allclose([float(row["theta"]) for row in rows], [r["eap"] for r in known], atol=1e-4)
    np.testing.assert_allclose([float(row["error"]) for row in rows], [r["sd"] for r in known], atol=1e-4)


def test_items_of_an_earlier_calibration_stay(kept, tmp_path):
    done = run("fit", VECTORS / "lsat6.csv", "--model", "2pl", "--weight", "count", "--anchors", kept, "--json")

    told = json.loads(done.stdout)["calibration"]
    assert all(item["is_fixed"] for item in told["items"])
    assert told["free"] == 2
    assert told["populations"][0]["sd"] == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("i1,i2\n1,0\n0,x\n", "line 3, i2: 'x' is no number"),
        ("i1,i2\n1,0\n1,1\n", "items.i1: was scored 1 for everybody; nothing can be estimated of it"),
        ("", "is empty; the first line must name the columns"),
        ("i1,i1\n1,0\n", "line 1: the column 'i1' stands twice"),
        ("i1,i2\n", "has no person or no item"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path, text, said):
    file = tmp_path / "wrong.csv"
    file.write_text(text)

    done = run("fit", file, "--model", "2pl")

    assert done.exit_code != 0
    assert said in str(done.exception)


def test_too_few_persons_are_warned_of_on_the_error_stream(tmp_path):
    file = tmp_path / "few.csv"
    file.write_text("i1,i2,i3\n" + "1,0,1\n0,1,1\n1,1,0\n0,0,1\n0,1,0\n" * 3)

    done = run("fit", file)

    assert "The responses of group all show no spread of ability" in done.stderr
    assert "There are 15 persons; the Rasch model wants 30 at least" in done.stderr


def test_what_is_no_calibration_is_refused(tmp_path):
    file = tmp_path / "other.json"
    file.write_text("{}")

    done = run("score", VECTORS / "lsat6.csv", file)

    assert "format: must be 'testamur-calibration-1'" in str(done.exception)


def test_conditional_likelihood_needs_no_population_to_calibrate_and_to_score(tmp_path):
    known = json.loads((VECTORS / "conditional_expected.json").read_text())["lsat6"]
    file, rows = tmp_path / "lsat.json", tmp_path / "rows.csv"
    rows.write_text("i1,i2,i3,i4,i5\n1,1,0,1,0\n")

    done = run("fit", VECTORS / "lsat6.csv", "--weight", "count", "--method", "conditional", "--out", file)
    told = json.loads(file.read_text())["calibration"]

    assert (done.exit_code, told["method"], told["populations"]) == (0, "conditional", [])
    np.testing.assert_allclose([item["parameters"]["d"] for item in told["items"]], known["d"], atol=1e-5)
    assert "conditional log-likelihood -1091.5697" in done.stdout
    assert "301 of 1000 persons have all right, all wrong or no item at all" in done.stderr
    assert "tells of no population" in str(run("score", rows, file).exception)
    assert run("score", rows, file, "--method", "wle").exit_code == 0


def test_conditional_likelihood_has_no_anchors_and_no_groups(kept):
    done = run("fit", VECTORS / "lsat6.csv", "--method", "conditional", "--anchors", kept)

    assert done.exit_code == 2
    assert "--method conditional has none" in done.stderr


def test_shards_are_written_once_and_calibrated_like_the_file(tmp_path):
    rng = np.random.default_rng(5)
    scores = (rng.normal(size=(200, 1)) + rng.normal(size=(200, 6)) > 0).astype(int)
    rows = [
        ",".join("" if (row + place) % 5 == 3 else str(score) for place, score in enumerate(own))
        for row, own in enumerate(scores)
    ]
    file = tmp_path / "night.csv"
    file.write_text("who,a,b,c,d,e,f\n" + "".join(f"p{n},{row}\n" for n, row in enumerate(rows)))
    folder, kept = tmp_path / "shards", tmp_path / "kept.json"

    done = run("shards", file, "--out", folder, "--person", "who", "--each", 80, "--json")
    plain = run("fit", file, "--model", "2pl", "--person", "who", "--json")
    fitted = run("fit", "--shards", folder, "--model", "2pl", "--out", kept, "--json")
    warm = run("fit", "--shards", folder, "--model", "2pl", "--start", kept, "--json")

    assert [one["persons"] for one in json.loads(done.stdout)] == [80, 80, 40]
    assert sorted(path.name for path in folder.iterdir()) == [f"night-000{n}.parquet" for n in (1, 2, 3)]
    answers = [json.loads(one.stdout)["calibration"] for one in (plain, fitted, warm)]
    assert answers[1]["loglik"] == pytest.approx(answers[0]["loglik"], rel=1e-6)
    assert len(answers[2]["history"]) == 1
    assert "is already there" in str(
        run("shards", file, "--out", folder, "--person", "who", "--each", 80).exception
    )


def test_what_is_wrong_in_a_folder_of_shards_is_said_with_its_file(tmp_path):
    (tmp_path / "one.parquet").write_bytes(b"nothing of the kind")

    assert f"{tmp_path}:one.parquet: cannot be read as a Parquet file" in str(
        run("fit", "--shards", tmp_path).exception
    )
    assert "give RESPONSES.csv or --shards, and not both" in run("fit").output
    assert run("fit", "--shards", tmp_path, "--weight", "n").exit_code == 2


def test_scores_that_are_none_are_not_put_in_shards(tmp_path):
    file = tmp_path / "wrong.csv"
    file.write_text("who,a,b\np1,1,0.5\np1,0,-2\n")

    done = run("shards", file, "--out", tmp_path / "shards", "--person", "who")

    assert done.exception.lines() == [
        f"{file}:persons: stand more than once: p1",
        f"{file}:line 2, b: 0.5 is no whole score from 0 to 99",
        f"{file}:line 3, b: -2 is no whole score from 0 to 99",
    ]
    assert run("shards", "--out", tmp_path).exit_code == 2
    assert not (tmp_path / "shards").exists()


def test_a_bank_of_five_items_is_told_what_it_lacks(kept):
    done = run("plan", kept, "--cut-share", "0.7", "--accuracy", "0.8", "--persons", 2000, "--seed", 3)

    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith(
        "Simulated: 2,000 persons from the bank's own parameters (5 items), cut at ability "
    )
    assert lines[1] == "One form: no length up to 5 items decides rightly on 80.0 %."
    assert "The bank is too small: " in done.stdout
    assert [line.split()[0] for line in lines[-4:]] == ["items", "5", "5", "5"]


def test_a_plan_says_the_same_in_words_and_in_json(kept):
    words = (
        "plan",
        kept,
        "--cut",
        "0",
        "--accuracy",
        "0.55",
        "--persons",
        2000,
        "--exposure",
        "0.5",
        "--lengths",
        "2,5",
    )

    told = json.loads(run(*words, "--json").stdout)

    assert told["simulated"]
    assert [one["length"] for one in told["outlooks"]] == [2, 2, 2, 5, 5, 5]
    assert run(*words).stdout.startswith("\n".join(told["in_words"]))
    assert any("parallel forms are needed" in line or "cannot do it" in line for line in told["in_words"])
    assert run("plan", kept, "--lengths", "2,x", "--cut", "0").exit_code == 2
    assert run("plan", kept).exit_code == 2
    assert "no ability is expected to get 1.5 of the points" in str(
        run("plan", kept, "--cut-share", "1.5").exception
    )
