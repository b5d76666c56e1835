import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulated_responses import marginal_loglik, simulated
from testamur.errors import DocumentError
from testamur.psychometrics.calibration import ITEM_MODELS, Calibration, calibrate, response_lists, responses
from testamur.psychometrics.calibration import expected as expected_counts
from testamur.psychometrics.calibration.population import grid

VECTORS = Path(__file__).parents[1] / "vectors/psychometrics"
every_item_model = pytest.mark.parametrize("model", ITEM_MODELS)
RECIPES = json.loads((VECTORS / "simulated_recovery_expected.json").read_text())


CLOSELY = 1e-5


def numbers(name: str) -> np.ndarray:
    with (VECTORS / name).open(newline="") as file:
        return np.array(list(csv.reader(file))[1:], dtype=float)


def expected(name: str) -> dict[str, Any]:
    return json.loads((VECTORS / f"{name}_expected.json").read_text())


def lsat6() -> Any:
    table = numbers("lsat6.csv")
    return responses(table[:, :5], weights=table[:, 5])


def column(calibration: Calibration, name: str) -> np.ndarray:
    return np.array([item.parameters[name] for item in calibration.items])


def errors(calibration: Calibration, name: str) -> np.ndarray:
    return np.array([item.standard_errors[name] for item in calibration.items])


def never_falls(calibration: Calibration) -> bool:
    steps = np.diff(calibration.history)
    return bool((steps >= -1e-9 * abs(calibration.loglik)).all())


def test_the_two_parameter_fit_of_the_lsat_is_that_of_bock_and_aitkin_and_mirt():
    known = expected("lsat6")["2PL"]

    found = calibrate(lsat6(), model="2pl")

    assert found.converged
    assert not found.warnings
    assert never_falls(found)
    assert found.loglik == pytest.approx(known["loglik"], abs=1e-3)
    assert (found.aic, found.bic) == pytest.approx((known["AIC"], known["BIC"]), abs=2e-3)
    np.testing.assert_allclose(column(found, "a"), known["a"], atol=1e-4)
    np.testing.assert_allclose(column(found, "d"), known["d"], atol=1e-4)
    np.testing.assert_allclose(errors(found, "a"), known["se_a"], rtol=0.01)
    np.testing.assert_allclose(errors(found, "d"), known["se_d"], rtol=0.01)
    np.testing.assert_allclose([item.difficulty for item in found.items], known["b"], atol=1e-3)


def test_the_error_of_a_difficulty_is_that_of_a_likelihood_written_in_difficulties():
    table = numbers("lsat6.csv")
    nodes = np.linspace(-6, 6, 61)
    shares = np.exp(-0.5 * nodes**2) / np.exp(-0.5 * nodes**2).sum()

    def loglik(point: np.ndarray) -> float:
        a, b = point.reshape(2, 5)
        right = 1 / (1 + np.exp(-a * (nodes[:, np.newaxis] - b)))
        patterns = np.where(table[:, np.newaxis, :5] == 1, right, 1 - right).prod(axis=2)
        return float(table[:, 5] @ np.log(patterns @ shares))

    found = calibrate(lsat6(), model="2pl")

    top = np.concatenate([column(found, "a"), [item.difficulty for item in found.items]])
    steps = np.eye(10) * 1e-3
    second = [
        [
            sum(s * t * loglik(top + s * one + t * other) for s in (-1, 1) for t in (-1, 1)) / 4e-6
            for other in steps
        ]
        for one in steps
    ]
    expected_errors = np.sqrt(np.diagonal(np.linalg.inv(-np.array(second))))[5:]
    np.testing.assert_allclose([item.difficulty_error for item in found.items], expected_errors, rtol=2e-3)


def test_an_item_that_is_held_has_no_error_of_difficulty_and_without_errors_there_is_none():
    table = numbers("lsat6.csv")
    scores = responses(table[:, :5], items=list("vwxyz"), weights=table[:, 5])

    held = calibrate(scores, model="2pl", anchors={"v": (0.8, 2.8)})
    without = calibrate(scores, model="2pl", errors=False)

    assert held.items[0].difficulty_error == 0
    assert all(item.difficulty_error > 0 for item in held.items[1:])
    assert np.isnan([item.difficulty_error for item in without.items]).all()


def test_the_rasch_fit_of_the_lsat_is_the_one_parameter_fit_of_mirt_and_ltm():
    known = expected("lsat6")["1PL"]

    found = calibrate(lsat6(), model="rasch")

    (population,) = found.populations
    assert found.converged
    assert found.loglik == pytest.approx(known["loglik"], abs=1e-3)
    assert population.sd == pytest.approx(known["a"][0], abs=1e-4)
    assert population.sd_error == pytest.approx(known["se_a"][0], rel=0.01)
    np.testing.assert_allclose(column(found, "d"), known["d"], atol=1e-4)
    np.testing.assert_allclose(errors(found, "d"), known["se_d"], rtol=0.01)


def test_the_fits_of_the_testfact_example_are_those_of_mirt():
    known, given_scores = expected("sat12"), responses(numbers("sat12_scored.csv"))

    two, rasch = (
        calibrate(given_scores, model="2pl", errors=False),
        calibrate(given_scores, model="rasch", errors=False),
    )

    assert two.loglik == pytest.approx(known["2PL"]["loglik"], abs=0.01)
    assert rasch.loglik == pytest.approx(known["rasch"]["loglik"], abs=0.01)
    np.testing.assert_allclose(column(two, "a"), known["2PL"]["a"], atol=1e-3)
    np.testing.assert_allclose(column(two, "d"), known["2PL"]["d"], atol=1e-3)
    np.testing.assert_allclose(column(rasch, "d"), known["rasch"]["d"], atol=1e-3)


@pytest.mark.parametrize(
    ("model", "name", "columns"),
    [("graded", "grm", [0, 1, 2, 3]), ("gpcm", "gpcm", [0, 6, 7, 8]), ("pcm", "pcm", [6, 7, 8])],
)
def test_the_polytomous_fits_of_the_science_data_are_those_of_mirt(model, name, columns):
    known = expected("science")[name]

    found = calibrate(responses(numbers("science.csv") - 1), model=model)

    assert found.converged
    assert never_falls(found)
    assert found.loglik == pytest.approx(known["loglik"], abs=0.01)
    np.testing.assert_allclose(found.parameters(), np.array(known["coef"])[:, columns], atol=2e-3)
    if "var" in known:
        assert found.populations[0].sd ** 2 == pytest.approx(known["var"], abs=3e-3)


def test_the_nominal_model_holds_the_generalised_partial_credit_model():
    science = responses(numbers("science.csv") - 1)

    nominal, credit = (calibrate(science, model=name, errors=False) for name in ("nominal", "gpcm"))

    assert nominal.converged
    assert nominal.loglik > credit.loglik
    assert (nominal.free, credit.free) == (24, 16)


@pytest.mark.parametrize("name", ["rasch_100x5k", "2pl_100x5k", "3pl_100x5k"])
def test_no_other_program_has_found_a_higher_likelihood_of_the_simulated_responses(name):
    recipe = RECIPES[name]
    u, _, _ = simulated(recipe["model"], recipe["items"], recipe["persons"], recipe["seed"])
    assert hashlib.sha256(u.tobytes()).hexdigest() == recipe["sha256_u8"]

    found = calibrate(responses(u), model=recipe["model"], errors=False)

    a = column(found, "a") if "a" in found.items[0].parameters else np.full(100, found.populations[0].sd)
    c = column(found, "c") if recipe["model"] == "3pl" else np.zeros(100)
    known = recipe.get("mle_marginal_loglik", recipe.get("map_marginal_loglik"))
    assert found.converged
    assert never_falls(found)
    assert marginal_loglik(u, a, column(found, "d"), c) == pytest.approx(known, abs=0.01)
    np.testing.assert_allclose(column(found, "d")[:5], recipe["d_first5"], atol=2e-3)


@every_item_model
def test_persons_counted_by_weight_are_persons_repeated(model):
    u, counts = some_responses(model, 300, 6), np.arange(300) % 3 + 1

    by_weight = calibrate(responses(u, weights=counts), model=model, errors=False, tolerance=CLOSELY)
    repeated = calibrate(responses(np.repeat(u, counts, axis=0)), model=model, errors=False, tolerance=CLOSELY)

    assert by_weight.loglik == pytest.approx(repeated.loglik, rel=1e-7)
    np.testing.assert_allclose(by_weight.parameters(), repeated.parameters(), atol=2e-3)


@pytest.mark.parametrize("model", sorted(set(ITEM_MODELS) - {"nominal"}))
def test_lists_and_a_matrix_with_holes_are_one_thing(model):
    u = some_responses(model, 300, 6).astype(float)
    u[np.random.default_rng(3).random(u.shape) < 0.3] = np.nan
    seen = ~np.isnan(u)
    starts = np.concatenate([[0], np.cumsum(seen.sum(axis=1))])
    names = [str(n) for n in range(1, 7)]

    matrix = calibrate(responses(u), model=model, errors=False, tolerance=CLOSELY)
    lists = calibrate(
        response_lists(starts, np.nonzero(seen)[1], u[seen].astype(int), items=names),
        model=model,
        errors=False,
        tolerance=CLOSELY,
    )

    assert matrix.loglik == pytest.approx(lists.loglik, rel=1e-7)
    np.testing.assert_allclose(matrix.parameters(), lists.parameters(), atol=5e-3)


def test_anchored_items_stay_and_the_population_is_found():
    a, d = np.linspace(0.8, 1.4, 20), np.linspace(-1.5, 1.5, 20)
    rng = np.random.default_rng(8)
    theta = rng.normal(0.5, 1.3, size=4000)
    u = rng.random((4000, 20)) < 1 / (1 + np.exp(-(theta[:, None] * a + d)))
    anchors = {str(n + 1): (a[n], d[n]) for n in range(15)}

    found = calibrate(responses(u), model="2pl", anchors=anchors)

    (population,) = found.populations
    assert found.converged
    np.testing.assert_array_equal(found.parameters()[:15], np.column_stack([a, d])[:15])
    assert [item.is_fixed for item in found.items] == [True] * 15 + [False] * 5
    assert abs(population.mean - 0.5) < 3 * population.mean_error
    assert abs(population.sd - 1.3) < 3 * population.sd_error
    beyond = np.abs(column(found, "d")[15:] - d[15:]) / errors(found, "d")[15:]
    assert beyond.max() < 3.5


def test_a_second_group_has_its_own_mean_and_spread():
    a, d = np.linspace(0.8, 1.4, 15), np.linspace(-1.5, 1.5, 15)
    rng = np.random.default_rng(9)
    theta = np.concatenate([rng.normal(0, 1, 1000), rng.normal(-0.8, 0.7, 1000)])
    u = rng.random((2000, 15)) < 1 / (1 + np.exp(-(theta[:, None] * a + d)))

    found = calibrate(responses(u, groups=["first"] * 1000 + ["second"] * 1000), model="2pl")

    first, second = found.populations
    assert (first.mean, first.sd, first.mean_error, first.sd_error) == (0, 1, 0, 0)
    assert abs(second.mean + 0.8) < 3 * second.mean_error
    assert abs(second.sd - 0.7) < 3 * second.sd_error
    assert never_falls(found)


def test_everything_wrong_with_the_scores_is_said_at_once():
    scores = np.array([[0, 1, 2, 0.5], [1, 1, 0, 1], [0, 1, 1, 0]], dtype=float)

    with pytest.raises(DocumentError) as error:
        responses(scores, items=["A", "B", "C", "C"], persons=["p", "p", "q"], most_categories=2)

    assert error.value.lines() == [
        "items: stand more than once: C",
        "persons: stand more than once: p",
        "items.B: was scored 1 for everybody; nothing can be estimated of it",
        "items.C: has scores that are not whole from 0 to 1: 2",
        "items.C: has scores that are not whole from 0 to 1: 0.5",
    ]


@pytest.mark.parametrize(
    ("model", "persons", "said"),
    [
        ("3pl", 60, "There are 60 persons; the three-parameter logistic model wants 500 at least"),
        ("2pl", 60, "There are 60 persons; the two-parameter logistic model wants 200 at least"),
    ],
)
def test_too_few_persons_are_warned_of(model, persons, said):
    found = calibrate(responses(some_responses(model, persons, 5)), model=model, most=200)

    assert any(warning.startswith(said) for warning in found.warnings)


def test_a_climb_that_is_cut_short_says_so():
    found = calibrate(lsat6(), model="2pl", most=3)

    assert not found.converged
    assert found.warnings[0].startswith("It did not converge after 3 steps")


def test_persons_without_any_item_change_nothing_and_are_told():
    u = some_responses("2pl", 300, 5).astype(float)

    plain = calibrate(responses(u), model="2pl", errors=False)
    more = calibrate(responses(np.vstack([u, np.full((7, 5), np.nan)])), model="2pl", errors=False)

    np.testing.assert_allclose(more.parameters(), plain.parameters(), atol=2e-3)
    assert "7 persons took no item at all; they tell nothing." in more.warnings


def test_an_item_that_parts_everybody_is_warned_of():
    u = some_responses("2pl", 400, 6)
    u[:, 0] = u[:, 1:].sum(axis=1) > 2

    found = calibrate(responses(u), model="2pl", most=60, errors=False)

    assert any("Item 1 has a parameter of size" in warning for warning in found.warnings)


def test_a_model_that_does_not_fit_the_scores_is_refused():
    science = responses(numbers("science.csv") - 1, items=["W", "X", "Y", "Z"])

    with pytest.raises(DocumentError, match=r"items\.W: has scores above 1; the 2pl model takes none"):
        calibrate(science, model="2pl")
    with pytest.raises(DocumentError, match="model: is one of"):
        calibrate(science, model="4pl")
    with pytest.raises(DocumentError, match=r"anchors\.V: is no item of these responses"):
        calibrate(science, model="graded", anchors={"V": (1, 0), "W": (1, 2)})


def some_responses(model: str, persons: int, items: int) -> np.ndarray:
    """Scores with every score used, drawn with a fixed seed."""
    rng = np.random.default_rng(4)
    theta = rng.normal(size=persons)[:, None]
    places = np.linspace(-1, 1, items)
    most = (ITEM_MODELS[model].most_categories or 3) - 1
    return sum(
        (rng.random((persons, items)) < 1 / (1 + np.exp(-1.2 * (theta - places + step)))).astype(int)
        for step in range(most)
    )


@pytest.mark.parametrize("kernel", ["bytes", "lists"])
def test_the_bits_are_the_same_for_any_number_of_threads(kernel, monkeypatch):
    u, _, _ = simulated("2pl", 9, 70_000, 77)
    names = [str(n) for n in range(9)]
    starts, places = np.arange(70_001) * 9, np.tile(np.arange(9), 70_000)
    given = responses(u) if kernel == "bytes" else response_lists(starts, places, u.ravel(), items=names)
    answers = []

    for threads in (1, 2, 8):
        monkeypatch.setattr(expected_counts, "PROCESSORS", threads)
        monkeypatch.setattr(expected_counts.Listed, "threads", threads)
        found = calibrate(given, model="2pl", errors=False, most=4)
        answers.append((found.parameters().tobytes(), found.loglik))

    assert len(set(answers)) == 1


def test_everything_wrong_with_lists_is_said_at_once():
    with pytest.raises(DocumentError) as wrong:
        response_lists([0, 2, 1, 4], [0, 1, 7], [0, 1, -1], items=["a", "b", "b"])

    assert wrong.value.lines() == [
        "starts: must begin at 0 and never fall",
        "places: must be whole numbers from 0 to 2, at least one",
        "scores: must be whole numbers from 0 to 99",
        "items: stand more than once: b",
    ]


def test_nobody_takes_an_item_twice_and_every_item_must_tell_something():
    with pytest.raises(DocumentError) as wrong:
        response_lists([0, 3, 6], [0, 1, 0, 1, 2, 4], [1, 1, 0, 1, 2, 0], items=["a", "b", "c", "d", "e"])

    assert wrong.value.lines() == [
        "places: the same item stands twice for one person, counted from 0: 0",
        "items.b: was scored 1 by everybody; nothing can be estimated of it",
        "items.c: was scored 2 by everybody; nothing can be estimated of it",
        "items.d: was given to nobody; nothing can be estimated of it",
        "items.e: was scored 0 by everybody; nothing can be estimated of it",
    ]


def test_a_response_takes_two_bytes_whatever_it_came_in():
    places, scores = np.tile(np.arange(6, dtype=np.int64), 500), np.arange(3000, dtype=np.int64) % 7 % 2

    given = response_lists(np.arange(501) * 6, places, scores, items=list("abcdef"))

    assert given.lists.codes.nbytes == 2 * len(places)
    np.testing.assert_array_equal(np.bincount(given.lists.codes), np.bincount(2 * places + scores))
    assert (given.longest, given.blank) == (6, 0)


@pytest.mark.parametrize("model", ["rasch", "2pl", "gpcm", "graded", "nominal"])
def test_nodes_from_which_nobody_can_have_come_may_be_left_out_without_a_bits_difference(monkeypatch, model):
    monkeypatch.setattr(expected_counts.Listed, "block", 50)
    rng = np.random.default_rng(15)
    chosen, persons, items = ITEM_MODELS[model], 400, 60
    names, most = [str(n) for n in range(items)], 2 if model in {"rasch", "2pl"} else 3
    theta = np.linspace(-4, 4, persons)
    scores = (theta[:, None] + rng.normal(size=(persons, items)) > np.arange(1, most)[:, None, None] - 1.4).sum(
        axis=0
    )
    places = np.array([rng.permutation(items)[:40] for _ in range(persons)])
    given = response_lists(
        np.arange(persons + 1) * 40,
        places.ravel(),
        np.take_along_axis(scores, places, axis=1).ravel(),
        items=names,
    )
    nodes, windows = grid(6.0, 0.2), {}
    log_weights = nodes.log_weights(np.zeros(1), np.ones(1))
    free = chosen.start(np.full((items, most), 1 / most), np.linspace(0.8, 2.0, items))

    for step in (0.0, 0.1, -2.0):
        log_p = chosen.log_probability(nodes.theta + step, free).reshape(-1, len(nodes.theta))
        plain = expected_counts.expected(given, log_p, log_weights, windows={})
        with_windows = expected_counts.expected(given, log_p, log_weights, windows=windows)

        assert plain.counts.tobytes() == with_windows.counts.tobytes()
        assert plain.population.tobytes() == with_windows.population.tobytes()
        assert plain.loglik == with_windows.loglik
        np.testing.assert_allclose(plain.counts.sum(), persons * 40)
    assert min(found.stop - found.start for found in windows.values()) < 40


def test_lists_stand_in_the_order_of_the_share_of_points():
    starts, places = [0, 2, 4, 6, 7], [0, 1, 1, 2, 0, 2, 2]

    given = response_lists(starts, places, [1, 1, 0, 0, 0, 1, 2], items=["a", "b", "c"])

    # a and b are scored 0 and 1, c to 2: the shares of the four persons are 1, 0, 0.25 and 1.
    assert given.lists.starts.tolist() == [0, 2, 4, 6, 7]
    assert given.lists.codes.tolist() == [2, 4, 0, 5, 1, 3, 6]
