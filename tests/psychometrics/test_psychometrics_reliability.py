import csv
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from testamur.psychometrics import Estimate, alpha, analyse, kr20, standard_error_of_measurement

Scores = npt.NDArray[np.int64]
VECTORS = Path(__file__).parents[1] / "vectors/psychometrics"
matrices = st.tuples(st.integers(5, 40), st.integers(3, 12)).flatmap(
    lambda shape: arrays(np.int8, shape, elements=st.integers(0, 1))
)
quickly = settings(derandomize=True, max_examples=60, deadline=None)


def numbers(name: str) -> Scores:
    with (VECTORS / name).open(newline="") as file:
        return np.array([[cell for cell in row if cell.isdigit()] for row in list(csv.reader(file))[1:]], int)


def expected(name: str) -> dict[str, Any]:
    return json.loads((VECTORS / f"{name}_expected.json").read_text())


@pytest.fixture
def lsat6() -> Scores:
    table = numbers("lsat6.csv")
    return np.repeat(table[:, :5], table[:, 5], axis=0)


def test_alpha_of_the_attitude_data_is_that_of_psych() -> None:
    ratings, known = numbers("attitude.csv"), expected("attitude")

    analysis = analyse(ratings, maxima=[100] * 7)

    assert analysis.test.reliability.value == pytest.approx(known["alpha_raw"], abs=1e-5)
    without = [item.alpha_without.value for item in analysis.items]
    assert without == pytest.approx(known["alpha_drop"], abs=1e-5)


def test_alpha_of_lsat6_is_the_published_one(lsat6: Scores) -> None:
    assert alpha(lsat6).value == pytest.approx(expected("lsat6")["ctt"]["alpha"], abs=1e-6)


def test_kr20_of_the_worked_example_uses_one_denominator_throughout() -> None:
    scores, known = numbers("kr20_10x10.csv"), expected("kr20_10x10")

    found = kr20(scores, least=10)

    assert found.value == pytest.approx(known["KR20_population_variance"], abs=1e-6)
    assert found.value != pytest.approx(known["KR20_with_sample_total_variance_common_mistake"], abs=1e-3)


def test_the_standard_error_of_measurement_of_the_worked_example() -> None:
    scores, known = numbers("kr20_10x10.csv"), expected("kr20_10x10")

    found = standard_error_of_measurement(scores, least=10)

    population = found.value * math.sqrt(9 / 10)
    assert population == pytest.approx(known["SEM_population"], abs=1e-6)
    assert found.low < found.value < found.high


def test_fewer_than_thirty_persons_are_too_few() -> None:
    scores = np.tile([[0, 0], [1, 1]], (14, 1))

    found = kr20(scores)

    assert found == Estimate(None, None, None, 28, "KR-20, Feldt interval", "too few")


@pytest.mark.parametrize(
    "scores",
    [np.ones((40, 3)), np.tile([[1, 0], [0, 1]], (20, 1)), np.tile([[1], [0]], (20, 1))],
    ids=["all right", "equal totals", "one item"],
)
def test_reliability_without_a_value_is_undefined(scores: Scores) -> None:
    found = [alpha(scores), kr20(scores), standard_error_of_measurement(scores)]

    assert [(estimate.status, estimate.value) for estimate in found] == [("undefined", None)] * 3


def test_kr20_refuses_scores_other_than_0_and_1() -> None:
    with pytest.raises(ValueError, match="scored 0 and 1"):
        kr20([[0, 2], [1, 1]])


@quickly
@given(scores=matrices, seed=st.integers(0, 2**32 - 1))
def test_alpha_does_not_depend_on_the_order_of_persons_or_items(scores: Scores, seed: int) -> None:
    rng = np.random.default_rng(seed)
    shuffled = rng.permutation(rng.permutation(scores, axis=0), axis=1)

    before, after = alpha(scores, least=2), alpha(shuffled, least=2)

    assert before.status == after.status
    if before.value is not None:
        assert after.value == pytest.approx(before.value, abs=1e-9)


@quickly
@given(scores=matrices)
def test_kr20_is_alpha_for_items_scored_0_and_1(scores: Scores) -> None:
    a, k = alpha(scores, least=2), kr20(scores, least=2)

    assert (a.value, a.low, a.high, a.status) == (k.value, k.low, k.high, k.status)


@quickly
@given(scores=matrices)
def test_alpha_is_at_most_1_and_lies_in_its_interval(scores: Scores) -> None:
    found = alpha(scores, least=2)

    if found.value is not None:
        assert found.low <= found.value <= 1
        assert found.high <= 1


@quickly
@given(scores=matrices, factor=st.sampled_from([0.5, 2.0, 10.0]))
def test_alpha_does_not_depend_on_the_unit_of_the_scores(scores: Scores, factor: float) -> None:
    before, after = alpha(scores, least=2), alpha(scores * factor, least=2)

    assert before.status == after.status
    if before.value is not None:
        assert after.value == pytest.approx(before.value, abs=1e-9)


@quickly
@given(scores=matrices)
def test_each_item_taken_twice_does_not_make_a_test_less_reliable(scores: Scores) -> None:
    once, twice = kr20(scores, least=2), kr20(np.hstack([scores, scores]), least=2)

    if once.value is not None and once.value >= 0:
        assert twice.value >= once.value - 1e-12
