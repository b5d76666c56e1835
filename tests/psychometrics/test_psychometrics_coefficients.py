"""Reliability beside alpha; where no source is named the value is worked by hand from covariances."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from testamur.psychometrics import (
    alpha,
    best_halves,
    lambda_2,
    lambda_6,
    odd_even,
    omega,
    one_factor,
    reliability,
    standardised_alpha,
    stepped_up,
    stratified_alpha,
)

VECTORS = Path(__file__).parents[1] / "vectors/psychometrics"
FEW = 20
quickly = settings(derandomize=True, max_examples=15, deadline=None)
matrices = st.tuples(st.integers(12, 40), st.integers(3, 7)).flatmap(
    lambda shape: arrays(np.int8, shape, elements=st.integers(0, 3))
)


def rng() -> np.random.Generator:
    return np.random.default_rng(20)


def numbers(name):
    with (VECTORS / name).open(newline="") as file:
        return np.array(list(csv.reader(file))[1:], dtype=float)


def with_covariances(wanted, n=60):
    """Return scores whose covariances (divided by n) are the wanted ones to the last digits."""
    drawn = np.random.default_rng(3).normal(size=(n, len(wanted)))
    orthogonal = np.linalg.qr(drawn - drawn.mean(axis=0))[0] * np.sqrt(n)
    return orthogonal @ np.linalg.cholesky(np.asarray(wanted)).T + 50


def parallel(k, covariance=0.5):
    return np.full((k, k), covariance) + (1 - covariance) * np.eye(k)


def test_the_coefficients_of_the_attitude_data_are_those_of_psych():
    ratings, known = numbers("attitude.csv"), json.loads((VECTORS / "attitude_expected.json").read_text())

    standardised = standardised_alpha(ratings, rng=rng(), replicates=FEW)
    sixth = lambda_6(ratings, rng=rng(), replicates=FEW)

    assert standardised.value == pytest.approx(known["alpha_std"], abs=1e-5)
    assert sixth.value == pytest.approx(known["G6"], abs=1e-5)
    assert standardised.low < standardised.value < standardised.high


def test_all_coefficients_of_parallel_items_are_one():
    # Four items, variances 1, covariances 1/2: 4 x (1/2) / (1 + 3 x (1/2)) = 0.8 (Spearman and Brown).
    scores = with_covariances(parallel(4))

    found = [
        function(scores, rng=rng(), replicates=FEW).value for function in (standardised_alpha, lambda_2, omega)
    ]
    found += [odd_even(scores).value, best_halves(scores, rng=rng(), replicates=FEW).reliability.value]

    assert found == pytest.approx([0.8] * 5)


def test_omega_of_three_items_has_a_closed_form():
    # Loadings .9 .6 .5 from correlations .54 .45 .30; sum 2; unique variances .19 .64 .75; 4 / (4 + 1.58).
    scores = with_covariances([[1, 0.54, 0.45], [0.54, 1, 0.3], [0.45, 0.3, 1]], n=600)

    factor = one_factor(scores)

    np.testing.assert_allclose(factor.loadings, [0.9, 0.6, 0.5], atol=1e-8)
    assert factor.residuals == pytest.approx(0, abs=1e-8)
    assert omega(scores, rng=rng(), replicates=FEW).value == pytest.approx(4 / 5.58)


def test_omega_is_of_the_scores_as_they_are_not_standardised():
    # The same items, the first worth ten times as much: (9 + .6 + .5)^2 = 102.01; 19 + .64 + .75 = 20.39.
    scores = with_covariances([[100, 5.4, 4.5], [5.4, 1, 0.3], [4.5, 0.3, 1]], n=600)

    assert omega(scores, rng=rng(), replicates=FEW).value == pytest.approx(102.01 / 122.40)


def test_a_heywood_case_has_no_omega():
    # r12 r13 / r23 = .7 x .7 / .3 > 1: the first item would have less than no variance of its own.
    scores = with_covariances([[1, 0.7, 0.7], [0.7, 1, 0.3], [0.7, 0.3, 1]])

    found = omega(scores, rng=rng(), replicates=FEW)

    assert (found.status, found.value) == ("undefined", None)
    assert not one_factor(scores).is_proper


def test_alpha_is_stratified_by_domain():
    # Two domains that share nothing, each of variance 3 and alpha 2/3: 1 - (1 + 1) / 6.
    apart = np.kron(np.eye(2), parallel(2))

    found = stratified_alpha(
        with_covariances(apart), ["law", "law", "safety", "safety"], rng=rng(), replicates=FEW
    )

    assert found.value == pytest.approx(2 / 3)


def test_alpha_is_not_stratified_by_a_domain_of_one_item():
    scores = with_covariances(parallel(3))

    assert stratified_alpha(scores, ["law", "law", "safety"], rng=rng(), replicates=FEW).status == "undefined"
    with pytest.raises(ValueError, match="3 columns of scores, 2 domains"):
        stratified_alpha(scores, ["law", "law"], rng=rng())


def test_the_best_halves_part_the_pairs_that_belong_together():
    # Items 1, 2 and 3, 4 share .8, all others .2. Parted: 4 (.8 + .2 + .2 + .8) / 8.8; together: 4 x .8 / 8.8.
    pairs = np.full((4, 4), 0.2) + np.kron(np.eye(2), [[0.8, 0.6], [0.6, 0.8]])

    found = best_halves(with_covariances(pairs), rng=rng(), replicates=FEW)

    assert {0, 1} & set(found.first)
    assert not {0, 1} <= set(found.first)
    assert not {2, 3} <= set(found.first)
    assert found.reliability.value == pytest.approx(8 / 8.8)
    assert found.is_exact


def test_many_items_are_searched_and_the_search_finds_the_planted_split():
    # Ten pairs of items that share .9, the rest .1; the best split parts every pair, as trying out would find.
    pairs = np.full((20, 20), 0.1) + np.kron(np.eye(10), [[0.9, 0.8], [0.8, 0.9]])

    found = best_halves(with_covariances(pairs), rng=rng(), replicates=FEW)

    assert not found.is_exact
    assert all((2 * pair in found.first) != (2 * pair + 1 in found.first) for pair in range(10))


def test_lambda_6_lies_in_its_interval_though_every_draw_lies_above_it():
    scores = np.random.default_rng(1).normal(size=(60, 1)) + np.random.default_rng(2).normal(size=(60, 20)) + 20

    found = reliability(scores, rng=rng(), replicates=40)

    for estimate in (found.lambda_6, found.best_halves.reliability):
        assert estimate.low < estimate.value < estimate.high < 1


def test_the_interval_from_draws_is_near_to_the_one_by_formula():
    table = numbers("lsat6.csv")
    scores = np.repeat(table[:, :5], table[:, 5].astype(int), axis=0)

    drawn = stratified_alpha(scores, ["one"] * 5, rng=rng(), replicates=300)

    formula = alpha(scores)
    assert drawn.value == pytest.approx(formula.value)
    assert (drawn.low, drawn.high) == pytest.approx((formula.low, formula.high), abs=0.03)
    assert "from 300 draws" in drawn.method


def test_all_coefficients_at_once_are_the_same_as_one_by_one_and_one_seed_gives_one_interval():
    scores = with_covariances(parallel(6, 0.4))
    domains = ["law"] * 3 + ["safety"] * 3

    found = reliability(scores, domains=domains, rng=rng(), replicates=FEW)

    assert found == reliability(scores, domains=domains, rng=rng(), replicates=FEW)
    assert found.alpha == alpha(scores)
    assert found.odd_even == odd_even(scores)
    assert found.best_halves.reliability.value == best_halves(scores, rng=rng(), replicates=FEW).reliability.value
    assert found.stratified_alpha.value == stratified_alpha(scores, domains, rng=rng(), replicates=FEW).value
    for name, function in (
        ("standardised_alpha", standardised_alpha),
        ("lambda_2", lambda_2),
        ("lambda_6", lambda_6),
        ("omega", omega),
    ):
        assert getattr(found, name).value == function(scores, rng=rng(), replicates=FEW).value
    assert reliability(scores, rng=rng(), replicates=FEW).stratified_alpha is None


@pytest.mark.parametrize("unit", [1e-6, 1e6])
def test_coefficients_do_not_depend_on_the_unit_of_the_scores(unit):
    scores = with_covariances(parallel(5) + np.diag([0.5, 0, 0, 0, 0]))

    one, other = (
        reliability(scores, rng=rng(), replicates=FEW),
        reliability(scores * unit, rng=rng(), replicates=FEW),
    )

    for name in ("standardised_alpha", "lambda_2", "lambda_6", "omega"):
        assert getattr(other, name).value == pytest.approx(getattr(one, name).value)
        assert getattr(other, name).low == pytest.approx(getattr(one, name).low)


def test_few_persons_or_items_that_do_not_vary_give_no_coefficient():
    few, flat = np.tile([[0, 1, 1], [1, 0, 1]], (10, 1)), np.tile([[1, 1, 0], [1, 0, 1]], (20, 1))

    few_statuses = {function(few, rng=rng()).status for function in (omega, lambda_2, lambda_6)}
    flat_statuses = {function(flat, rng=rng()).status for function in (omega, lambda_2, lambda_6)}

    assert few_statuses == {"too few"}
    assert flat_statuses == {"undefined"}


@quickly
@given(scores=matrices)
def test_alpha_never_exceeds_lambda_2_nor_lambda_2_1(scores):
    first, second = alpha(scores, least=2), lambda_2(scores, rng=rng(), least=2, replicates=2)

    if first.value is not None and second.value is not None:
        assert first.value <= second.value + 1e-9
        assert second.value <= 1 + 1e-9


@quickly
@given(scores=matrices)
def test_no_split_agrees_better_than_the_best(scores):
    best = best_halves(scores, rng=rng(), least=2, replicates=2).reliability

    if best.value is not None:
        odd, even, total = scores[:, ::2].sum(axis=1), scores[:, 1::2].sum(axis=1), scores.sum(axis=1)
        assert best.value >= 2 * (1 - (odd.var() + even.var()) / total.var()) - 1e-9


@quickly
@given(r=st.floats(-0.4, 0.99), times=st.floats(1, 9))
def test_stepping_up_and_down_again_changes_nothing(r, times):
    assert stepped_up(stepped_up(r, times=2), times=0.5) == pytest.approx(r)
    assert stepped_up(max(r, 0), times=times) >= max(r, 0) - 1e-12
