import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.evaluation import Tabulation, TwoByTwo, tabulate

NONE = math.nan
cases = st.lists(
    st.tuples(st.sampled_from([NONE, 0.1, 0.2, 0.3, 0.4]), st.sampled_from([NONE, 0, 1])), max_size=40
)


def test_a_score_equal_to_the_threshold_is_flagged():
    # 0.29 and 0.57 are the values that a cut of int(t * 100) gets wrong.
    for threshold in (0.29, 0.57, 0.58):
        seen = tabulate([threshold, threshold - 0.01], [1, 1], threshold=threshold)

        assert seen.table == TwoByTwo(tp=1, fp=0, fn=1, tn=0)


def test_cases_that_lack_something_are_counted_by_what_they_lack():
    scores = [0.9, 0.1, 0.9, 0.1, NONE, NONE, 0.9, NONE]
    outcomes = [1, 1, 0, 0, 1, 0, NONE, NONE]

    seen = tabulate(scores, outcomes, threshold=0.5)

    assert seen == Tabulation(
        TwoByTwo(tp=1, fp=1, fn=1, tn=1),
        n=8,
        without_outcome=2,
        without_score=2,
        without_score_events=1,
        without_both=1,
        rule="excluded",
    )


def test_a_case_without_score_can_count_as_not_flagged():
    seen = tabulate([0.9, NONE, NONE, NONE], [1, 1, 0, NONE], threshold=0.5, without_score="not flagged")

    assert seen.table == TwoByTwo(tp=1, fp=0, fn=1, tn=1)
    assert (seen.without_score, seen.without_score_events, seen.rule) == (2, 1, "not flagged")


@settings(derandomize=True, max_examples=80)
@given(cases=cases, threshold=st.sampled_from([0.1, 0.25, 0.4]))
def test_every_case_is_in_the_table_or_counted_out_of_it(cases, threshold):
    scores, outcomes = [s for s, _ in cases], [o for _, o in cases]

    excluded = tabulate(scores, outcomes, threshold=threshold)
    kept = tabulate(scores, outcomes, threshold=threshold, without_score="not flagged")

    assert excluded.table.n + excluded.without_outcome + excluded.without_score == len(cases)
    assert kept.table.n + kept.without_outcome == len(cases)
    assert kept.table.flagged == excluded.table.flagged


@pytest.mark.parametrize(
    ("scores", "outcomes", "threshold", "why"),
    [
        ([0.1], [1, 0], 0.5, "of one length"),
        ([[0.1]], [[1]], 0.5, "of one length"),
        ([0.1], [2], 0.5, "an outcome is 1, 0 or NaN"),
        ([math.inf], [1], 0.5, "a score is a finite number or NaN"),
        ([0.1], [1], NONE, "must be a finite number"),
    ],
)
def test_what_is_no_score_outcome_or_threshold_is_refused(scores, outcomes, threshold, why):
    with pytest.raises(ValueError, match=why):
        tabulate(scores, outcomes, threshold=threshold)
