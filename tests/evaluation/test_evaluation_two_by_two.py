import json
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.evaluation import Estimate, Measure, TwoByTwo, measure, measures, npv_at, ppv_at

WONG = json.loads(
    (Path(__file__).parents[1] / "vectors/evaluation/two_by_two_wong2021.json").read_text(encoding="utf-8")
)["expected"]
RATES = WONG["counts_and_rates"]
TABLE = TwoByTwo(**{name: RATES[name] for name in ("tp", "fp", "fn", "tn")})
tables = st.builds(TwoByTwo, *[st.integers(1, 500)] * 4)


@pytest.mark.parametrize(
    ("which", "name"),
    [
        (Measure.SENSITIVITY, "sensitivity"),
        (Measure.SPECIFICITY, "specificity"),
        (Measure.PPV, "ppv"),
        (Measure.NPV, "npv"),
    ],
)
def test_shares_and_exact_intervals_equal_those_of_epir(which, name):
    seen = measure(TABLE, which, method="exact")

    assert (seen.value, seen.low, seen.high) == pytest.approx(RATES[name], abs=1e-9)
    assert round(seen.value * 100) == WONG["printed"][f"{name}_pct"]


def test_prevalence_and_flag_rate_equal_the_published_ones():
    seen = measures(TABLE)

    assert seen[Measure.PREVALENCE].value == pytest.approx(RATES["prevalence"], abs=1e-9)
    assert seen[Measure.FLAG_RATE].value == pytest.approx(RATES["flag_rate"], abs=1e-9)
    assert list(seen) == list(Measure)


@pytest.mark.parametrize("row", WONG["ppv_if_prevalence"], ids=lambda row: str(row["prevalence"]))
def test_predictive_values_at_another_prevalence_equal_those_of_epir(row):
    assert ppv_at(TABLE, row["prevalence"]).value == pytest.approx(row["ppv"], abs=1e-9)
    assert npv_at(TABLE, row["prevalence"]).value == pytest.approx(row["npv"], abs=1e-9)


def test_a_predictive_value_elsewhere_has_the_interval_worked_by_hand():
    # Sensitivity 80/100, specificity 90/100, prevalence 20%: odds .16/.08 = 2, so PPV 2/3. Mercaldo's variance of
    # the logit: (1 - .8)/.8/100 + .9/.1/100 = .0025 + .09 = .0925; limits 2e^(-h)/(1 + 2e^(-h)), h = 1.959964 s.
    table = TwoByTwo(tp=80, fp=10, fn=20, tn=90)
    h = 1.959963984540054 * math.sqrt(0.0925)

    seen = ppv_at(table, 0.2)

    assert (seen.value, seen.low, seen.high) == pytest.approx(
        (2 / 3, 2 * math.exp(-h) / (1 + 2 * math.exp(-h)), 2 * math.exp(h) / (1 + 2 * math.exp(h))), abs=1e-12
    )
    assert (seen.n, seen.method, seen.status) == (200, "logit of Mercaldo 2007, 95%", "ok")


def test_a_negative_predictive_value_elsewhere_has_the_interval_worked_by_hand():
    # The same table: .9 x .8 / (.72 + .2 x .2) = 18/19; variance .8/.2/100 + .1/.9/100 = .04 + 1/900.
    table = TwoByTwo(tp=80, fp=10, fn=20, tn=90)
    h = 1.959963984540054 * math.sqrt(0.04 + 1 / 900)

    seen = npv_at(table, 0.2)

    assert (seen.value, seen.low, seen.high) == pytest.approx(
        (18 / 19, 18 * math.exp(-h) / (1 + 18 * math.exp(-h)), 18 * math.exp(h) / (1 + 18 * math.exp(h))),
        abs=1e-12,
    )


@settings(derandomize=True, max_examples=60)
@given(table=tables)
def test_at_the_tables_own_prevalence_nothing_changes(table):
    own = table.events / table.n

    assert ppv_at(table, own, fewest=1).value == pytest.approx(table.tp / table.flagged, abs=1e-12)
    assert npv_at(table, own, fewest=1).value == pytest.approx(table.tn / (table.tn + table.fn), abs=1e-12)


@settings(derandomize=True, max_examples=60)
@given(table=tables, prevalence=st.floats(0.01, 0.5))
def test_the_rarer_the_condition_the_less_often_a_flag_is_right(table, prevalence):
    common, rare = ppv_at(table, prevalence, fewest=1), ppv_at(table, prevalence / 2, fewest=1)

    assert rare.value < common.value
    assert rare.low < rare.value < rare.high


@pytest.mark.parametrize("value_at", [ppv_at, npv_at])
def test_without_a_case_on_one_side_there_is_no_predictive_value_elsewhere(value_at):
    nothing = TwoByTwo(0, 0, 0, 0)

    assert value_at(nothing, 0.1) == Estimate(None, None, None, 0, "logit of Mercaldo 2007, 95%", "undefined")
    assert value_at(TwoByTwo(5, 5, 4, 50), 0.1).status == "too few"


@pytest.mark.parametrize("prevalence", [0, 1, -0.1, 20, math.nan])
def test_an_impossible_prevalence_is_refused(prevalence):
    for table in (TABLE, TwoByTwo(0, 0, 0, 0)):
        with pytest.raises(ValueError, match="prevalence must lie between 0 and 1"):
            ppv_at(table, prevalence)


def test_where_nothing_is_flagged_the_predictive_value_is_undefined_not_1():
    seen = measure(TwoByTwo(tp=0, fp=0, fn=30, tn=300), Measure.PPV)

    assert seen == Estimate(None, None, None, 0, "Wilson, 95%", "undefined")


def test_where_there_is_no_event_sensitivity_is_undefined_not_0():
    seen = measures(TwoByTwo(tp=0, fp=30, fn=0, tn=300))

    assert seen[Measure.SENSITIVITY].status == "undefined"
    assert seen[Measure.PREVALENCE].value == 0


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="cannot be negative"):
        TwoByTwo(tp=1, fp=-1, fn=0, tn=0)
