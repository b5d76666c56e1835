"""Borderline and contrasting groups. Vectors: tests/vectors/psychometrics/README.md, row standard_setting."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.errors import DocumentError
from testamur.psychometrics.standard_setting import borderline_group, borderline_regression, contrasting_groups

VECTORS = Path(__file__).parents[2] / "vectors/psychometrics"
KNOWN = json.loads((VECTORS / "standard_setting_expected.json").read_text())["borderline"]
SCORES, GRADES = np.array(KNOWN["checklist"]), np.array(KNOWN["global_1to5"])

lawful = settings(max_examples=25)


def test_the_regression_cut_is_the_published_one():
    found = borderline_regression(SCORES, GRADES, borderline=KNOWN["borderline"], maximum=100)

    assert (found.slope, found.intercept) == pytest.approx((KNOWN["slope"], KNOWN["intercept"]), abs=1e-5)
    assert found.cut.expected.value == pytest.approx(KNOWN["cut_regression"], abs=1e-5)
    assert found.cut.correct == 53


@pytest.mark.parametrize("middle", ["median", "mean"])
def test_the_cut_of_the_borderline_group_is_the_published_one(middle):
    group = SCORES[KNOWN["borderline"] == GRADES]

    found = borderline_group(group, maximum=100, middle=middle)

    assert found.expected.value == pytest.approx(KNOWN[f"cut_borderline_group_{middle}"], abs=1e-5)
    assert found.warnings == ()


def test_a_regression_worked_by_hand():
    """Grades 1, 2, 3, scores 4, 5, 9: slope 2.5, intercept 1, residuals 0.5, -1, 0.5, s^2 1.5; at 2 s/sqrt(3)."""
    found = borderline_regression([4, 5, 9], [1, 2, 3], borderline=2, maximum=10)

    assert (found.slope, found.intercept, found.r_squared) == pytest.approx((2.5, 1.0, 1 - 1.5 / 14))
    assert found.cut.expected.value == pytest.approx(6.0)
    assert found.cut.error == pytest.approx(math.sqrt(0.5))
    assert found.cut.correct == 6


def test_the_median_of_ten_has_the_second_and_the_ninth_as_its_interval():
    """P(at most 1 of 10 below the median) = 11/1024 = 0.011 and of 2 = 0.055: ranks 2 and 9 at 95 %."""
    found = borderline_group(list(range(1, 11)), maximum=20)

    assert (found.expected.value, found.expected.low, found.expected.high) == (5.5, 2.0, 9.0)
    assert found.error == pytest.approx(7 / (2 * 1.959963984540054))
    assert found.correct == 6


def test_five_borderline_candidates_are_too_few_for_a_median_with_an_interval():
    found = borderline_group([5, 6, 7, 8, 9], maximum=10)

    assert (found.correct, found.expected.status, found.error) == (None, "too few", None)
    assert found.warnings == ("only 5 borderline candidates; the cut leans on few",)
    assert borderline_group([5, 6, 7, 8, 9], maximum=10, middle="mean").correct == 7


def test_everything_that_is_wrong_with_grades_is_said_at_once():
    with pytest.raises(DocumentError) as refused:
        borderline_regression([4, 5, 9], [2, 2, 2, 2], borderline=3, maximum=10)

    assert refused.value.lines() == [
        "grades: 4 grades for 3 scores",
        "grades: all candidates have the same grade",
        "borderline: the grades go from 2 to 2; it is 3",
    ]


@pytest.mark.parametrize(
    ("scores", "grades", "words"),
    [
        ([9, 5, 4], [1, 2, 3], "scores do not rise with the grades"),
        ([4, 4, 4], [1, 2, 3], "all candidates have the same score"),
        ([4, 5, 11], [1, 2, 3], "must lie between 0 and 10"),
        ([4, 5], [1, 2], "3 or more are needed; there are 2"),
        ([4, math.nan, 6], [1, 2, 3], "1 of 3 are missing or not numbers"),
        ([[4, 5, 6]], [1, 2, 3], "a list is needed"),
    ],
)
def test_scores_that_say_nothing_are_refused(scores, grades, words):
    with pytest.raises(DocumentError, match=words):
        borderline_regression(scores, grades, borderline=2, maximum=10)


def test_midpoints_worked_by_hand():
    """Means 8 and 4, variances 4 and 1 with 3 each: midway 6, error sqrt(4/3 + 1/3) / 2."""
    found = contrasting_groups([6, 8, 10], [3, 4, 5], maximum=10, method="mean")

    assert found.cut.expected.value == pytest.approx(6.0)
    assert found.cut.error == pytest.approx(math.sqrt(5 / 3) / 2)
    assert (found.cut.correct, found.failing_competent, found.passing_others) == (6, 0, 0)
    assert found.cut.warnings == ("only 3 competent candidates", "only 3 other candidates")
    assert contrasting_groups([6, 8, 10], [3, 4, 5], maximum=10, method="median").cut.expected.value == 6.0


def test_a_logistic_cut_with_two_scores_is_where_the_odds_are_even():
    """At 4: 10 of 40 are competent, log odds -ln 3; at 8: 30 of 40, log odds ln 3. Even odds at 6.

    The slope is ln 3 / 2; each log odds has variance 1/10 + 1/30 = 2/15, at 6 their mean has 1/15: error
    sqrt(1/15) / slope.
    """
    found = contrasting_groups([8] * 30 + [4] * 10, [8] * 10 + [4] * 30, maximum=10)

    assert found.cut.expected.value == pytest.approx(6.0)
    assert found.cut.error == pytest.approx(math.sqrt(1 / 15) / (math.log(3) / 2))
    assert (found.failing_competent, found.passing_others) == (10, 10)
    assert found.cut.warnings == ()


def test_where_passing_the_wrong_is_worse_the_cut_rises_to_those_odds():
    found = contrasting_groups([8] * 30 + [4] * 10, [8] * 10 + [4] * 30, maximum=10, odds=3)

    assert found.cut.expected.value == pytest.approx(8.0)


def test_groups_that_do_not_overlap_leave_the_cut_undefined():
    found = contrasting_groups([7, 8, 9], [3, 4, 5], maximum=10)

    assert (found.cut.correct, found.cut.expected.status, found.failing_competent) == (None, "undefined", None)
    assert found.cut.warnings[-1] == (
        "the groups do not overlap (5 and 7); any cut between them sorts them rightly"
    )


@lawful
@given(seed=st.integers(0, 2**32 - 1), scale=st.floats(0.5, 4), shift=st.floats(0, 5))
def test_the_cut_moves_with_the_scale_of_the_scores(seed, scale, shift):
    rng = np.random.default_rng(seed)
    one, two = rng.normal(12, 3, 40).clip(0, 20), rng.normal(8, 3, 40).clip(0, 20)

    there = contrasting_groups(one, two, maximum=20).cut
    moved = contrasting_groups(scale * one + shift, scale * two + shift, maximum=90).cut

    assert moved.expected.value == pytest.approx(scale * there.expected.value + shift, abs=1e-5)
    assert moved.error == pytest.approx(scale * there.error, rel=1e-5)


def test_groups_that_hardly_overlap_have_a_cut_with_its_error():
    found = contrasting_groups([5, *range(6, 100)], [1, 2, 3, 4, 5.5], maximum=100)

    assert 4 < found.cut.expected.value < 7
    assert found.cut.error > 0


def test_everything_that_is_wrong_with_two_groups_is_said_at_once():
    with pytest.raises(DocumentError) as refused:
        contrasting_groups([1, 2], [5, 12], maximum=10, odds=0)

    assert refused.value.lines() == [
        "others: scores must lie between 0 and 10",
        "odds: must be above 0; it is 0",
        "competent: those judged competent do not score higher on average than the others",
    ]
