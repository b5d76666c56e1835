"""Laws that every item model keeps: of its curves, of ability under it, and of its calibration."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.psychometrics import ITEM_MODELS, calibrate, responses
from testamur.psychometrics.ability import estimate, form_of
from testamur.psychometrics.item_model import Prior

every_item_model = pytest.mark.parametrize("model", ITEM_MODELS.values(), ids=ITEM_MODELS)
quickly = settings(derandomize=True, max_examples=15, deadline=None)
THETA = np.linspace(-3, 3, 25)


def most(model):
    return model.most_categories or 3


def some_items(model, seed, items=4):
    rng = np.random.default_rng(seed)
    frequencies = rng.dirichlet(np.full(most(model), 5.0), size=items)
    published, _ = model.published(model.start(frequencies, rng.uniform(0.5, 2.0, size=items)))
    return published


def scores_of(model, persons, items=5, seed=4):
    """Scores with every score used."""
    rng = np.random.default_rng(seed)
    theta, places = rng.normal(size=persons)[:, None], np.linspace(-1, 1, items)
    p = 1 / (1 + np.exp(-1.2 * (theta - places)))
    return sum((rng.random((persons, items)) < p).astype(int) for _ in range(most(model) - 1))


def curves(model, found):
    """Probabilities within two deviations of the mean: what parameters say, however loosely they are told."""
    population = found.populations[0]
    return model.probability(population.mean + population.sd * np.linspace(-2, 2, 9), found.parameters())


@every_item_model
@quickly
@given(seed=st.integers(0, 10_000))
def test_the_expected_score_rises_with_ability(model, seed):
    p = model.probability(THETA, some_items(model, seed))

    expected = p @ np.arange(p.shape[2])

    assert (np.diff(expected, axis=0) > 0).all()


@every_item_model
@quickly
@given(seed=st.integers(0, 10_000))
def test_one_point_more_never_tells_of_less_ability(model, seed):
    form = form_of(model.name, some_items(model, seed, items=5))
    scores = np.random.default_rng(seed).integers(0, most(model) - 1, size=(6, 5))
    better = scores.copy()
    better[np.arange(6), np.arange(6) % 5] += 1

    for method in ("eap", "map"):
        less, more = (estimate(form, one, method=method).theta for one in (scores, better))
        assert (more > less).all()


@every_item_model
@quickly
@given(seed=st.integers(0, 10_000), spread=st.floats(0.5, 2))
def test_ability_does_not_turn_on_the_order_of_the_items(model, seed, spread):
    items, rng = some_items(model, seed, items=5), np.random.default_rng(seed)
    order, scores = rng.permutation(5), rng.integers(0, most(model), size=(4, 5))

    plain = estimate(form_of(model.name, items), scores, method="eap", sd=spread)
    mixed = estimate(form_of(model.name, items[order]), scores[:, order], method="eap", sd=spread)

    np.testing.assert_allclose(mixed.theta, plain.theta, atol=1e-10)
    np.testing.assert_allclose(mixed.errors, plain.errors, atol=1e-10)


def priors(model, share=1.0):
    """Return the model's priors, each weighing as much as that share of itself."""
    names = model.parameters(2)
    return {names[place]: Prior(prior.mean, prior.sd / np.sqrt(share)) for place, prior in model.priors}


@every_item_model
def test_every_person_twice_leaves_the_estimates(model):
    """A prior weighs like so many persons, so it is doubled with them."""
    u = scores_of(model, 400)

    once = calibrate(responses(u), model=model.name, errors=False, tolerance=1e-5, priors=priors(model))
    twice, weighted = (
        calibrate(given_scores, model=model.name, errors=False, tolerance=1e-5, priors=priors(model, 2))
        for given_scores in (responses(np.repeat(u, 2, axis=0)), responses(u, weights=np.full(len(u), 2.0)))
    )

    np.testing.assert_allclose(curves(model, twice), curves(model, once), atol=2e-4)
    np.testing.assert_allclose(curves(model, weighted), curves(model, once), atol=2e-4)
    assert twice.loglik == pytest.approx(2 * once.loglik, rel=1e-7)


@every_item_model
def test_neither_the_order_of_persons_and_items_nor_their_names_matter(model):
    u, rng = scores_of(model, 400), np.random.default_rng(1)
    persons, items = rng.permutation(400), rng.permutation(5)

    plain = calibrate(responses(u, groups=["one"] * 400), model=model.name, errors=False, tolerance=1e-5)
    named = calibrate(responses(u, items=list("zyxwv")), model=model.name, errors=False, tolerance=1e-5)
    mixed = calibrate(responses(u[persons][:, items]), model=model.name, errors=False, tolerance=1e-5)

    assert named.parameters().tobytes() == plain.parameters().tobytes()
    assert [item.item for item in named.items] == list("zyxwv")
    np.testing.assert_allclose(curves(model, mixed), curves(model, plain)[:, items], atol=2e-4)
