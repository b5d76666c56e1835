"""`testamur calibration screen`: planted cases are listed, nobody is judged, and every fault is told at once."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from testamur.cli import command
from testamur.errors import DocumentError

EXAMPLES = Path(__file__).parents[2] / "docs/examples"
WARD = (EXAMPLES / "ward-exam.csv", "--key", EXAMPLES / "ward-key.csv", "--person", "nurse")


def run(verb, *words):
    return CliRunner().invoke(command(), ["calibration", verb, *map(str, words)])


def faults(*words):
    done = run("screen", *words)
    assert isinstance(done.exception, DocumentError), done.output
    return str(done.exception).splitlines()


def written(file, heads, rows):
    file.write_text("\n".join(",".join(map(str, row)) for row in [heads, *rows]))
    return file


@pytest.fixture(scope="module")
def exam(tmp_path_factory):
    """Scores of 400 simulated people on 30 items, their calibration, and what later sittings are made from."""
    rng, folder = np.random.default_rng(5), tmp_path_factory.mktemp("exam")
    b, theta = np.linspace(-2, 2, 30), rng.normal(size=400)
    items = [f"q{n}" for n in range(30)]
    right = (rng.random((400, 30)) < 1 / (1 + np.exp(b - theta[:, np.newaxis]))).astype(int)
    file = written(folder / "before.csv", items, right.tolist())
    assert run("fit", file, "--model", "2pl", "--out", folder / "kept.json").exit_code == 0
    return items, right, folder / "kept.json"


def test_the_pair_that_was_planted_is_listed_without_a_verdict():
    done = run("screen", *WARD, "--same", "room", "--json")

    found = json.loads(done.stdout)["screenings"]["answers that agree"]
    (pair,) = found["for_review"]
    assert pair["persons"] == ["n41", "n53"]
    assert found["tests"] == 2 * 60 * 59
    assert found["level"] == pytest.approx(0.01 / found["tests"])


def test_pairs_that_sat_apart_are_not_looked_at(tmp_path):
    head, *lines = (EXAMPLES / "ward-exam.csv").read_text().split()
    apart = [line.replace("n53,east", "n53,west") for line in lines]
    file = tmp_path / "apart.csv"
    file.write_text("\n".join([head, *apart]))

    done = run("screen", file, *WARD[1:], "--same", "room")

    assert done.stdout.splitlines()[-1] == "nobody"
    assert "It says of nobody that they did anything." in done.stdout


def test_times_and_exposed_items_share_the_level(exam, tmp_path):
    items, right, kept = exam
    rng = np.random.default_rng(6)
    names = [f"p{n}" for n in range(60)]
    now, seconds = right[:60].copy(), np.exp(rng.normal(4, 0.4, (60, 30)))
    weak = int(right[:60].sum(axis=1).argmin())
    now[weak, 20:] = 1
    seconds[7, 15:] /= 20
    answers = written(
        tmp_path / "now.csv", ["who", *items], [[n, *row] for n, row in zip(names, now.tolist(), strict=True)]
    )
    times = written(
        tmp_path / "times.csv",
        ["who", *items],
        [[n, *row] for n, row in zip(names, seconds.tolist(), strict=True)],
    )
    key = written(
        tmp_path / "key.csv", ["item", "exposed"], [[q, "yes" if n >= 20 else "no"] for n, q in enumerate(items)]
    )

    done = run(
        "screen", answers, "--person", "who", "--key", key, "--times", times, "--calibration", kept, "--json"
    )

    found = json.loads(done.stdout)["screenings"]
    assert list(found) == ["answers that agree", "response times", "exposed items"]
    assert [one["family_level"] for one in found.values()] == pytest.approx([0.01 / 3] * 3)
    assert [one["persons"] for one in found["response times"]["for_review"]] == [["p7"]]
    assert [one["persons"] for one in found["exposed items"]["for_review"]] == [[f"p{weak}"]]


def test_gains_of_who_sat_again_are_looked_at(exam, tmp_path):
    items, right, kept = exam
    weak = int(right[:40].sum(axis=1).argmin())
    again = right[:40].copy()
    again[weak] = 1
    first, second = (
        written(tmp_path / name, ["who", *items], [[n, *row] for n, row in enumerate(rows.tolist())])
        for name, rows in (("first.csv", right[:40]), ("second.csv", again))
    )

    done = run(
        "screen",
        second,
        "--person",
        "who",
        "--first",
        first,
        "--growth",
        0.3,
        0.3,
        "--calibration",
        kept,
        "--json",
    )

    found = json.loads(done.stdout)["screenings"]["retakes"]
    assert [one["persons"] for one in found["for_review"]] == [[str(weak)]]


def test_everything_wrong_is_told_at_once(exam, tmp_path):
    items, right, kept = exam
    rows = [[f"p{n}", "A", "noon", *row] for n, row in enumerate(right[:40].tolist())]
    file = written(tmp_path / "now.csv", ["who", "row", "began", *items], rows)
    times = written(tmp_path / "times.csv", ["who", "q0"], [["p0", 3]])

    assert faults(
        file, "--person", "who", "--seat", "row", "row", "--sat", "began", "began", "--calibration", kept
    ) == [
        f"{file}:row: 40 cells are no numbers or times: 'A'",
        f"{file}:row: 40 cells are no numbers or times: 'A'",
        f"{file}:began: 40 cells are no numbers or times: 'noon'",
        f"{file}:began: 40 cells are no numbers or times: 'noon'",
    ]
    told = faults(file, "--person", "who", "--leave-out", "row", "--leave-out", "began", "--times", times)
    assert told[0] == f"{times}:line 1: the item 'q1' is missing"
    assert told[-1] == f"{times}:who: has no times of p1, p2, p3, p4, p5 and 34 more"
    assert len(told) == 30


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--times", WARD[0]), "--times needs --person"), (("--first", WARD[0]), "--first needs --person")],
)
def test_wrong_use_ends_with_two(words, said):
    done = run("screen", *WARD[:3], *words)

    assert done.exit_code == 2
    assert said in done.output
