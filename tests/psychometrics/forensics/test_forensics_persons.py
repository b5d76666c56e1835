"""Times, exposed items and retakes of single persons: laws, error rates and power by simulation."""

from functools import reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from testamur.errors import DocumentError
from testamur.psychometrics.ability import form_of
from testamur.psychometrics.forensics import (
    Growth,
    Times,
    aberrant_times,
    fit_times,
    preknowledge,
    retake_gains,
    sequential_residuals,
)

ITEMS = 40


def timed(rng, persons, *, items=ITEMS, spread=0.3):
    """Return seconds under the lognormal model, with the intensities and deviations behind them."""
    intensities, deviations = rng.normal(4, 0.4, items), rng.uniform(0.3, 0.6, items)
    speed = rng.normal(0, spread, (persons, 1))
    return np.exp(rng.normal(intensities - speed, deviations)), intensities, deviations


def right(rng, theta, form_items):
    a, d = form_items.T
    return (rng.random((len(theta), len(a))) < 1 / (1 + np.exp(-(a * theta[:, None] + d)))).astype(int)


@pytest.fixture(scope="module")
def items():
    rng = np.random.default_rng(11)
    return np.column_stack([rng.lognormal(0, 0.3, ITEMS), rng.normal(0.3, 1, ITEMS)])


def test_the_model_of_times_is_recovered():
    seconds, intensities, deviations = timed(np.random.default_rng(5), 2000)

    found = fit_times(seconds)

    assert found.converged
    np.testing.assert_allclose(found.intensities, intensities, atol=0.06)
    np.testing.assert_allclose(found.deviations, deviations, atol=0.04)
    assert found.spread == pytest.approx(0.3, abs=0.02)


def test_residuals_of_the_model_are_standard_normal():
    rng = np.random.default_rng(6)
    seconds, intensities, deviations = timed(rng, 2000)
    order = rng.permuted(np.tile(np.arange(ITEMS), (2000, 1)), axis=1)

    found = sequential_residuals(seconds, Times(intensities, deviations, 0.3, converged=True), order=order)

    assert found.mean() == pytest.approx(0, abs=0.02)
    assert found.std() == pytest.approx(1, abs=0.02)
    # Independent: the correlation of any two items is within four standard errors of 0.
    apart = np.corrcoef(found.T) - np.eye(ITEMS)
    assert np.abs(apart).max() < 4.5 / np.sqrt(2000)


@settings(derandomize=True, max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(2, 8))
def test_the_squared_residuals_sum_to_the_distance_of_the_times_in_whatever_order(seed, size):
    rng = np.random.default_rng(seed)
    seconds, intensities, deviations = timed(rng, 3, items=size)
    order = rng.permuted(np.tile(np.arange(size), (3, 1)), axis=1)

    found = sequential_residuals(seconds, Times(intensities, deviations, 0.3, converged=True), order=order)

    away = np.log(seconds) - intensities
    covariance = np.diag(deviations**2) + 0.3**2
    distance = (away @ np.linalg.inv(covariance) * away).sum(axis=1)
    np.testing.assert_allclose((found**2).sum(axis=1), distance, rtol=1e-8)


def test_times_of_the_model_are_seldom_found_and_rushed_ones_mostly():
    rng, exams = np.random.default_rng(2008), 40
    some, hits = 0, 0
    for _ in range(exams):
        seconds, *_ = timed(rng, 100)
        some += bool(aberrant_times(seconds, family_level=0.05).for_review)
        # Five people answer the last ten items in a fifth of their time.
        seconds[:5, -10:] /= 5
        hits += sum(int(one.persons[0]) <= 5 for one in aberrant_times(seconds, family_level=0.05).for_review)

    assert some <= binom.isf(0.001, exams, 0.05)
    assert hits / (5 * exams) > 0.9


def test_a_person_who_rushed_is_shown_with_the_items_and_other_explanations():
    seconds, *_ = timed(np.random.default_rng(9), 200)
    seconds[3, [4, 7]] /= 25

    (found,) = aberrant_times(seconds).for_review

    assert found.persons == ("4",)
    assert "Fast: item 5, 8." in found.words
    assert "An interruption, an accommodation" in found.words


def test_times_that_are_not_lognormal_are_said_not_to_be():
    rng = np.random.default_rng(4)
    seconds = np.exp(4 + rng.standard_t(3, (300, 20)))

    assert (
        "the lognormal model does not hold here"
        in aberrant_times(seconds, times=Times(np.full(20, 4.0), np.ones(20), 0.2, converged=True)).warnings[0]
    )


def test_the_chance_on_exposed_items_is_exact_where_ability_is_known(items):
    form = form_of("2pl", items.tolist())
    scores = np.zeros((1, ITEMS), dtype=int)
    scores[0, 30:38] = 1

    found = preknowledge(form, scores, np.arange(ITEMS) >= 30, population=(0.5, 1e-6), family_level=0.9999)

    p = 1 / (1 + np.exp(-(items[30:, 0] * 0.5 + items[30:, 1])))
    assert found.for_review[0].p == pytest.approx(
        reduce(np.convolve, [[1 - one, one] for one in p])[8:].sum(), abs=1e-5
    )


def test_who_knew_no_item_is_seldom_found_and_who_knew_fifteen_mostly(items):
    rng, exams, form = np.random.default_rng(2013), 40, form_of("2pl", items.tolist())
    exposed, some, hits, able = np.arange(ITEMS) >= 25, 0, 0, 0
    for _ in range(exams):
        theta = rng.normal(size=100)
        scores = right(rng, theta, items)
        some += bool(preknowledge(form, scores, exposed, family_level=0.05).for_review)
        weak = np.flatnonzero(theta < -0.5)[:5]
        scores[np.ix_(weak, exposed)] = 1
        found = {int(one.persons[0]) - 1 for one in preknowledge(form, scores, exposed).for_review}
        hits, able = hits + len(found & set(weak.tolist())), able + len(weak)

    assert some <= binom.isf(0.001, exams, 0.05)
    assert hits / able > 0.6


def test_exposed_items_that_have_become_easier_for_all_are_said_to_have(items):
    rng = np.random.default_rng(3)
    easier = items + np.array([0, 1.0]) * (np.arange(ITEMS) >= 36)[:, None]

    found = preknowledge(
        form_of("2pl", items.tolist()), right(rng, rng.normal(size=400), easier), np.arange(ITEMS) >= 36
    )

    assert "only 4 exposed items" in found.warnings[0]
    assert "they have become easier" in found.warnings[1]


def test_gains_of_a_retake_are_seldom_found_and_somebody_else_in_the_chair_is(items):
    rng, form = np.random.default_rng(17), form_of("2pl", items.tolist())
    some, hits, growths = 0, 0, []
    for _ in range(8):
        theta = rng.normal(-0.3, 1, 80)
        first = right(rng, theta, items)
        second = right(rng, theta + rng.normal(0.4, 0.3, 80), items)
        population = (-0.3, 1.0)
        expected = Growth(0.4, 0.3)
        clean = retake_gains(
            (form, first), (form, second), growth=expected, population=population, family_level=0.05
        )
        some += bool(clean.for_review)
        weak = int(theta.argmin())
        second[weak] = right(rng, np.array([2.0]), items)[0]
        found = retake_gains(
            (form, first), (form, second), growth=expected, population=population, family_level=0.05
        )
        hits += str(weak + 1) in [one.persons[0] for one in found.for_review]
        growths += [one.value for case in found.for_review for one in case.evidence if one.name == "mean growth"]

    assert some <= binom.isf(0.001, 8, 0.05)
    assert hits >= 7
    assert set(growths) == {0.4}


def test_growth_is_learned_from_those_who_sat_again(items):
    rng, form = np.random.default_rng(18), form_of("2pl", items.tolist())
    theta = rng.normal(size=500)
    first, second = right(rng, theta, items), right(rng, theta + rng.normal(0.4, 0.3, 500), items)

    found = retake_gains((form, first), (form, second), family_level=0.999)

    learned = {one.name: one.value for one in found.for_review[0].evidence}
    assert learned["mean growth"] == pytest.approx(0.4, abs=0.1)
    assert learned["spread of growth"] == pytest.approx(0.3, abs=0.15)


def test_everything_wrong_is_said_at_once(items):
    form = form_of("2pl", items.tolist())
    scores, known = np.zeros((3, ITEMS), dtype=int), Times(np.ones(3), np.ones(3), 0.3, converged=True)

    with pytest.raises(DocumentError) as of_items:
        preknowledge(form, scores, np.ones(ITEMS), persons=["a"])
    with pytest.raises(DocumentError) as of_retakes:
        retake_gains((form, scores), (form, scores[:2]))
    with pytest.raises(DocumentError) as of_times:
        aberrant_times(np.zeros((3, 2)), order=[[0, 0]] * 3, times=known, family_level=0)

    assert of_items.value.lines() == [
        "persons: there are 3 rows and 1 names",
        "is_exposed: must leave some items on either side",
    ]
    assert of_retakes.value.lines() == [
        "second: has 2 rows, the first 3; they must be the same persons",
        "growth: cannot be learned from 3 persons; state it, or bring at least 30",
    ]
    assert of_times.value.lines() == [
        "family_level: must be between 0 and 1; it is 0",
        "seconds: must be above 0, or missing",
        "times: are of 3 items; there are 2",
        "order: must name every item of every person once",
    ]
