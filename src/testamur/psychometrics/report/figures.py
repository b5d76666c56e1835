"""The plots of a report; each has the table that says the same."""

from collections.abc import Mapping, Sequence

import numpy as np

from testamur.plot import Band, Bars, Intervals, Line, Mark, Plot, Points, Rule, axis, categories, twin
from testamur.psychometrics.ability import CalibratedForm
from testamur.psychometrics.conditional_error import ConditionalErrors
from testamur.psychometrics.equating import Conversion, conversion_table
from testamur.psychometrics.fairness import ItemDifference
from testamur.psychometrics.fit_statistics import ParallelAnalysis
from testamur.psychometrics.report.wording import count, figure, share
from testamur.psychometrics.scoring import FloatArray
from testamur.psychometrics.standard_setting import Impact

ABILITY = np.linspace(-4, 4, 81)
TOLD = slice(0, None, 10)
"""Of the abilities, those that the table beside a curve shows."""

TONES = ("1", "2", "3", "4", "5", "6")


def distribution(bands: Sequence[tuple[int, int, int]], *, name: str, cut: int, maximum: int) -> Plot:
    """Return how many sittings have each score, in bands."""
    marks: list[Mark] = []
    heights = [persons / (high - low + 1) for low, high, persons in bands]
    for width in sorted({high - low + 1 for low, high, _ in bands}):
        rows = [(b, h) for b, h in zip(bands, heights, strict=True) if b[1] - b[0] + 1 == width]
        centres = [(low + high) / 2 for (low, high, _), _ in rows]
        marks.append(Bars(centres, [height for _, height in rows], width * 0.92))
    marks.append(Rule(cut - 0.5, f"pass mark {cut}"))
    n = sum(persons for _, _, persons in bands)
    return Plot(
        f"Score distribution{name}",
        f"{count(n)} sittings by points, 0 to {maximum}; the pass mark is {cut}.",
        axis("Points", -0.5, maximum + 0.5),
        axis("Sittings per point", 0, max([*heights, 1.0]), is_round=True),
        tuple(marks),
        twin(
            ("Points", "Sittings"),
            ((f"{low} to {high}" if low < high else str(low), count(persons)) for low, high, persons in bands),
        ),
    )


def errors(found: Sequence[tuple[str, ConditionalErrors]], *, name: str, cut: int) -> Plot:
    """Return the error of measurement at each score, by one or more methods."""
    scores = found[0][1].scores
    highest = max(float(np.nanmax(one.errors)) for _, one in found)
    lines = [
        Line(one.scores.tolist(), one.errors.tolist(), label, TONES[place], is_dashed=place > 0)  # type: ignore[arg-type]  # a tone
        for place, (label, one) in enumerate(found)
    ]
    step = max(1, len(scores) // 20)
    rows = [n for n in range(len(scores)) if n % step == 0 or n == cut]
    return Plot(
        f"Standard error of measurement at each score{name}",
        f"In points; the pass mark is {cut}.",
        axis("Points", 0, float(scores[-1])),
        axis("Error, points", 0, highest, is_round=True),
        (*lines, Rule(cut, f"pass mark {cut}")),
        twin(
            ("Points", *(label for label, _ in found)),
            ((figure(float(scores[n]), 0), *(figure(float(one.errors[n])) for _, one in found)) for n in rows),
        ),
    )


def information(form: CalibratedForm, *, name: str, cut: float | None) -> Plot:
    """Return the information of a form against ability, with the ability of the cut."""
    values = form.test_information(ABILITY)
    marks: list[Mark] = [Line(ABILITY.tolist(), values.tolist())]
    at = "no ability is expected at the pass mark" if cut is None else f"the pass mark lies at {figure(cut)}"
    if cut is not None and abs(cut) <= 4:
        marks.append(Rule(cut, "pass mark"))
    peak = float(ABILITY[int(values.argmax())])
    return Plot(
        f"Information against the cut{name}",
        f"Most information at ability {figure(peak, 1)}; {at}.",
        axis("Ability, logits", -4, 4, ticks=9),
        axis("Information", 0, float(values.max()), is_round=True),
        tuple(marks),
        twin(
            ("Ability", "Information", "Error of ability"),
            (
                (figure(float(t), 1), figure(float(v)), figure(1 / float(v) ** 0.5 if v > 0 else None))
                for t, v in zip(ABILITY[TOLD], values[TOLD], strict=True)
            ),
        ),
    )


def expected_score(form: CalibratedForm, *, offset: float, maximum: float, name: str, cut: int) -> Plot:
    """Return the points expected at each ability."""
    values = form.expected_scores(ABILITY) + offset
    return Plot(
        f"Expected score{name}",
        f"Points expected at each ability, of {maximum:g}; the pass mark is {cut}.",
        axis("Ability, logits", -4, 4, ticks=9),
        axis("Points", 0, maximum, is_round=True),
        (Line(ABILITY.tolist(), values.tolist()), Rule(cut, f"pass mark {cut}", is_level=True)),
        twin(
            ("Ability", "Points"),
            ((figure(float(t), 1), figure(float(v), 1)) for t, v in zip(ABILITY[TOLD], values[TOLD], strict=True)),
        ),
    )


def item_map(rows: Sequence[tuple[str, float, float]], *, name: str) -> Plot:
    """Return items by difficulty and discrimination: (item, share correct, corrected point-biserial)."""
    lowest = min(0.0, *(r for _, _, r in rows))
    return Plot(
        f"Difficulty and discrimination of the items{name}",
        f"{len(rows)} items; the level line marks a discrimination of 0.10.",
        axis("Share of the points", 0, 1, percent=True),
        axis("Discrimination", lowest, max(0.5, *(r for _, _, r in rows)), is_round=True),
        (
            Points([p for _, p, _ in rows], [r for _, _, r in rows]),
            Rule(0.10, "0.10", is_level=True, tone="quiet"),
        ),
        twin(("Item", "Share", "Discrimination"), ((item, share(p), figure(r)) for item, p, r in rows)),
    )


def item_curve(item: str, p: FloatArray, seen: Sequence[tuple[float, float, int]]) -> Plot:
    """Return the curve of one item: expected share of its points (n_abilities,), and what groups of persons got.

    `seen` gives for groups of like ability their mean ability, their share of the points and how many they are.
    """
    return Plot(
        f"Curve of item {item}",
        "The line is what the item model expects, the points are groups of persons of like ability.",
        axis("Ability, logits", -4, 4, ticks=9),
        axis("Share of the points", 0, 1, percent=True),
        (
            Line(ABILITY.tolist(), p.tolist()),
            Points([t for t, _, _ in seen], [s for _, s, _ in seen], tone="2", is_open=True, radius=3.4),
        ),
        twin(
            ("Ability", "Expected", "Seen", "n"),
            ((figure(t), share(float(np.interp(t, ABILITY, p))), share(s), count(n)) for t, s, n in seen),
        ),
    )


def option_curves(item: str, options: Mapping[str, Sequence[float]], *, key: str, sizes: Sequence[int]) -> Plot:
    """Return which share of each group, from low to high scorers, chose each option."""
    places = [float(n) for n in range(1, len(sizes) + 1)]
    lines = [
        Line(places, list(shares), name, TONES[n % 6], is_dashed=name != key)  # type: ignore[arg-type]  # a tone
        for n, (name, shares) in enumerate(options.items())
    ]
    return Plot(
        f"Options of item {item}",
        "Share of each group by rest score that chose each option; the line without breaks is the key.",
        axis("Groups from low to high scorers", 1, float(len(sizes)), ticks=len(sizes)),
        axis("Share", 0, 1, percent=True),
        tuple(lines),
        twin(
            ("Group", "n", *options),
            (
                (str(n + 1), count(size), *(share(shares[n]) for shares in options.values()))
                for n, size in enumerate(sizes)
            ),
        ),
    )


def forest(items: Sequence[ItemDifference], *, name: str, focal: str, reference: str, sizes: str) -> Plot:
    """Return the differences of items between two groups, with their intervals."""
    low = [one.delta - 1.96 * one.delta_error for one in items]
    high = [one.delta + 1.96 * one.delta_error for one in items]
    reach = max(2.5, *(abs(value) for value in (*low, *high) if np.isfinite(value)))
    rules = [Rule(place, "", tone="quiet") for place in (-1.5, -1.0, 1.0, 1.5)]
    return Plot(
        f"Differential item functioning: {focal} against {reference}{name}",
        f"Delta with 95 % intervals; below 0 an item is harder for {focal} at the same score; {sizes}.",
        axis("Delta (ETS)", -min(reach, 6.0), min(reach, 6.0), is_round=True),
        categories("Item", [one.item for one in items]),
        (
            Rule(0.0, "no difference"),
            *rules,
            Intervals([float(n) for n in range(len(items))], low, [i.delta for i in items], high, is_across=True),
        ),
        twin(
            ("Item", "Delta", "Low", "High", "Class"),
            (
                (one.item, figure(one.delta), figure(a), figure(b), one.klass)
                for one, a, b in zip(items, low, high, strict=True)
            ),
        ),
    )


def equating_difference(conversion: Conversion, *, new: str, old: str, cut: int) -> Plot:
    """Return what equating adds to each score of a new form."""
    apart = conversion.equivalents - conversion.scores
    marks: list[Mark] = [Rule(0.0, "no change", is_level=True, tone="quiet"), Rule(cut, f"pass mark {cut}")]
    low, high = apart, apart
    if conversion.errors is not None:
        reach = 1.96 * np.asarray(conversion.errors)
        low, high = apart - reach, apart + reach
        marks.insert(0, Band(conversion.scores.tolist(), low.tolist(), high.tolist()))
    marks.append(Line(conversion.scores.tolist(), apart.tolist()))
    rows = conversion_table(conversion)
    return Plot(
        f"Equating difference: form {new} to form {old}",
        f"Points added to each score of form {new} to stand on the scale of form {old}, with 95 % intervals.",
        axis(f"Points on form {new}", 0, float(conversion.scores[-1])),
        axis("Difference", min(-1.0, float(np.nanmin(low))), max(1.0, float(np.nanmax(high))), is_round=True),
        tuple(marks),
        twin(
            (f"Form {new}", f"On form {old}", "Error", "Reported"),
            ((str(r.score), figure(r.equivalent), figure(r.error), figure(r.reported, 0)) for r in rows),
        ),
    )


def cut_impact(found: Sequence[Impact], *, name: str, cut: int, maximum: int) -> Plot:
    """Return which share of the candidates would fail at each cut."""
    known = [one for one in found if one.failing.value is not None]
    places = [float(one.cut) for one in known]
    values = [one.failing.value or 0.0 for one in known]
    low, high = [one.failing.low or 0.0 for one in known], [one.failing.high or 0.0 for one in known]
    near = [one for one in known if abs(one.cut - cut) <= 10]
    return Plot(
        f"Impact of the cut{name}",
        f"Share of {count(known[0].failing.n)} sittings below each possible pass mark, with 95 % intervals.",
        axis("Pass mark, points", 0, maximum),
        axis("Share that fails", 0, 1, percent=True),
        (Band(places, low, high), Line(places, values), Rule(cut, f"pass mark {cut}")),
        twin(
            ("Pass mark", "Share that fails", "Low", "High"),
            (
                (str(one.cut), share(one.failing.value), share(one.failing.low), share(one.failing.high))
                for one in near
            ),
        ),
    )


def scree(found: ParallelAnalysis, *, name: str) -> Plot:
    """Return the first eigenvalues beside those of shuffled scores."""
    shown = min(10, len(found.eigenvalues))
    places = [float(n) for n in range(1, shown + 1)]
    return Plot(
        f"Eigenvalues{name}",
        f"{found.dimensions} lie above the {found.percentile:g}th percentile of shuffled scores.",
        axis("Number", 1, float(shown), ticks=shown),
        axis("Eigenvalue", 0, float(max(found.eigenvalues[0], found.reference[0])), is_round=True),
        (
            Line(places, found.reference[:shown].tolist(), "shuffled", "quiet", is_dashed=True),
            Line(places, found.eigenvalues[:shown].tolist(), "seen"),
            Points(places, found.eigenvalues[:shown].tolist()),
        ),
        twin(
            ("Number", "Eigenvalue", "Shuffled"),
            (
                (str(n + 1), figure(float(found.eigenvalues[n])), figure(float(found.reference[n])))
                for n in range(shown)
            ),
        ),
    )
