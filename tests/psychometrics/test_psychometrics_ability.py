import csv
import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.errors import DocumentError, Refused
from testamur.psychometrics.ability import (
    ability_at,
    estimate,
    form_from,
    form_of,
    scale_through,
    table_of_scores,
)
from testamur.psychometrics.calibration import calibrate, responses

VECTORS = Path(__file__).parents[1] / "vectors/psychometrics"
KNOWN = json.loads((VECTORS / "scoring_expected.json").read_text())


def numbers(name):
    with (VECTORS / name).open(newline="") as file:
        return np.array(list(csv.reader(file))[1:], dtype=float)


@pytest.fixture(scope="module")
def form():
    a, b, c = numbers("scoring_items_3pl.csv").T
    return form_of("3pl", np.column_stack([a, -a * b, c]).tolist())


@pytest.mark.parametrize(("method", "name"), [("eap", "EAP"), ("map", "MAP"), ("ml", "ML"), ("jeffreys", "WLE")])
def test_abilities_are_those_of_mirt(form, method, name):
    known = np.array(KNOWN[name], dtype=float)

    found = estimate(form, numbers("scoring_patterns.csv"), method=method)

    np.testing.assert_allclose(found.theta, known[:, 0], atol=1e-3)
    np.testing.assert_allclose(found.errors, known[:, 1], atol=1e-3)


def test_the_weighted_likelihood_is_the_mode_under_the_prior_of_jeffreys_without_guessing():
    form = form_of("2pl", [(0.6 + 0.1 * n, 1.5 - 0.15 * n) for n in range(20)])
    scores = numbers("scoring_patterns.csv")

    warm, jeffreys = (estimate(form, scores, method=method) for method in ("wle", "jeffreys"))

    np.testing.assert_allclose(warm.theta, jeffreys.theta, atol=1e-6)


def test_the_weighted_likelihood_solves_the_equation_of_warm(form):
    scores, width = numbers("scoring_patterns.csv")[1:7], 1e-4
    theta = estimate(form, scores, method="wle").theta
    a, b, c = numbers("scoring_items_3pl.csv").T

    def p(at):
        return c + (1 - c) / (1 + np.exp(-a * (at[:, None] - b)))

    first = (p(theta + width) - p(theta - width)) / (2 * width)
    second = (p(theta + width) - 2 * p(theta) + p(theta - width)) / width**2
    q = 1 - p(theta)
    likelihood = ((scores - p(theta)) * first / (p(theta) * q)).sum(axis=1)
    weight = (first * second / (p(theta) * q)).sum(axis=1) / (2 * (first**2 / (p(theta) * q)).sum(axis=1))

    np.testing.assert_allclose(likelihood + weight, 0, atol=1e-5)


def test_who_has_all_right_or_all_wrong_has_no_estimate_by_likelihood(form):
    found = estimate(form, np.vstack([np.zeros(20), np.ones(20)]), method="ml")

    assert found.is_defined.tolist() == [False, False]
    assert np.isnan(found.errors).all()


def test_information_and_expected_score_are_those_of_mirt(form):
    theta = KNOWN["theta_for_info_tcc"]

    np.testing.assert_allclose(form.test_information(theta), KNOWN["info"], atol=1e-6)
    np.testing.assert_allclose(form.expected_scores(theta), KNOWN["tcc"], atol=1e-6)


def test_the_posterior_means_of_the_lsat_patterns_are_those_of_mirt():
    table = numbers("lsat6.csv")
    known = json.loads((VECTORS / "lsat6_expected.json").read_text())["2PL"]["eap_patterns"]
    fitted = form_from(calibrate(responses(table[:, :5], weights=table[:, 5]), model="2pl", errors=False))

    found = estimate(fitted, [[int(digit) for digit in row["pattern"]] for row in known], method="eap")

    np.testing.assert_allclose(found.theta, [row["eap"] for row in known], atol=1e-4)
    np.testing.assert_allclose(found.errors, [row["sd"] for row in known], atol=1e-4)


def test_an_item_not_given_is_as_if_it_were_not_on_the_form(form):
    shorter = form_of("3pl", _published(form)[:19])
    scores = numbers("scoring_patterns.csv")[1:4]

    for method in ("eap", "map", "ml", "wle", "jeffreys"):
        found = estimate(form, np.column_stack([scores[:, :19], np.full(3, np.nan)]), method=method)
        expected = estimate(shorter, scores[:, :19], method=method)
        np.testing.assert_allclose(found.theta, expected.theta, atol=1e-9)
        np.testing.assert_allclose(found.errors, expected.errors, atol=1e-9)


def test_the_table_of_scores_is_the_mean_over_all_patterns():
    items = [(1.0, 0.3), (0.7, -0.5), (1.6, 0.9), (1.2, -1.0)]
    form, patterns = form_of("2pl", items), np.array(list(product([0, 1], repeat=4)))
    theta = np.linspace(-6, 6, 2001)
    weights = np.exp(-0.5 * theta**2)
    likelihood = np.exp(form.log_likelihood(patterns.astype(np.int8), theta)) * weights
    by_score = np.array([likelihood[patterns.sum(axis=1) == score].sum(axis=0) for score in range(5)])

    found = table_of_scores(form)

    np.testing.assert_allclose(found.shares, by_score.sum(axis=1) / weights.sum(), atol=1e-9)
    np.testing.assert_allclose(found.theta, by_score @ theta / by_score.sum(axis=1), atol=1e-9)


@settings(derandomize=True, max_examples=8, deadline=None)
@given(place=st.integers(0, 19), row=st.integers(1, 6))
def test_one_more_right_never_lowers_the_ability(place, row):
    items = [(0.6 + 0.1 * n, 1.5 - 0.15 * n) for n in range(20)]
    form, scores = form_of("2pl", items), numbers("scoring_patterns.csv")[row]
    better = scores.copy()
    better[place] = 1

    for method in ("eap", "map", "wle"):
        worse, more = estimate(form, np.vstack([scores, better]), method=method).theta
        assert more >= worse - 1e-9


def test_the_ability_at_a_score_has_that_expected_score(form):
    found = ability_at(form, np.array([2.0, 10.0, 15.5, 20.0]))

    # Guessing alone gives more than two, and twenty is never reached.
    assert np.isnan(found[[0, 3]]).all()
    np.testing.assert_allclose(form.expected_scores(found[1:3]), [10.0, 15.5], atol=1e-9)


def test_scores_that_do_not_fit_are_all_named(form):
    with pytest.raises(DocumentError) as error:
        estimate(form, [[2.0] + [0.5] + [0.0] * 18], method="eap")

    assert error.value.lines() == ["items[0]: has scores 0 to 1, not 2", "items[1]: has scores 0 to 1, not 0.5"]
    with pytest.raises(DocumentError, match="the form has 20 items"):
        estimate(form, [[1.0, 0.0]], method="eap")
    with pytest.raises(Refused, match="above 0"):
        estimate(form, [[1.0] * 20], method="map", sd=0)
    with pytest.raises(DocumentError, match=r"items\[1\]: has parameters that cannot be"):
        form_of("2pl", [(1.0, 0.0), (-1.0, 0.0)])
    with pytest.raises(DocumentError, match=r"items\[0\]: has no parameters of the 2pl model"):
        form_of("2pl", [(1.0, 0.0, 0.2)])


def test_a_scale_reports_the_cut_as_chosen_and_keeps_its_range():
    scale = scale_through((0.2, 500), (1.2, 600), lowest=200, highest=800)

    assert scale.scaled([0.2, 1.2, 9.0, -9.0]).tolist() == [500, 600, 800, 200]
    assert scale.errors([0.25]).tolist() == [25]
    assert np.isnan(scale.scaled([np.nan])).all()
    with pytest.raises(DocumentError, match="must both be above the first"):
        scale_through((1.0, 500), (0.2, 600), lowest=200, highest=800)


def _published(form):
    (part,) = form.parts
    return part.model.published(part.parameters)[0].tolist()
