"""Who takes part in an edition, how far they are, and one enrolment in full."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from testamur.programme import Progress
from testamur.site.records.actions.decisions import ruling, standing_decision
from testamur.site.records.models import Enrolment
from testamur.site.records.permissions import may, organisation_for
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Cell, Row, number, rows
from testamur.site.staff import queries
from testamur.site.staff.frame import Crumb, paged, show
from testamur.site.staff.history import activity_rows, decision_rows, progress_steps, ruling_rows, sitting_rows
from testamur.site.staff.inputs import SearchInput
from testamur.site.staff.programmes import crumbs_to, edition_for
from testamur.site.staff.wording import day, who


@require_GET
@login_required
def enrolments(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """List an edition's enrolments with their progress, those found if a name is given."""
    edition = edition_for(request, slug, pk, "enrolment.view")
    search = SearchInput(request.GET)
    words = search.words()
    page = paged(request, queries.found_enrolments(edition, words))
    context = {
        "edition": edition,
        "crumbs": crumbs_to(edition, Crumb(gettext("Enrolments"))),
        "search": search,
        "words": words,
        "page": page,
        "query": search.as_query(),
        "rows": _enrolment_rows(list(page), slug=slug, on=timezone.now().date()),
    }
    return show(request, edition.organisation, "staff/enrolments.html", context, tab="staff:programmes")


def _enrolment_rows(found: list[Enrolment], *, slug: str, on: date) -> list[Row]:
    labels = [gettext("Participant"), gettext("Takes"), gettext("Started"), gettext("Done"), gettext("Next")]
    return rows(labels, (_enrolment_line(enrolment, slug=slug, on=on) for enrolment in found))


def _enrolment_line(enrolment: Enrolment, *, slug: str, on: date) -> list[object]:
    progress = enrolment.progress(on)
    done = gettext("%(done)d of %(total)d") % {"done": progress.done, "total": len(progress.steps)}
    return [
        Cell(who(enrolment.person), reverse("staff:enrolment", args=[slug, enrolment.pk])),
        enrolment.edition.programme.find(enrolment.only).title if enrolment.only else gettext("the whole"),
        day(enrolment.started_on),
        number(done),
        _next(enrolment, progress),
    ]


def _next(enrolment: Enrolment, progress: Progress) -> str:
    if hasattr(enrolment, "award"):
        return gettext("awarded on %(day)s") % {"day": day(enrolment.award.awarded_on)}
    step = progress.next
    if step is None:
        return gettext("nothing to do now")
    if step.due_on is None:
        return step.component.title
    return gettext("%(title)s, by %(day)s") % {"title": step.component.title, "day": day(step.due_on)}


@require_GET
@login_required
def enrolment(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show one enrolment: progress, what the rule says, activities, sittings, decisions."""
    organisation = organisation_for(request.user, slug, "enrolment.view")
    found = queries.with_history(get_object_or_404(Enrolment, pk=pk, edition__organisation=organisation))
    progress = found.progress(timezone.now().date())
    said = ruling(found)
    back = Crumb(gettext("Enrolments"), reverse("staff:enrolments", args=[slug, found.edition.pk]))
    context = {
        "enrolment": found,
        "programme": found.edition.programme,
        "crumbs": crumbs_to(found.edition, back, Crumb(str(found.person))),
        "progress": progress,
        "total": len(progress.steps),
        "steps": progress_steps(progress),
        "ruling": said,
        "requirements": ruling_rows(found, said),
        "activities": activity_rows(found),
        "sittings": sitting_rows(
            found.sittings.all(), slug=slug, may_watch=may(request.user, "sitting.watch", organisation)
        ),
        "decision": standing_decision(found),
        "decisions": decision_rows(found.decisions.all()),
    }
    return show(request, organisation, "staff/enrolment.html", context, tab="staff:programmes")
