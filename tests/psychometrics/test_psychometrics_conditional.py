"""Conditional likelihood against R psychotools and eRm, against all patterns counted one by one, and its laws."""

import csv
import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulated_responses import simulated
from testamur.errors import DocumentError
from testamur.psychometrics import calibrate, responses
from testamur.psychometrics.calibration import (
    CONDITIONAL,
    andersen_test,
    by_score,
    calibrate_conditionally,
    martin_loef_test,
)
from testamur.psychometrics.calibration.symmetric import distribution, sums

VECTORS = Path(__file__).parents[1] / "vectors/psychometrics"
KNOWN = json.loads((VECTORS / "conditional_expected.json").read_text())
quickly = settings(derandomize=True, max_examples=12, deadline=None)


def numbers(name):
    with (VECTORS / name).open(newline="") as file:
        return np.array(list(csv.reader(file))[1:], dtype=float)


def lsat6():
    table = numbers("lsat6.csv")
    return responses(table[:, :5], weights=table[:, 5])


def two_forms():
    scores = numbers("sat12_scored.csv")
    scores[:300, 20:], scores[300:, :10] = np.nan, np.nan
    return responses(scores)


def unequal():
    scores = numbers("science.csv") - 1
    scores[:, 0], scores[:, 1] = np.minimum(scores[:, 0], 1), np.maximum(scores[:, 1] - 1, 0)
    return responses(scores)


DATA = {
    "lsat6": ("rasch", lsat6),
    "sat12": ("rasch", lambda: responses(numbers("sat12_scored.csv"))),
    "sat12_two_forms": ("rasch", two_forms),
    "science": ("pcm", lambda: responses(numbers("science.csv") - 1)),
    "science_unequal": ("pcm", unequal),
}


def told(found, kind="parameters"):
    return np.array([value for item in found.items for value in getattr(item, kind).values()])


@pytest.mark.parametrize("name", DATA)
def test_parameters_errors_and_likelihood_are_those_of_psychotools(name):
    model, data = DATA[name]

    found = calibrate_conditionally(data(), model=model)

    assert found.converged
    assert (np.diff(found.history) >= -1e-9).all()
    assert found.loglik == pytest.approx(KNOWN[name]["loglik"], abs=1e-4)
    np.testing.assert_allclose(told(found), KNOWN[name]["d"], atol=1e-5)
    np.testing.assert_allclose(told(found, "standard_errors"), KNOWN[name]["se_d"], atol=1e-5)
    assert found.free == len(KNOWN[name]["d"]) - 1


def test_of_the_simulated_responses_it_finds_the_likelihood_that_psychotools_and_erm_found():
    recipe = json.loads((VECTORS / "simulated_recovery_expected.json").read_text())["rasch_100x5k"]
    u, _, _ = simulated("rasch", recipe["items"], recipe["persons"], recipe["seed"])

    assert calibrate_conditionally(responses(u), model="rasch").loglik == pytest.approx(-253686.602, abs=1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_sums_and_their_derivatives_are_those_of_all_patterns_counted_one_by_one(seed):
    rng, categories = np.random.default_rng(seed), [2, 3, 4, 2]
    logs = np.full((4, 4), -np.inf)
    for item, count in enumerate(categories):
        logs[item, :count] = np.concatenate([[0], rng.normal(size=count - 1)])
    persons = rng.integers(0, 9, 8).astype(float)
    log_gammas, counts, covariance = 0.0, np.zeros(12), np.zeros((12, 12))
    for total, number in enumerate(persons):
        patterns = [u for u in itertools.product(*map(range, categories)) if sum(u) == total]
        weights = np.array([np.exp(sum(logs[item, k] for item, k in enumerate(u))) for u in patterns])
        has = np.array([[u[item] == k for item in range(4) for k in (1, 2, 3)] for u in patterns], dtype=float)
        mean = weights @ has / weights.sum()
        log_gammas += number * np.log(weights.sum())
        counts += number * mean
        covariance += number * ((has.T * weights) @ has / weights.sum() - np.outer(mean, mean))

    found = sums(logs, persons)

    assert found.log_gammas == pytest.approx(log_gammas, rel=1e-12)
    np.testing.assert_allclose(found.counts.ravel(), counts, atol=1e-10)
    np.testing.assert_allclose(found.covariance, covariance, atol=1e-10)


def test_hundreds_of_items_far_apart_lose_no_digit():
    # Half the items at -30 and half at 30: who has 150 + k right has the easy ones and k of the others at random.
    logs = np.zeros((300, 2))
    logs[:, 1] = np.repeat([30.0, -30.0], 150)
    persons = np.zeros(301)
    persons[[40, 150, 200, 299]] = 10

    found = sums(logs, persons)

    easy, hard = 40 / 150 + 3, 50 / 150 + 149 / 150
    np.testing.assert_allclose(found.counts[:, 0], np.repeat([10 * easy, 10 * hard], 150), rtol=1e-9)
    assert np.isfinite(found.log_gammas)
    assert (np.diagonal(found.covariance) > 0).all()


@quickly
@given(seed=st.integers(0, 10_000))
def test_the_information_is_minus_the_second_derivative_of_the_likelihood(seed):
    rng, width = np.random.default_rng(seed), 1e-4
    logs = np.column_stack([np.zeros(6), rng.normal(size=(6, 2))])
    persons = rng.integers(0, 50, 13).astype(float)

    def counts(step):
        return sums(logs + step, persons).counts.ravel()

    found = sums(logs, persons).covariance

    for place in range(12):
        step = np.zeros((6, 3))
        step[place // 2, 1 + place % 2] = width
        np.testing.assert_allclose((counts(step) - counts(-step)) / (2 * width), found[place], atol=1e-5)


@quickly
@given(seed=st.integers(0, 10_000))
def test_the_distribution_of_the_total_sums_to_one(seed):
    shares = np.random.default_rng(seed).dirichlet(np.ones(4), size=20)

    assert distribution(shares).sum() == pytest.approx(1, abs=1e-12)


def some(model, rows=150, items=6):
    rng = np.random.default_rng(3)
    p = 1 / (1 + np.exp(-(rng.normal(size=(rows, 1)) - np.linspace(-1, 1, items))))
    return sum((rng.random((rows, items)) < p).astype(int) for _ in range(1 if model == "rasch" else 2))


@pytest.mark.parametrize("model", CONDITIONAL)
def test_repeated_persons_are_weights_and_change_nothing_but_the_errors(model):
    u = some(model)

    once, weighted, thrice = (
        calibrate_conditionally(one, model=model)
        for one in (responses(u), responses(u, weights=np.full(len(u), 3.0)), responses(np.repeat(u, 3, axis=0)))
    )

    np.testing.assert_allclose(told(weighted), told(once), atol=1e-7)
    np.testing.assert_allclose(told(thrice), told(once), atol=1e-7)
    np.testing.assert_allclose(
        told(thrice, "standard_errors"), told(once, "standard_errors") / np.sqrt(3), rtol=1e-6
    )
    assert weighted.loglik == pytest.approx(thrice.loglik) == pytest.approx(3 * once.loglik)


@pytest.mark.parametrize("model", CONDITIONAL)
@quickly
@given(seed=st.integers(0, 1000))
def test_the_order_of_items_and_persons_does_not_matter(model, seed):
    u, rng = some(model), np.random.default_rng(seed)
    items = rng.permutation(6)

    plain = calibrate_conditionally(responses(u), model=model)
    mixed = calibrate_conditionally(responses(u[rng.permutation(len(u))][:, items]), model=model)

    np.testing.assert_allclose(mixed.parameters(), plain.parameters()[items], atol=1e-6)


@pytest.mark.parametrize("model", CONDITIONAL)
def test_the_reference_item_moves_the_origin_and_nothing_else(model):
    given_scores = responses(some(model))

    plain = calibrate_conditionally(given_scores, model=model)
    moved = calibrate_conditionally(given_scores, model=model, reference="3")

    highest = len(moved.items[2].parameters)
    by = plain.parameters()[2, -1] / highest
    assert moved.parameters()[2, -1] == pytest.approx(0, abs=1e-9)
    assert list(moved.items[2].standard_errors.values())[-1] == pytest.approx(0, abs=1e-6)
    np.testing.assert_allclose(moved.parameters(), plain.parameters() - by * np.arange(1, highest + 1), atol=1e-9)
    assert moved.loglik == pytest.approx(plain.loglik)


def test_as_anchors_its_items_tell_of_the_population():
    u, _, _ = simulated("rasch", 40, 3000, 6)
    given_scores = responses(u)
    found = calibrate_conditionally(given_scores, model="rasch")
    anchors = {item.item: tuple(item.parameters.values()) for item in found.items}

    (population,) = calibrate(given_scores, model="rasch", anchors=anchors).populations

    marginal = calibrate(given_scores, model="rasch")
    assert population.sd == pytest.approx(marginal.populations[0].sd, abs=0.01)
    assert population.mean == pytest.approx(marginal.parameters().mean(), abs=0.01)
    assert (found.populations, found.method, found.nodes[2]) == ((), "conditional", 0)


@pytest.mark.parametrize(
    ("name", "test"),
    [
        ("andersen_lsat6_odd_even_rows", lambda: of_halves("rasch", as_rows(lsat6()))),
        ("andersen_sat12_odd_even_rows", lambda: of_halves("rasch", DATA["sat12"][1]())),
        ("andersen_science_odd_even_rows", lambda: of_halves("pcm", DATA["science"][1]())),
        ("andersen_sat12_without_11_17_median", lambda: of_median("rasch")),
        ("martin_loef_lsat6_first_three", lambda: martin_loef_test(lsat6(), model="rasch", first=["1", "2", "3"])),
        (
            "martin_loef_sat12_halves",
            lambda: martin_loef_test(DATA["sat12"][1](), model="rasch", first=[str(n) for n in range(1, 17)]),
        ),
    ],
)
def test_the_tests_are_those_of_erm(name, test):
    found = test()

    assert found.statistic == pytest.approx(KNOWN[name]["LR"], abs=1e-3)
    assert found.degrees == KNOWN[name]["df"]
    assert found.p == pytest.approx(KNOWN[name]["p"], abs=1e-5)


def as_rows(given_scores):
    return responses(np.repeat(given_scores.scores, given_scores.weights.astype(int), axis=0))


def of_halves(model, given_scores):
    groups = ["even" if row % 2 else "odd" for row in range(len(given_scores.scores))]
    return andersen_test(given_scores, model=model, groups=groups)


def of_median(model):
    given_scores = responses(np.delete(numbers("sat12_scored.csv"), [10, 16], axis=1))
    return andersen_test(given_scores, model=model, groups=by_score(given_scores))


def test_items_that_nothing_ties_together_are_all_named_in_one_message():
    scores = np.full((60, 8), np.nan)
    rng = np.random.default_rng(2)
    scores[:30, :4], scores[30:, 4:] = rng.random((30, 4)) < 0.5, rng.random((30, 4)) < 0.5
    scores[:30, 3] = scores[:30, :3].any(axis=1)
    scores[30:, 7] = scores[30:, 4:7].all(axis=1)

    ending = "so that they have no common scale: A, B, C, D | E, F, G, H"

    with pytest.raises(DocumentError) as error:
        calibrate_conditionally(responses(scores, items=list("ABCDEFGH")), model="rasch")

    assert error.value.lines() == [
        f"items: fall into 2 sets that no person ties together, {ending}",
        "items.D: nobody failed here who passed elsewhere, so that there is no end to how easy it is",
        "items.H: nobody passed here who failed elsewhere, so that there is no end to how hard it is",
    ]


def test_sets_of_items_like_a_wall_are_named():
    rng = np.random.default_rng(2)
    low, high = rng.random((40, 4)) < 0.5, rng.random((40, 3)) < 0.5
    scores = np.vstack([np.hstack([low, np.zeros((40, 3))]), np.hstack([np.ones((40, 4)), high])])

    with pytest.raises(DocumentError) as error:
        calibrate_conditionally(responses(scores), model="rasch")

    assert error.value.lines() == [
        "items: 5, 6, 7: nobody passed here who failed elsewhere, so that there is no end to how hard it is"
    ]


def test_of_the_partial_credit_model_a_step_that_has_no_end_is_named():
    u = some("pcm", 80)
    u[:, 0] = np.where(u[:, 1:].sum(axis=1) > 8, 2, np.minimum(u[:, 0], 1))
    u[u[:, 1:].sum(axis=1) > 8, 1:] = 2

    with pytest.raises(DocumentError, match=r"items\.1: nobody .*so that there is no end"):
        calibrate_conditionally(responses(u), model="pcm")


@pytest.mark.parametrize(
    ("scores", "how", "said"),
    [
        ([[1, 1], [0, 0], [1, 1]], {"model": "rasch"}, ["persons: nobody has some right and some wrong"]),
        (
            [[0, 2], [1, 1], [1, 0]],
            {"model": "rasch", "reference": "9"},
            ["items.2: has scores above 1", "reference: '9' is no item"],
        ),
        ([[0, 1], [1, 0]], {"model": "2pl"}, ["model: '2pl' has no total score that says all of ability"]),
    ],
)
def test_what_cannot_be_is_said(scores, how, said):
    with pytest.raises(DocumentError) as error:
        calibrate_conditionally(responses(scores), **how)

    lines = error.value.lines()
    assert len(lines) == len(said)
    assert all(line.startswith(start) for line, start in zip(lines, said, strict=True))


def test_an_item_that_a_group_of_the_test_cannot_tell_of_is_named():
    sat12 = DATA["sat12"][1]()

    with pytest.raises(DocumentError, match=r"groups\.above 18\.items\.11: nobody scored 0"):
        andersen_test(sat12, model="rasch", groups=by_score(sat12))


def test_few_persons_and_those_who_tell_nothing_are_warned_of():
    found = calibrate_conditionally(responses(some("rasch", 25)), model="rasch")

    assert [warning.split(";")[0] for warning in found.warnings] == [
        "2 of 25 persons have all right, all wrong or no item at all",
        "There are 23 persons who tell of the items",
    ]
