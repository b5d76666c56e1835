"""The results of an exam: scores, their distribution, and the items."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from testamur.site.records.shown_plot import shown_plot
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Row
from testamur.site.staff.frame import Crumb, show
from testamur.site.staff.plot import distribution
from testamur.site.staff.programmes import crumbs_to, edition_for
from testamur.site.staff.statistics import FormResults, exam_results
from testamur.site.staff.statistics_rows import decision_rows, item_statistics_rows


@require_GET
@login_required
def results(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show what the closed sittings of an exam say."""
    edition = edition_for(request, slug, pk, "result.view")
    exam = edition.programme.exam
    if exam is None:
        raise Http404
    found = exam_results(edition)
    totals = found.totals
    context = {
        "edition": edition,
        "exam": exam,
        "crumbs": crumbs_to(edition, Crumb(gettext("Results"))),
        "n": len(totals),
        "passed": sum(total >= exam.cut.correct for total in totals),
        "is_simulated": found.is_simulated and bool(totals),
        "plot": shown_plot(distribution(totals, maximum=exam.items, cut=exam.cut.correct)),
        "forms": [_shown(one, slug=slug) for one in found.forms],
    }
    return show(request, edition.organisation, "staff/results.html", context, tab="staff:programmes")


def _shown(one: FormResults, *, slug: str) -> tuple[FormResults, list[Row], list[Row]]:
    """Return the results of a form with the tables of its items and of its decisions."""
    return one, item_statistics_rows(one, slug=slug), decision_rows(one.decisions) if one.decisions else []
