"""`testamur calibration fairness`: published figures, and groups that are too small or wrong."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from testamur.cli import command
from testamur.errors import DocumentError

VECTORS = Path(__file__).parents[1] / "vectors/psychometrics"
SIMULATED = VECTORS / "dif_sim.csv"


def run(*words):
    return CliRunner().invoke(command(), ["calibration", "fairness", *map(str, words)])


def faults(*words):
    done = run(*words)
    assert isinstance(done.exception, DocumentError), done.output
    return str(done.exception).splitlines()


def test_simulated_responses_as_difr_has_them():
    known = json.loads((VECTORS / "dif_sim_expected.json").read_text())

    done = run(SIMULATED, "--group", "focal", "--reference", "0", "--no-purify", "--json", "--method",
               "mantel-haenszel", "--method", "logistic")  # fmt: skip

    (found,) = json.loads(done.stdout)["comparisons"]
    items, regressions = found["mantel_haenszel"]["items"], found["logistic"]["items"]
    np.testing.assert_allclose([one["chi2"] for one in items], known["mh_chisq"], atol=1e-4)
    np.testing.assert_allclose([one["odds_ratio"] for one in items], known["mh_alpha"], atol=1e-4)
    np.testing.assert_allclose([one["standardised"] for one in items], known["std_p_dif"], atol=1e-4)
    np.testing.assert_allclose([one["cox_snell_change"] for one in regressions], known["deltaR2"], atol=1e-4)
    assert [one["item"] for one in items if one["klass"] == "C"] == ["i4"]


def test_admissions_at_berkeley_matched_by_department(tmp_path):
    known = json.loads((VECTORS / "mantel_haenszel_ucb_expected.json").read_text())
    file = tmp_path / "berkeley.csv"
    lines = ["department,gender,admitted,n"]
    for department, yes_male, yes_female, no_male, no_female in known["data"]:
        lines += [f"{department},male,1,{yes_male}", f"{department},female,1,{yes_female}"]
        lines += [f"{department},male,0,{no_male}", f"{department},female,0,{no_female}"]
    file.write_text("\n".join(lines))

    done = run(
        file, "--group", "gender", "--reference", "male", "--match", "department", "--weight", "n", "--json"
    )

    (found,) = json.loads(done.stdout)["comparisons"]
    (item,) = found["mantel_haenszel"]["items"]
    assert item["odds_ratio"] == pytest.approx(known["common_odds_ratio"], abs=1e-6)
    assert [item["low"], item["high"]] == pytest.approx(known["ci95"], abs=1e-6)
    assert item["chi2"] == pytest.approx(known["chi2_with_continuity"], abs=1e-4)
    assert item["p"] == pytest.approx(known["p"], abs=1e-4)


@pytest.fixture
def wards(tmp_path):
    file = tmp_path / "wards.csv"
    file.write_text("ward,q1,q2,q3\n" + "ICU,1,0,1\nICU,0,1,1\nER,1,1,0\n,0,0,1\n" * 41)
    return file


def test_a_group_that_is_too_small_is_said_to_be_so(wards):
    done = run(wards, "--group", "ward", "--reference", "ICU")

    assert done.exit_code == 1
    assert done.stdout == (
        "\nward ER (focal, n = 41) beside ICU (reference, n = 82)\n"
        "not testable, n focal = 41; at least 100 are needed\n"
    )
    assert "41 persons of no known group are left out" in done.stderr


def test_groups_that_are_not_there_are_told_with_those_that_are(wards):
    assert faults(wards, "--group", "ward", "--reference", "OR", "--focal", "ER", "--focal", "lab") == [
        f"{wards}:ward: nobody is of the group 'OR'; there are ER, ICU",
        f"{wards}:ward: nobody is of the group 'lab'; there are ER, ICU",
    ]
    assert faults(wards, "--group", "ward", "--reference", "ER", "--focal", "ER") == [
        f"{wards}:ward: 'ER' cannot be compared with itself",
    ]


def test_everything_wrong_is_told_at_once(tmp_path):
    file = tmp_path / "wrong.csv"
    file.write_text("who,ward,q1,q2,q3\na,ICU,1,1,3\na,ER,1,0,0\nb,ER,1,,1\nc,ER,,,\n")

    assert faults(file, "--group", "ward", "--reference", "ICU", "--person", "who") == [
        f"{file}:lines 2, 3, who: 'a' stands 2 times",
        f"{file}:line 5: there is no answer at all; take out who was not there",
        f"{file}:line 4, q2: is blank; say whether blanks count as wrong or leave the person out",
        f"{file}:line 2, q3: '3': a score must be 0 or 1",
    ]


def test_an_item_that_all_of_both_groups_scored_alike_on_is_refused(tmp_path):
    file = tmp_path / "flat.csv"
    file.write_text("ward,q1,q2,q3\n" + "ICU,1,0,1\nICU,1,1,0\nER,1,1,1\nER,1,0,0\nOR,0,1,0\n" * 150)

    assert faults(file, "--group", "ward", "--reference", "ICU", "--focal", "ER") == [
        f"{file}:ward ICU and ER, items.q1: was scored alike for everybody; there is nothing to compare"
    ]
