import numpy as np
import numpy.typing as npt
import pytest

from testamur.psychometrics import number_correct, scored

RESPONSES = [["A", "B", "C"], ["A", "", "D"], ["D", "B", "C"]]


def test_a_response_scores_1_if_it_is_the_key_and_nothing_scores_0() -> None:
    scores = scored(RESPONSES, ["A", "B", "D"])

    assert scores.tolist() == [[1, 1, 0], [1, 0, 1], [0, 1, 0]]


def test_number_correct_is_the_sum_over_the_items() -> None:
    assert number_correct(scored(RESPONSES, ["A", "B", "D"])).tolist() == [2, 2, 1]


def test_a_response_longer_than_every_key_is_not_cut_to_fit() -> None:
    assert scored([["choice-10"]], ["choice-1"]).tolist() == [[0]]


@pytest.mark.parametrize(
    ("responses", "keys", "words"),
    [
        (RESPONSES, ["A", "B"], "3 columns of responses, 2 keys"),
        (RESPONSES, ["A", "", "D"], "without a key"),
        ([[1, 2]], ["1", "2"], "must be text"),
        (np.empty((0, 2), dtype=np.str_), ["A", "B"], "shape"),
        (["A", "B"], ["A", "B"], "shape"),
    ],
)
def test_responses_that_cannot_be_scored_are_refused(
    responses: npt.ArrayLike, keys: list[str], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        scored(responses, keys)


@pytest.mark.parametrize(
    ("scores", "words"),
    [([[1, np.nan]], "missing"), ([[1, np.inf]], "missing"), ([[1, -1]], "negative"), ([1, 0], "shape")],
)
def test_scores_that_are_no_scores_are_refused(scores: npt.ArrayLike, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        number_correct(scores)
