"""Equating of a new form to the first one of a report, by the way that the number of sittings allows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

import numpy as np

from testamur.psychometrics.equating import (
    AnchorDistribution,
    Conversion,
    SampleRule,
    ScoreDistribution,
    anchor_circle_arc,
    anchor_distribution,
    chained_equipercentile,
    chained_linear,
    chained_mean,
    chosen_degree,
    circle_arc,
    degree_table,
    equipercentile,
    frequency_estimation,
    identity,
    levine,
    linear,
    mean,
    nominal_weights_mean,
    recommended,
    score_distribution,
    tucker,
    with_bootstrap_errors,
)
from testamur.psychometrics.report.data import ReportData
from testamur.psychometrics.report.findings import FormFindings, Reason, tried

APART: Final = 0.3
"""From so many standard deviations on groups count as different.

Kolen & Brennan (2004), Test Equating, Scaling, and Linking, 2nd ed., ch. 8: at 0.3 or more the methods part.
"""

TAKE_GROUPS_ALIKE: Final = frozenset({"identity", "Tucker", "frequency estimation, presmoothed"})

DEGREES: Final = (4, 4, 2)
"""Of the polynomials that smooth totals, anchor scores and their products, where an anchor is used."""

Distribution = TypeVar("Distribution", AnchorDistribution, ScoreDistribution)
AnchorWay = Callable[[AnchorDistribution, AnchorDistribution], Conversion]
GroupWay = Callable[[ScoreDistribution, ScoreDistribution], Conversion]

BY_ANCHOR: Final[Mapping[str, AnchorWay]] = {
    "identity": lambda new, old: identity(new.total, old.total),
    "nominal weights mean": nominal_weights_mean,
    "circle-arc": anchor_circle_arc,
    "chained mean": chained_mean,
    "chained linear": chained_linear,
    "Tucker": tucker,
    "Levine observed-score": levine,
    "frequency estimation, presmoothed": partial(frequency_estimation, degrees=DEGREES),
    "chained equipercentile, presmoothed": partial(chained_equipercentile, degrees=DEGREES),
}
BY_GROUPS: Final[Mapping[str, GroupWay]] = {
    "identity": identity,
    "mean": mean,
    "circle-arc": circle_arc,
    "linear": linear,
    "equipercentile": equipercentile,
    "equipercentile, presmoothed": lambda new, old: equipercentile(new, old, degrees=_degrees(new, old)),
}
"""The ways that `recommended` may name, by design."""


@dataclass(frozen=True, slots=True, eq=False)
class Equated:
    """A new form equated to the first one.

    `design` says how the two groups are compared; `common` names the scored items in common; `chosen` is the
    first of the ways that the rule recommends, and `others` are those after it that work.
    """

    new: FormFindings
    old: FormFindings
    design: str
    common: tuple[str, ...]
    rule: SampleRule
    chosen: Conversion
    others: tuple[Conversion, ...]


def equated(data: ReportData, new: FormFindings, old: FormFindings) -> Equated | Reason:
    """Return a new form equated to the old one, or why it was not."""
    if not (new.is_whole and old.is_whole):
        return Reason("scores are not whole points")
    theirs = {item.item for item in old.items}
    common = tuple(item.item for item in new.items if item.item in theirs)
    n = min(new.n, old.n)
    rng = data.rng(9, new.number)
    if len(common) >= 2:
        rule = recommended(n, design="anchor")
        anchored = (_with_anchor(new, common), _with_anchor(old, common))
        apart = apart_on_anchor(*anchored)
        methods = ordered(rule.methods, apart=apart)
        found = [tried(partial(_with_errors, BY_ANCHOR[name], *anchored, rng, data.draws)) for name in methods]
        design = (
            f"common items ({len(common)}), internal anchor; groups {apart:.2f} standard deviations apart on it"
        )
    elif data.groups_are_random:
        rule = recommended(n, design="random groups")
        first, second = (score_distribution(form.totals, maximum=int(form.maximum)) for form in (new, old))
        found = [
            tried(partial(_with_errors, BY_GROUPS[name], first, second, rng, data.draws)) for name in rule.methods
        ]
        design = "random groups"
    else:
        return Reason(
            "the forms have no two items in common, and it is not stated that they were given out at random"
        )
    worked = [one for one in found if isinstance(one, Conversion)]
    if not worked:
        return Reason("; ".join(one.text for one in found if isinstance(one, Reason)))
    return Equated(new, old, design, common, rule, worked[0], tuple(worked[1:]))


def apart_on_anchor(new: AnchorDistribution, old: AnchorDistribution) -> float:
    """Return how far the new group's mean anchor score lies above the old one's, in pooled standard deviations."""
    one, two = new.anchor, old.anchor
    pooled = ((one.n * one.sd**2 + two.n * two.sd**2) / (one.n + two.n)) ** 0.5
    return (one.mean - two.mean) / pooled if pooled > 0 else 0.0


def ordered(methods: Sequence[str], *, apart: float) -> tuple[str, ...]:
    """Return ways of equating with those last that take groups to be alike, if groups are apart."""
    if abs(apart) < APART:
        return tuple(methods)
    return tuple(sorted(methods, key=lambda name: name in TAKE_GROUPS_ALIKE))


def _with_anchor(form: FormFindings, common: tuple[str, ...]) -> AnchorDistribution:
    places = [place for place, item in enumerate(form.items) if item.item in common]
    most = int(sum(form.items[place].points for place in places))
    return anchor_distribution(
        form.totals, form.scores[:, places].sum(axis=1), maximum=int(form.maximum), anchor_maximum=most
    )


def _with_errors(
    way: Callable[[Distribution, Distribution], Conversion],
    new: Distribution,
    old: Distribution,
    rng: np.random.Generator,
    draws: int,
) -> Conversion:
    """Return a conversion with its errors: by the bootstrap where none are published, none where none are due."""
    found = way(new, old)
    if found.errors is not None or found.method.startswith("identity"):
        return found
    return with_bootstrap_errors(way, new, old, rng=rng, samples=draws)


def _degrees(new: ScoreDistribution, old: ScoreDistribution) -> tuple[int, int]:
    return chosen_degree(degree_table(new)), chosen_degree(degree_table(old))


def farthest(found: Conversion) -> float:
    """Return the largest change that a conversion makes, in points."""
    return float(np.abs(found.equivalents - found.scores).max())
