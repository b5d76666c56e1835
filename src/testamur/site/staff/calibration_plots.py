"""The plots of a calibration: the curve of an item, what forms tell, how surely, and people beside items."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from django.utils.translation import gettext

from testamur.plot import Bars, Intervals, Line, Plot, Rule, axis, twin
from testamur.plot.axis import Axis
from testamur.psychometrics.estimate import CONFIDENCE
from testamur.psychometrics.intervals import wilson
from testamur.site.records.measuring import FormReading, ItemReading, KeptCalibration, curve_of
from testamur.site.records.measuring.readings import Numbers
from testamur.site.staff.wording import share

STEP: Final = 0.1
TOLD: Final = 0.5
"""The tables give a value for each half logit."""
SHOWN: Final = 4
"""So many forms are drawn; the tables have them all."""


def _reach(kept: KeptCalibration) -> float:
    """Return how far from 0 the plots go: over persons and items, from 3 to 6 logits."""
    abilities = kept.exam.abilities
    ends = [abilities.low, abilities.low + abilities.width * len(abilities.counts)]
    hard = [item.difficulty or 0.0 for item in kept.calibration.items]
    return float(np.clip(np.ceil(np.abs([*ends, *hard]).max()), 3, 6))


def _nodes(kept: KeptCalibration, step: float) -> Numbers:
    reach = _reach(kept)
    return np.linspace(-reach, reach, round(2 * reach / step) + 1)


def _ability(kept: KeptCalibration) -> Axis:
    reach = _reach(kept)
    return axis(gettext("ability, in logits"), -reach, reach, ticks=7)


def item_curve(kept: KeptCalibration, reading: ItemReading) -> Plot:
    """Return the curve of an item with the observed shares of groups of like ability."""
    found, nodes = reading.found, _nodes(kept, STEP)
    groups = [
        (theta, n, correct, *wilson(correct * n, n, confidence=CONFIDENCE))
        for theta, n, correct in zip(found.theta, found.n, found.correct, strict=True)
        if theta is not None and correct is not None and n
    ]
    expected = curve_of(kept, found.name, np.array([theta for theta, *_ in groups] or [0.0]))
    outside = sum(not low <= due <= high for (*_, low, high), due in zip(groups, expected.tolist(), strict=False))
    at, n, right, low, high = ([group[place] for group in groups] for place in range(5))
    return Plot(
        gettext("“%(title)s”: the curve and what was observed") % {"title": reading.column.title},
        gettext(
            "The line is the probability of a right answer; the dots are the shares observed in %(groups)d groups "
            "of like ability, with 95 %% intervals, of which %(outside)d miss the line."
        )
        % {"groups": len(groups), "outside": outside},
        _ability(kept),
        axis(gettext("right"), 0, 1, percent=True),
        (
            Line(nodes.tolist(), curve_of(kept, found.name, nodes).tolist()),
            Intervals(at, low, right, high, tone="2"),
        ),
        twin(
            [
                *(gettext("Mean ability"), gettext("People"), gettext("Observed")),
                *(gettext("95 % interval"), gettext("By the curve")),
            ],
            (
                [f"{t:.2f}", f"{k}", share(s), f"{share(a)} – {share(b)}", share(due)]
                for t, k, s, a, b, due in zip(at, n, right, low, high, expected.tolist(), strict=False)
            ),
        ),
    )


def information(kept: KeptCalibration, forms: Sequence[FormReading]) -> Plot:
    """Return what each form tells at each ability."""
    return _of_forms(
        kept,
        forms,
        title=gettext("What the forms tell, against the pass mark"),
        summary=gettext("Information by ability; the higher, the surer the score. The pass mark is at %(cut)s."),
        label=gettext("information"),
        value=lambda form, theta: form.calibrated.test_information(theta),
    )


def errors(kept: KeptCalibration, forms: Sequence[FormReading]) -> Plot:
    """Return the conditional standard error of measurement of each form at each ability."""
    return _of_forms(
        kept,
        forms,
        title=gettext("Error of measurement, against the pass mark"),
        summary=gettext("Standard error of ability, by ability, in logits. The pass mark is at %(cut)s."),
        label=gettext("standard error, in logits"),
        value=lambda form, theta: 1 / np.sqrt(form.calibrated.test_information(theta)),
        most=1.5,
    )


def _of_forms(
    kept: KeptCalibration,
    forms: Sequence[FormReading],
    *,
    title: str,
    summary: str,
    label: str,
    value: Callable[[FormReading, Numbers], Numbers],
    most: float | None = None,
) -> Plot:
    nodes, told = _nodes(kept, STEP), _nodes(kept, TOLD)
    drawn = [(form, value(form, nodes)) for form in forms[-SHOWN:]]
    highest = max((float(values.max()) for _, values in drawn), default=1.0)
    cuts = [form.cut for form in forms if np.isfinite(form.cut)]
    where = "; ".join(f"{cut:.2f}" for cut in cuts) or gettext("no ability that the items can tell")
    lines = [
        Line(nodes.tolist(), values.tolist(), form.form.name, is_dashed=bool(number % 2))
        for number, (form, values) in enumerate(drawn)
    ]
    rules = [Rule(cuts[-1], gettext("pass mark"), tone="seal")] if cuts else []
    table = [value(form, told) for form in forms]
    return Plot(
        title,
        summary % {"cut": where},
        _ability(kept),
        axis(label, 0, min(highest, most) if most else highest),
        (*lines, *rules),
        twin(
            [gettext("Ability"), *(form.form.name for form in forms)],
            ([f"{theta:.1f}", *(f"{values[n]:.2f}" for values in table)] for n, theta in enumerate(told.tolist())),
        ),
    )


def person_item_map(kept: KeptCalibration) -> Plot:
    """Return persons above and items below one axis of ability and difficulty."""
    abilities, width = kept.exam.abilities, kept.exam.abilities.width
    first, reach = round(abilities.low / width), _reach(kept)
    persons = dict(enumerate(abilities.counts, first))
    hard = [int(np.floor((item.difficulty or 0.0) / width)) for item in kept.calibration.items]
    items = {step: hard.count(step) for step in set(hard)}
    steps = sorted(persons.keys() | items.keys())
    middles = [(step + 0.5) * width for step in steps]
    above, below = ([counts.get(step, 0) for step in steps] for counts in (persons, items))
    most = max([*above, *below, 1])
    every = max(1, -(-most // 3))
    ticks = tuple((float(n), f"{abs(n)}") for n in range(-every * 3, every * 3 + 1, every) if abs(n) <= most)
    return Plot(
        gettext("People and items on one scale"),
        gettext(
            "Upwards the people by their ability, downwards the items by their difficulty. Mean ability "
            "%(mean).2f, mean difficulty %(hard).2f."
        )
        % {
            "mean": abilities.mean,
            "hard": float(np.mean([item.difficulty or 0.0 for item in kept.calibration.items])),
        },
        axis(gettext("ability and difficulty, in logits"), -reach, reach, ticks=7),
        Axis(gettext("people up, items down"), -most * 1.05, most * 1.05, ticks),
        (
            Bars(middles, above, width=width * 0.9),
            Bars(middles, [-n for n in below], width=width * 0.9, tone="2", is_open=True),
            Rule(0, is_level=True),
        ),
        twin(
            [gettext("From"), gettext("to"), gettext("People"), gettext("Items")],
            (
                [f"{step * width:.2f}", f"{(step + 1) * width:.2f}", f"{n}", f"{k}"]
                for step, n, k in zip(steps, above, below, strict=True)
                if n or k
            ),
        ),
    )
