"""`testamur calibration link`: the published links of Kolen and Brennan's two forms, and errors from responses."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from testamur.cli import command
from testamur.errors import DocumentError
from testamur.psychometrics.calibration import calibrate, parameter_covariance, responses
from testamur.psychometrics.calibration.calibration import CalibratedItem, Calibration, Population
from testamur.psychometrics.calibration.files import document

VECTORS = Path(__file__).parents[1] / "vectors/psychometrics"
KNOWN = json.loads((VECTORS / "kb04_expected.json").read_text())
SCALE = 1.7
"""The published slopes are on the normal scale."""


def run(verb, *words):
    return CliRunner().invoke(command(), ["calibration", verb, *map(str, words)])


def kept(file, form, rows):
    items = tuple(
        CalibratedItem(
            row["item"] if row["common"] == "1" else f"{form} {row['item']}",
            2,
            {"a": a, "d": -a * float(row[f"{form}_b"]), "c": float(row[f"{form}_c"])},
            dict.fromkeys("adc", 0.1),
            is_fixed=False,
        )
        for row in rows
        for a in [SCALE * float(row[f"{form}_a"])]
    )
    people = Population("all", 1655, 0, 1, 0, 0)
    made = Calibration("3pl", items, (people,), 1655, -1, (-1,), 0, True, 108, (-6, 6, 61), ())
    file.write_text(json.dumps(document(made, data="")))
    return file


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    with (VECTORS / "kb04_items.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    folder = tmp_path_factory.mktemp("kb04")
    return kept(folder / "new.json", "new", rows), kept(folder / "old.json", "old", rows)


@pytest.mark.parametrize(
    ("method", "within"),
    [("mean-mean", 1e-5), ("mean-sigma", 1e-5), ("haebara", 5e-5), ("stocking-lord", 5e-5)],
)
def test_the_links_of_the_book(forms, method, within):
    told = json.loads(run("link", *forms, "--method", method, "--z", 1000, "--json").stdout)["linked"]

    link = told["screening"]["link"]
    known = KNOWN["all_12_common"][method.replace("-", "_")]
    assert (link["slope"], link["intercept"]) == pytest.approx(known, abs=within)


@pytest.mark.parametrize("method", ["mean-mean", "mean-sigma"])
def test_the_item_that_moved_is_taken_out(forms, method):
    told = json.loads(run("link", *forms, "--method", method, "--json").stdout)["linked"]["screening"]

    link, known = told["link"], KNOWN["without_item_27"][method.replace("-", "_")]
    assert [item["item"] for item in told["items"] if item["removed_in"] is not None] == ["27"]
    assert (link["slope"], link["intercept"]) == pytest.approx(known, abs=1e-5)


def test_the_true_scores_of_the_book_are_equated(forms, tmp_path):
    known, out = KNOWN["true_score_equating_after_mean_sigma_without_27"], tmp_path / "table.csv"

    done = run("link", *forms, "--method", "mean-sigma", "--out", out, "--cut", 20)

    assert done.exit_code == 0
    rows = list(csv.DictReader(out.read_text().splitlines()))
    found = [float(rows[score]["equivalent"]) for score in known["new_score"]]
    np.testing.assert_allclose(found, known["old_equiv"], atol=1e-3)
    assert "taken out" in done.stdout
    assert "parameters" in done.stderr


def test_parameter_covariances_have_the_errors_that_mirt_prints():
    known = json.loads((VECTORS / "lsat6_expected.json").read_text())["2PL"]
    with (VECTORS / "lsat6.csv").open(newline="") as file:
        table = np.array(list(csv.reader(file))[1:], dtype=float)
    given = responses(table[:, :5], weights=table[:, 5])

    found = parameter_covariance(given, calibrate(given, model="2pl"))

    errors = np.sqrt(np.diagonal(found)).reshape(5, 2)
    np.testing.assert_allclose(errors[:, 0], known["se_a"], rtol=0.01)
    np.testing.assert_allclose(errors[:, 1], known["se_d"], rtol=0.01)
    np.testing.assert_allclose(found, found.T)


def test_responses_give_standard_errors_and_a_form_linked_to_itself_stays(tmp_path):
    file, own = VECTORS / "lsat6.csv", tmp_path / "lsat.json"
    assert run("fit", file, "--model", "2pl", "--weight", "count", "--out", own).exit_code == 0
    errors = ("--new-responses", file, "--old-responses", file, "--weight", "count")

    told = json.loads(run("link", own, own, *errors, "--method", "mean-sigma", "--json").stdout)

    assert told["linked"]["screening"]["link"]["slope"] == pytest.approx(1)
    assert all(row["equivalent"] == pytest.approx(row["score"], abs=1e-6) for row in told["table"])
    assert all(row["error"] > 0 for row in told["table"][1:5])
    assert min(told["linked"]["by_sampling"]) > 0


def test_what_keeps_two_calibrations_from_being_linked_is_told_at_once(forms, tmp_path):
    other, conditional = tmp_path / "other.json", tmp_path / "conditional.json"
    run("fit", VECTORS / "lsat6.csv", "--weight", "count", "--out", other)
    told = json.loads(other.read_text())
    told["calibration"]["populations"] = []
    conditional.write_text(json.dumps(told))

    done = run("link", forms[0], other)
    assert isinstance(done.exception, DocumentError)
    assert str(done.exception).splitlines() == [
        f"{forms[0]}:model: the calibrations are of different models, 3pl and rasch",
        f"{forms[0]}:items: the calibrations have no item in common",
    ]
    assert str(run("link", conditional, other).exception) == (
        f"{conditional}:new.populations: must be one; it has none, or several"
    )


def test_errors_come_from_the_responses_of_both(forms):
    done = run("link", *forms, "--new-responses", VECTORS / "lsat6.csv")

    assert done.exit_code == 2
    assert "--new-responses and --old-responses go together" in done.output
