import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.errors import DocumentError, Refused
from testamur.psychometrics import calibrate, responses
from testamur.psychometrics.ability import estimate, form_of
from testamur.psychometrics.fit_statistics import (
    fitted,
    item_mean_squares,
    local_dependence,
    observed_curves,
    parallel_analysis,
    person_fit,
    person_mean_squares,
)
from testamur.psychometrics.fit_statistics.mean_squares import _mean_squares, residuals_at
from testamur.psychometrics.fit_statistics.person_fit import person_fit_at

ITEMS = 24
A, D = np.linspace(0.8, 1.8, ITEMS), np.linspace(-2, 2, ITEMS)


def simulated(n=800, *, seed=6):
    rng = np.random.default_rng(seed)
    return (rng.random((n, ITEMS)) < 1 / (1 + np.exp(-(rng.normal(size=(n, 1)) * A + D)))).astype(np.int8)


def fit_of(scores, model="2pl"):
    given_scores = responses(scores)
    return fitted(calibrate(given_scores, model=model, errors=False), given_scores)


@pytest.fixture(scope="module")
def copied():
    scores = simulated()
    scores[:, 1] = np.where(np.random.default_rng(7).random(len(scores)) < 0.7, scores[:, 0], scores[:, 1])
    return fit_of(scores)


def test_outfit_and_infit_are_worked_by_hand():
    # P = 3/4: a right answer has the squared residual 1/3, a wrong one 3. Two of each: (2/3 + 6) / 4 = 5/3.
    # Fourth moment 3/16 x 7/16 = 21/256: the mean square varies by (21/256 / (9/256) - 1) / 4 = 1/3.
    scores = np.array([[1], [1], [0], [0]], dtype=np.int8)
    residuals = residuals_at(form_of("rasch", [[0.0]]), scores, np.full(4, np.log(3)))

    found = _mean_squares(residuals, np.ones((4, 1)), axis=0)

    assert (found.outfit[0], found.infit[0], found.n[0]) == pytest.approx((5 / 3, 5 / 3, 4))
    q = np.sqrt(1 / 3)
    expected = (np.cbrt(5 / 3) - 1) * 3 / q + q / 3
    assert (found.outfit_standardised[0], found.infit_standardised[0]) == pytest.approx((expected, expected))


def test_some_persons_on_some_items_fit_as_if_there_were_no_others():
    whole = fit_of(simulated(120))
    places, rows = [5, 2, 9], np.arange(120) % 2 == 0

    part = whole.part(rows, places)

    theta = np.linspace(-2, 2, 5)
    np.testing.assert_array_equal(part.scores, whole.scores[rows][:, places])
    np.testing.assert_array_equal(part.form.probabilities(theta), whole.form.probabilities(theta)[:, places])
    assert part.items == tuple(whole.items[place] for place in places)
    assert (part.persons, part.mean, part.sd) == (60, whole.mean, whole.sd)


def test_a_form_of_several_models_keeps_each_item_where_it_was_asked_for():
    mixed = form_of("gpcm", [[1.0, 0.5], [1.2, 0.4, -0.3], [0.8, -0.2], [1.1, 0.0, 0.2]])

    part = mixed.part(np.array([3, 0]))

    expected = mixed.probabilities([0.3])[:, [3, 0]]
    np.testing.assert_array_equal(part.probabilities([0.3]), expected)
    assert part.categories.tolist() == [3, 2]


def test_observed_shares_are_those_of_persons_of_like_ability():
    found = fit_of(np.array([[0, 0, 1], [0, 1, 0], [1, 0, 1], [1, 1, 1], [0, 1, 1], [1, 1, 0]]), model="rasch")
    theta = np.array([-1.0, -2.0, 1.0, 2.0, np.nan, 0.0])

    curves = observed_curves(found, theta, groups=2)

    # Lower half -2, -1 and 0 (persons 1, 0, 5), upper half 1 and 2 (persons 2, 3); nobody knows where person 4 is.
    np.testing.assert_allclose(curves.theta, [[-1, 1.5]] * 3)
    np.testing.assert_array_equal(curves.n, [[3, 2]] * 3)
    np.testing.assert_allclose(curves.means, [[1 / 3, 1], [2 / 3, 1 / 2], [1 / 3, 1]])


def test_observed_shares_count_only_who_was_given_the_item():
    scores = simulated(400).astype(float)
    scores[:200, 0] = np.nan
    found = fit_of(scores, model="rasch")
    theta = estimate(found.form, found.scores, method="wle").theta

    curves = observed_curves(found, theta)

    assert curves.n.shape == (ITEMS, 10)
    assert curves.n[0].sum() == 200
    assert (curves.n[1:].sum(axis=1) == 400).all()
    assert (curves.means * curves.n).sum(axis=1) == pytest.approx(np.nansum(scores, axis=0))


def test_of_a_sound_model_the_observed_shares_lie_on_the_curves():
    found = fit_of(simulated(20_000))
    theta = estimate(found.form, found.scores, method="wle").theta

    curves = observed_curves(found, theta)

    middle = slice(2, 8)  # the outer groups lean over, since ability is estimated with error
    due = np.array([found.form.probabilities(row)[:, item, 1] for item, row in enumerate(curves.theta[:, middle])])
    np.testing.assert_allclose(curves.means[:, middle], due, atol=0.04)


def test_mean_squares_are_the_same_where_ability_was_estimated_before():
    found = fit_of(simulated(60))

    told = item_mean_squares(found, theta=estimate(found.form, found.scores, method="wle").theta)

    assert told.outfit.tolist() == item_mean_squares(found).outfit.tolist()
    assert told.infit_standardised.tolist() == item_mean_squares(found).infit_standardised.tolist()


def test_outfit_feels_what_is_far_off_and_infit_what_is_near():
    # A right answer where P = 1/10 weighs 9 in outfit; in infit .81 against the information .09.
    scores = np.array([[1, 1], [1, 0]], dtype=np.int8)
    residuals = residuals_at(form_of("rasch", [[np.log(1 / 9)], [0.0]]), scores, np.zeros(2))

    found = _mean_squares(residuals, np.ones((1, 2)), axis=1)

    assert found.outfit == pytest.approx([(9 + 1) / 2] * 2)
    assert found.infit == pytest.approx([(0.81 + 0.25) / (0.09 + 0.25)] * 2)


def test_mean_squares_of_the_true_model_are_near_1_and_a_noisy_item_is_above():
    scores = simulated()
    scores[:, 5] = np.random.default_rng(9).permutation(scores[:, 5])

    found = item_mean_squares(fit_of(scores, "rasch"))

    assert int(found.outfit.argmax()) == 5
    assert found.infit_standardised[5] > 3
    assert np.median(found.infit) == pytest.approx(1, abs=0.1)
    assert set(found.n.tolist()) == {800}


def test_items_that_a_person_was_not_given_do_not_count_for_mean_squares():
    scores = simulated().astype(float)
    scores[0, 1:] = np.nan
    found = person_mean_squares(fit_of(scores))

    assert found.n[:2].tolist() == [1, ITEMS]
    assert np.isfinite(found.outfit[1:]).all()


def test_the_copied_pair_is_the_only_one_that_hangs_together(copied):
    found = local_dependence(copied)

    (pair,) = found.flagged()
    assert (pair.first, pair.second, pair.degrees) == ("1", "2", 1)
    assert pair.standardised > 10
    assert found.average == pytest.approx(-1 / (ITEMS - 1), abs=0.02)


def test_local_dependence_is_symmetric_and_empty_on_the_diagonal(copied):
    found = local_dependence(copied)

    for matrix in (found.q3, found.ld_x2, found.standardised):
        assert np.isnan(np.diag(matrix)).all()
        np.testing.assert_allclose(matrix, matrix.T)
    assert np.nanmax(np.abs(found.q3)) <= 1


def test_ld_x2_of_a_pair_is_pearsons_of_its_table(copied):
    found = local_dependence(copied)

    theta, shares = copied.nodes
    right = copied.form.probabilities(theta)[:, [3, 7], 1]
    table = np.stack([1 - right, right], axis=2)
    due = 800 * np.einsum("q,qa,qb->ab", shares, table[:, 0], table[:, 1])
    seen = np.histogram2d(copied.scores[:, 3], copied.scores[:, 7], bins=2)[0]
    assert found.ld_x2[3, 7] == pytest.approx(((seen - due) ** 2 / due).sum())


def test_lz_star_is_that_of_snijders_for_two_parameter_items():
    # Snijders (2001): w = log(P / Q), r = a at the maximum likelihood estimate, c = sum P'w / sum P'r.
    form, scores = form_of("2pl", np.column_stack([A, D])), simulated(50)
    theta = estimate(form, scores, method="ml").theta

    found = person_fit_at(form, scores, theta)

    logit = theta[:, None] * A + D
    p = 1 / (1 + np.exp(-logit))
    slopes = A * p * (1 - p)
    c = (slopes * logit).sum(axis=1) / (slopes * A).sum(axis=1)
    left = logit - c[:, None] * A
    known = ((scores - p) * logit).sum(axis=1) / np.sqrt((left**2 * p * (1 - p)).sum(axis=1))
    defined = np.isfinite(theta)
    np.testing.assert_allclose(found.lz_star[defined], known[defined], atol=1e-6)
    assert np.isnan(found.lz_star[~defined]).all()


@pytest.mark.parametrize("method", ["wle", "map", "ml"])
def test_lz_star_of_the_true_model_is_near_the_normal_distribution_and_a_reversed_pattern_far_below(method):
    scores = simulated()
    scores[0] = np.arange(ITEMS) < ITEMS // 2

    found = person_fit(fit_of(scores), method=method)

    stars = found.lz_star[1:][np.isfinite(found.lz_star[1:])]
    assert stars.mean() == pytest.approx(0, abs=0.12)
    assert stars.std() == pytest.approx(1, abs=0.12)
    assert np.nanstd(found.lz[1:]) < stars.std()
    assert found.lz_star[0] < -4
    assert found.p[0] < 1e-4


def test_items_that_were_not_given_do_not_count_for_person_fit():
    form, scores = form_of("2pl", np.column_stack([A, D])), simulated(20)
    theta = np.linspace(-1, 1, 20)
    with_holes = scores.copy()
    with_holes[:, 10:] = -1

    found = person_fit_at(form, with_holes, theta)

    short = person_fit_at(form_of("2pl", np.column_stack([A, D])[:10]), scores[:, :10], theta)
    np.testing.assert_allclose(found.lz_star, short.lz_star)


def test_parallel_analysis_counts_what_the_items_measure():
    rng = np.random.default_rng(2)
    theta = np.repeat(rng.normal(size=(600, 2)), 6, axis=1)
    two = ((theta + rng.logistic(size=(600, 12)) / 2) > 0).astype(float)

    found = parallel_analysis(two, rng=rng, replicates=40)
    nothing = parallel_analysis(rng.permuted(two, axis=0), rng=rng, replicates=40, percentile=99)

    assert (found.dimensions, nothing.dimensions) == (2, 0)
    assert (found.mean <= found.reference).all()


@settings(derandomize=True, max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_eigenvalues_fall_and_sum_to_the_number_of_items(seed):
    scores = np.random.default_rng(seed).integers(0, 3, size=(40, 5))
    found = parallel_analysis(scores, rng=np.random.default_rng(1), replicates=5)

    assert (np.diff(found.eigenvalues) <= 1e-12).all()
    assert found.eigenvalues.sum() == pytest.approx(5)
    assert found.mean.sum() == pytest.approx(5)


def test_parallel_analysis_says_what_it_cannot_take():
    scores = np.tile([[1, 0, 1, 1], [1, 1, 0, 1]], (20, 1))

    with pytest.raises(DocumentError) as said:
        parallel_analysis(scores, rng=np.random.default_rng(1))
    with pytest.raises(Refused, match="at least 30 persons"):
        parallel_analysis(scores[:10], rng=np.random.default_rng(1))

    assert [problem.path for problem in said.value.problems] == ["items[0]", "items[3]"]
