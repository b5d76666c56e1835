"""The plot of a score distribution."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext, ngettext

from testamur.plot import Bars, Plot, Rule, axis, twin


def distribution(totals: Iterable[int], *, maximum: int, cut: int) -> Plot:
    """Return the plot of number-correct scores 0..`maximum` (inclusive) with the pass mark `cut`."""
    counts = sorted(Counter(totals).items())
    n, most = sum(count for _, count in counts), max((count for _, count in counts), default=1)
    summary = gettext("Scores from 0 to %(maximum)d correct answers, with the pass mark at %(cut)d.")
    title = ngettext(
        "%(n)d sitting by number of correct answers", "%(n)d sittings by number of correct answers", n
    )
    return Plot(
        title % {"n": n},
        summary % {"maximum": maximum, "cut": cut},
        axis(gettext("correct answers"), -0.5, maximum + 0.5),
        axis(gettext("sittings"), 0, most, ticks=min(5, most + 1)),
        (
            Bars([score for score, _ in counts], [count for _, count in counts], width=0.85),
            Rule(cut - 0.5, gettext("pass mark %(cut)d") % {"cut": cut}, tone="seal"),
        ),
        twin(
            [gettext("Correct answers"), gettext("Sittings")],
            ([str(score), str(count)] for score, count in counts),
        ),
    )
