"""What a panel has said and what it would mean, as tables that judge, chair and public read."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from testamur.psychometrics.estimate import Estimate
from testamur.psychometrics.standard_setting import AngoffRound, Hofstee, ItemRatings
from testamur.site.records.panels.evidence import Evidence
from testamur.site.records.panels.results import Round
from testamur.site.records.table import Cell, Row, number, rows

WITHHELD: Final[dict[str, str | Promise]] = {"too few": _("too few"), "undefined": _("undefined")}
AROUND: Final = 3
"""So many cuts on either side of the panel's stand in the table of what they would mean."""


def share(estimate: Estimate | None) -> str:
    """Return a share in per cent with its interval, or why there is none."""
    if estimate is None:
        return gettext("no sittings yet")
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return str(WITHHELD[estimate.status])
    words = {name: f"{100 * end:.0f}" for name, end in _ends(estimate).items()}
    return gettext("%(value)s %% (%(low)s to %(high)s %%)") % words


def coefficient(estimate: Estimate) -> str:
    """Return a coefficient with its interval, or why there is none."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return str(WITHHELD[estimate.status])
    words = {name: f"{end:.2f}" for name, end in _ends(estimate).items()}
    return gettext("%(value)s (%(low)s to %(high)s)") % words


def _ends(estimate: Estimate) -> dict[str, float]:
    return {"value": estimate.value or 0.0, "low": estimate.low or 0.0, "high": estimate.high or 0.0}


def points(value: float | None) -> str:
    """Return a number of questions to one decimal, or that there is none."""
    return gettext("undefined") if value is None else f"{value:.1f}"


def cut_rows(found: Sequence[Round], evidence: Evidence) -> list[Row]:
    """Return the cut of each round with its error, and who would pass."""
    labels = [
        gettext("Round"),
        gettext("Cut"),
        gettext("Expectation"),
        gettext("Standard error"),
        gettext("95 % interval"),
        gettext("Would pass"),
        gettext("Ratings changed"),
    ]
    return rows(
        labels,
        (
            [
                str(one.number),
                number(gettext("undefined") if one.cut.correct is None else one.cut.correct),
                number(points(one.cut.expected.value)),
                number(points(one.cut.error)),
                number(_interval(one.cut.expected)),
                number(_passing(one, evidence)),
                number(_changed(one.angoff)),
            ]
            for one in found
        ),
    )


def _passing(found: Round, evidence: Evidence) -> str:
    return gettext("undefined") if found.cut.correct is None else share(evidence.passing_at(found.cut.correct))


def _interval(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return str(WITHHELD[estimate.status])
    return gettext("%(low)s to %(high)s") % {"low": f"{estimate.low:.1f}", "high": f"{estimate.high:.1f}"}


def _changed(found: AngoffRound | None) -> str:
    return "–" if found is None or found.changed is None else f"{100 * found.changed:.0f} %"


def agreement_rows(found: AngoffRound, *, questions: int) -> list[Row]:
    """Return how alike the judges rate, and where the variance lies."""
    parts = found.components
    total = sum(max(0.0, part) for part in (parts.judge, parts.item, parts.residual)) or 1.0
    lines: list[tuple[str, str]] = [
        (gettext("Two judges rank the questions alike, ICC(3, 1)"), coefficient(found.consistency)),
        (gettext("Two judges rate alike, severity included, ICC(2, 1)"), coefficient(found.agreement)),
        *(
            (
                gettext("Variance component: %(what)s") % {"what": what},
                gettext("%(value)s (%(share)s %% of all)")
                % {"value": f"{part:.5f}", "share": f"{100 * max(0.0, part) / total:.0f}"},
            )
            for what, part in (
                (gettext("judges"), parts.judge),
                (gettext("questions"), parts.item),
                (gettext("judges by questions, and error"), parts.residual),
            )
        ),
        (gettext("Error of the cut if the questions, too, were another sample"), points(found.error_over_items)),
        (
            gettext("Judges like these that bring the error down to one question"),
            ngettext("%(n)d judge", "%(n)d judges", parts.judges_needed(1)) % {"n": parts.judges_needed(1)},
        ),
    ]
    label = gettext("Of %(judges)d judges and %(questions)d questions") % {
        "judges": parts.judges,
        "questions": questions,
    }
    return rows([label, gettext("Value")], ([what, number(value)] for what, value in lines))


def judge_rows(found: Round) -> list[Row]:
    """Return the judges by number: their own cut, the panel's without them, how they agree."""
    if found.angoff is None:
        return []
    labels = [
        gettext("Judge"),
        gettext("Own cut"),
        gettext("Panel without them"),
        gettext("Agrees with the others"),
        gettext("Agrees with the candidates"),
    ]
    return rows(
        labels,
        (
            [
                one.judge,
                number(points(one.expected)),
                number(one.without),
                number(coefficient(one.with_others)),
                number(coefficient(one.with_difficulty) if one.with_difficulty else share(None)),
            ]
            for one in found.angoff.judges
        ),
    )


def passing_rows(found: Round, evidence: Evidence) -> list[Row]:
    """Return who would pass at the cut and at those around it."""
    rates, cut = evidence.passing(), found.cut.correct
    if cut is None or not rates:
        return []
    first, last = max(0, cut - AROUND), min(len(rates) - 1, cut + AROUND)
    return rows(
        [gettext("Pass mark"), gettext("Would pass")],
        ([f"{at}", number(share(rates[at]))] for at in range(first, last + 1)),
    )


def limit_rows(found: Hofstee, *, questions: int) -> list[Row]:
    """Return the limits of the judges, means, and the compromise."""
    low, high, least, most = found.limits
    cut = gettext("none") if found.cut.correct is None else f"{found.cut.correct}"
    words = {"low": f"{low:.1f}", "high": f"{high:.1f}", "of": questions}
    rates = {"least": f"{100 * least:.0f}", "most": f"{100 * most:.0f}"}
    failing = gettext("undefined") if found.failing is None else f"{100 * found.failing:.0f} %"
    lines = [
        (gettext("Acceptable pass marks"), gettext("%(low)s to %(high)s of %(of)d") % words),
        (gettext("Acceptable fail rates"), gettext("%(least)s to %(most)s %%") % rates),
        (gettext("Compromise"), cut),
        (gettext("Expectation"), points(found.cut.expected.value)),
        (gettext("Standard error"), points(found.cut.error)),
        (gettext("Would not pass there"), failing),
    ]
    return rows(
        [gettext("Hofstee"), gettext("Mean of the judges")], ([what, number(value)] for what, value in lines)
    )


def item_rows(
    found: AngoffRound,
    evidence: Evidence,
    *,
    links: Mapping[str, tuple[str, str]],
    own: Mapping[str, float] | None = None,
) -> list[Row]:
    """Return the questions, the ratings that spread most first; `own` is what the reader said, per cent.

    `links` has, by question, its title and its address.
    """
    right = evidence.right()
    labels = [
        gettext("Question"),
        *([gettext("Yours")] if own is not None else []),
        gettext("Mean"),
        gettext("Spread (sd)"),
        gettext("Range"),
        gettext("Candidates right"),
    ]
    return rows(
        labels,
        (
            [
                Cell(*links[one.item]),
                *([number(f"{own[one.item]:.0f}")] if own is not None else []),
                number(f"{100 * one.mean:.0f}"),
                number(f"{100 * one.sd:.0f}"),
                number(spread(one)),
                number(share(right[one.item] if evidence.n else None)),
            ]
            for one in widest(found)
        ),
    )


def widest(found: AngoffRound) -> list[ItemRatings]:
    """Return the questions by how far their ratings spread, the widest first."""
    return sorted(found.items, key=lambda one: (-round(one.sd, 9), one.item))


def spread(found: ItemRatings) -> str:
    """Return the range of a question's ratings, per cent."""
    return gettext("%(low)s to %(high)s") % {"low": f"{100 * found.low:.0f}", "high": f"{100 * found.high:.0f}"}
