"""M2 of all scores, and fit where items are missing by design, against every pattern counted one by one."""

import itertools

import numpy as np
import pytest

from testamur.errors import Refused
from testamur.psychometrics import ITEM_MODELS, calibrate, responses
from testamur.psychometrics.ability.form import form_of
from testamur.psychometrics.calibration.responses import NOT_GIVEN
from testamur.psychometrics.fit_statistics import fitted, item_fit, model_fit


def graded(persons, items, *, seed=5, steps=(-0.7, 0.8)):
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=(persons, 1)) + rng.logistic(size=(persons, items)) / 1.5
    return sum((theta > step).astype(float) for step in steps)


def two_forms(scores, shared):
    half, columns = len(scores) // 2, scores.shape[1]
    scores[:half, (columns + shared) // 2 :], scores[half:, : (columns - shared) // 2] = np.nan, np.nan
    return scores


def fit_of(scores, model):
    given = responses(scores)
    return fitted(calibrate(given, model=model, errors=False), given)


def by_patterns(found, model, *, full):
    """M2 from all patterns of each form: proportions, their multinomial covariance, derivatives by differences."""
    theta, shares = found.nodes
    free = [values for part in form_of(model, found_parameters(found)).parts for values in part.parameters]
    start = np.concatenate(free)
    seen = found.scores != NOT_GIVEN
    rows = []
    for kind in np.unique(seen, axis=0):
        persons = (seen == kind).all(axis=1)
        items, scores = np.flatnonzero(kind), found.scores[persons][:, kind]
        categories = found.form.categories[items]
        patterns = np.array(list(itertools.product(*map(range, categories))))
        moments = to_moments(patterns, categories, full=full)

        def of(point, items=items, patterns=patterns):
            matrix = point.reshape(len(free), -1)[items]
            p = np.exp(ITEM_MODELS[model].log_probability(theta, matrix))
            return np.prod([p[n][patterns[:, n]] for n in range(len(items))], axis=0) @ shares

        expected, width = of(start), 1e-5
        steps = width * np.eye(len(start))
        slopes = np.stack([(of(start + step) - of(start - step)) / (2 * width) for step in steps], axis=1)
        counts = np.array([(scores == pattern).all(axis=1).sum() for pattern in patterns])
        root = np.linalg.cholesky(moments @ (np.diag(expected) - np.outer(expected, expected)) @ moments.T)
        surplus = moments @ (counts / counts.sum() - expected)
        rows.append(np.sqrt(counts.sum()) * np.linalg.solve(root, np.column_stack([surplus, moments @ slopes])))
    whole = np.vstack(rows)
    away, slopes = whole[:, 0], whole[:, 1:]
    left = away - slopes @ np.linalg.lstsq(slopes, away, rcond=1e-9)[0]
    return float(left @ left), len(away) - np.linalg.matrix_rank(slopes, tol=1e-6 * np.linalg.norm(slopes))


def found_parameters(found):
    return [
        part.model.published(part.parameters)[0][place]
        for part in found.form.parts
        for place in range(len(part.items))
    ]


def to_moments(patterns, categories, *, full):
    singles = [patterns[:, n] == k for n, most in enumerate(categories) for k in range(1, most)]
    pairs = [
        (patterns[:, i] == k) & (patterns[:, j] == m) if full else patterns[:, i] * patterns[:, j]
        for i, j in itertools.combinations(range(len(categories)), 2)
        for k in (range(1, categories[i]) if full else [0])
        for m in (range(1, categories[j]) if full else [0])
    ]
    return np.array(singles + pairs, dtype=float)


@pytest.mark.parametrize(
    ("model", "full"), [("graded", True), ("graded", False), ("gpcm", True), ("nominal", True)]
)
def test_m2_of_items_with_three_scores_is_that_of_all_patterns(model, full):
    found = fit_of(graded(700, 4), model)

    whole = model_fit(found, kind="M2" if full else "C2")

    statistic, degrees = by_patterns(found, model, full=full)
    assert whole.kind == ("M2" if full else "C2")
    assert whole.m2.statistic == pytest.approx(statistic, rel=1e-5)
    assert whole.m2.degrees == degrees


@pytest.mark.parametrize(("model", "full"), [("graded", True), ("graded", False), ("2pl", False)])
def test_forms_with_common_items_are_compared_with_one_set_of_parameters(model, full):
    steps = (-0.7, 0.8) if model == "graded" else (0.1,)
    found = fit_of(two_forms(graded(900, 6, steps=steps), 2), model)

    whole = model_fit(found, kind="M2" if full else "C2")

    statistic, degrees = by_patterns(found, model, full=full)
    assert (whole.forms, whole.persons) == (2, 900)
    assert whole.m2.statistic == pytest.approx(statistic, rel=1e-5)
    assert whole.m2.degrees == degrees
    assert whole.m2.p > 0.01
    assert whole.srmsr < 0.06


def test_where_items_are_scored_0_and_1_there_is_one_m2():
    found = fit_of(graded(500, 5, steps=(0.1,)), "2pl")

    assert model_fit(found, kind="M2") == model_fit(found, kind="C2")


def test_a_copied_pair_of_one_form_is_found():
    scores = graded(2000, 12, steps=(0.1,))
    scores[:, 1] = np.where(np.random.default_rng(3).random(2000) < 0.6, scores[:, 0], scores[:, 1])

    whole = model_fit(fit_of(two_forms(scores, 4), "2pl"))

    assert whole.m2.p < 1e-6
    assert whole.rmsea.low > 0.02


def test_groups_of_an_item_are_made_within_each_form_and_added():
    found = fit_of(two_forms(graded(1600, 10), 4), "graded")

    joint = item_fit(found)

    halves = [
        item_fit(found.part(rows, items))
        for rows, items in ((np.arange(800), range(7)), (np.arange(800, 1600), range(3, 10)))
    ]
    apart = {(half, one.item): one for half, fits in enumerate(halves) for one in fits}
    for item in joint:
        own = [apart[half, item.item] for half in (0, 1) if (half, item.item) in apart]
        assert item.joined.statistic == pytest.approx(sum(one.joined.statistic for one in own))
        # The item's three parameters are counted once.
        assert item.joined.degrees == sum(one.joined.degrees + 3 for one in own) - 3
        assert item.scores == tuple(score for one in own for score in one.scores)
        assert item.left_out == 0
        assert item.joined.p > 1e-3
    assert set(joint[4].forms) == {0, 1}
    assert len(set(joint[0].forms)) == 1


def test_persons_of_a_form_that_few_took_are_left_out_and_counted():
    scores = graded(300, 6, steps=(0.1,))
    scores[:20, 0], scores[20:23, 5] = np.nan, np.nan
    found = fit_of(scores, "2pl")

    first, *_, last = item_fit(found)

    assert (first.left_out, last.left_out) == (3, 20)
    assert (model_fit(found).forms, model_fit(found).persons) == (1, 277)


def test_holes_that_are_everybodys_own_are_refused_with_the_reason():
    scores = graded(100, 8, steps=(0.1,))
    scores[np.arange(100), np.arange(100) % 8] = np.nan
    found = fit_of(scores, "2pl")

    for function in (item_fit, model_fit):
        with pytest.raises(Refused, match="there are 8 sets of items, and no more than 13 persons with the same"):
            function(found)


def test_an_item_that_is_only_on_a_form_of_few_has_nothing_to_test():
    scores = graded(200, 6, steps=(0.1,))
    scores[20:, 5] = np.nan

    *_, last = item_fit(fit_of(scores, "2pl"))

    assert (last.joined.degrees, last.joined.p, last.left_out) == (0, None, 20)


def test_more_moments_than_can_be_waited_for_are_refused():
    scores = graded(400, 60)

    with pytest.raises(Refused, match="M2 would compare 7,200 moments, above 6,000; take C2"):
        model_fit(fit_of(scores, "pcm"), kind="M2")
