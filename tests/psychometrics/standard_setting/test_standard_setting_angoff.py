"""The modified Angoff method. Vectors: tests/vectors/psychometrics/README.md, row standard_setting."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.errors import DocumentError
from testamur.psychometrics import Estimate, standard_setting
from testamur.psychometrics.equating import ScoreDistribution
from testamur.psychometrics.standard_setting import CutScore, ItemRatings, VarianceComponents, angoff

VECTORS = Path(__file__).parents[2] / "vectors/psychometrics"
KNOWN = json.loads((VECTORS / "standard_setting_expected.json").read_text())["angoff"]
ROUNDS = [KNOWN["round1"], KNOWN["round2"]]

lawful = settings(max_examples=40)


def drawn(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.uniform(0.05, 0.95, rng.integers(2, 8, 2))


tables = st.integers(0, 2**32 - 1).map(drawn)


@pytest.mark.parametrize("number", [0, 1])
def test_both_rounds_of_the_panel_are_the_published_ones(number):
    known = ROUNDS[number]

    found = angoff([known["ratings"] for known in ROUNDS])[number]

    assert found.cut.expected.value == pytest.approx(known["cut_raw"], abs=1e-5)
    assert found.cut.error == pytest.approx(known["se_judges"], abs=1e-5)
    assert [judge.expected for judge in found.judges] == pytest.approx(known["judge_cut"], abs=1e-5)
    components = [found.components.judge, found.components.item, found.components.residual]
    assert components == pytest.approx([known[f"var_{name}"] for name in ("judge", "item", "resid")], abs=1e-5)
    assert found.cut.expected.value / found.cut.maximum * 100 == pytest.approx(known["cut_percent"], abs=1e-5)


def test_the_cut_is_a_whole_number_of_correct_answers():
    cut = angoff([ROUNDS[1]["ratings"]])[-1].cut

    assert (cut.correct, cut.maximum) == (9, 12)  # 8.26 is expected, and 8 do not reach it
    assert cut.share == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("expected", "whole"), [(69.0, 69), (69.01, 70), (0.1 * 3, 1), (0.7 + 0.1 + 0.2, 1), (69 + 1e-12, 69)]
)
def test_an_expectation_is_rounded_up_but_not_by_what_adding_leaves(expected, whole):
    assert standard_setting.whole_cut(expected) == whole


def test_a_round_worked_by_hand():
    """Two judges, two items: 0.6 and 0.8; 0.8 and 1.0. Sums 1.4 and 1.8, mean 1.6, sd 0.2828, error 0.2.

    Judges differ by 0.2 on every item, items by 0.2 for every judge, nothing is left: components 0.02, 0.02, 0.
    """
    (found,) = angoff([[[0.6, 0.8], [0.8, 1.0]]], items=["first", "second"], judges=["A", "B"])

    reach = 12.706204736432095 * 0.2  # Student t, 1 degree of freedom
    method = found.cut.expected.method
    assert found.cut.expected == Estimate(
        pytest.approx(1.6), pytest.approx(1.6 - reach), pytest.approx(1.6 + reach), 2, method
    )
    assert found.cut.error == pytest.approx(0.2)
    assert [found.components.judge, found.components.item] == pytest.approx([0.02, 0.02])
    assert found.components.residual == pytest.approx(0, abs=1e-12)
    assert found.error_over_items == pytest.approx(2 * math.sqrt(0.02 / 2 + 0.02 / 2))
    assert (found.consistency.status, found.agreement.status) == ("undefined", "undefined")
    assert [(judge.judge, judge.without, judge.with_others.status) for judge in found.judges] == [
        ("A", 2, "too few"),
        ("B", 2, "too few"),
    ]
    assert found.items[0] == ItemRatings("first", pytest.approx(0.7), pytest.approx(0.2 / math.sqrt(2)), 0.6, 0.8)


@lawful
@given(ratings=tables)
def test_the_error_by_generalisability_with_the_items_fixed_is_that_over_judges(ratings):
    (found,) = angoff([ratings])

    assert found.components.error() == pytest.approx(found.cut.error)
    assert found.error_over_items >= found.cut.error - 1e-12


@lawful
@given(ratings=tables, seed=st.integers(0, 99))
def test_the_order_of_judges_and_items_does_not_matter(ratings, seed):
    rng = np.random.default_rng(seed)
    mixed = rng.permutation(rng.permutation(ratings, axis=0), axis=1)

    (one,), (two,) = angoff([ratings]), angoff([mixed])

    assert two.cut.expected.value == pytest.approx(one.cut.expected.value)
    assert two.cut.error == pytest.approx(one.cut.error)
    assert two.components.item == pytest.approx(one.components.item, abs=1e-12)


@lawful
@given(ratings=tables)
def test_the_mean_of_the_cuts_without_each_judge_is_the_cut(ratings):
    (found,) = angoff([ratings])

    without = [np.delete(ratings, i, axis=0).mean(axis=0).sum() for i in range(len(ratings))]
    assert np.mean(without) == pytest.approx(found.cut.expected.value)
    assert [judge.without for judge in found.judges] == [standard_setting.whole_cut(value) for value in without]


def test_how_many_judges_an_error_needs():
    """Per judge the variance of the cut is 10^2 x (0.01 + 0.02 / 10) = 1.2 points; 0.3 points need 13.3 judges."""
    components = VarianceComponents(judge=0.01, item=0.03, residual=0.02, judges=5, items=10)

    assert components.judges_needed(0.3) == 14
    assert components.error(judges=14) < 0.3 < components.error(judges=13)


def test_rounds_tell_how_many_ratings_were_changed():
    first, second = angoff([[[0.5, 0.6], [0.7, 0.8]], [[0.5, 0.6], [0.7, 0.75]]])

    assert (first.changed, second.changed) == (None, 0.25)


def test_intraclass_correlations_are_those_of_shrout_and_fleiss():
    """Shrout & Fleiss (1979), table 2: six targets, four judges; ICC(2,1) .29, ICC(3,1) .71 (table 4).

    The limits are those that R psych prints for these data: .019 to .76, and .342 to .95.
    """
    targets = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])

    (found,) = angoff([targets.T / 10])

    for estimate, value, low, high in (
        (found.agreement, 0.29, 0.019, 0.76),
        (found.consistency, 0.71, 0.342, 0.95),
    ):
        assert round(estimate.value, 2) == value
        assert round(estimate.low, 3) == low
        assert round(estimate.high, 2) == high
        assert estimate.n == 6


def test_ratings_are_set_against_the_other_judges_and_against_what_candidates_did():
    """Deviations of the first judge -1, 2, -1, difficulties -5, -2, 7, four times each: r = -6 / sqrt(6 x 78)."""
    (found,) = angoff(
        [[[0.7, 0.8, 0.7] * 4, [0.4, 0.5, 0.8] * 4, [0.6, 0.7, 0.6] * 4]], difficulties=[0.4, 0.5, 0.8] * 4
    )

    first, second, _ = (judge.with_difficulty for judge in found.judges)
    assert first.value == pytest.approx(-1 / math.sqrt(13))
    assert first.n == 12
    assert second.status == "undefined"  # Fisher's interval does not exist at a correlation of 1
    others = np.corrcoef([0.7, 0.8, 0.7], [0.5, 0.6, 0.7])[0, 1]
    assert found.judges[0].with_others.value == pytest.approx(others, abs=1e-12)


def test_a_judge_who_rates_all_items_alike_has_no_correlation():
    (found,) = angoff([[[0.5] * 10, [0.7, 0.8] * 5]])

    assert found.judges[0].with_others.status == "undefined"


def test_items_may_be_worth_more_than_a_point():
    (found,) = angoff([[[0.5, 1.0], [0.7, 1.0]]], points=[10, 1])

    assert (found.cut.correct, found.cut.maximum) == (7, 11)
    assert found.error_over_items is None


def test_a_small_panel_is_said_to_be_small():
    assert angoff([[[0.5, 0.6], [0.7, 0.8]]])[0].cut.warnings == (
        "2 judges; panels of ten or more are usual (Raymond & Reid 2001)",
    )
    assert angoff([[[0.5, 0.6]] * 9 + [[0.6, 0.7]]])[0].cut.warnings == ()


def test_everything_that_is_wrong_with_ratings_is_said_at_once():
    ratings = [[0.5, 1.2], [math.nan, 0.8]]

    with pytest.raises(DocumentError) as refused:
        angoff([ratings], judges=["A", "A"], items=["1"], points=[1, 0], difficulties=[0.5, 2])

    assert refused.value.lines() == [
        "judges: 2 different names are needed",
        "items: 2 different names are needed",
        "points: 2 numbers above 0 are needed",
        "difficulties: 2 numbers from 0 to 1 are needed",
        "rounds[0][0][1]: a rating must lie between 0 and 1; it is 1.2",
        "rounds[0][1][0]: a rating must lie between 0 and 1; it is nan",
    ]


@pytest.mark.parametrize(
    ("rounds", "problem"),
    [
        ([], "rounds: one round of ratings or more is needed"),
        (
            [[[0.5, 0.5]]],
            "rounds[0]: a table of two or more judges by two or more items is needed, not one of shape (1, 2)",
        ),
        ([np.ones((2, 2)), np.ones((2, 3))], "rounds[1]: has shape (2, 3), the first round (2, 2)"),
    ],
)
def test_tables_that_are_none_are_refused(rounds, problem):
    with pytest.raises(DocumentError) as refused:
        angoff(rounds)

    assert refused.value.lines() == [problem]


def test_impact_is_the_share_below_each_cut_with_its_interval():
    table = standard_setting.impact(ScoreDistribution(np.array([10.0, 20.0, 10.0])))

    assert [(row.cut, row.failing.value) for row in table] == [(0, 0.0), (1, 0.25), (2, 0.75)]
    # Wilson interval of 10 in 40, by hand: (0.25 + z^2/80 -+ z sqrt(0.1875/40 + z^2/6400)) / (1 + z^2/40).
    assert (table[1].failing.low, table[1].failing.high) == pytest.approx((0.14187, 0.40194), abs=1e-4)


def test_impact_on_few_candidates_is_withheld():
    table = standard_setting.impact(ScoreDistribution(np.array([10.0, 19.0])))

    assert [(row.failing.status, row.failing.value) for row in table] == [("too few", None)] * 2


def test_a_cut_of_nothing_is_said_to_let_everybody_pass():
    (found,) = angoff([np.zeros((2, 3))])

    assert (found.cut.correct, found.cut.warnings[-1]) == (0, "the expectation is 0; everybody would pass")


def test_a_cut_that_nobody_could_reach_is_none():
    above = standard_setting.cut.cut_score(
        Estimate(10.2, 9.0, 11.0, 5, "given"), maximum=10, error=None, error_method="none"
    )

    assert above == CutScore(
        None,
        10,
        Estimate(10.2, 9.0, 11.0, 5, "given"),
        None,
        "none",
        ("the expectation 10.2 lies above the highest score 10; nobody could pass",),
    )
    assert above.share is None
