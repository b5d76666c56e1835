"""`testamur calibration fit-statistics`: published figures, and what responses do not allow."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from testamur.cli import command
from testamur.errors import DocumentError

VECTORS = Path(__file__).parents[1] / "vectors/psychometrics"
LSAT = VECTORS / "lsat6.csv"


def run(verb, *words):
    return CliRunner().invoke(command(), ["calibration", verb, *map(str, words)])


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    file = tmp_path_factory.mktemp("kept") / "lsat.json"
    assert run("fit", LSAT, "--model", "2pl", "--weight", "count", "--out", file).exit_code == 0
    return file


def test_the_lsat_as_mirt_has_it(kept):
    known = json.loads((VECTORS / "lsat6_expected.json").read_text())["2PL"]

    told = json.loads(run("fit-statistics", LSAT, kept, "--weight", "count", "--json").stdout)

    assert told["persons"] == 1000
    assert told["model"]["m2"]["statistic"] == pytest.approx(known["M2"]["M2"], abs=1e-3)
    assert told["model_p"] == pytest.approx(known["M2"]["p"], abs=1e-3)
    assert told["model"]["srmsr"] == pytest.approx(known["M2"]["SRMSR"], abs=1e-4)
    found = [one["s_x2"]["statistic"] for one in told["items"].values()]
    np.testing.assert_allclose(found, [one["S_X2"] for one in known["S_X2"]], atol=1e-3)


def test_everybody_is_counted_and_their_fit_is_written(kept, tmp_path):
    out = tmp_path / "persons.csv"

    done = run("fit-statistics", LSAT, kept, "--weight", "count", "--persons", out)

    assert done.exit_code == 0
    assert done.stdout.startswith("1000 persons, 5 items")
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert list(rows[0]) == ["person", "theta", "lz_star", "infit", "outfit", "items"]
    assert len(rows) == len(LSAT.read_text().splitlines()) - 1


def test_what_needs_complete_responses_says_so(kept, tmp_path):
    file, again = tmp_path / "holes.csv", tmp_path / "again.json"
    file.write_text(LSAT.read_text().replace("\n0,0,0,0,1,6", "\n,0,0,0,1,6"))
    run("fit", file, "--model", "2pl", "--weight", "count", "--out", again)

    done = run("fit-statistics", file, again, "--weight", "count")

    assert done.exit_code == 0
    assert "Parallel analysis needs persons who all took the same items." in done.stdout
    assert "994 of 1000 persons, who took one set of items; sets that fewer than" in done.stdout


def test_everything_wrong_is_told_at_once(kept, tmp_path):
    file, other = tmp_path / "wrong.csv", tmp_path / "other.json"
    file.write_text("i1,i2,i3,i4,i6\n1,0,1,0,1\n")
    other.write_text("{}")

    done = run("fit-statistics", file, kept)
    assert isinstance(done.exception, DocumentError)
    assert str(done.exception).splitlines() == [
        f"{file}:line 1: the item 'i5' is missing",
        f"{file}:line 1: the item 'i6' is not calibrated",
    ]

    file.write_text("i1,i2\n1,x\n")
    done = run("fit-statistics", file, other)
    assert str(done.exception).splitlines() == [
        f"{other}:format: must be 'testamur-calibration-1'",
        f"{file}:line 2, i2: 'x' is no number",
    ]


def test_several_groups_and_conditional_calibrations_are_refused(tmp_path):
    file, kept = tmp_path / "groups.csv", tmp_path / "kept.json"
    head, *lines = LSAT.read_text().splitlines()
    file.write_text("\n".join([f"{head},ward", *(f"{line},{'AB'[n % 2]}" for n, line in enumerate(lines))]))
    run("fit", file, "--weight", "count", "--group", "ward", "--out", kept)

    done = run("fit-statistics", LSAT, kept, "--weight", "count")

    assert str(done.exception) == f"{LSAT}:groups: fit is looked at in one group at a time"
