import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.errors import DocumentError
from testamur.psychometrics.fairness import (
    class_of,
    common_odds,
    compared,
    focal_needed,
    likelihood_ratios,
    logistic,
    mantel_haenszel,
)

VECTORS = Path(__file__).parents[1] / "vectors/psychometrics"
KNOWN = json.loads((VECTORS / "dif_sim_expected.json").read_text())
UNIFORM, NON_UNIFORM = 3, 16


@pytest.fixture(scope="module")
def simulated():
    with (VECTORS / "dif_sim.csv").open(newline="") as file:
        table = np.array(list(csv.reader(file))[1:], dtype=float)
    return compared(table[:, 1:], table[:, 0])


def test_mantel_haenszel_of_simulated_responses_is_that_of_difr(simulated):
    found = mantel_haenszel(simulated, purify=False)

    for name, known in (
        ("chi2", "mh_chisq"),
        ("odds_ratio", "mh_alpha"),
        ("delta", "delta"),
        ("standardised", "std_p_dif"),
    ):
        np.testing.assert_allclose([getattr(item, name) for item in found.items], KNOWN[known], atol=1e-4)
    variances = [(item.delta_error / 2.35) ** 2 for item in found.items]
    np.testing.assert_allclose(variances, KNOWN["var_log_alpha"], atol=1e-4)


def test_the_planted_difference_is_large_and_the_others_are_not(simulated):
    found = mantel_haenszel(simulated)

    assert [item.item for item in found.items if item.klass == "C"] == ["4"]
    assert found.items[UNIFORM].is_purified
    assert found.items[UNIFORM].delta < -1.5
    assert min(item.power for item in found.items) > 0.99


def test_logistic_regression_of_simulated_responses_is_that_of_difr(simulated):
    found = logistic(simulated)

    for name, known in (
        ("both", "logistic_both"),
        ("non_uniform", "logistic_nudif"),
        ("cox_snell_change", "deltaR2"),
    ):
        np.testing.assert_allclose([getattr(item, name) for item in found.items], KNOWN[known], atol=1e-4)
    by_product = [item.p_non_uniform for item in found.items]
    assert int(np.argmin(by_product)) == NON_UNIFORM
    assert {item.size for item in found.items} == {"negligible"}


def test_the_common_odds_ratio_of_the_berkeley_admissions_is_that_of_r():
    known = json.loads((VECTORS / "mantel_haenszel_ucb_expected.json").read_text())
    rows = np.array([row[1:] for row in known["data"]], dtype=float).T
    admitted_male, admitted_female, rejected_male, rejected_female = rows

    found = common_odds([admitted_male, rejected_male, admitted_female, rejected_female])

    assert found.odds_ratio == pytest.approx(known["common_odds_ratio"], abs=1e-4)
    assert found.chi2 == pytest.approx(known["chi2_with_continuity"], abs=1e-4)
    assert found.p == pytest.approx(known["p"], abs=1e-4)
    assert found.interval == pytest.approx(known["ci95"], abs=1e-4)


def test_the_likelihood_ratio_finds_both_planted_differences():
    rng = np.random.default_rng(21)
    a, d = np.full(6, 1.2), np.linspace(-1.2, 1.2, 6)
    is_focal = np.arange(1200) % 2 == 1
    theta = rng.normal(size=1200) - 0.5 * is_focal
    intercepts = d - 0.8 * is_focal[:, None] * (np.arange(6) == 2)
    slopes = a - 0.7 * is_focal[:, None] * (np.arange(6) == 4)
    u = rng.random((1200, 6)) < 1 / (1 + np.exp(-(slopes * theta[:, None] + intercepts)))

    found = likelihood_ratios(compared(u.astype(float), is_focal))

    assert all(item.converged for item in found.items)
    assert {item.item for item in found.items if item.p < 0.001} == {"3", "5"}
    assert found.focal_mean == pytest.approx(-0.5, abs=0.15)
    assert {item.degrees for item in found.items} == {2}


@settings(derandomize=True, max_examples=40, deadline=None)
@given(
    tables=st.lists(st.lists(st.integers(1, 30), min_size=4, max_size=4), min_size=1, max_size=6),
)
def test_changing_the_groups_turns_the_odds_over(tables):
    a, b, c, d = np.array(tables, dtype=float).T

    one, other = common_odds([a, b, c, d]), common_odds([c, d, a, b])

    assert one.odds_ratio * other.odds_ratio == pytest.approx(1)
    assert (one.chi2, one.error) == pytest.approx((other.chi2, other.error))


def test_one_table_has_the_plain_odds_ratio_and_the_error_of_woolf():
    found = common_odds([[10], [5], [4], [8]])

    assert found.odds_ratio == pytest.approx(10 * 8 / (5 * 4))
    assert found.error == pytest.approx(np.sqrt(1 / 10 + 1 / 5 + 1 / 4 + 1 / 8))


@pytest.mark.parametrize(
    ("delta", "error", "p", "klass"),
    [
        (-2.0, 0.2, 0.001, "C"),
        (2.0, 0.2, 0.001, "C"),
        (1.6, 0.5, 0.001, "B"),
        (1.2, 0.1, 0.001, "B"),
        (0.9, 0.1, 0.001, "A"),
        (2.0, 1.5, 0.2, "A"),
    ],
)
def test_the_classes_are_those_of_the_educational_testing_service(delta, error, p, klass):
    assert class_of(delta, error, p) == klass


@pytest.mark.parametrize("compare", [mantel_haenszel, logistic, likelihood_ratios])
def test_too_small_a_group_is_not_compared_and_it_says_why(compare):
    rng = np.random.default_rng(1)
    few = compared(rng.integers(0, 2, (800, 6)), np.arange(800) < 41)

    found = compare(few)

    assert found.items == ()
    assert found.why_not == "not testable, n focal = 41; at least 100 are needed"


def test_everything_wrong_is_said_at_once():
    with pytest.raises(DocumentError) as error:
        compared([[0, 1, 2], [1, 1, 0]], [0, 0], items=["A", "B", "C"])

    assert error.value.lines() == [
        "scores: must all be 0 or 1",
        "is_focal: one of the two groups has nobody in it",
        "items.B: was scored alike for everybody; there is nothing to compare",
    ]


def test_an_item_that_is_left_out_still_counts_in_its_own_matching_score(simulated):
    found = mantel_haenszel(simulated)
    out = [item.is_purified for item in found.items]

    for place in (UNIFORM, NON_UNIFORM):
        tables = []
        kept = [other for other in range(len(out)) if not out[other] or other == place]
        matching = simulated.scores[:, kept].sum(axis=1)
        for score in set(matching.tolist()):
            at = matching == score
            answers = [simulated.scores[at & (simulated.is_focal == focal), place] for focal in (False, True)]
            tables.append([float((group == right).sum()) for group in answers for right in (1, 0)])
        assert found.items[place].odds_ratio == pytest.approx(common_odds(np.array(tables).T).odds_ratio)


def test_of_tables_without_both_groups_and_both_answers_nothing_is_told():
    found = common_odds([[3, 1], [2, 0], [0, 0], [0, 4]])

    assert np.isnan([found.odds_ratio, found.error, found.chi2, found.p]).all()


def test_people_may_be_matched_by_something_else(simulated):
    totals = simulated.scores.sum(axis=1).astype(int).astype(str).tolist()

    found = mantel_haenszel(simulated, matched_by=totals)

    np.testing.assert_allclose([item.chi2 for item in found.items], KNOWN["mh_chisq"], atol=1e-4)
    with pytest.raises(DocumentError, match="3500 persons and 3 values"):
        mantel_haenszel(simulated, matched_by=["a", "b", "c"])


def test_the_focal_group_that_is_needed_is_worked_by_hand():
    # 1.5 / (1.95996 + 0.84162) = 0.53541, squared 0.28667; 0.8^2 / (1/1000 + 1/100) = 58.18 for each person;
    # 1 / (0.28667 / 58.18 - 1/1000) = 254.6
    assert focal_needed(0.8, reference=1000, focal=100) == 255
    assert focal_needed(0.4, reference=1000, focal=100) == 100
    assert focal_needed(3.0, reference=150, focal=100) is None
    with pytest.raises(DocumentError, match="an error above 0"):
        focal_needed(float("nan"), reference=1000, focal=100)
