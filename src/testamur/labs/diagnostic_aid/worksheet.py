"""Every number of a case, worked out by the evaluation room from the data as shipped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from testamur.evaluation import (
    Estimate,
    Measure,
    Method,
    Tabulation,
    TwoByTwo,
    Verdict,
    WithoutScore,
    judge,
    measure,
    ppv_at,
    tabulate,
)
from testamur.labs.diagnostic_aid.cases import Cases
from testamur.labs.diagnostic_aid.scenario import MARGIN, Scenario


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to read the data: the protocol's, or one of the known mistakes."""

    at_study_threshold: bool = False
    without_score: WithoutScore = "not flagged"
    unknown_is_negative: bool = False


PROTOCOL: Final = Reading()
MISTAKES: Final[Mapping[str, Reading]] = MappingProxyType(
    {
        "study threshold": Reading(at_study_threshold=True),
        "indeterminate left out": Reading(without_score="excluded"),
        "unknown as negative": Reading(unknown_is_negative=True),
    }
)


@dataclass(frozen=True, slots=True)
class Worksheet:
    """The numbers that one reading of the data gives; shares as estimates in 0..1."""

    tabulation: Tabulation
    sensitivity: Estimate
    specificity: Estimate
    ppv: Estimate
    npv: Estimate
    ppv_elsewhere: Estimate
    verdicts: tuple[Verdict, Verdict]

    @property
    def table(self) -> TwoByTwo:
        """The 2x2 table."""
        return self.tabulation.table


def work_out(cases: Cases, scenario: Scenario, reading: Reading = PROTOCOL) -> Worksheet:
    """Return every number of a case under one reading of the data."""
    outcomes = cases.outcomes
    if reading.unknown_is_negative:
        outcomes = np.where(np.isnan(outcomes), 0.0, outcomes)
    threshold = scenario.study_threshold if reading.at_study_threshold else scenario.threshold
    tabulation = tabulate(cases.scores, outcomes, threshold=threshold / 1000, without_score=reading.without_score)
    table = tabulation.table
    return Worksheet(
        tabulation,
        sensitivity=measure(table, Measure.SENSITIVITY),
        specificity=measure(table, Measure.SPECIFICITY),
        ppv=measure(table, Measure.PPV),
        npv=measure(table, Measure.NPV),
        ppv_elsewhere=ppv_at(table, scenario.elsewhere_permille / 1000),
        verdicts=verdicts(table, scenario),
    )


def verdicts(table: TwoByTwo, scenario: Scenario, method: Method = "Wilson") -> tuple[Verdict, Verdict]:
    """Return the verdicts on sensitivity and on specificity by one kind of interval."""
    return (
        _verdict(table, Measure.SENSITIVITY, scenario, method),
        _verdict(table, Measure.SPECIFICITY, scenario, method),
    )


def _verdict(table: TwoByTwo, which: Measure, scenario: Scenario, method: Method) -> Verdict:
    return judge(scenario.claimed(which) / 100, measure(table, which, method=method), margin=MARGIN / 100)


def percent(value: float | None) -> float:
    """Return a share as a percentage; the screening has made sure that there is one."""
    if value is None:
        raise ValueError("a case was kept that lacks an estimate")
    return 100 * value


NUMBERS: Final[Mapping[str, Callable[[Worksheet], float]]] = MappingProxyType(
    {
        "without-reference": lambda w: w.tabulation.without_outcome,
        "indeterminate": lambda w: w.tabulation.without_score,
        "tp": lambda w: w.table.tp,
        "fp": lambda w: w.table.fp,
        "fn": lambda w: w.table.fn,
        "tn": lambda w: w.table.tn,
        "sensitivity": lambda w: percent(w.sensitivity.value),
        "sensitivity-low": lambda w: percent(w.sensitivity.low),
        "sensitivity-high": lambda w: percent(w.sensitivity.high),
        "specificity": lambda w: percent(w.specificity.value),
        "specificity-low": lambda w: percent(w.specificity.low),
        "specificity-high": lambda w: percent(w.specificity.high),
        "ppv": lambda w: percent(w.ppv.value),
        "ppv-elsewhere": lambda w: percent(w.ppv_elsewhere.value),
    }
)
"""The answer to each number that is asked, by the id of its part: counts, and percentages."""
