import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.psychometrics import AreaScore, ScoreReport, score_report


def test_a_score_is_given_in_all_and_by_area_in_the_order_of_the_form() -> None:
    report = score_report([1, 0, 1, 1], ["H4", "H1", "H4", "H1"])

    areas = (AreaScore("H4", 2, 2.0, 2.0), AreaScore("H1", 2, 1.0, 2.0))
    assert report == ScoreReport(items=4, points=3.0, maximum=4.0, areas=areas)


def test_an_area_of_nine_items_carries_a_warning_and_one_of_ten_does_not() -> None:
    report = score_report([1] * 19, ["nine"] * 9 + ["ten"] * 10)

    assert [(area.area, area.has_few_items) for area in report.areas] == [("nine", True), ("ten", False)]


def test_items_may_be_worth_more_than_one_point() -> None:
    report = score_report([1.5, 0], ["H1", "H2"], maxima=[2, 1])

    assert [(area.points, area.maximum) for area in report.areas] == [(1.5, 2.0), (0.0, 1.0)]


@pytest.mark.parametrize(
    ("scores", "areas", "maxima", "words"),
    [
        ([1, 0], ["H1"], None, "2 scores, 1 areas"),
        ([1, 0], ["H1", "H1"], [1], "1 maxima"),
        ([2], ["H1"], None, "above the points"),
        ([np.nan], ["H1"], None, "missing"),
        ([-1], ["H1"], None, "negative"),
        ([], [], None, "shape"),
    ],
)
def test_a_report_of_what_does_not_fit_is_refused(
    scores: list[float], areas: list[str], maxima: list[float] | None, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        score_report(scores, areas, maxima=maxima)


@settings(derandomize=True, max_examples=50, deadline=None)
@given(pairs=st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["a", "b", "c"])), min_size=1, max_size=40))
def test_the_areas_add_up_to_the_whole(pairs: list[tuple[int, str]]) -> None:
    scores, areas = zip(*pairs, strict=True)

    report = score_report(scores, areas)

    assert sum(area.points for area in report.areas) == report.points == sum(scores)
    assert sum(area.items for area in report.areas) == report.items == len(pairs)
