"""Groups that differ, through an anchor. Vectors: tests/vectors/psychometrics/README.md, row kbneat."""

import csv
import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.errors import DocumentError
from testamur.psychometrics import equating
from testamur.psychometrics.equating import AnchorDistribution

VECTORS = Path(__file__).parents[2] / "vectors/psychometrics"
KNOWN = json.loads((VECTORS / "kbneat_expected.json").read_text())

LINES = [
    (equating.tucker, "weight"),
    (equating.levine, "weight"),
    (partial(equating.levine, anchor="external"), "weight"),
    (equating.nominal_weights_mean, "weight"),
    (equating.braun_holland, "weight"),
    (equating.chained_linear, None),
    (equating.levine_true_score, None),
]


def near_the_diagonal(seed: int) -> AnchorDistribution:
    totals, anchors = np.indices((9, 5))
    noise = np.random.default_rng(seed).integers(1, 20, (9, 5))
    return AnchorDistribution(noise + 25.0 * (np.abs(totals - 2 * anchors) <= 1))


groups = st.integers(0, 2**32 - 1).map(near_the_diagonal)
"""Totals 0..8 with an anchor 0..4 that rises with them; every pair occurs."""

lawful = settings(max_examples=25)


@pytest.fixture(scope="module")
def neat() -> tuple[AnchorDistribution, AnchorDistribution]:
    counts = {"x": np.zeros((37, 13)), "y": np.zeros((37, 13))}
    with (VECTORS / "kbneat.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            counts[row["form"]][int(row["total"]), int(row["anchor"])] = float(row["count"])
    return AnchorDistribution(counts["x"]), AnchorDistribution(counts["y"])


def test_the_moments_of_both_groups_are_the_published_ones(neat):
    assert [group.n for group in neat] == KNOWN["n"]
    for group, form in zip(neat, "xy", strict=True):
        means, sds = [group.total.mean, group.anchor.mean], [group.total.sd, group.anchor.sd]
        assert means == pytest.approx(KNOWN[f"mean_{form}"], abs=1e-4)
        assert sds == pytest.approx(KNOWN[f"sd_{form}"], abs=1e-4)


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("tucker_w1", equating.tucker),
        ("tucker_w05", partial(equating.tucker, weight=0.5)),
        ("levine_w1", equating.levine),
        ("levine_w05", partial(equating.levine, weight=0.5)),
        ("braun_w1", equating.braun_holland),
        ("chained", equating.chained_linear),
    ],
)
def test_the_lines_are_the_published_ones(neat, name, method):
    line = method(*neat).line

    assert [line.intercept, line.slope] == pytest.approx(KNOWN[name], abs=1e-4)


@pytest.mark.parametrize(
    ("name", "method"),
    [("freqest_w1", equating.frequency_estimation), ("chained_equip", equating.chained_equipercentile)],
)
def test_the_equipercentile_equivalents_are_the_published_ones(neat, name, method):
    assert method(*neat).equivalents == pytest.approx(np.array(KNOWN[name]), abs=1e-3)


@pytest.mark.parametrize(
    "method",
    [
        equating.tucker,
        partial(equating.levine, weight=0.5),
        equating.levine_true_score,
        equating.nominal_weights_mean,
    ],
)
def test_the_delta_method_agrees_with_the_bootstrap(neat, method):
    by_delta = method(*neat)

    drawn = equating.with_bootstrap_errors(method, *neat, rng=np.random.default_rng(3), samples=80)

    assert by_delta.error_method == "delta method"
    assert by_delta.errors == pytest.approx(drawn.errors, rel=0.25)


def test_frequency_estimation_has_bootstrap_errors_once_smoothed(neat):
    method = partial(equating.frequency_estimation, degrees=(3, 3, 1))

    drawn = equating.with_bootstrap_errors(method, *neat, rng=np.random.default_rng(3), samples=20)

    assert method(*neat).errors is None
    assert drawn.error_method == "bootstrap, 20 of 20 samples"
    assert ((drawn.errors > 0.01) & (drawn.errors < 1)).all()


def test_nominal_weights_worked_by_hand():
    """Means X 4, V 2 and Y 5, V 3; lengths 8 and 4: on group 1's scale Y falls by 8 / 4 x 1, so y = x - 4 + 3."""
    new, old = np.zeros((9, 5)), np.zeros((9, 5))
    new[3, 1] = new[5, 3] = old[4, 2] = old[6, 4] = 1

    line = equating.nominal_weights_mean(AnchorDistribution(new), AnchorDistribution(old)).line

    assert line == equating.Line(-1.0, 1.0)


def test_tucker_worked_by_hand():
    """Group 1: X = V + 2 with V 1, 3; group 2: Y = V + 2 with V 2, 4. Both slopes are 1: the forms are equal."""
    new, old = np.zeros((9, 5)), np.zeros((9, 5))
    new[3, 1] = new[5, 3] = old[4, 2] = old[6, 4] = 1

    line = equating.tucker(AnchorDistribution(new), AnchorDistribution(old)).line

    assert (line.intercept, line.slope) == pytest.approx((0.0, 1.0))


@pytest.mark.parametrize(("method", "weighted"), LINES)
@lawful
@given(new=groups, old=groups, weight=st.sampled_from([0.0, 0.3, 0.5, 1.0]))
def test_equating_back_is_the_inverse(method, weighted, new, old, weight):
    there = method(new, old, weight=weight) if weighted else method(new, old)
    back = method(old, new, weight=1 - weight) if weighted else method(old, new)

    assert back.line(there.equivalents) == pytest.approx(np.arange(9.0), abs=1e-8)


@pytest.mark.parametrize(
    "method",
    [
        *(method for method, _ in LINES),
        equating.chained_mean,
        equating.frequency_estimation,
        equating.chained_equipercentile,
        equating.anchor_circle_arc,
    ],
)
@lawful
@given(group=groups)
def test_one_form_and_one_group_are_equated_by_identity(method, group):
    assert method(group, group).equivalents == pytest.approx(np.arange(9.0), abs=1e-5)


@lawful
@given(new=groups, old=groups, weight=st.floats(0, 1))
def test_groups_that_are_alike_on_the_anchor_are_random_groups(new, old, weight):
    share = new.anchor.probabilities
    counts = old.counts / old.counts.sum(axis=0) * share * 1000
    alike = AnchorDistribution(counts)

    by_anchor = equating.frequency_estimation(new, alike, weight=weight)
    by_totals = equating.equipercentile(new.total, alike.total)

    assert by_anchor.equivalents == pytest.approx(by_totals.equivalents, abs=1e-7)


@lawful
@given(new=groups, old=groups)
def test_equipercentile_equivalents_never_fall(new, old):
    for method in (equating.frequency_estimation, equating.chained_equipercentile):
        assert (np.diff(method(new, old).equivalents) > -1e-9).all()


def test_bivariate_smoothing_keeps_the_moments_and_gives_nothing_to_what_cannot_be(neat):
    group = neat[0]

    fitted = equating.smooth_anchor(group, (4, 3, 2), internal=True)

    totals, anchors = np.indices(group.counts.shape)
    observed = group.counts / group.counts.sum()
    for i, j in ((1, 0), (4, 0), (0, 3), (1, 1), (2, 2), (1, 2)):
        product = totals**i * anchors**j
        assert (fitted.probabilities * product).sum() == pytest.approx((observed * product).sum(), rel=1e-7)
    assert fitted.probabilities.sum() == pytest.approx(1)
    assert not fitted.probabilities[(anchors > totals) | (12 - anchors > 36 - totals)].any()


def test_everything_that_is_wrong_with_two_groups_is_said_at_once():
    new, old = np.zeros((9, 5)), np.zeros((9, 4))
    new[3, 3] = new[5, 1] = old[2, 1] = old[4, 2] = 1

    with pytest.raises(DocumentError) as refused:
        equating.tucker(AnchorDistribution(new), AnchorDistribution(old), weight=1.5)

    assert refused.value.lines() == [
        "anchor: the highest anchor scores differ between the groups: 4 and 3",
        "weight: must lie between 0 and 1; it is 1.5",
        "new: total and anchor scores do not rise together; the anchor links nothing",
    ]


def test_a_synthetic_population_without_a_spread_is_refused():
    # Group 1's total hardly goes with the anchor, and group 2 hardly differs on it: Levine's slope is too steep.
    new, old = np.zeros((9, 5)), np.zeros((9, 5))
    new[3, 0] = new[4, 4] = new[5, 0] = new[5, 4] = 10
    old[3, 2] = old[4, 3] = old[5, 3] = 10

    with pytest.raises(DocumentError, match="would have a negative variance"):
        equating.levine(AnchorDistribution(new), AnchorDistribution(old), weight=0)


def test_an_anchor_score_that_one_group_lacks_is_named():
    new, old = np.ones((5, 3)), np.ones((5, 3))
    old[:, 2] = 0

    with pytest.raises(DocumentError, match="nobody who took the old form has anchor score 2"):
        equating.frequency_estimation(AnchorDistribution(new), AnchorDistribution(old))

    assert equating.chained_equipercentile(AnchorDistribution(new), AnchorDistribution(old)).n == (15, 10)


def test_pairs_of_scores_are_counted_and_refused_with_every_problem():
    found = equating.anchor_distribution([2, 0, 2], [1, 0, 1], maximum=2, anchor_maximum=1)
    assert found.counts.tolist() == [[1, 0], [0, 0], [0, 2]]

    with pytest.raises(DocumentError) as refused:
        equating.anchor_distribution([1, 7], [0, 1.5, 1], maximum=5, anchor_maximum=3)

    assert refused.value.lines() == [
        "totals: scores must lie between 0 and 5",
        "anchors: scores must be whole numbers",
        "anchors: 3 anchor scores for 2 totals",
    ]


def test_wrong_degrees_are_refused_with_every_problem(neat):
    with pytest.raises(DocumentError) as refused:
        equating.smooth_anchor(neat[0], (0, 40, 1))

    assert refused.value.lines() == [
        "degrees: the degree of the total must lie between 1 and 34; it is 0",
        "degrees: the degree of the anchor must lie between 1 and 12; it is 40",
        "degrees: the degree of the products must lie between 0 and 0; it is 1",
    ]
