import doctest
import importlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.evaluation import Estimate, Verdict, judge, proportion


def seen(low, high):
    return Estimate((low + high) / 2, low, high, 100, "Wilson, 95%")


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.86, 0.97, Verdict.SUPPORTED),
        (0.85, 0.97, Verdict.SUPPORTED),  # 0.9 - 0.05 in floating point is a hair above 0.85
        (0.84, 0.97, Verdict.CANNOT_TELL),
        (0.70, 0.85, Verdict.CANNOT_TELL),
        (0.70, 0.84, Verdict.NOT_SUPPORTED),
    ],
)
def test_the_whole_interval_decides_against_claim_less_margin(low, high, verdict):
    assert judge(0.90, seen(low, high), margin=0.05) is verdict


@pytest.mark.parametrize("nothing", [proportion(0, 0), proportion(9, 9)], ids=["undefined", "too few"])
def test_without_an_estimate_nobody_can_tell(nothing):
    assert judge(0.5, nothing, margin=0.05) is Verdict.CANNOT_TELL


def test_a_negative_margin_is_refused():
    with pytest.raises(ValueError, match="margin cannot be negative"):
        judge(0.9, proportion(90, 100), margin=-0.01)


@settings(derandomize=True, max_examples=80)
@given(
    xn=st.integers(10, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    claimed=st.floats(0.1, 0.99),
    margin=st.floats(0, 0.1),
)
def test_a_wider_margin_never_makes_a_verdict_worse(xn, claimed, margin):
    order = [Verdict.NOT_SUPPORTED, Verdict.CANNOT_TELL, Verdict.SUPPORTED]
    observed = proportion(*xn)

    strict, lenient = judge(claimed, observed, margin=margin), judge(claimed, observed, margin=margin + 0.02)

    assert order.index(strict) <= order.index(lenient)


@pytest.mark.parametrize("module", ["claim", "prevalence"])
def test_the_examples_run(module):
    failed, tried = doctest.testmod(importlib.import_module(f"testamur.evaluation.{module}"))

    assert (failed, tried > 0) == (0, True)
