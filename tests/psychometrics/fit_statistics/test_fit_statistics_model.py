import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from testamur.errors import DocumentError
from testamur.psychometrics import ITEM_MODELS, calibrate, responses
from testamur.psychometrics.fit_statistics import (
    ChiSquare,
    fitted,
    item_fit,
    item_mean_squares,
    local_dependence,
    model_fit,
    person_fit,
    rmsea,
)


def simulated(n=1500, items=8, *, seed=4, copied=False):
    rng = np.random.default_rng(seed)
    a, d = np.linspace(0.8, 1.6, items), np.linspace(-1.2, 1.2, items)
    u = (rng.random((n, items)) < 1 / (1 + np.exp(-(rng.normal(size=(n, 1)) * a + d)))).astype(float)
    if copied:
        u[:, 1] = np.where(rng.random(n) < 0.6, u[:, 0], u[:, 1])
    return u


def fit_of(scores, model="2pl", **how):
    given_scores = responses(scores)
    return fitted(calibrate(given_scores, model=model, errors=False, **how), given_scores)


def test_m2_accepts_the_model_that_made_the_responses_and_rejects_a_pair_that_was_copied():
    holds, fails = model_fit(fit_of(simulated())), model_fit(fit_of(simulated(copied=True)))

    assert holds.kind == "M2"
    assert holds.m2.p > 0.05
    assert (holds.rmsea.low, holds.cfi > 0.99) == (0, True)
    assert fails.m2.p < 1e-6
    assert fails.rmsea.low > 0.03


def test_s_x2_finds_the_item_whose_curve_is_not_of_the_model():
    scores = simulated(3000)
    rest = np.delete(scores, 3, axis=1).sum(axis=1)
    scores[:, 3] = np.isin(rest, (2, 3, 6, 7))

    found = item_fit(fit_of(scores))

    assert min(found, key=lambda item: item.joined.p).item == "4"
    assert found[3].joined.p < 1e-6


def test_items_with_three_scores_are_joined_within_their_groups():
    rng = np.random.default_rng(5)
    theta = rng.normal(size=(900, 1)) + rng.logistic(size=(900, 6)) / 1.4
    found = item_fit(fit_of((theta > -0.5).astype(float) + (theta > 0.9), "graded"))

    for item in found:
        assert item.scores == tuple(range(2, 11))
        assert item.apart.degrees == 9 * 2 - 3
        assert item.joined.degrees <= item.apart.degrees
        assert item.joined.p > 1e-3
    assert found[0].expected.sum() == pytest.approx(found[0].observed.sum())


def test_the_pairs_that_others_estimated_cost_no_degrees_of_freedom():
    scores = simulated()
    anchors = {"1": (0.8, -1.2), "2": (0.91, -0.86)}

    free, held = fit_of(scores), fit_of(scores, anchors=anchors)

    # Two items give back four parameters; the population's mean and standard deviation cost two.
    assert model_fit(held).m2.degrees == model_fit(free).m2.degrees + 4 - 2
    assert item_fit(held)[0].joined.degrees == item_fit(free)[0].joined.degrees + 2


@pytest.mark.parametrize("model", ITEM_MODELS)
def test_every_item_model_fits_the_responses_that_it_made(model):
    rng = np.random.default_rng(12)
    chosen, items, n = ITEM_MODELS[model], 8, 1200
    categories = chosen.most_categories or 3
    # A slope, intercepts that fall, and (three-parameter) a guessing level: whatever the model's names ask for.
    ways = {"a": 1.2, "c": 0.2, "a1": 0.9, "a2": 2.0, "d1": 0.9, "d2": -0.6}
    names = chosen.parameters(categories)
    parameters = [[ways.get(name, (place - 3.5) / 4) for name in names] for place in range(items)]
    p = chosen.probability(rng.normal(size=n), parameters)
    scores = (rng.random((n, items, 1)) > p.cumsum(axis=2)[:, :, :-1]).sum(axis=2)

    fit = fit_of(scores, model)

    whole = model_fit(fit)
    assert whole.kind == ("M2" if categories == 2 else "C2")
    assert whole.m2.p > 0.01
    assert whole.rmsea.value < 0.03
    assert min(item.joined.p for item in item_fit(fit)) > 0.01 / items
    assert local_dependence(fit).flagged() == ()
    # Each person's ability has been fitted to the same eight answers, which takes an eighth of the scatter.
    assert np.nanmean(item_mean_squares(fit).infit) == pytest.approx(1 - 1 / items, abs=0.1)
    assert np.nanstd(person_fit(fit).lz_star) == pytest.approx(1, abs=0.15)


def test_three_items_of_two_parameters_leave_nothing_to_test():
    found = model_fit(fit_of(simulated(items=3)))

    assert (found.m2.degrees, found.m2.p, found.cfi, found.tli) == (0, None, None, None)
    assert found.m2.statistic == pytest.approx(0, abs=1e-3)
    assert found.rmsea.status == "undefined"


def test_few_persons_are_warned_of_here_too():
    fit = fit_of(simulated(150))

    assert fit.warnings
    assert fit.warnings == calibrate(responses(simulated(150)), model="2pl", errors=False).warnings


def test_rmsea_has_a_value_worked_by_hand_and_none_without_degrees_of_freedom():
    # sqrt((30 - 10) / (10 x 200)) = 0.1; its ends are where the noncentral distribution has 5 % beyond 30.
    found = rmsea(ChiSquare(30.0, 10), 201)

    assert found.value == pytest.approx(0.1)
    for end, share in ((found.low, 0.95), (found.high, 0.05)):
        assert stats.ncx2.cdf(30, 10, end**2 * 10 * 200) == pytest.approx(share, abs=1e-6)
    assert rmsea(ChiSquare(0.0, 0), 201).status == "undefined"
    assert ChiSquare(0.0, 0).p is None


def test_all_that_does_not_belong_together_is_said_at_once():
    scores = simulated(400)
    groups = ["a", "b"] * 200
    two = responses(scores, groups=groups, items=list("abcdefgh"))

    with pytest.raises(DocumentError) as said:
        fitted(calibrate(responses(scores), model="2pl", errors=False), two)

    assert [problem.path for problem in said.value.problems] == ["items", "groups"]


@settings(derandomize=True, max_examples=6, deadline=None)
@given(seed=st.integers(0, 999))
def test_neither_the_order_of_the_items_nor_of_the_persons_changes_m2(seed):
    scores = simulated(500, 5)
    order = np.random.default_rng(seed).permutation(5)

    one, other = model_fit(fit_of(scores)), model_fit(fit_of(scores[::-1, order]))

    assert other.m2.statistic == pytest.approx(one.m2.statistic, rel=1e-3)
    assert (other.srmsr, other.cfi) == pytest.approx((one.srmsr, one.cfi), abs=1e-4)


def test_persons_counted_twice_double_m2_and_leave_srmsr():
    scores = simulated(500, 5)
    twice = responses(scores, weights=np.full(500, 2.0))

    one, other = model_fit(fit_of(scores)), model_fit(fitted(calibrate(twice, model="2pl", errors=False), twice))

    assert other.m2.statistic == pytest.approx(2 * one.m2.statistic, rel=2e-3)
    assert other.srmsr == pytest.approx(one.srmsr, abs=1e-4)
