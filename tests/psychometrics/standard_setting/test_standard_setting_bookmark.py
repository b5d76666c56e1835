"""The bookmark and Hofstee methods. Vectors: tests/vectors/psychometrics/README.md, row standard_setting."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from testamur.errors import DocumentError
from testamur.psychometrics.equating import Curves, ScoreDistribution
from testamur.psychometrics.standard_setting import RP50, Page, bookmark, hofstee, ordered_booklet

VECTORS = Path(__file__).parents[2] / "vectors/psychometrics"
KNOWN = json.loads((VECTORS / "standard_setting_expected.json").read_text())
BOOKMARK, HOFSTEE = KNOWN["bookmark"], KNOWN["hofstee"]

lawful = settings(max_examples=25)


def three_parameter(a, b, c) -> Curves:
    def curves(theta):
        right = c + (1 - c) * expit(np.asarray(a) * (theta[:, np.newaxis] - np.asarray(b)))
        return np.stack([1 - right, right], axis=-1)

    return curves


def rasch(*difficulties: float) -> Curves:
    return three_parameter(1.0, np.array(difficulties), 0.0)


@pytest.fixture(scope="module")
def form() -> Curves:
    return three_parameter(*(np.array(BOOKMARK[name]) for name in "abc"))


def scores_of(counts) -> ScoreDistribution:
    return ScoreDistribution(np.array(counts, dtype=np.float64))


def test_the_booklet_is_in_the_published_order_at_the_published_abilities(form):
    booklet = ordered_booklet(form, response_probability=BOOKMARK["rp"])

    assert [int(page.item) for page in booklet] == BOOKMARK["oib_order_1based"]
    by_item = {int(page.item): page.location for page in booklet}
    assert [by_item[item] for item in sorted(by_item)] == pytest.approx(BOOKMARK["theta_rp"], abs=1e-5)


@pytest.mark.parametrize("middle", ["median", "mean"])
def test_the_cut_of_the_panel_is_the_published_one(form, middle):
    positions = BOOKMARK["bookmarks_last_mastered_position"]

    found = bookmark(ordered_booklet(form), positions, form=form, middle=middle)

    assert found.judges == pytest.approx(BOOKMARK["panelist_theta"], abs=1e-5)
    assert found.theta == pytest.approx(BOOKMARK[f"cut_theta_{middle}"], abs=1e-5)
    if middle == "median":
        assert found.cut.expected.value == pytest.approx(BOOKMARK["expected_raw_at_median"], abs=1e-5)
        assert (found.cut.correct, found.cut.maximum) == (10, 14)


@pytest.mark.parametrize(("rp", "logit"), [(0.67, math.log(0.67 / 0.33)), (RP50, 0.0)])
def test_pages_of_the_rasch_model_lie_at_difficulty_plus_the_logit_of_the_probability(rp, logit):
    booklet = ordered_booklet(rasch(1.0, -0.5), response_probability=rp, items=("hard", "easy"))

    assert booklet == (
        Page("easy", 1, pytest.approx(-0.5 + logit)),
        Page("hard", 1, pytest.approx(1.0 + logit)),
    )


def test_an_item_of_several_points_has_a_page_for_each():
    def graded(theta):  # at least 1 with difficulty -1, at least 2 with difficulty 0.5
        reached = expit(theta[:, np.newaxis] - np.array([-1.0, 0.5]))
        return np.stack([1 - reached[:, 0], reached[:, 0] - reached[:, 1], reached[:, 1]], axis=-1)[:, np.newaxis]

    booklet = ordered_booklet(graded, response_probability=0.5)

    assert booklet == (Page("1", 1, pytest.approx(-1.0)), Page("1", 2, pytest.approx(0.5)))


def test_a_bookmark_on_the_first_page_not_mastered_means_the_page_before():
    form = rasch(-1.0, 0.0, 1.0)
    booklet = ordered_booklet(form, response_probability=0.5)

    mastered = bookmark(booklet, [1, 2, 3], form=form)
    not_mastered = bookmark(booklet, [2, 3, 4], form=form, placed="first not mastered")

    assert mastered == not_mastered
    assert mastered.judges == pytest.approx((-1.0, 0.0, 1.0), abs=1e-9)


def test_errors_of_the_mean_are_sd_over_root_n_and_go_to_points_by_the_slope():
    """Abilities -1, 0, 1: sd 1, error 1/sqrt(3); the slope at 0 of three Rasch items is the sum of p(1 - p)."""
    form = rasch(-1.0, 0.0, 1.0)
    found = bookmark(ordered_booklet(form, response_probability=0.5), [1, 2, 3], form=form, middle="mean")

    slope = 0.25 + 2 * expit(1.0) * expit(-1.0)
    assert found.theta_error == pytest.approx(1 / math.sqrt(3), abs=1e-8)
    assert found.cut.error == pytest.approx(slope / math.sqrt(3), abs=1e-6)
    assert found.cut.expected.low < found.cut.expected.value < found.cut.expected.high


@pytest.mark.parametrize(
    ("positions", "words"),
    [
        ([1], "2 or more are needed; there are 1"),
        ([0, 2], "must be whole numbers from 1 to 2"),
        ([1, 1.5], "must be whole numbers from 1 to 2"),
        ([1, math.nan], "1 of 2 are missing or not numbers"),
    ],
)
def test_bookmarks_outside_the_booklet_are_refused(positions, words):
    form = rasch(-1.0, 0.0)
    with pytest.raises(DocumentError, match=words):
        bookmark(ordered_booklet(form), positions, form=form)


def test_an_item_that_everybody_guesses_that_well_has_no_page():
    guessed = three_parameter(np.ones(2), np.zeros(2), np.array([0.7, 0.2]))

    with pytest.raises(DocumentError) as refused:
        ordered_booklet(guessed, items=("guessed", "known"))

    assert refused.value.lines() == ["items.guessed: no ability makes score 1 exactly 0.67 likely"]


def test_the_hofstee_cut_is_the_published_one():
    limits = [HOFSTEE[name] for name in ("k_min", "k_max", "f_min", "f_max")]

    found = hofstee(scores_of(HOFSTEE["score_counts"]), [limits, limits])

    assert found.cut.expected.value == pytest.approx(HOFSTEE["cut_continuous"], abs=1e-5)
    assert found.failing == pytest.approx(HOFSTEE["fail_rate_at_cut"], abs=1e-5)
    assert (found.cut.correct, found.cut.maximum) == (31, 50)
    assert found.cut.error == 0  # the two judges agree to the letter


def test_a_hofstee_cut_worked_by_hand():
    """One candidate at each score 0..9: below cut c are c/10. The line falls from 0.8 at 2 to 0 at 6: c = 4."""
    found = hofstee(scores_of([1] * 10), [[1, 5, 0.0, 0.7], [3, 7, 0.0, 0.9]])

    assert found.cut.expected.value == pytest.approx(4.0)
    assert found.failing == pytest.approx(0.4)
    assert found.limits == pytest.approx((2.0, 6.0, 0.0, 0.8))


def test_the_error_of_the_hofstee_cut_is_how_far_it_moves_with_the_judges():
    counts, limits = scores_of([1] * 10), np.array([[1, 5, 0.0, 0.7], [3, 7, 0.0, 0.9], [2, 6.5, 0.05, 0.8]])

    found = hofstee(counts, limits)

    def moved(limit):
        return hofstee(counts, limits + 1e-5 * np.eye(4)[limit]).cut.expected.value

    gradient = np.array([(moved(limit) - found.cut.expected.value) / 1e-5 for limit in range(4)])
    assert found.cut.error == pytest.approx(math.sqrt(gradient @ np.cov(limits.T) @ gradient / 3), rel=1e-3)


@lawful
@given(seed=st.integers(0, 2**32 - 1))
def test_the_hofstee_cut_lies_between_the_limits_or_is_undefined(seed):
    rng = np.random.default_rng(seed)
    counts = scores_of(rng.multinomial(200, rng.dirichlet(np.ones(21))))
    cuts, fails = np.sort(rng.uniform(2, 18, 2)), np.sort(rng.uniform(0, 0.9, 2))
    limits = [*cuts, *fails]

    found = hofstee(counts, [limits, limits])

    if found.cut.expected.status == "undefined":
        below = np.concatenate([[0], np.cumsum(counts.counts)]) / 200
        at_low, at_high = np.interp(cuts, np.arange(22), below)
        assert at_low > fails[1] or at_high < fails[0]
    else:
        assert cuts[0] - 1e-9 <= found.cut.expected.value <= cuts[1] + 1e-9
        assert fails[0] - 1e-9 <= found.failing <= fails[1] + 1e-9


def test_limits_that_the_candidates_do_not_meet_leave_no_cut():
    found = hofstee(scores_of([0] * 8 + [10, 10]), [[2, 6, 0.2, 0.4]] * 2)

    assert (found.cut.correct, found.cut.expected.value, found.cut.expected.status) == (None, None, "undefined")
    assert found.failing is None
    assert "there is no compromise" in found.cut.warnings[-1]


def test_everything_that_is_wrong_with_limits_is_said_at_once():
    with pytest.raises(DocumentError) as refused:
        hofstee(scores_of([1] * 10), [[5, 2, 0, 0.5], [2, 12, 0.5, 1.5]])

    assert refused.value.lines() == [
        "limits[0]: cuts must rise and lie between 0 and 9: 5, 2",
        "limits[1]: cuts must rise and lie between 0 and 9: 2, 12",
        "limits[1]: fail rates must rise and lie between 0 and 1: 0.5, 1.5",
    ]
    with pytest.raises(DocumentError, match="two or more judges by four limits"):
        hofstee(scores_of([1] * 10), [[2, 5, 0, 0.5]])
