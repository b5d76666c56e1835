"""S-X2, M2 and what goes with it, against R mirt 1.47; see tests/vectors/psychometrics/README.md."""

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from testamur.psychometrics import calibrate, responses
from testamur.psychometrics.fit_statistics import fitted, item_fit, model_fit

VECTORS = Path(__file__).parents[2] / "vectors/psychometrics"


def numbers(name):
    with (VECTORS / name).open(newline="") as file:
        return np.array(list(csv.reader(file))[1:], dtype=float)


def known(name, model):
    return json.loads((VECTORS / f"{name}_expected.json").read_text())[model]


@cache
def fit_of(name, model):
    if name == "lsat6":
        table = numbers("lsat6.csv")
        given = responses(table[:, :5], weights=table[:, 5])
    elif name == "sat12":
        given = responses(numbers("sat12_scored.csv"))
    else:
        given = responses(numbers("science.csv") - 1)
    return fitted(calibrate(given, model=model, errors=False), given)


@pytest.mark.parametrize(
    ("name", "model", "key", "within"),
    [
        ("lsat6", "rasch", "1PL", {"abs": 1e-3}),
        ("lsat6", "2pl", "2PL", {"abs": 1e-3}),
        ("sat12", "2pl", "2PL", {"rel": 1e-3}),
        ("science", "graded", "grm", {"rel": 1e-3}),
    ],
)
def test_m2_and_srmsr_are_those_of_mirt(name, model, key, within):
    expected = known(name, key)["M2"]

    found = model_fit(fit_of(name, model))

    assert found.m2.statistic == pytest.approx(expected["M2"], **within)
    assert found.m2.degrees == expected["df"]
    assert found.m2.p == pytest.approx(expected["p"], abs=1e-4)
    assert found.srmsr == pytest.approx(expected["SRMSR"], abs=1e-5)


def test_rmsea_cfi_and_tli_of_items_with_four_scores_are_those_of_mirt():
    expected = known("science", "grm")["M2"]

    found = model_fit(fit_of("science", "graded"))

    assert found.kind == "C2"
    assert found.rmsea.value == pytest.approx(expected["RMSEA"], abs=1e-5)
    assert found.cfi == pytest.approx(expected["CFI"], abs=1e-5)
    assert found.tli == pytest.approx(expected["TLI"], abs=1e-5)
    # mirt divides by n - 1 in the value and by n in its interval; we divide by n - 1 in both.
    as_mirt = np.sqrt(391 / 392)
    assert found.rmsea.low * as_mirt == pytest.approx(expected["RMSEA_5"], abs=1e-5)
    assert found.rmsea.high * as_mirt == pytest.approx(expected["RMSEA_95"], abs=1e-5)


@pytest.mark.parametrize(
    ("name", "model", "key", "values", "within"),
    [
        ("lsat6", "rasch", "1PL", "S_X2", 1e-3),
        ("lsat6", "2pl", "2PL", "S_X2", 1e-3),
        ("sat12", "2pl", "2PL", "itemfit", 1e-3),
    ],
)
def test_s_x2_of_every_item_is_that_of_mirt(name, model, key, values, within):
    expected = known(name, key)[values]

    found = item_fit(fit_of(name, model))

    assert [item.joined.degrees for item in found] == [item["df"] for item in expected]
    statistics = [item.joined.statistic for item in found]
    assert statistics == pytest.approx([item["S_X2"] for item in expected], abs=within)


def test_groups_that_were_joined_are_given_apart_too():
    # The third item of LSAT 6, two parameters: .987 on 2 degrees of freedom with every score a group of its own.
    third = item_fit(fit_of("lsat6", "2pl"))[2]

    assert third.apart.statistic == pytest.approx(0.987, abs=5e-4)
    assert (third.apart.degrees, third.joined.degrees) == (2, 1)
    assert third.scores == (1, 2, 3, 4)
    assert third.observed.sum() == pytest.approx(third.expected.sum()) == 85 + 237 + 357 + 20
