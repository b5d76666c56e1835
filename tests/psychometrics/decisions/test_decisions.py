"""Decisions at the cut: each method against its source or against chance itself, and the choice between them."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, betabinom, binom

from testamur.errors import DocumentError
from testamur.psychometrics.ability import form_of
from testamur.psychometrics.conditional_error import kr21_of, score_errors
from testamur.psychometrics.decisions import (
    TrueScores,
    ability_cut,
    ability_error,
    agreement,
    agreement_over,
    consistency_over,
    decisions,
    huynh,
    lee,
    normal_population,
    rudner,
    subkoviak,
)

VECTORS = Path(__file__).parents[2] / "vectors/psychometrics"
PARAMETERS = np.loadtxt(VECTORS / "scoring_items_3pl.csv", delimiter=",", skiprows=1)
FORM = form_of("3pl", [(a, -a * b, c) for a, b, c in PARAMETERS])
GIVEN = json.loads((VECTORS / "livingston_lewis_expected.json").read_text())["given_parameters"]

shares = st.lists(st.tuples(st.floats(0.01, 1), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=8)


def taken(persons, *, seed, form=PARAMETERS):
    """Return the scores of persons of N(0, 1) on three-parameter items."""
    rng = np.random.default_rng(seed)
    return right(rng, rng.normal(size=persons), form)


def right(rng, theta, form=PARAMETERS):
    a, b, c = form.T
    p = c + (1 - c) / (1 + np.exp(-a * (theta[:, None] - b)))
    return (rng.random(p.shape) < p).astype(np.float64)


def test_error_rates_are_those_behind_the_published_sensitivity_and_specificity():
    true = TrueScores(GIVEN["alpha"], GIVEN["beta"], GIVEN["l"], GIVEN["u"], GIVEN["etl"])
    able = beta.sf(
        (GIVEN["cut_proportion"] - GIVEN["l"]) / (GIVEN["u"] - GIVEN["l"]), GIVEN["alpha"], GIVEN["beta"]
    )

    found = agreement(true, GIVEN["cut_proportion"])

    # In betafunctions the condition that is looked for is not to be able.
    assert found.false_positive == pytest.approx((1 - able) * (1 - GIVEN["sensitivity"]), abs=1e-5)
    assert found.false_negative == pytest.approx(able * (1 - GIVEN["specificity"]), abs=1e-5)


@settings(derandomize=True, max_examples=60)
@given(classes=shares)
def test_figures_at_a_cut_hold_together(classes):
    weights, passes, able = np.array(classes).T
    weights = weights / weights.sum()

    found = agreement_over(weights, passes, able)

    assert found.accuracy + found.false_positive + found.false_negative == pytest.approx(1)
    assert weights @ passes - weights @ able == pytest.approx(
        found.false_positive - found.false_negative, abs=1e-12
    )
    assert 0.5 - 1e-12 <= found.consistency <= 1 + 1e-12
    assert found.kappa is None or -1e-5 <= found.kappa <= 1 + 1e-9


@settings(derandomize=True, max_examples=60)
@given(classes=shares)
def test_failing_instead_of_passing_changes_neither_consistency_nor_kappa(classes):
    weights, passes, _ = np.array(classes).T
    weights = weights / weights.sum()

    same, kappa = consistency_over(weights, passes)
    other, turned = consistency_over(weights, 1 - passes)

    assert same == pytest.approx(other)
    assert (kappa is None) == (turned is None)
    assert kappa is None or kappa == pytest.approx(turned, abs=1e-6)


def test_huynh_is_the_bivariate_beta_binomial_summed_cell_by_cell():
    totals = np.repeat([3, 5, 6, 7, 8, 9, 10], [2, 4, 6, 9, 8, 6, 5]).astype(float)
    reliability = kr21_of(totals, items=10)
    a = (1 / reliability - 1) * totals.mean()
    b = (1 / reliability - 1) * (10 - totals.mean())
    # P(X = x, Y = y) = P(X = x) P(Y = y | X = x), and the second is beta-binomial again (Huynh 1976).
    cells = [
        [betabinom.pmf(x, 10, a, b) * betabinom.pmf(y, 10, a + x, b + 10 - x) for y in range(11)]
        for x in range(11)
    ]
    joint = np.array(cells)

    found = huynh(totals, items=10, cut=7)

    passing = betabinom.sf(6, 10, a, b)
    same = joint[7:, 7:].sum() + joint[:7, :7].sum()
    chance = passing**2 + (1 - passing) ** 2
    assert found.consistency == pytest.approx(same, abs=1e-10)
    assert found.kappa == pytest.approx((same - chance) / (1 - chance), abs=1e-10)
    assert found.accuracy + found.false_positive + found.false_negative == pytest.approx(1)


@settings(derandomize=True, max_examples=25, deadline=None)
@given(counts=st.lists(st.integers(0, 9), min_size=13, max_size=13), cut=st.integers(1, 12))
def test_huynh_of_scores_turned_over_is_as_consistent(counts, cut):
    totals = np.repeat(np.arange(13.0), counts)
    if len(totals) < 5 or len(set(totals)) < 2 or not 0.01 < kr21_of(totals, items=12) < 0.99:
        return

    one, other = huynh(totals, items=12, cut=cut), huynh(12 - totals, items=12, cut=13 - cut)

    assert one.consistency == pytest.approx(other.consistency, abs=1e-9)


def test_subkoviak_by_hand():
    totals = np.array([4.0, 6.0, 8.0])
    # Regressed by .5 towards 6 of 10: .5, .6, .7.
    passes = [binom.sf(5, 10, share) for share in (0.5, 0.6, 0.7)]

    same, _ = subkoviak(totals, items=10, cut=6, reliability=0.5)

    assert passes == pytest.approx([0.376953, 0.633103, 0.849732], abs=1e-6)
    assert same == pytest.approx(np.mean([p**2 + (1 - p) ** 2 for p in passes]))


def test_lee_is_what_two_sittings_of_many_simulated_candidates_give():
    rng, n, cut = np.random.default_rng(2010), 150_000, 12
    theta = rng.normal(size=n)
    first, second = (right(rng, theta).sum(axis=1) >= cut for _ in range(2))
    able = theta >= ability_cut(FORM, cut)

    found = lee(FORM, normal_population(), cut=cut)

    within = 4 * 0.5 / np.sqrt(n)
    assert found.consistency == pytest.approx((first == second).mean(), abs=within)
    assert found.accuracy == pytest.approx((first == able).mean(), abs=within)
    assert found.false_positive == pytest.approx((first & ~able).mean(), abs=within)
    assert found.false_negative == pytest.approx((~first & able).mean(), abs=within)


def test_rudner_is_what_normal_errors_give():
    rng, n, cut = np.random.default_rng(2001), 200_000, 0.3
    theta = rng.normal(size=n)
    grid = np.linspace(-6, 6, 1201)
    error = np.interp(theta, grid, 1 / np.sqrt(FORM.test_information(grid)))
    first, second = (theta + error * rng.normal(size=n) >= cut for _ in range(2))

    found = rudner(FORM, normal_population(), cut=cut)

    within = 4 * 0.5 / np.sqrt(n)
    assert found.consistency == pytest.approx((first == second).mean(), abs=within)
    assert found.accuracy == pytest.approx((first == (theta >= cut)).mean(), abs=within)
    assert found.false_positive == pytest.approx((first & (theta < cut)).mean(), abs=within)


def test_errors_at_the_cut_are_binomial_for_equal_items_and_the_root_of_information():
    form = form_of("2pl", [[1.0, 0.0]] * 16)

    # At the middle every item is right by 1/2: variance 16/4, information 16/4.
    assert ability_cut(form, 8) == pytest.approx(0, abs=1e-9)
    assert score_errors(form, 0.0) == pytest.approx([2])
    assert ability_error(form, 0.0) == pytest.approx(0.5)


def test_a_calibration_is_used_if_there_is_one():
    found = decisions(taken(400, seed=3), cut=12, form=FORM, rng=np.random.default_rng(1), samples=40)

    assert found.chosen.method.startswith("Lee")
    assert [one.method.split(",")[0] for one in found.others] == ["Rudner", "Livingston-Lewis"]
    assert "calibrated" in found.why
    exact = lee(FORM, normal_population(), cut=12)
    assert found.chosen.accuracy.low < exact.accuracy < found.chosen.accuracy.high
    assert found.chosen.error.value == pytest.approx(score_errors(FORM, ability_cut(FORM, 12))[0])
    assert (found.chosen.unit, found.others[0].unit) == ("points", "units of ability")


@pytest.mark.parametrize(
    ("persons", "first", "others"), [(60, "Huynh", ["Subkoviak"]), (250, "Livingston-Lewis", [])]
)
def test_without_a_calibration_the_number_of_candidates_decides(persons, first, others):
    found = decisions(taken(persons, seed=5), cut=11.5, rng=np.random.default_rng(1), samples=30)

    assert found.chosen.method.split(",")[0] == first
    assert [one.method.split(",")[0] for one in found.others] == others
    assert (found.cut, found.n) == (12, persons)
    for one in (found.chosen.accuracy, found.chosen.consistency, found.chosen.kappa, found.chosen.false_negative):
        assert one.status == "ok"
        assert one.low <= one.value <= one.high
    assert bool(found.warnings) == (persons < 200)


def test_subkoviak_gives_no_accuracy():
    found = decisions(taken(60, seed=5), cut=12, rng=np.random.default_rng(1), samples=30).others[0]

    assert found.consistency.status == "ok"
    assert {found.accuracy.status, found.false_positive.status, found.false_negative.status} == {"undefined"}


def test_the_same_seed_gives_the_same_bits():
    scores = taken(50, seed=8)

    one, other = (decisions(scores, cut=12, rng=np.random.default_rng(4), samples=20) for _ in range(2))

    assert one == other


def test_too_few_candidates_get_no_figures():
    found = decisions(taken(29, seed=1), cut=12, form=FORM, rng=np.random.default_rng(1))

    assert found.chosen.accuracy.status == "too few"
    assert found.why == "With 29 candidates nothing can be told; at least 30 are needed."
    assert found.others == ()


def test_scores_without_true_variance_are_undefined_and_it_is_said():
    noise = np.random.default_rng(2).permuted(np.tile([0.0, 1.0], (40, 6)), axis=1)

    found = decisions(noise, cut=6, rng=np.random.default_rng(1), samples=5)

    assert found.chosen.accuracy.status == "undefined"
    assert any("do not vary" in warning for warning in found.warnings)


def test_everything_wrong_is_said_at_once():
    with pytest.raises(DocumentError) as error:
        decisions(
            [[0, 1], [1, 0.5]], cut=3, rng=np.random.default_rng(1), population=(0, 0), confidence=95, samples=1
        )

    assert error.value.lines() == [
        "scores: must be whole numbers from 0",
        "cut: must be above 0 and at most 2; it is 3",
        "population: must be a mean and a standard deviation above 0",
        "confidence: must be between 0 and 1; it is 95",
        "samples: must be two or more; it is 1",
    ]
