import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from testamur.evaluation import INTERVALS, Estimate, clopper_pearson, proportion, wald, wilson

NEWCOMBE = json.loads(
    (Path(__file__).parents[1] / "vectors/evaluation/proportion_ci.json").read_text(encoding="utf-8")
)["expected"]
counts = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
every_method = pytest.mark.parametrize("method", list(INTERVALS))


@pytest.mark.parametrize("row", NEWCOMBE, ids=lambda row: f"{row['x']} of {row['n']}")
def test_intervals_equal_those_of_r(row):
    x, n = row["x"], row["n"]

    assert wilson(x, n) == pytest.approx(row["wilson95"], abs=1e-9)
    assert clopper_pearson(x, n) == pytest.approx(row["clopper_pearson95"], abs=1e-9)


@pytest.mark.parametrize("row", [r for r in NEWCOMBE if r["printed_newcombe1998"]], ids=lambda row: str(row["n"]))
def test_intervals_equal_those_printed_by_newcombe(row):
    computed = {"wilson": wilson, "cp": clopper_pearson, "wald": wald}

    for name, printed in row["printed_newcombe1998"].items():
        assert computed[name](row["x"], row["n"]) == pytest.approx(printed, abs=5e-5 + 1e-12)


def test_a_proportion_carries_its_n_and_its_method():
    seen = proportion(81, 263, method="exact", confidence=0.9)

    assert seen == Estimate(81 / 263, *clopper_pearson(81, 263, 0.9), 263, "exact, 90%", "ok")


def test_none_of_none_is_undefined():
    assert proportion(0, 0) == Estimate(None, None, None, 0, "Wilson, 95%", "undefined")


def test_a_handful_is_too_few_unless_the_caller_says_otherwise():
    assert proportion(9, 9) == Estimate(None, None, None, 9, "Wilson, 95%", "too few")
    assert proportion(9, 9, fewest=9).status == "ok"
    assert proportion(10, 10).status == "ok"


@every_method
@pytest.mark.parametrize(("x", "n"), [(-1, 10), (11, 10), (1, 0)])
def test_impossible_counts_are_refused(method, x, n):
    with pytest.raises(ValueError, match="needs 0 <= x <= n"):
        proportion(x, n, method=method)


@every_method
@pytest.mark.parametrize("confidence", [0, 1, -0.5, 95])
def test_an_impossible_confidence_is_refused(method, confidence):
    with pytest.raises(ValueError, match="confidence must lie between 0 and 1"):
        proportion(5, 10, method=method, confidence=confidence)


@every_method
@settings(derandomize=True, max_examples=60)
@given(xn=counts)
def test_an_interval_holds_the_share_and_stays_within_0_and_1(method, xn):
    x, n = xn

    low, high = INTERVALS[method](x, n, 0.95)

    assert 0 <= low <= x / n <= high <= 1


@every_method
@settings(derandomize=True, max_examples=60)
@given(xn=counts)
def test_successes_and_failures_mirror_each_other(method, xn):
    x, n = xn

    low, high = INTERVALS[method](x, n, 0.95)

    assert INTERVALS[method](n - x, n, 0.95) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@settings(derandomize=True, max_examples=60)
@given(xn=counts)
def test_the_exact_interval_is_never_inside_the_tails_it_promises(xn):
    # By definition: at the lower limit, x or more successes have probability 2.5%.
    x, n = xn

    low, high = clopper_pearson(x, n)

    if x > 0:
        assert binom.sf(x - 1, n, low) == pytest.approx(0.025, abs=1e-8)
    if x < n:
        assert binom.cdf(x, n, high) == pytest.approx(0.025, abs=1e-8)
