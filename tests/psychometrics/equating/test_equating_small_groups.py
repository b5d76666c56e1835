"""Small groups: the circle arc, recommendations, and the table that is published."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.errors import DocumentError
from testamur.psychometrics import equating
from testamur.psychometrics.equating import AnchorDistribution, Conversion, ConversionRow, ScoreDistribution
from testamur.psychometrics.equating.circle_arc import arc

lawful = settings(max_examples=25)


def conversion(equivalents: list[float], errors: list[float] | None = None) -> Conversion:
    return Conversion(
        method="given",
        scores=np.arange(float(len(equivalents))),
        equivalents=np.array(equivalents),
        maximum=len(equivalents) - 1,
        n=(40, 50),
        errors=None if errors is None else np.array(errors),
    )


def test_a_simplified_arc_worked_by_hand():
    """Ends (0, 0) and (10, 10), middle (5, 6): above the line rises 1 over 10, radius 13, centre (5, -12).

    At 2.5 the height is sqrt(169 - 6.25) - 12 = 0.7573.
    """
    found = arc(np.array([0.0, 2.5, 5.0, 10.0]), low=(0, 0), middle=(5, 6), high=(10, 10), kind="simplified")

    assert found == pytest.approx([0.0, 2.5 + np.sqrt(162.75) - 12, 6.0, 10.0])


def test_a_symmetric_arc_worked_by_hand():
    """The circle through (0, 0), (4, 6) and (10, 10) has centre (17, -7) and square radius 338."""
    found = arc(np.array([0.0, 2.0, 4.0, 10.0]), low=(0, 0), middle=(4, 6), high=(10, 10), kind="symmetric")

    assert found == pytest.approx([0.0, np.sqrt(338 - 225) - 7, 6.0, 10.0])


def test_below_the_lowest_meaningful_score_the_arc_runs_straight_to_zero():
    found = arc(np.array([0.0, 1.0, 2.0, 10.0]), low=(2, 3), middle=(5, 6.2), high=(10, 10), kind="simplified")

    assert found[:3] == pytest.approx([0.0, 1.5, 3.0])
    assert found[3] == pytest.approx(10.0)


@lawful
@given(x=st.floats(3, 7), rise=st.floats(-1.2, 1.2))
def test_the_symmetric_arc_back_is_the_inverse(x, rise):
    scores, middle = np.linspace(0, 10, 11), (x, x + rise)

    there = arc(scores, low=(0, 0), middle=middle, high=(10, 10), kind="symmetric")
    back = arc(there, low=(0, 0), middle=middle[::-1], high=(10, 10), kind="symmetric")

    assert back == pytest.approx(scores, abs=1e-6)
    assert (np.diff(there) > 0).all()


@pytest.mark.parametrize("kind", ["simplified", "symmetric"])
def test_points_on_one_line_give_the_line(kind):
    found = arc(np.arange(11.0), low=(0, 0), middle=(5, 10), high=(10, 20), kind=kind)

    assert found == pytest.approx(2 * np.arange(11.0))


@pytest.mark.parametrize(
    ("low", "middle", "kind", "words"),
    [
        ((0, 0), (5, 11), "simplified", "the old score 11 does not lie between the ends 0 and 10"),
        ((0, 1), (5, 6), "simplified", "both scores must be 0, or both above it"),
        ((0, 0), (5, 9.5), "simplified", "the arc through the three points would fall somewhere"),
        ((0, 0), (9.5, 0.5), "symmetric", "the arc through the three points would fall somewhere"),
    ],
)
def test_arcs_that_make_no_sense_are_refused(low, middle, kind, words):
    with pytest.raises(DocumentError, match=words):
        arc(np.arange(11.0), low=low, middle=middle, high=(10, 10), kind=kind)


def test_the_arc_of_random_groups_goes_through_the_means_and_the_highest_scores():
    new = equating.score_distribution([4, 6] * 20, maximum=10)
    old = equating.score_distribution([5, 7] * 20, maximum=12)

    found = equating.circle_arc(new, old)

    assert found.equivalents[[0, 5, 10]] == pytest.approx([0.0, 6.0, 12.0])
    assert found.warnings == ()


def test_the_arc_through_an_anchor_goes_where_the_anchor_puts_the_mean():
    new, old = np.zeros((9, 5)), np.zeros((9, 5))
    new[3, 1] = new[5, 3] = old[5, 2] = old[7, 4] = 20

    # Tucker: X and Y both rise by 1 a point of the anchor; Y = V + 3, X = V + 2, so the mean 4 of X meets 5.
    found = equating.anchor_circle_arc(AnchorDistribution(new), AnchorDistribution(old), through=equating.tucker)

    assert found.equivalents[[0, 4, 8]] == pytest.approx([0.0, 5.0, 8.0])


@pytest.mark.parametrize(
    ("n", "design", "method"),
    [
        (29, "random groups", "identity"),
        (30, "random groups", "circle-arc"),
        (99, "random groups", "circle-arc"),
        (400, "random groups", "equipercentile, presmoothed"),
        (1500, "random groups", "equipercentile, presmoothed"),
        (29, "anchor", "identity"),
        (30, "anchor", "nominal weights mean"),
        (100, "anchor", "circle-arc"),
        (400, "anchor", "Tucker"),
        (5000, "anchor", "frequency estimation, presmoothed"),
    ],
)
def test_what_is_recommended_turns_on_the_smaller_group(n, design, method):
    rule = equating.recommended(n, design=design)

    assert rule.methods[0] == method
    assert "(" in rule.source


def test_a_negative_number_of_persons_is_refused():
    with pytest.raises(DocumentError, match="must be 0 or more"):
        equating.recommended(-1, design="anchor")


def test_scores_that_equating_changes_are_those_half_a_point_away():
    assert equating.changed_scores(conversion([0.1, 1.5, 1.6, 3.5])) == (1, 3)
    assert equating.changed_scores(conversion([0.4, 1.4, 2.4])) == ()


def test_half_way_to_identity_halves_the_change_and_its_error():
    new = equating.score_distribution([1, 2, 3] * 12, maximum=6)
    old = equating.score_distribution([2, 3, 4] * 12, maximum=6)
    whole = equating.mean(new, old)

    half = equating.towards_identity(whole, weight=0.5)

    assert half.line == equating.Line(0.5, 1.0)
    assert half.equivalents.tolist() == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5]
    assert half.errors == pytest.approx(whole.errors / 2)


def test_a_compromise_with_identity_needs_forms_of_one_length_and_a_weight():
    short = ScoreDistribution(np.ones(5))

    with pytest.raises(DocumentError) as refused:
        equating.towards_identity(equating.linear(short, ScoreDistribution(np.ones(9))), weight=2)

    assert refused.value.lines() == [
        "weight: must lie between 0 and 1; it is 2",
        "conversion: the forms differ in their highest score; there is no identity",
    ]


@pytest.mark.parametrize(
    ("value", "decimals", "known"),
    [(2.5, 0, 3.0), (2.4999999, 0, 2.0), (-2.5, 0, -2.0), (0.145, 2, 0.15), (1 - 1e-12, 0, 1.0)],
)
def test_halves_are_rounded_up(value, decimals, known):
    assert equating.rounded(value, decimals=decimals) == known


def test_the_table_cuts_off_what_the_old_form_does_not_have_and_then_rounds():
    table = equating.conversion_table(conversion([-0.7, 0.5, 2.6], [0.1, float("nan"), 0.2]))

    z = 1.959963984540054
    assert table == (
        ConversionRow(0, -0.7, 0.1, pytest.approx(-0.7 - 0.1 * z), pytest.approx(-0.7 + 0.1 * z), 0.0),
        ConversionRow(1, 0.5, None, None, None, 1.0),
        ConversionRow(2, 2.6, 0.2, pytest.approx(2.6 - 0.2 * z), pytest.approx(2.6 + 0.2 * z), 2.0),
    )
    assert equating.conversion_table(conversion([-0.7, 0.5, 1.449]), decimals=1)[2].reported == 1.4


@pytest.mark.parametrize(("cut", "score"), [(0, 0), (2, 2), (3, 3), (4, None)])
def test_the_cut_on_the_new_form_is_the_lowest_score_that_is_reported_as_the_old_cut(cut, score):
    assert equating.equated_cut(conversion([-0.2, 0.9, 1.5, 3.2]), cut) == score


def test_an_interval_needs_a_confidence():
    with pytest.raises(DocumentError, match="must lie between 0 and 1; it is 95"):
        equating.conversion_table(conversion([0.0, 1.0]), confidence=95)
