"""`testamur calibration equate`: published equivalents, and what is refused."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from testamur.cli import command
from testamur.errors import DocumentError

VECTORS = Path(__file__).parents[1] / "vectors/psychometrics"
ACT = ("--design", "random", "--total", "score", "--weight", "n", "--maximum", 40)
BOOK = ("--design", "anchor", "--total", "total", "--anchor", "anchor", "--weight", "count", "--maximum", 36,
        "--anchor-maximum", 12, "--samples", 0)  # fmt: skip


def run(*words):
    return CliRunner().invoke(command(), ["calibration", "equate", *map(str, words)])


def faults(*words):
    done = run(*words)
    assert isinstance(done.exception, DocumentError), done.output
    return str(done.exception).splitlines()


def equivalents(*words):
    return [row["equivalent"] for row in json.loads(run(*words, "--json").stdout)["table"]]


@pytest.fixture(scope="module")
def act(tmp_path_factory):
    """Score counts of two forms of ACT Mathematics, a file each."""
    folder = tmp_path_factory.mktemp("act")
    with (VECTORS / "actmath.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    for form, column in (("new", "xcount"), ("old", "ycount")):
        (folder / f"{form}.csv").write_text("score,n\n" + "".join(f"{r['scale']},{r[column]}\n" for r in rows))
    return folder / "new.csv", folder / "old.csv"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The internal anchor example of Kolen and Brennan, a file for each form."""
    folder = tmp_path_factory.mktemp("book")
    head, *lines = (VECTORS / "kbneat.csv").read_text().splitlines()
    for form in ("x", "y"):
        own = [line for line in lines if line.startswith(f'"{form}"')]
        (folder / f"{form}.csv").write_text("\n".join([head, *own]))
    return folder / "x.csv", folder / "y.csv"


@pytest.mark.parametrize(
    ("method", "smooth", "known"),
    [("mean", "no", "mean_eq"), ("linear", "no", "linear"), ("equipercentile", "no", "equip"),
     ("equipercentile", "6,6", "equip_loglin6")],
)  # fmt: skip
def test_act_mathematics_as_equate_has_it(act, method, smooth, known):
    expected = json.loads((VECTORS / "actmath_expected.json").read_text())[known]

    found = equivalents(*act, *ACT, "--method", method, "--smooth", smooth)

    np.testing.assert_allclose(found[1:], expected[1:], atol=1e-4)


@pytest.mark.parametrize(
    ("words", "known"),
    [(("tucker",), "tucker_w1"), (("tucker", "--population", 0.5), "tucker_w05"), (("levine",), "levine_w1"),
     (("chained-linear",), "chained")],
)  # fmt: skip
def test_the_book_as_equate_has_it(book, words, known):
    intercept, slope = json.loads((VECTORS / "kbneat_expected.json").read_text())[known]

    line = json.loads(run(*book, *BOOK, "--method", *words, "--json").stdout)["conversion"]["line"]

    assert (line["intercept"], line["slope"]) == pytest.approx((intercept, slope), abs=1e-4)


def test_frequency_estimation_as_equate_has_it(book):
    expected = json.loads((VECTORS / "kbneat_expected.json").read_text())["freqest_w1"]

    found = equivalents(*book, *BOOK, "--method", "frequency-estimation", "--smooth", "no")

    np.testing.assert_allclose(found, expected, atol=1e-3)


def test_the_table_is_written_with_its_errors_and_the_cut_is_found(act, tmp_path):
    out = tmp_path / "table.csv"
    known = json.loads((VECTORS / "actmath_expected.json").read_text())["equip_loglin6"]
    reached = next(score for score, old in enumerate(known) if old >= 19.5)

    done = run(*act, *ACT, "--smooth", "6,6", "--cut", 20, "--out", out)

    assert done.exit_code == 0
    assert "recommended for so many: equipercentile, presmoothed" in done.stdout
    assert f"20 on the old form: {reached} on the new one" in done.stdout
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert list(rows[0]) == ["score", "equivalent", "error", "low", "high", "reported"]
    assert [int(row["score"]) for row in rows] == list(range(41))
    assert 0 < float(rows[20]["error"]) < 1


def forms(folder, new, old):
    files = folder / "new.csv", folder / "old.csv"
    for file, text in zip(files, (new, old), strict=True):
        file.write_text(text)
    return files


def test_items_that_both_files_name_are_the_anchor(tmp_path):
    rng = np.random.default_rng(20)
    right = (rng.random((300, 12)) < 1 / (1 + np.exp(-rng.normal(size=(300, 1))))).astype(int)
    new, old = (
        ",".join(names) + "\n" + "\n".join(",".join(map(str, row)) for row in rows)
        for names, rows in (
            ([f"q{n}" for n in range(8)], right[:150, :8].tolist()),
            ([f"q{n}" for n in range(4, 12)], right[150:, 4:].tolist()),
        )
    )
    files = forms(tmp_path, new, old)

    told = json.loads(run(*files, "--design", "anchor", "--method", "nominal-weights-mean", "--json").stdout)

    line, totals, anchors = told["conversion"]["line"], right[:150, :8].sum(axis=1), right[:150, 4:8].sum(axis=1)
    others, theirs = right[150:, 4:].sum(axis=1), right[150:, 4:8].sum(axis=1)
    # With the new form's group as the population only the old form's mean is moved: 8 / 4 for each anchor point.
    expected = others.mean() + 8 / 4 * (anchors.mean() - theirs.mean()) - totals.mean()
    assert line["intercept"] == pytest.approx(expected)


def test_everything_wrong_with_both_files_is_told_at_once(tmp_path):
    new, old = forms(tmp_path, "score,n\n1,2\n-1,x\n", "score,m\n1,2\n")

    assert faults(new, old, *ACT) == [
        f"{new}:line 3, score: must be whole numbers from 0",
        f"{new}:line 3, n: must be whole numbers from 0",
        f"{old}:line 1: the column 'n' is missing",
    ]


def test_scores_that_are_none_are_told_of_both_files(tmp_path):
    new, old = forms(tmp_path, "q1,q2\n1,2\n", "q1,q2\n0,\n")

    assert faults(new, old, "--design", "random") == [
        f"{new}:line 2, q2: '2': a score must be 0 or 1",
        f"{old}:line 2, q2: is blank; say whether blanks count as wrong or leave the person out",
    ]


def test_files_without_a_common_item_have_no_anchor(tmp_path):
    new, old = forms(tmp_path, "q1,q2\n1,0\n0,1\n", "q3,q4\n1,0\n0,1\n")

    assert faults(new, old, "--design", "anchor") == [
        f"{new}:line 1: the two files have no item in common; there is no anchor"
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--design", "random", "--total", "score"), "--total needs --maximum"),
        (("--design", "anchor", "--total", "score", "--maximum", 40), "needs --anchor and --anchor-maximum"),
        ((*ACT, "--method", "equipercentile", "--smooth", "much"), "--smooth is no, by-data, or degrees"),
        ((), "Missing option '--design'"),
    ],
)
def test_wrong_use_ends_with_two(act, words, said):
    done = run(*act, *words)

    assert done.exit_code == 2
    assert said in done.output


def test_a_method_of_the_other_design_and_degrees_that_do_not_fit_are_told_at_once(act):
    assert faults(*act, *ACT, "--method", "tucker", "--smooth", "6,6,1") == [
        f"{act[0]}:method: must be one of identity, mean, linear, equipercentile, circle-arc, not 'tucker'",
        f"{act[0]}:degrees: tucker smooths nothing",
    ]
