import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.psychometrics.calibration import ITEM_MODELS
from testamur.psychometrics.item_model import ItemModel, Prior

every_item_model = pytest.mark.parametrize("model", ITEM_MODELS.values(), ids=ITEM_MODELS)
quickly = settings(derandomize=True, max_examples=25, deadline=None)
THETA = np.linspace(-3, 3, 7)


def some_items(model: ItemModel, seed: int) -> np.ndarray:
    """Free parameters of four items that the model takes, by its own start values."""
    rng = np.random.default_rng(seed)
    categories = model.most_categories or 4
    frequencies = rng.dirichlet(np.full(categories, 5.0), size=4)
    return model.start(frequencies, rng.uniform(0.5, 2.0, size=4))


@every_item_model
@quickly
@given(seed=st.integers(0, 10_000))
def test_probabilities_sum_to_one(model, seed):
    published, _ = model.published(some_items(model, seed))

    p = model.probability(THETA, published)

    np.testing.assert_allclose(p.sum(axis=-1), 1.0, atol=1e-12)


@every_item_model
@quickly
@given(seed=st.integers(0, 10_000))
def test_the_derivative_is_that_of_the_logarithm(model, seed):
    items, width = some_items(model, seed), 1e-6
    derivative = model.log_derivative(THETA, items)

    for place in range(items.shape[1]):
        step = np.zeros_like(items)
        step[:, place] = width
        rise = model.log_probability(THETA, items + step) - model.log_probability(THETA, items - step)
        np.testing.assert_allclose(derivative[:, place], rise / (2 * width), rtol=1e-5, atol=1e-6)


@every_item_model
@quickly
@given(seed=st.integers(0, 10_000), mean=st.floats(-2, 2), sd=st.floats(0.3, 3))
def test_folding_a_population_into_the_items_leaves_the_probabilities(model, seed, mean, sd):
    items = some_items(model, seed)
    spread = sd if model.scale == "fixed" else 1.0
    standard = THETA if model.scale == "fixed" else THETA * sd

    folded = model.log_probability(standard, model.rescaled(items, mean, spread))

    np.testing.assert_allclose(folded, model.log_probability(mean + spread * standard, items), atol=1e-9)


@every_item_model
@quickly
@given(seed=st.integers(0, 10_000))
def test_published_parameters_lead_back_to_the_free_ones(model, seed):
    items = some_items(model, seed)
    published, slopes = model.published(items)

    assert (
        published.shape == items.shape == slopes.shape == (4, len(model.parameters(published_categories(model))))
    )
    np.testing.assert_allclose(model.free(published), items, atol=1e-6)


def published_categories(model: ItemModel) -> int:
    return model.most_categories or 4


@every_item_model
@quickly
@given(seed=st.integers(0, 10_000))
def test_information_is_minus_the_expected_second_derivative(model, seed):
    items, width = some_items(model, seed), 1e-4
    p = np.exp(model.log_probability(THETA, items))
    up, here, down = (model.log_probability(THETA + by, items) for by in (width, 0, -width))
    second = (up - 2 * here + down) / width**2

    np.testing.assert_allclose(model.by_theta(THETA, items), (up - down) / (2 * width), atol=1e-6)
    published, _ = model.published(items)
    np.testing.assert_allclose(model.information(THETA, published), -(p * second).sum(axis=1).T, atol=1e-4)


@pytest.mark.parametrize("prior", [Prior(0.2, 0.5), Prior(0.0, 0.5, of_logarithm=True)])
def test_the_slope_of_a_prior_is_that_of_its_density(prior):
    values, width = np.array([0.4, 1.0, 2.5]), 1e-6

    slopes, _ = prior.slope_and_curvature(values)

    rises = [
        (prior.log_density(np.array([v + width])) - prior.log_density(np.array([v - width]))) / (2 * width)
        for v in values
    ]
    np.testing.assert_allclose(slopes, rises, rtol=1e-6)


@every_item_model
@quickly
@given(seed=st.integers(0, 10_000))
def test_each_item_may_have_abilities_of_its_own(model, seed):
    items = some_items(model, seed)
    own = np.random.default_rng(seed).normal(size=(len(items), 3))

    found = model.log_probability(own, items)

    for row, theta in enumerate(own):
        np.testing.assert_array_equal(found[row], model.log_probability(theta, items[row : row + 1])[0])


@every_item_model
@quickly
@given(seed=st.integers(0, 10_000))
def test_what_is_said_to_be_concave_is(model, seed):
    theta = np.linspace(-6, 6, 121)

    bends = np.diff(model.log_probability(theta, some_items(model, seed)), n=2, axis=2)

    assert bends.max() < 1e-9 or not model.is_log_concave
