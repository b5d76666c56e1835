import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from testamur.cli.evaluation import COMMAND
from testamur.errors import DocumentError, Problem
from testamur.evaluation import (
    Estimate,
    TwoByTwo,
    Verdict,
    audit,
    judge,
    proportion,
    read_claims,
    report,
    shown,
    wilson,
)

ASAH = json.loads(
    (Path(__file__).parents[1] / "vectors/evaluation/roc_delong_asah.json").read_text(encoding="utf-8")
)
CLAIMS = b"""
product = "Aid <one>"
row = "patient"
threshold = 0.5
without_score = "not flagged"

[columns]
score = "score"
outcome = "reference"
positive = ["yes"]
negative = ["no"]
no_score = ["", "indeterminate"]
no_outcome = ["", "unknown"]

[[claim]]
measure = "sensitivity"
value = 0.9
margin = 0.05

[[claim]]
measure = "specificity"
value = 0.9
margin = 0.05
"""
# By hand: 190 of 200 positive cases flagged, 5 indeterminate; 700 of 1,000 negative ones not flagged; 7 unknown.
LINES = (
    ["0.500,yes"] * 190
    + ["0.499,yes"] * 5
    + ["indeterminate,yes"] * 5
    + ["0.8,no"] * 300
    + ["0.1,no"] * 700
    + ["0.8,unknown"] * 6
    + [",unknown"]
)
DATA = ("score,reference\n" + "\n".join(LINES) + "\n").encode()


def problems(call, *arguments):
    with pytest.raises(DocumentError) as error:
        call(*arguments)
    return error.value.problems


def test_claims_are_judged_on_every_case():
    seen = audit(read_claims(CLAIMS), DATA)

    assert seen.tabulation.table == TwoByTwo(tp=190, fp=300, fn=10, tn=700)
    assert (seen.tabulation.n, seen.tabulation.without_outcome, seen.tabulation.without_score) == (1207, 7, 5)
    assert seen.measures["sensitivity"] == Estimate(0.95, *wilson(190, 200), 200, "Wilson, 95%")
    assert [finding.verdict for finding in seen.findings] == [Verdict.SUPPORTED, Verdict.NOT_SUPPORTED]
    assert seen.measures["area under the ROC curve"].n == 1195


def test_the_area_is_that_of_proc():
    rows = zip(ASAH["inputs"]["scores"]["s100b"], ASAH["inputs"]["y"], strict=True)
    data = "\n".join(["marker,poor", *(f"{score},{outcome}" for score, outcome in rows)]).encode()
    claims = b"""product = "S100B"
row = "patient"
threshold = 0.2
columns = { score = "marker", outcome = "poor" }
claim = [{ measure = "area under the ROC curve", value = 0.8, margin = 0.05 }]
"""

    (finding,) = audit(read_claims(claims), data).findings

    expected = ASAH["expected"]["single"]["s100b"]
    assert finding.observed.value == pytest.approx(expected["auc"], abs=1e-12)
    assert (finding.observed.low, finding.observed.high) == pytest.approx(expected["ci95"], abs=1e-9)
    assert finding.verdict is Verdict.CANNOT_TELL


def test_every_wrong_cell_is_named():
    data = b"score,reference\nhigh,yes\n0.5,perhaps\nnan,no\ninf,\n0.5,no\n"

    assert problems(audit, read_claims(CLAIMS), data) == (
        Problem("line 2", "'high' is not a score"),
        Problem("line 3", "'perhaps' is not an outcome"),
        Problem("line 4", "'nan' is not a score"),
        Problem("line 5", "'inf' is not a score"),
    )


def test_everything_wrong_with_the_claims_is_said_at_once():
    claims = b"""product = "Aid"
row = "patient"
threshold = inf
columns = { score = "score", outcome = "score", positive = ["1"], negative = ["1"] }
claim = [{ measure = "accuracy", value = 90, margin = -0.05 }]
"""

    assert [problem.path for problem in problems(read_claims, claims)] == [
        "threshold",
        "columns",
        "columns",
        "claim[0].measure",
        "claim[0].value",
        "claim[0].margin",
    ]


def test_claims_without_a_claim_are_refused():
    claims = CLAIMS.split(b"[[claim]]", maxsplit=1)[0].replace(b"[columns]", b"claim = []\n[columns]")

    assert problems(read_claims, claims) == (Problem("claim", "there is no claim to judge"),)


def test_rows_that_are_not_patients_are_refused():
    claims = CLAIMS.replace(b'row = "patient"', b'row = "alert"')

    (problem,) = problems(read_claims, claims)

    assert problem.path == "row"


def test_a_missing_column_is_named():
    assert problems(audit, read_claims(CLAIMS), b"score\n0.5\n") == (
        Problem("line 1", "the column 'reference' is missing"),
    )


def test_a_file_without_cases_says_undefined_and_nobody_can_tell():
    seen = audit(read_claims(CLAIMS), b"score,reference\n")

    assert {estimate.status for estimate in seen.measures.values()} == {"undefined"}
    assert {finding.verdict for finding in seen.findings} == {Verdict.CANNOT_TELL}


def test_the_report_shows_every_number_with_its_interval_and_escapes_names():
    page = report(audit(read_claims(CLAIMS), DATA))

    assert "<h1>Aid &lt;one&gt;: local evaluation</h1>" in page
    assert "<td>0.950 (0.910 to 0.973; n = 200; Wilson, 95%)</td>" in page
    assert "<td>supported</td>" in page
    assert "<td>not supported</td>" in page
    assert "<script" not in page
    assert "http" not in page


def test_a_number_that_is_none_is_shown_as_what_it_is():
    assert shown(proportion(3, 9)) == "too few (n = 9)"
    assert shown(proportion(0, 0)) == "undefined (n = 0)"
    assert judge(0.9, proportion(0, 0), margin=0) is Verdict.CANNOT_TELL


def test_the_command_answers_no_unless_every_claim_is_supported(tmp_path):
    (tmp_path / "data.csv").write_bytes(DATA)
    (tmp_path / "claims.toml").write_bytes(CLAIMS)
    (tmp_path / "first.toml").write_bytes(CLAIMS.rsplit(b"[[claim]]", maxsplit=1)[0])
    out = tmp_path / "report.html"

    def run(claims, *options):
        return CliRunner().invoke(COMMAND, ["run", str(tmp_path / claims), str(tmp_path / "data.csv"), *options])

    no, yes = run("claims.toml", "--out", str(out)), run("first.toml", "--json")

    assert (no.exit_code, yes.exit_code) == (1, 0)
    assert no.stdout.splitlines()[1].split("  ")[0] == "specificity"
    assert json.loads(yes.stdout)["findings"][0]["verdict"] == "supported"
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_command_names_the_file_that_is_wrong(tmp_path):
    (tmp_path / "data.csv").write_bytes(b"score,reference\nx,yes\n")
    (tmp_path / "claims.toml").write_bytes(CLAIMS)

    seen = CliRunner().invoke(COMMAND, ["run", str(tmp_path / "claims.toml"), str(tmp_path / "data.csv")])

    assert seen.exception.lines() == [f"{tmp_path / 'data.csv'}:line 2: 'x' is not a score"]
