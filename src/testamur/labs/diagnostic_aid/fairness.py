"""Is a case fair to set? Its key must not hang on a method, a single case or a hair's breadth."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from testamur.evaluation import INTERVALS, Measure, TwoByTwo, Verdict
from testamur.labs.diagnostic_aid.cases import Cases
from testamur.labs.diagnostic_aid.marking import is_apart, mistakes
from testamur.labs.diagnostic_aid.scenario import MARGIN, Scenario, Wanted
from testamur.labs.diagnostic_aid.worksheet import Worksheet, verdicts
from testamur.labs.question import Part

BANDS: Final = {
    Verdict.SUPPORTED: (2.6, 4.5),
    Verdict.CANNOT_TELL: (-1.0, 1.0),
    Verdict.NOT_SUPPORTED: (-4.5, -2.6),
}
"""Where the observed rate may lie, in standard errors from the floor: neither a toss-up nor obvious."""

EVENTS: Final = (70, 450)
POINTS_BETWEEN_PREDICTIVE_VALUES: Final = 10

TOLD_APART: Final = frozenset(
    {
        ("tp", "study threshold"),
        ("fp", "study threshold"),
        ("sensitivity", "study threshold"),
        ("specificity", "study threshold"),
        ("fn", "indeterminate left out"),
        ("tn", "indeterminate left out"),
        ("sensitivity", "indeterminate left out"),
        ("tn", "unknown as negative"),
        ("without-reference", "all that lack something"),
        ("fp", "exchanged"),
        ("ppv", "study prevalence"),
        ("ppv-elsewhere", "local prevalence"),
        ("ppv-elsewhere", "study prevalence"),
    }
)
"""The mistakes that the case is there to teach: each must lead to an answer of its own."""


def unfair(
    cases: Cases,
    scenario: Scenario,
    *,
    aim: Wanted,
    parts: tuple[Part, ...],
    right: Worksheet,
    wrong: Mapping[str, Worksheet],
) -> Iterator[str]:
    """Yield every reason not to set a case."""
    if right.verdicts != aim:
        yield "the verdicts are not those wanted"
    estimates = (right.sensitivity, right.specificity, right.ppv, right.npv, right.ppv_elsewhere)
    if any(estimate.status != "ok" for estimate in estimates):
        yield "a number that is asked for is too few or undefined"
        return
    yield from _unsettled(right.table, scenario, aim)
    if not EVENTS[0] <= right.table.events <= EVENTS[1]:
        yield "too few or too many positive cases"
    if any(np.any(cases.scores == t / 1000) for t in (scenario.threshold, scenario.study_threshold)):
        yield "a score equals a threshold"
    by_id = {part.id: part for part in parts}
    for mistake in mistakes(right, wrong, scenario):
        if (mistake.part, mistake.name) in TOLD_APART and not is_apart(mistake, right, by_id[mistake.part]):
            yield f"the mistake {mistake.name!r} can hardly be told from the right {mistake.part}"
    fall = scenario.claimed(Measure.PPV) - 100 * (right.ppv.value or 0.0)
    if fall < POINTS_BETWEEN_PREDICTIVE_VALUES:
        yield "the predictive value hardly falls"


def _unsettled(table: TwoByTwo, scenario: Scenario, aim: Wanted) -> Iterator[str]:
    """Yield why a verdict is not settled: near a limit, by another interval, or with one case more or less."""
    for which, verdict, (x, n) in zip(
        (Measure.SENSITIVITY, Measure.SPECIFICITY),
        aim,
        ((table.tp, table.events), (table.tn, table.nonevents)),
        strict=True,
    ):
        floor = (scenario.claimed(which) - MARGIN) / 100
        distance = (x / n - floor) / np.sqrt(floor * (1 - floor) / n)
        low, high = BANDS[verdict]
        if not low <= distance <= high:
            yield f"{which} lies too near or too far from its floor"
    for near in _one_case_off(table):
        if any(verdicts(near, scenario, method) != aim for method in INTERVALS):
            yield "a verdict hangs on the kind of interval or on one case"
            return


def _one_case_off(table: TwoByTwo) -> Iterator[TwoByTwo]:
    """Yield the table, and those in which one case more, or one less, is flagged."""
    for of_events in (-1, 0, 1):
        for of_others in (-1, 0, 1):
            counts = (table.tp + of_events, table.fn - of_events, table.fp + of_others, table.tn - of_others)
            if min(counts) >= 0:
                yield replace(table, tp=counts[0], fn=counts[1], fp=counts[2], tn=counts[3])
