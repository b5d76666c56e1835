"""Whether the items of an exam work alike for groups of people."""

from collections.abc import Iterable
from typing import Final

import numpy as np
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from testamur.plot import Intervals, Plot, Rule, axis, categories, twin
from testamur.psychometrics.fairness import LEAST_IN_ALL, LEAST_IN_GROUP
from testamur.psychometrics.fairness.mantel_haenszel import TWO_SIDED, ItemDifference
from testamur.site.records.candidacy import refuse_candidate
from testamur.site.records.fairness import GroupsCompared, compared_groups, is_told
from testamur.site.records.groups import group_title, groups_among, title_of
from testamur.site.records.measuring import ExamResponses, exam_responses
from testamur.site.records.shown_plot import ShownPlot, shown_plot
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Row, number, rows
from testamur.site.staff.frame import Crumb, show
from testamur.site.staff.programmes import crumbs_to, edition_for

MOST_SHOWN: Final = 30
"""So many items are in a plot, those that differ most; all are in the table."""

CLASSES: Final[dict[str, str | Promise]] = {"A": _("A, negligible"), "B": _("B, middling"), "C": _("C, large")}
SIZES: Final[dict[str, str | Promise]] = {
    "negligible": _("negligible"),
    "moderate": _("moderate"),
    "large": _("large"),
}


@require_GET
@login_required
def fairness(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show every group beside the largest one, item by item, where there are enough people."""
    edition = edition_for(request, slug, pk, "result.view")
    if edition.programme.exam is None:
        raise Http404
    refuse_candidate(request.user, edition)
    given = exam_responses(edition, at=timezone.now())
    found = list(compared_groups(given))
    testable = [one for one in found if one.differences]
    context = {
        "edition": edition,
        "crumbs": crumbs_to(edition, Crumb(gettext("Fairness"))),
        "n": given.n,
        "is_simulated": given.is_simulated and given.n > 0,
        "large": sum(item.klass == "C" for one in testable if one.differences for item in one.differences.items),
        "testable": [_shown(one, given) for one in testable],
        "untestable": _untestable_rows(one for one in found if one.why_not),
        "least": LEAST_IN_GROUP,
        "least_in_all": LEAST_IN_ALL,
        "known": [title_of(name) for name in groups_among(given)],
    }
    return show(request, edition.organisation, "staff/fairness.html", context, tab="staff:programmes")


def _shown(
    one: GroupsCompared, given: ExamResponses
) -> tuple[GroupsCompared, dict[str, str], ShownPlot, list[Row]]:
    return one, _words(one), shown_plot(forest(one, given)), _item_rows(one, given)


def _words(one: GroupsCompared) -> dict[str, str]:
    return {
        "by": title_of(one.by),
        "reference": group_title(one.by, one.reference),
        "focal": group_title(one.by, one.focal),
    }


def _untestable_rows(found: Iterable[GroupsCompared]) -> list[Row]:
    """Say what cannot be compared; small groups of what was volunteered do not even come here."""
    labels = [gettext("Groups by"), gettext("Group"), gettext("Beside"), gettext("Form"), gettext("Why not")]
    lines = dict.fromkeys((*_names(one), one.form.name, _why_not(one)) for one in found)
    return rows(labels, lines)


def _names(one: GroupsCompared) -> list[str]:
    words = _words(one)
    return [words["by"], words["focal"], words["reference"]]


def _why_not(one: GroupsCompared) -> str:
    """Say which group is too small; how many there are of a small one is not told."""
    if is_told(one.focal_n) and is_told(one.reference_n):
        told = {"n": one.focal_n + one.reference_n, "least": LEAST_IN_ALL}
        return gettext("not testable, n = %(n)d; at least %(least)d are needed") % told
    return gettext("not testable, fewer than %(least)d in a group") % {"least": LEAST_IN_GROUP}


def forest(one: GroupsCompared, given: ExamResponses) -> Plot:
    """Return delta of the items that differ most, with 95 % intervals, the largest difference first."""
    items = _largest(one)
    titles = [given.items[column].title for column, _ in items]
    deltas = np.array([item.delta for _, item in items])
    away = TWO_SIDED * np.array([item.delta_error for _, item in items])
    reach = max(2.0, float(np.ceil(max(np.abs(deltas) + away, default=2.0))))
    words = _words(one)
    return Plot(
        gettext("Items, %(focal)s beside %(reference)s") % words,
        gettext("Left of 0: harder for %(focal)s of the same total score. From 1.5 on a difference may be large.")
        % words,
        axis(gettext("delta of the Educational Testing Service"), -reach, reach),
        categories(gettext("item"), titles),
        (
            Rule(0.0, gettext("no difference"), tone="ink"),
            Rule(-1.5, tone="quiet"),
            Rule(1.5, tone="quiet"),
            Intervals(
                list(range(len(items))),
                (deltas - away).tolist(),
                deltas.tolist(),
                (deltas + away).tolist(),
                is_across=True,
            ),
        ),
        twin(
            [gettext("Item"), gettext("Delta"), gettext("From"), gettext("To")],
            (
                [title, f"{delta:.2f}", f"{delta - by:.2f}", f"{delta + by:.2f}"]
                for title, delta, by in zip(titles, deltas.tolist(), away.tolist(), strict=True)
            ),
        ),
    )


def _largest(one: GroupsCompared) -> list[tuple[int, ItemDifference]]:
    found = one.differences.items if one.differences else ()
    told = [pair for pair in zip(one.items, found, strict=True) if np.isfinite(pair[1].delta_error)]
    return sorted(told, key=lambda pair: -abs(pair[1].delta))[:MOST_SHOWN]


def _item_rows(one: GroupsCompared, given: ExamResponses) -> list[Row]:
    if not (one.differences and one.regressions):
        return []
    titles = (_("Item"), _("Class"), _("Delta"), _("Error"), _("p"), _("P-DIF"), _("Power"), _("By regression"))
    both = zip(one.items, one.differences.items, one.regressions.items, strict=True)
    return rows(
        [str(title) for title in titles],
        (
            [
                given.items[column].title,
                CLASSES[item.klass],
                number(_figure(item.delta)),
                number(_figure(item.delta_error)),
                number(_figure(item.p, 4)),
                number(_figure(item.standardised, 3)),
                number(_figure(item.power)),
                SIZES[beside.size],
            ]
            for column, item, beside in both
        ),
    )


def _figure(value: float, decimals: int = 2) -> str:
    return f"{value:.{decimals}f}" if np.isfinite(value) else gettext("undefined")
