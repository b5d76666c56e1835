"""First-place shares and their like, against closed forms worked out beside each test and against others' code."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymcdm.methods import TOPSIS, WSM
from scipy import integrate, stats

from testamur.fit.constants import constant
from testamur.fit.draws import acceptability, confidence_factor, expected
from testamur.fit.second_opinion import closeness

quick = settings(derandomize=True, max_examples=60, deadline=None)


def shares(low: Any, high: Any, weights: Any, *, draws: int = 20_000, concentration: float = 4.0) -> Any:
    return acceptability(
        np.array(low, dtype=float),
        np.array(high, dtype=float),
        np.array(weights, dtype=float),
        against=0,
        rng=np.random.default_rng(7),
        draws=draws,
        concentration=concentration,
    ).ranks[:, 0]


def test_a_doubtful_value_beats_a_sure_one_as_often_as_beta_1_2_says() -> None:
    # One criterion; X on [0, 1] with density 2(1 - x): P(X > 0.5) = (1 - 0.5)^2 = 0.25.
    found = shares([[0.0], [0.5]], [[1.0], [0.5]], [1.0])

    assert found == pytest.approx([0.25, 0.75], abs=0.01)


def test_two_alike_share_the_first_place() -> None:
    assert shares([[0.0], [0.0]], [[1.0], [1.0]], [1.0]) == pytest.approx([0.5, 0.5], abs=0.01)
    assert shares([[0.3], [0.3]], [[0.3], [0.3]], [1.0]) == pytest.approx([0.5, 0.5], abs=1e-12)


def test_weights_are_drawn_around_their_centre() -> None:
    # Weights Dirichlet(4 x (0.75, 0.25)): w1 ~ Beta(3, 1), P(w1 > 1/2) = 1 - (1/2)^3 = 0.875.
    found = shares([[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]], [0.75, 0.25])

    assert found == pytest.approx([0.875, 0.125], abs=0.01)


def places(low: Any, high: Any, weights: Any, **parts: Any) -> Any:
    parts = {"against": 0, "draws": 20_000, "concentration": 4.0} | parts
    arrays = (np.array(part, dtype=float) for part in (low, high, weights))
    return acceptability(*arrays, rng=np.random.default_rng(7), **parts)


def test_equal_ones_share_the_ranks_they_take() -> None:
    # One at 0.9, two alike at 0.5, one at 0.1: the two hold half of the second and half of the third rank each.
    known = [[0.9], [0.5], [0.5], [0.1]]

    assert places(known, known, [1.0], draws=10).ranks.tolist() == [
        [1, 0, 0],
        [0, 0.5, 0.5],
        [0, 0.5, 0.5],
        [0, 0, 0],
    ]


def test_the_win_rate_is_the_share_above_the_one_asked_about() -> None:
    # X on [0, 1] with density 2(1 - x) against 0.5: (1 - 0.5)^2 = 0.25; against itself one half.
    assert places([[0.5], [0.0]], [[0.5], [1.0]], [1.0]).wins == pytest.approx([0.5, 0.25], abs=0.01)


def test_the_central_weights_are_the_mean_weights_of_the_draws_that_are_won() -> None:
    # w1 ~ Beta(3, 1), density 3 w^2; the first wins if w1 > 1/2: E = (3/4)(1 - 1/16) / (1 - 1/8) = 45/56. The
    # second if w1 < 1/2: E = (3/64) / (1/8) = 3/8.
    known = [[1.0, 0.0], [0.0, 1.0]]

    found = places(known, known, [0.75, 0.25]).central

    assert found[:, 0] == pytest.approx([45 / 56, 3 / 8], abs=0.01)
    assert found.sum(axis=1) == pytest.approx([1, 1])


def test_what_never_comes_first_has_no_central_weights() -> None:
    assert np.isnan(places([[0.9], [0.1]], [[0.9], [0.1]], [1.0], draws=10).central[1]).all()


def test_the_confidence_factor_is_the_share_won_under_the_central_weights() -> None:
    # 0.25 as above, the weight not drawn.
    low, high = np.array([[0.0], [0.5]]), np.array([[1.0], [0.5]])

    found = confidence_factor(low, high, np.array([1.0]), of=0, rng=np.random.default_rng(3), draws=20_000)

    assert found == pytest.approx(0.25, abs=0.01)


def independent_shares(low: Any, high: Any, weights: Any, *, draws: int) -> Any:
    """First-place shares by another way: gamma variates for the weights, the lesser of two uniforms for a value.

    A Dirichlet weight is a gamma variate over their sum; Beta(1, 2) is the lesser of two uniform variates (order
    statistics). Another generator, and single precision.
    """
    rng, wins = np.random.Generator(np.random.SFC64(11)), np.zeros(len(low))
    for _ in range(draws // 50_000):
        gamma = rng.standard_gamma(np.asarray(weights) * 40.0, size=(50_000, len(weights))).astype(np.float32)
        totals = np.zeros((50_000, len(low)), dtype=np.float32)
        for i, (one, other) in enumerate(zip(low, high, strict=True)):
            for c in range(len(weights)):
                if other[c] > one[c]:
                    lesser = rng.random(50_000, dtype=np.float32)
                    np.minimum(lesser, rng.random(50_000, dtype=np.float32), out=lesser)
                    totals[:, i] += gamma[:, c] * (np.float32(one[c]) + np.float32(other[c] - one[c]) * lesser)
                else:
                    totals[:, i] += gamma[:, c] * np.float32(one[c])
        wins += np.bincount(totals.argmax(axis=1), minlength=len(low))
    return wins / wins.sum()


def test_first_place_shares_lie_within_two_hundredths_of_a_million_draws_made_another_way() -> None:
    low = [[0.35, 0.2, 0.0, 0.9], [0.5, 0.5, 0.5, 0.5], [0.0, 0.6, 0.3, 0.0]]
    high = [[1.0, 0.2, 0.8, 1.0], [0.5, 0.7, 0.5, 0.6], [1.0, 1.0, 0.9, 0.7]]
    weights = [0.4, 0.3, 0.2, 0.1]

    found = shares(low, high, weights, draws=int(constant("draws")), concentration=constant("concentration"))

    assert found == pytest.approx(independent_shares(low, high, weights, draws=1_000_000), abs=0.02)


def test_the_share_of_two_agrees_with_quadrature() -> None:
    # One criterion in doubt: first if w1 X > w1 0.2 + w2 0.4 with values (X, 0) against (0.2, 0.4), so if
    # X > 0.2 + 0.4 (1 - w) / w; integrate (1 - x)^2 over w ~ Beta(40 * 0.6, 40 * 0.4).
    def won(w: float) -> float:
        return max(0.0, 1.0 - 0.2 - 0.4 * (1 - w) / w) ** 2 * stats.beta(24, 16).pdf(w)

    reference = integrate.quad(won, 1e-9, 1.0)[0]

    found = shares([[0.0, 0.0], [0.2, 0.4]], [[1.0, 0.0], [0.2, 0.4]], [0.6, 0.4], draws=5000, concentration=40.0)

    assert found[0] == pytest.approx(reference, abs=0.02)


def as_it_is(values: Any, cost: bool = False) -> Any:  # noqa: FBT001, FBT002  (the shape pymcdm asks for)
    return values


@pytest.mark.parametrize("seed", range(20))
def test_the_weighted_sum_and_topsis_agree_with_pymcdm(seed: int) -> None:
    rng = np.random.default_rng(seed)
    known, weights = rng.random((int(rng.integers(2, 12)), 9)), rng.dirichlet(np.ones(9))

    theirs = [
        method(normalization_function=as_it_is)(known, weights, np.ones(9), validation=False)
        for method in (WSM, TOPSIS)
    ]

    assert expected(known, known, weights, caution=1 / 3) == pytest.approx(theirs[0])
    assert closeness(known, weights) == pytest.approx(theirs[1])


def test_the_second_opinion_is_worked_out_by_hand() -> None:
    # Weighted (0.6, 0) and (0, 0.8): each is best in one; 0.8 and 0.6 from the best, 0.6 and 0.8 from the worst.
    known = np.array([[1.0, 0.0], [0.0, 2.0]])

    assert closeness(known, np.array([0.6, 0.4])) == pytest.approx([0.6 / 1.4, 0.8 / 1.4])
    assert closeness(np.array([[0.5, 0.5]] * 2), np.array([0.6, 0.4])).tolist() == [1.0, 1.0]


def test_what_is_surely_better_is_always_first() -> None:
    assert list(shares([[0.6, 0.6], [0.1, 0.1]], [[0.9, 0.9], [0.5, 0.5]], [0.5, 0.5])) == [1.0, 0.0]


def test_the_expected_value_lies_a_third_into_the_interval() -> None:
    # 0.5 x (0 + 1/3 x 0.9) + 0.5 x 0.4 = 0.35
    found = expected(np.array([[0.0, 0.4]]), np.array([[0.9, 0.4]]), np.array([0.5, 0.5]), caution=1 / 3)

    assert found == pytest.approx([0.35])


def test_the_drawn_density_has_the_mean_that_the_expected_value_uses() -> None:
    # By the law of large numbers, the mean of 1 - sqrt(1 - U) is 1/3 (Beta(1, 2)).
    uniform = np.random.default_rng(3).random(200_000)

    assert (1 - np.sqrt(1 - uniform)).mean() == pytest.approx(1 / 3, abs=0.002)


matrices = st.integers(2, 6).flatmap(
    lambda n: st.tuples(*[st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=n, max_size=n)] * 2)
)


def ends(pair: Any) -> tuple[Any, Any]:
    one, other = (np.array(part) for part in pair)
    return np.minimum(one, other), np.maximum(one, other)


@quick
@given(matrices)
def test_shares_sum_to_one(pair: Any) -> None:
    low, high = ends(pair)

    assert shares(low, high, [0.5, 0.3, 0.2], draws=200).sum() == pytest.approx(1)


@quick
@given(matrices, st.integers(0, 2), st.floats(0, 1))
def test_improving_one_value_never_lowers_its_share_or_its_place(pair: Any, criterion: int, step: float) -> None:
    low, high = ends(pair)
    weights = np.array([0.5, 0.3, 0.2])
    better_low, better_high = low.copy(), high.copy()
    better_low[0, criterion] = min(1.0, low[0, criterion] + step)
    better_high[0, criterion] = min(1.0, high[0, criterion] + step)

    before, after = (expected(a, b, weights, caution=1 / 3) for a, b in ((low, high), (better_low, better_high)))

    assert after[0] >= before[0]
    assert list(after[1:]) == list(before[1:])
    shared = [shares(a, b, weights, draws=200)[0] for a, b in ((low, high), (better_low, better_high))]
    # Rounding may part or join a tie; one draw of 200 shared by two is 0.0025.
    assert shared[1] >= shared[0] - 0.0026


@quick
@given(matrices)
def test_what_dominates_is_placed_before(pair: Any) -> None:
    low, high = ends(pair)
    low[1], high[1] = np.minimum(low[0], low[1]), np.minimum(high[0], high[1])

    found = expected(low, high, np.array([0.5, 0.3, 0.2]), caution=1 / 3)

    assert found[0] >= found[1]
