import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from testamur.psychometrics import (
    binomial_errors,
    keats_errors,
    kr20,
    kr21,
    number_correct,
    response_errors,
    score_errors,
)
from testamur.psychometrics.ability import form_of

VECTORS = Path(__file__).parents[1] / "vectors/psychometrics"
quickly = settings(derandomize=True, max_examples=40, deadline=None)
matrices = st.tuples(st.integers(10, 40), st.integers(2, 10)).flatmap(
    lambda shape: arrays(np.int8, shape, elements=st.integers(0, 1))
)


@pytest.fixture
def worked():
    with (VECTORS / "kr20_10x10.csv").open(newline="") as file:
        return np.array([[cell for cell in row if cell.isdigit()] for row in list(csv.reader(file))[1:]], float)


def test_kr21_of_the_worked_example_is_the_published_one(worked):
    known = json.loads((VECTORS / "kr20_10x10_expected.json").read_text())

    assert kr21(worked) == pytest.approx(known["KR21"], abs=1e-6)


def test_lords_error_of_half_of_twenty_items_is_the_root_of_100_over_19():
    found = binomial_errors(20)

    assert found.errors[10] == pytest.approx(np.sqrt(100 / 19))
    assert (found.errors[0], found.errors[20]) == (0, 0)


def test_keats_errors_carry_the_interval_of_kr20(worked):
    found, reliability = keats_errors(worked, least=10), kr20(worked, least=10)

    assert (found.low[1:10] < found.errors[1:10]).all()
    assert (found.errors[1:10] < found.high[1:10]).all()
    expected = np.sqrt((1 - reliability.low) / (1 - reliability.value))
    np.testing.assert_allclose(found.high[1:10] / found.errors[1:10], expected)


def test_there_are_no_keats_errors_of_few_persons_nor_of_items_worth_more(worked):
    assert keats_errors(worked) is None
    with pytest.raises(ValueError, match="scored 0 and 1"):
        keats_errors(np.tile([[2, 0], [0, 1]], (20, 1)))
    with pytest.raises(ValueError, match="at least two items"):
        binomial_errors(1)


def test_items_alike_have_the_error_of_the_binomial_distribution():
    # At the ability where 3 of 10 are expected each item is right with .3: sqrt(10 x .3 x .7).
    form = form_of("2pl", [[1.3, 0.4]] * 10)

    found = response_errors(form)

    assert found.errors[3] == pytest.approx(np.sqrt(2.1))
    assert np.isnan(found.errors[[0, 10]]).all()


def test_below_the_guessing_level_no_ability_is_expected_and_so_no_error():
    form = form_of("3pl", [[1.0, 0.0, 0.25]] * 8)

    found = response_errors(form).errors

    assert np.isnan(found[:3]).all()
    assert np.isfinite(found[3:8]).all()


def test_the_error_of_an_item_with_three_scores_is_worked_by_hand():
    # P(0), P(1), P(2) are 1/4, 1/2, 1/4 where both thresholds are log 3 away: variance 1/2.
    form = form_of("graded", [[1.0, np.log(3), -np.log(3)]])

    assert score_errors(form, 0.0) == pytest.approx([np.sqrt(0.5)])


@quickly
@given(scores=matrices)
def test_the_mean_square_of_the_binomial_errors_is_what_kr21_leaves(scores):
    totals = number_correct(scores)

    mean_square = (binomial_errors(scores.shape[1]).errors[totals.astype(int)] ** 2).mean()

    if totals.var() > 0:
        assert mean_square == pytest.approx(totals.var() * (1 - kr21(scores)))


@quickly
@given(scores=matrices)
def test_the_mean_square_of_the_keats_errors_is_what_kr20_leaves(scores):
    totals, found, reliability = number_correct(scores), keats_errors(scores, least=2), kr20(scores, least=2)

    if found is not None:
        mean_square = (found.errors[totals.astype(int)] ** 2).mean()
        assert mean_square == pytest.approx(totals.var() * (1 - reliability.value))
