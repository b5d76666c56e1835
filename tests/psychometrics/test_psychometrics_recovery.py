"""The study that the documentation prints: a part of it is made again, and told in the same words."""

import csv
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from testamur.psychometrics import ITEM_MODELS

FILE = Path(__file__).parents[2] / "benchmarks/recovery.py"
SPEC = importlib.util.spec_from_file_location("recovery", FILE)
recovery = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(recovery)
with recovery.KEPT.open(newline="") as kept:
    RESULTS = list(csv.DictReader(kept))


@pytest.mark.parametrize(
    ("model", "method", "persons", "samples"),
    [("rasch", "marginal", 200, 10), ("rasch", "conditional", 500, 10), ("2pl", "marginal", 500, 6)],
)
def test_a_part_made_again_lies_within_the_error_of_the_simulation(model, method, persons, samples):
    again = {line["parameter"]: line for line in recovery.Study(model, method, persons, samples).lines()}

    known = {
        line["parameter"]: line
        for line in RESULTS
        if (line["model"], line["method"], line["persons"]) == (model, method, str(persons))
    }
    assert again.keys() == known.keys()
    for parameter, line in known.items():
        if parameter == "sd":
            continue
        share, error = float(line["coverage"]), float(line["coverage_error"])
        wider = np.sqrt(int(line["replications"]) / samples)
        assert float(again[parameter]["rmse"]) == pytest.approx(float(line["rmse"]), rel=0.25)
        assert float(again[parameter]["coverage"]) == pytest.approx(share, abs=4 * error * wider + 0.01)


def test_every_model_and_number_of_persons_is_there_with_every_parameter():
    told = {(line["model"], line["method"], int(line["persons"]), line["parameter"]) for line in RESULTS}

    for model, method in recovery.WAYS:
        for persons in recovery.PERSONS:
            for parameter in ITEM_MODELS[model].parameters(recovery.categories(model)):
                assert (model, method, persons, parameter) in told
    assert {model for model, _ in recovery.WAYS} == set(ITEM_MODELS)


def test_the_same_seed_gives_the_same_sample():
    theta, scores = recovery.sample("graded", 50, 3)
    same, again = recovery.sample("graded", 50, 3)

    np.testing.assert_array_equal(theta, same)
    np.testing.assert_array_equal(scores, again)
    assert set(np.unique(scores)) == {0, 1, 2}
