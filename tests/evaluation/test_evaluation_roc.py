import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.evaluation import Estimate, auc
from testamur.evaluation.roc import delong

ASAH = json.loads(
    (Path(__file__).parents[1] / "vectors/evaluation/roc_delong_asah.json").read_text(encoding="utf-8")
)
OUTCOMES = np.array(ASAH["inputs"]["y"])
Z = 1.959963984540054
scores_of = st.lists(st.integers(0, 8).map(float), min_size=2, max_size=25)


@pytest.mark.parametrize("marker", ["s100b", "wfns"])
def test_area_variance_and_intervals_equal_those_of_proc(marker):
    scores, expected = np.array(ASAH["inputs"]["scores"][marker]), ASAH["expected"]["single"][marker]

    area, variance = delong(scores[OUTCOMES == 1], scores[OUTCOMES == 0])
    wide, narrow = auc(scores, OUTCOMES), auc(scores, OUTCOMES, confidence=0.9)

    assert area == pytest.approx(expected["auc"], abs=1e-12)
    assert variance == pytest.approx(expected["var"], abs=1e-12)
    assert (wide.low, wide.high) == pytest.approx(expected["ci95"], abs=1e-9)
    assert (narrow.low, narrow.high) == pytest.approx(expected["ci90"], abs=1e-9)
    assert (wide.n, wide.method, wide.status) == (113, "DeLong, 95%", "ok")


@settings(derandomize=True, max_examples=60)
@given(events=scores_of, nonevents=scores_of)
def test_the_area_is_the_share_of_pairs_in_the_right_order(events, nonevents):
    pairs = [(e > c) + (e == c) / 2 for e in events for c in nonevents]

    area, _ = delong(np.array(events), np.array(nonevents))

    assert area == pytest.approx(sum(pairs) / len(pairs), abs=1e-12)


@settings(derandomize=True, max_examples=60)
@given(events=scores_of, nonevents=scores_of)
def test_reversed_scores_mirror_the_area_and_its_interval(events, nonevents):
    scores, outcomes = np.array(events + nonevents), [1] * len(events) + [0] * len(nonevents)

    seen, mirrored = auc(scores, outcomes, fewest=2), auc(-scores, outcomes, fewest=2)

    assert (1 - mirrored.high, 1 - mirrored.value, 1 - mirrored.low) == pytest.approx(
        (seen.low, seen.value, seen.high), abs=1e-9
    )
    assert 0 <= seen.low <= seen.value <= seen.high <= 1
    assert seen.low < seen.high


def test_scores_that_never_overlap_do_not_promise_certainty():
    # With area 1 the lower limit t of Newcombe's method 5 solves, for 20 and 20 cases (so N = 19),
    # (1 - t)^2 = z^2 t (1 - t) (1 + 19 ((1 - t)/(2 - t) + t/(1 + t))) / 400.
    scores, outcomes = [*range(20), *range(20, 40)], [0] * 20 + [1] * 20

    seen = auc(scores, outcomes)

    t = seen.low
    spread = 1 + 19 * ((1 - t) / (2 - t) + t / (1 + t))
    assert (1 - t) ** 2 == pytest.approx(Z**2 * t * (1 - t) * spread / 400, abs=1e-9)
    assert (seen.value, seen.high, seen.method) == (1, 1, "Newcombe 2006, 95%")
    assert 0.8 < t < 1


def test_scores_that_are_all_alike_tell_nothing_and_say_so_with_width():
    seen = auc([3.0] * 40, [0] * 20 + [1] * 20)

    assert seen.value == 0.5
    assert seen.low < 0.4
    assert seen.high > 0.6


def test_without_an_event_there_is_no_area():
    assert auc([1, 2, 3], [0, 0, 0]) == Estimate(None, None, None, 3, "DeLong, 95%", "undefined")


def test_nine_events_are_too_few():
    assert auc(range(109), [1] * 9 + [0] * 100) == Estimate(None, None, None, 109, "DeLong, 95%", "too few")


@pytest.mark.parametrize(("scores", "outcomes"), [([1, math.nan], [1, 0]), ([1, 2], [1, math.nan])])
def test_missing_values_are_not_dropped_in_silence(scores, outcomes):
    with pytest.raises(ValueError, match="1 cases lack a score or an outcome"):
        auc(scores, outcomes)
