"""Plots of a panel: how ratings spread, the cut by round, what each cut would mean."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import gettext

from testamur.plot import Band, Intervals, Line, Mark, Plot, Points, Rule, Twin, axis, categories, twin
from testamur.psychometrics.standard_setting import AngoffRound, Hofstee, ItemRatings
from testamur.site.records.panels.evidence import Evidence
from testamur.site.records.panels.results import Round
from testamur.site.records.panels.shown import points, share, spread, widest

SHOWN: Final = 15
"""So many questions stand in a plot: those whose ratings spread most."""


def spread_plot(
    found: AngoffRound, seen: Evidence, *, names: Mapping[str, str], own: Mapping[str, float] | None = None
) -> Plot:
    """Return the plot of the questions whose ratings spread most: range, mean, candidates, the reader's own."""
    items = widest(found)[:SHOWN]
    at = list(range(len(items)))
    right = seen.right()
    known = [(n, right[one.item].value) for n, one in enumerate(items)]
    candidates = [(n, 100 * value) for n, value in known if value is not None]
    means, lows, highs = ([100 * getattr(one, part) for one in items] for part in ("mean", "low", "high"))
    marks: list[Mark] = [Intervals(at, lows, means, highs, is_across=True)]
    summary = [gettext("A line is the range of the ratings, its dot the mean; the widest first.")]
    if candidates:
        marks.append(
            Points([value for _, value in candidates], [n for n, _ in candidates], tone="2", is_open=True)
        )
        summary.append(gettext("A ring is the share of candidates who answered right."))
    if own:
        marks.append(Points([own[one.item] for one in items], at, tone="seal", radius=4))
        summary.append(gettext("A large dot is your rating."))
    return Plot(
        gettext("How the ratings spread"),
        " ".join(summary),
        axis(gettext("of 100 just-competent candidates"), 0, 100),
        categories(gettext("question"), [names[one.item] for one in items]),
        tuple(marks),
        _spread_twin(items, seen, names, own),
    )


def _spread_twin(
    items: Sequence[ItemRatings], seen: Evidence, names: Mapping[str, str], own: Mapping[str, float] | None
) -> Twin:
    right = seen.right()
    head = [gettext("Question"), gettext("Mean"), gettext("Range"), gettext("Candidates right")]
    return twin(
        head + ([gettext("Yours")] if own else []),
        (
            [
                names[one.item],
                f"{100 * one.mean:.0f}",
                spread(one),
                share(right[one.item] if seen.n else None),
                *([f"{own[one.item]:.0f}"] if own else []),
            ]
            for one in items
        ),
    )


def cuts_plot(found: Sequence[Round], *, questions: int) -> Plot:
    """Return the plot of the expectation of each round, one standard error to either side."""
    known = [(one, one.cut.expected.value, one.cut.error or 0.0) for one in found]
    drawn = [(n, value, error) for n, (_, value, error) in enumerate(known) if value is not None]
    names = [gettext("Round %(n)d") % {"n": one.number} for one in found]
    low = min((value - error for _, value, error in drawn), default=0)
    high = max((value + error for _, value, error in drawn), default=questions)
    return Plot(
        gettext("The cut by round"),
        gettext("The expectation of each round, with one standard error to either side."),
        axis(
            gettext("questions right, of %(n)d") % {"n": questions},
            max(0, low - 1),
            min(questions, high + 1),
            is_round=True,
        ),
        categories("", names),
        (
            Intervals(
                [n for n, _, _ in drawn],
                [value - error for _, value, error in drawn],
                [value for _, value, _ in drawn],
                [value + error for _, value, error in drawn],
                is_across=True,
            ),
        ),
        twin(
            [gettext("Round"), gettext("Expectation"), gettext("Standard error")],
            (
                [name, points(value), points(one.cut.error)]
                for name, (one, value, _) in zip(names, known, strict=True)
            ),
        ),
    )


def impact_plot(seen: Evidence, *, cut: int | None, limits: Hofstee | None) -> Plot | None:
    """Return the plot of who would pass at each cut, with the Hofstee limits; None below thirty candidates."""
    rates = [(at, rate) for at, rate in enumerate(seen.passing()) if rate.value is not None]
    if not rates:
        return None
    at = [float(n) for n, _ in rates]
    marks: list[Mark] = [
        Band(at, [rate.low or 0.0 for _, rate in rates], [rate.high or 0.0 for _, rate in rates]),
        Line(at, [rate.value or 0.0 for _, rate in rates]),
    ]
    summary = gettext(
        "The share of candidates who would pass falls as the pass mark rises; the band is its interval."
    )
    if limits:
        low, high, least, most = limits.limits
        marks.append(Line([low, high], [1 - most, 1 - least], gettext("limits"), tone="3", is_dashed=True))
        summary += " " + gettext("The broken line joins the Hofstee limits of the judges.")
    if cut is not None:
        marks.append(Rule(cut, gettext("cut %(cut)d") % {"cut": cut}, tone="seal"))
    return Plot(
        gettext("What each pass mark would mean"),
        summary,
        axis(gettext("pass mark, in questions"), 0, len(seen.items)),
        axis(gettext("would pass"), 0, 1, percent=True),
        tuple(marks),
        twin([gettext("Pass mark"), gettext("Would pass")], ([f"{n}", share(rate)] for n, rate in rates)),
    )
