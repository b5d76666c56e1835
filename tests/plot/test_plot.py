"""Plots: places, what is cut off, names that keep apart, and text that cannot break out of the drawing."""

import math
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.plot import (
    Area,
    Band,
    Bars,
    Dots,
    Intervals,
    Letters,
    Line,
    Plot,
    Points,
    Rule,
    Stroke,
    axis,
    categories,
    drawing,
    svg,
    twin,
)
from testamur.plot.axis import apart
from testamur.plot.clip import pieces
from testamur.plot.frame import width

TWIN = twin(["x", "y"], [["1", "2"]])
finite = st.floats(-1e6, 1e6)


def plot(*marks, x=None, y=None):
    return Plot("Title", "What is seen.", x or axis("x", 0, 10), y or axis("y", 0, 1), marks, TWIN)


def shapes(plotted, kind, tone):
    return [shape for shape in drawing(plotted).shapes if isinstance(shape, kind) and shape.tone == tone]


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0, 10, ["0", "2", "4", "6", "8", "10"]),
        (0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (-3, 3, ["−3", "−2", "−1", "0", "1", "2", "3"]),
        (0, 110, ["0", "20", "40", "60", "80", "100"]),
        (0, 12.5, ["0.0", "2.5", "5.0", "7.5", "10.0", "12.5"]),
    ],
)
def test_ticks_stand_at_round_values(low, high, texts):
    assert [text for _, text in axis("", low, high).ticks] == texts


def test_shares_are_written_in_percent():
    assert [text for _, text in axis("", 0, 0.5, percent=True).ticks] == [
        f"{n} %" for n in (0, 10, 20, 30, 40, 50)
    ]


@given(finite, st.floats(1e-3, 1e6))
def test_ticks_lie_on_their_axis_and_say_where(low, length):
    made = axis("", low, low + length)

    places = [place for place, _ in made.ticks]
    assert places == sorted(places)
    assert all(made.low - 1e-6 * length <= place <= made.high + 1e-6 * length for place in places)
    for place, text in made.ticks:
        assert float(text.replace("−", "-")) == pytest.approx(place, abs=length / 100)


@pytest.mark.parametrize(("low", "high"), [(math.nan, 1), (0, math.inf), (1, 0)])
def test_an_axis_that_leads_nowhere_is_refused(low, high):
    with pytest.raises((ValueError, OverflowError)):
        axis("", low, high)


def test_values_that_belong_together_must_be_as_many():
    with pytest.raises(ValueError, match="as many"):
        Line([1, 2], [1])
    with pytest.raises(ValueError, match="cell under each heading"):
        twin(["a", "b"], [["1"]])


@given(st.lists(st.floats(0, 100), max_size=8))
def test_names_keep_their_order_and_their_distance(places):
    moved = apart(places, least=10)

    for n, one in enumerate(places):
        for m, other in enumerate(places):
            if one < other:
                assert moved[n] + 10 - 1e-6 <= moved[m]
    if all(abs(a - b) >= 10 for n, a in enumerate(places) for b in places[:n]):
        assert moved == pytest.approx(places)


@given(st.lists(st.tuples(finite, finite), min_size=2, max_size=6))
def test_what_is_drawn_of_a_line_lies_in_the_box(points):
    box = (-10.0, -10.0, 10.0, 10.0)

    for piece in pieces(points, box):
        assert len(piece) > 1
        assert all(-10.001 <= value <= 10.001 for point in piece for value in point)


def test_a_line_breaks_where_a_value_is_missing():
    strokes = shapes(plot(Line([0, 1, 2, 3, 4], [0, 1, math.nan, 1, 0], tone="3")), Stroke, "3")

    assert [len(stroke.points) for stroke in strokes] == [2, 2]


def test_a_stepped_line_holds_its_value():
    (stroke,) = shapes(plot(Line([0, 5, 10], [0, 1, 0.5], tone="3", is_stepped=True)), Stroke, "3")

    heights = [y for _, y in stroke.points]
    assert heights[0] == heights[1]
    assert heights[2] == heights[3]
    assert len(heights) == 5


def test_points_outside_are_not_drawn_and_bars_are_cut_at_the_edge():
    (dots,) = shapes(plot(Points([5, 50, math.nan], [0.5, 0.5, 0.5], tone="3")), Dots, "3")
    (bar,) = shapes(plot(Bars([5], [7], 1, tone="3")), Area, "3")
    (full,) = shapes(plot(Bars([5], [1], 1, tone="3")), Area, "3")

    assert len(dots.centres) == 1
    assert bar == full


def test_bars_are_as_high_as_their_value():
    one, other = shapes(plot(Bars([2, 4], [1, 0.5], 1, tone="3")), Area, "3")

    heights = [max(y for _, y in bar.points) - min(y for _, y in bar.points) for bar in (one, other)]
    assert heights[1] == pytest.approx(heights[0] / 2)


def test_a_band_lies_between_its_lines_and_breaks():
    nan = math.nan
    bands = shapes(plot(Band([0, 1, 2, 3, 4], [0.2, 0.2, nan, 0.2, 0.2], [0.4] * 5, tone="3")), Area, "3")

    assert [len(band.points) for band in bands] == [4, 4]


def test_names_along_the_upright_axis_are_read_from_the_top():
    named = plot(Intervals([0, 1], [1, 2], [2, 3], [3, 4], tone="3", is_across=True), y=categories("", ["a", "b"]))

    (dots,) = shapes(named, Dots, "3")
    first, second = dots.centres
    assert first[1] < second[1]


@pytest.mark.parametrize("at", [[2, 2.2], [2, 2.2, 2.4], [0, 10], [5]])
def test_names_of_rules_stay_on_the_sheet_and_off_each_other(at):
    placed = drawing(plot(*(Rule(x, f"name at {x}") for x in at)))

    spans = []
    for letters in placed.shapes:
        if isinstance(letters, Letters) and letters.text.startswith("name at"):
            wide = width(letters.text, placed.size)
            back = {"start": 0, "middle": wide / 2, "end": wide}[letters.anchor]
            spans.append((letters.at[0] - back, letters.at[0] - back + wide, letters.at[1]))
    assert len(spans) == len(at)
    for n, (left, right, y) in enumerate(spans):
        assert left >= -1e-6
        assert right <= placed.width + 1e-6
        assert all(y != other_y or right <= other_left or left >= other_right
                   for other_left, other_right, other_y in spans[:n])  # fmt: skip


def test_the_svg_is_well_formed_whatever_its_texts():
    hostile = "<script>\"&'"
    made = replace(plot(Line([0, 10], [0, 1], hostile), Rule(5, hostile)), title=hostile, summary=hostile)

    root = ET.fromstring(svg(made))  # noqa: S314  (our own)

    assert root.attrib["aria-label"] == f"{hostile}. {hostile}"
    assert {node.tag for node in root.iter()} <= {"svg", "path", "text", "circle"}
    assert not any("style" in node.attrib or "onload" in node.attrib for node in root.iter())


def test_the_same_plot_gives_the_same_drawing_at_twice_the_size():
    one, other = (
        drawing(plot(Line([0, 10], [0, 1]))),
        drawing(plot(Line([0, 10], [0, 1])), across=680, down=440, size=22),
    )

    (small,) = [s for s in one.shapes if isinstance(s, Stroke) and s.tone == "1"]
    (large,) = [s for s in other.shapes if isinstance(s, Stroke) and s.tone == "1"]
    assert [2 * x for x, _ in small.points] == pytest.approx([x for x, _ in large.points], abs=12)
