"""Linking scales and equating on them. Vectors: tests/vectors/psychometrics/README.md, row kb04."""

import csv
import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from testamur.errors import DocumentError
from testamur.psychometrics import equating
from testamur.psychometrics.equating import AnchorItems, Curves, Link

VECTORS = Path(__file__).parents[2] / "vectors/psychometrics"
KNOWN = json.loads((VECTORS / "kb04_expected.json").read_text())
ITEMS = list(csv.DictReader((VECTORS / "kb04_items.csv").read_text().splitlines()))
COMMON = [item for item in ITEMS if item["common"] == "1"]
SETS = {"all_12_common": COMMON, "without_item_27": [item for item in COMMON if item["item"] != "27"]}

lawful = settings(max_examples=20)
scales = st.tuples(st.floats(0.6, 1.7), st.floats(-1.5, 1.5))


def column(items, name):
    return np.array([float(item[name]) for item in items])


def three_parameter(a, b, c) -> Curves:
    def curves(theta):
        right = c + (1 - c) * expit(1.7 * a * (theta[:, np.newaxis] - b))
        return np.stack([1 - right, right], axis=-1)

    return curves


def graded(a, thresholds) -> Curves:
    def curves(theta):
        reached = expit(a[:, np.newaxis] * (theta[:, np.newaxis, np.newaxis] - thresholds))
        ends = np.ones((*reached.shape[:2], 1)), np.zeros((*reached.shape[:2], 1))
        return -np.diff(np.concatenate([ends[0], reached, ends[1]], axis=2), axis=2)

    return curves


def form(items, which) -> Curves:
    return three_parameter(*(column(items, f"{which}_{letter}") for letter in "abc"))


def anchors(items, which) -> AnchorItems:
    names = tuple(item["item"] for item in items)
    return AnchorItems(names, column(items, f"{which}_a"), column(items, f"{which}_b"))


@pytest.mark.parametrize("name", list(SETS))
def test_the_links_are_the_published_ones(name):
    items, known = SETS[name], KNOWN[name]
    sides, curves = [anchors(items, w) for w in ("new", "old")], [form(items, w) for w in ("new", "old")]
    found = {
        "mean_mean": equating.mean_mean(*sides),
        "mean_sigma": equating.mean_sigma(*sides),
        "haebara": equating.haebara(*curves),
        "stocking_lord": equating.stocking_lord(*curves),
    }

    for method, link in found.items():
        tolerance = 1e-5 if method.startswith("mean") else 5e-5
        assert [link.slope, link.intercept] == pytest.approx(known[method], abs=tolerance), method


@pytest.fixture(scope="module")
def linked_forms() -> tuple[Curves, Curves]:
    items = SETS["without_item_27"]
    link = equating.mean_sigma(anchors(items, "new"), anchors(items, "old"))
    return equating.linked(form(ITEMS, "new"), link), form(ITEMS, "old")


def test_the_true_score_equivalents_are_the_published_ones(linked_forms):
    known = KNOWN["true_score_equating_after_mean_sigma_without_27"]

    found = equating.irt_true_score(*linked_forms, n=(1000, 1000))

    assert found.equivalents[known["new_score"]] == pytest.approx(known["old_equiv"], abs=1e-3)
    slope = column(ITEMS, "old_c").sum() / column(ITEMS, "new_c").sum()
    assert slope == pytest.approx(0.8880207, abs=1e-7)
    assert found.equivalents[:7] == pytest.approx(slope * np.arange(7), abs=1e-9)
    assert found.equivalents[36] == 36


def test_observed_scores_are_equated_near_the_true_ones_and_meet_at_the_ends(linked_forms):
    theta = np.linspace(-4, 4, 41)
    weights = np.exp(-(theta**2) / 2)

    observed = equating.irt_observed_score(*linked_forms, theta=theta, weights=weights, n=(1000, 1000))

    true = equating.irt_true_score(*linked_forms, n=(1000, 1000))
    assert observed.equivalents[10:33] == pytest.approx(true.equivalents[10:33], abs=0.3)
    assert (np.diff(observed.equivalents) > 0).all()


@lawful
@given(scale=scales, is_symmetric=st.booleans())
@pytest.mark.parametrize("method", [equating.haebara, equating.stocking_lord])
def test_the_scale_that_items_were_moved_by_is_found_again(method, scale, is_symmetric):
    slope, intercept = scale
    a, b, c = (column(COMMON, f"old_{letter}") for letter in "abc")
    moved = three_parameter(a * slope, (b - intercept) / slope, c)

    link = method(moved, three_parameter(a, b, c), is_symmetric=is_symmetric)

    assert [link.slope, link.intercept] == pytest.approx([slope, intercept], abs=1e-6)
    assert link.criterion == pytest.approx(0, abs=1e-10)


@lawful
@given(scale=scales)
def test_moments_find_the_scale_that_items_were_moved_by(scale):
    slope, intercept = scale
    old = anchors(COMMON, "old")
    new = AnchorItems(old.names, old.slopes * slope, (old.locations - intercept) / slope)

    for method in (equating.mean_mean, equating.mean_sigma):
        link = method(new, old)
        assert [link.slope, link.intercept] == pytest.approx([slope, intercept], abs=1e-9)


@pytest.mark.parametrize("method", [equating.haebara, equating.stocking_lord])
def test_items_with_several_categories_are_linked_as_well(method):
    a, thresholds = np.array([1.2, 0.8, 2.0]), np.array([[-1.0, 0.2, 1.0], [-0.5, 0.1, 0.6], [0.0, 0.5, 2.0]])
    moved = graded(a * 1.3, (thresholds + 0.4) / 1.3)

    link = method(moved, graded(a, thresholds))

    assert [link.slope, link.intercept] == pytest.approx([1.3, -0.4], abs=1e-6)


@pytest.mark.parametrize("method", [equating.haebara, equating.stocking_lord])
def test_a_symmetric_link_back_is_the_inverse(method):
    new, old = form(COMMON, "new"), form(COMMON, "old")

    there, back = method(new, old, is_symmetric=True), method(old, new, is_symmetric=True).inverse

    assert [back.slope, back.intercept] == pytest.approx([there.slope, there.intercept], abs=1e-6)


def test_a_link_takes_abilities_across_and_back():
    link = Link(2.0, 1.0, "given", 5)

    assert link([0.0, 1.0]).tolist() == [1.0, 3.0]
    assert link.inverse(link([0.3, -2.0])) == pytest.approx([0.3, -2.0])


def test_the_recursion_worked_by_hand():
    """Kolen & Brennan (2004), ch. 6: three items with P .26, .27 and .18; each total by adding products."""
    right = np.array([0.26, 0.27, 0.18])

    found = equating.score_probabilities(np.stack([1 - right, right], axis=-1)[np.newaxis])

    assert found[0] == pytest.approx([0.442964, 0.416708, 0.127692, 0.012636], abs=1e-12)


@lawful
@given(seed=st.integers(0, 2**32 - 1), items=st.integers(1, 5), categories=st.integers(2, 4))
def test_the_recursion_is_what_every_pattern_adds_up_to(seed, items, categories):
    p = np.random.default_rng(seed).dirichlet(np.ones(categories), size=(2, items))

    found = equating.score_probabilities(p)

    known = np.zeros_like(found)
    for pattern in itertools.product(range(categories), repeat=items):
        known[:, sum(pattern)] += np.prod([p[:, item, score] for item, score in enumerate(pattern)], axis=0)
    assert found == pytest.approx(known, abs=1e-12)
    assert found.sum(axis=1) == pytest.approx(1)


def test_one_form_is_equated_to_itself_by_identity():
    old, theta = form(ITEMS, "old"), np.linspace(-4, 4, 21)
    score = np.arange(37.0)

    assert equating.irt_true_score(old, old, n=(1, 1)).equivalents == pytest.approx(score, abs=1e-8)
    by_observed = equating.irt_observed_score(old, old, theta=theta, weights=np.ones(21), n=(1, 1))
    assert by_observed.equivalents == pytest.approx(score, abs=1e-6)


def test_forms_of_different_length_and_mixed_categories_end_at_their_highest_scores():
    longer = graded(np.array([1.0, 1.0, 1.5]), np.array([[-1.0, 1.0], [0.0, 0.5], [-0.5, 0.8]]))
    two, zero = three_parameter(np.ones(2), np.zeros(2), np.zeros(2)), np.zeros

    def mixed(theta):  # two items scored 0 or 1, and one scored 0, 1 or 2
        padded = np.concatenate([two(theta), zero((len(theta), 2, 1))], axis=2)
        return np.concatenate([padded, longer(theta)[:, :1]], axis=1)

    found = equating.irt_true_score(mixed, longer, n=(50, 60))
    by_observed = equating.irt_observed_score(mixed, longer, theta=np.zeros(1), weights=np.ones(1), n=(50, 60))

    assert (len(found.scores), found.maximum) == (5, 6)
    assert found.equivalents[[0, 4]] == pytest.approx([0, 6], abs=1e-9)
    assert (len(by_observed.scores), by_observed.maximum) == (5, 6)


def test_true_score_equating_back_is_the_inverse():
    new, old = (graded(np.array([1.0, a]), np.array([[b, 1.0], [0.0, 0.5]])) for a, b in ((1.3, -1.0), (0.7, 0.2)))

    there = equating.irt_true_score(new, old, n=(1, 1)).equivalents[1:4]
    abilities = equating.irt_equating.abilities_of(there, old)

    back = equating.linking.expected_scores(new(abilities))
    assert back == pytest.approx([1.0, 2.0, 3.0], abs=1e-9)


def test_the_choice_of_common_items_has_an_error():
    """Differences of difficulty 0, 0 and 3, equal slopes: the jackknife of a mean is its standard error, 1."""
    old = AnchorItems(("1", "2", "3"), np.ones(3), np.array([0.0, 1.0, 5.0]))
    new = AnchorItems(old.names, np.ones(3), np.array([0.0, 1.0, 2.0]))

    errors = equating.jackknife_errors(lambda kept: equating.mean_mean(new.at(kept), old.at(kept)), 3)

    assert errors == pytest.approx((0.0, 1.0))


def test_everything_that_is_wrong_with_common_items_is_said_at_once():
    with pytest.raises(DocumentError) as refused:
        AnchorItems(("1", "1", "3"), np.array([1.0, -1.0, 1.0]), np.array([0.0, 0.0, np.nan]))

    assert refused.value.lines() == [
        "names: an item is named twice",
        "slopes.1: must be above 0; it is -1",
        "locations.3: is missing or not a number",
    ]


def test_links_that_cannot_be_found_are_refused():
    old = anchors(COMMON, "old")
    with pytest.raises(DocumentError, match="not of the same items, in the same order"):
        equating.mean_mean(old.at(np.array([1, 0])), old.at(np.array([0, 1])))
    with pytest.raises(DocumentError, match="all difficulties are equal"):
        equating.mean_sigma(*(2 * [AnchorItems(("1", "2"), np.ones(2), np.zeros(2))]))
    with pytest.raises(DocumentError, match="three or more of the same common items"):
        equating.screen(old.at(np.array([0, 1])), old.at(np.array([0, 1])))
    with pytest.raises(DocumentError, match="differ in number or score categories"):
        equating.haebara(form(COMMON, "new"), form(COMMON[1:], "old"))
    with pytest.raises(DocumentError, match="one weight for each ability"):
        equating.stocking_lord(form(COMMON, "new"), form(COMMON, "old"), weights=np.ones(3))
    flat = three_parameter(np.full(2, 1e-9), np.zeros(2), np.zeros(2))
    with pytest.raises(DocumentError, match="do not say where the scales lie"):
        equating.stocking_lord(flat, flat)


def test_an_expected_score_that_falls_is_refused():
    def falling(theta):
        right = expit(-theta[:, np.newaxis])
        return np.stack([1 - right, right], axis=-1)

    with pytest.raises(DocumentError, match="new: the expected score does not rise with ability"):
        equating.irt_true_score(falling, form(COMMON, "old"), n=(1, 1))
