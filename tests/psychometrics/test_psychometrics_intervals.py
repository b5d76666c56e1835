import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.psychometrics.correlation import correlation
from testamur.psychometrics.intervals import chi_square, feldt, fisher, student, wilson

KNOWN = json.loads((Path(__file__).parents[1] / "vectors/psychometrics/intervals.json").read_text())


@pytest.mark.parametrize("case", KNOWN["wilson"]["cases"], ids=lambda case: f"{case['correct']}/{case['n']}")
def test_wilson_is_newcombes_method_3(case: dict[str, float]) -> None:
    interval = wilson(case["correct"], case["n"], confidence=0.95)

    assert interval == pytest.approx((case["low"], case["high"]), abs=KNOWN["wilson"]["tolerance"])


def test_a_correlation_and_its_interval_are_those_of_r() -> None:
    known = KNOWN["fisher"]

    found = correlation(np.array(known["x"]), np.array(known["y"]), confidence=0.95, least=4)

    wanted = (known["r"], known["low"], known["high"])
    assert (found.value, found.low, found.high) == pytest.approx(wanted, abs=known["tolerance"])


@pytest.mark.parametrize("case", KNOWN["feldt"]["cases"], ids=lambda case: f"alpha-{case['alpha']}")
def test_feldt_is_that_of_published_programs(case: dict[str, float]) -> None:
    interval = feldt(case["alpha"], case["n"], case["k"], confidence=0.95)

    assert interval == pytest.approx((case["low"], case["high"]), abs=case["tolerance"])


def test_student_is_that_of_r() -> None:
    known = KNOWN["student"]
    x = np.array(known["x"])

    interval = student(x.mean(), x.std(ddof=1), len(x), confidence=0.95)

    assert interval == pytest.approx((known["low"], known["high"]), abs=known["tolerance"])


@pytest.mark.parametrize("case", KNOWN["chi_square"]["cases"], ids=lambda case: f"n-{case['n']}")
def test_chi_square_is_that_of_boost(case: dict[str, float]) -> None:
    interval = chi_square(1.0, case["n"], confidence=0.95)

    assert interval == pytest.approx((case["low"], case["high"]), abs=KNOWN["chi_square"]["tolerance"])


@settings(derandomize=True, max_examples=100, deadline=None)
@given(n=st.integers(1, 10_000), share=st.floats(0, 1), confidence=st.floats(0.5, 0.999))
def test_a_proportion_lies_in_its_interval_and_the_interval_between_0_and_1(
    n: int, share: float, confidence: float
) -> None:
    correct = round(share * n)

    low, high = wilson(correct, n, confidence=confidence)

    assert 0 <= low <= correct / n <= high <= 1


@settings(derandomize=True, max_examples=50, deadline=None)
@given(r=st.floats(-0.99, 0.99), n=st.integers(4, 5_000))
def test_more_confidence_is_a_wider_interval(r: float, n: int) -> None:
    narrow, wide = fisher(r, n, confidence=0.8), fisher(r, n, confidence=0.99)

    assert wide[0] < narrow[0] <= r <= narrow[1] < wide[1]
