"""The organisation's programmes: what is published, what is not yet, and one edition in full."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from testamur.programme import Component, Programme
from testamur.site.records.actions.programmes import publish as publish_edition
from testamur.site.records.library import library
from testamur.site.records.models import Enrolment, Organisation, ProgrammeEdition
from testamur.site.records.panels.naming import panel_of
from testamur.site.records.permissions import organisation_for
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Cell, Row, number, rows
from testamur.site.staff import queries
from testamur.site.staff.blueprint import blueprint_rows, panel
from testamur.site.staff.frame import Crumb, show
from testamur.site.staff.wording import share


def edition_for(request: SignedIn, slug: str, pk: int, permission: str) -> ProgrammeEdition:
    """Return an edition of the organisation, if the person's duties permit what the page does."""
    organisation = organisation_for(request.user, slug, permission)
    kept = ProgrammeEdition.objects.select_related("organisation")
    return get_object_or_404(kept, pk=pk, organisation=organisation)


def crumbs_to(edition: ProgrammeEdition, *further: Crumb) -> list[Crumb]:
    """Return the way to a page of an edition."""
    slug = edition.organisation.slug
    return [
        Crumb(gettext("Programmes"), reverse("staff:programmes", args=[slug])),
        Crumb(edition.programme.title, edition_url(edition.organisation, edition) if further else ""),
        *further,
    ]


@require_GET
@login_required
def programmes(request: SignedIn, slug: str) -> HttpResponse:
    """List the published editions, and the programmes of the library that are not."""
    organisation = organisation_for(request.user, slug, "programme.view")
    found = queries.editions(organisation)
    context = {
        "editions": _edition_rows(organisation, found),
        "count": len(found),
        "unpublished": queries.unpublished(organisation),
    }
    return show(request, organisation, "staff/programmes.html", context, tab="staff:programmes")


def edition_url(organisation: Organisation, edition: ProgrammeEdition) -> str:
    """Return the address of an edition's page."""
    return reverse("staff:edition", args=[organisation.slug, edition.pk])


def _edition_rows(organisation: Organisation, counted: list[queries.Counted]) -> list[Row]:
    labels = [
        gettext("Programme"),
        gettext("Edition"),
        gettext("Published"),
        gettext("Participants"),
        gettext("Awards"),
    ]
    return rows(
        labels,
        (
            [
                Cell(one.edition.programme.title, edition_url(organisation, one.edition)),
                one.edition.edition,
                date_format(one.edition.published_at, "j F Y"),
                number(one.participants),
                number(one.awards),
            ]
            for one in counted
        ),
    )


@require_POST
@login_required
def publish(request: SignedIn, slug: str) -> HttpResponse:
    """Publish the library's edition of one programme."""
    organisation = organisation_for(request.user, slug, "programme.publish")
    edition = library().programmes.get(request.POST.get("programme", ""))
    if edition is None:
        raise Http404
    kept = publish_edition(organisation=organisation, edition=edition, by=request.user, at=timezone.now())
    messages.success(request, gettext("%(title)s is published.") % {"title": kept.programme.title})
    return redirect("staff:edition", organisation.slug, kept.pk)


@require_GET
@login_required
def edition(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show one edition: components, blueprint, pass mark, who takes part."""
    kept = edition_for(request, slug, pk, "programme.view")
    programme = kept.programme
    mine = Enrolment.objects.filter(edition=kept)
    context = {
        "edition": kept,
        "programme": programme,
        "crumbs": crumbs_to(kept),
        "participants": mine.count(),
        "awards": mine.exclude(award=None).count(),
        "components": _component_rows(programme),
        "blueprint": blueprint_rows(programme.exam) if programme.exam else [],
        "panel": panel(programme.exam) if programme.exam else None,
        "set_by": panel_of(kept),
        "has_sessions": any(component.kind == "session" for component in programme.component),
        "forms": kept.forms.count(),
    }
    return show(request, kept.organisation, "staff/edition.html", context, tab="staff:programmes")


def _component_rows(programme: Programme) -> list[Row]:
    labels = [gettext("Part"), gettext("Kind"), gettext("Week"), gettext("Asks for")]
    is_cohort = programme.calendar.pacing == "cohort"
    return rows(
        labels,
        (
            [
                component.title,
                component.kind,
                number(_week(component) if is_cohort else gettext("any")),
                _asked(component, programme),
            ]
            for component in programme.component
        ),
    )


def _week(component: Component) -> str:
    last = component.week + component.weeks - 1
    return f"{component.week}" if last == component.week else f"{component.week} to {last}"


def _asked(component: Component, programme: Programme) -> str:
    if component.kind == "module":
        words = {"texts": len(component.texts), "correct": component.quiz_pass_correct or 0}
        return gettext("%(texts)d texts, each quiz with %(correct)s correct") % words
    if component.kind == "assignment":
        points = {"share": share(component.pass_share or 0), "attempts": f"{component.attempts}"}
        return gettext("%(share)s of the points, %(attempts)s attempts") % points
    if component.kind == "exam" and programme.exam:
        return gettext("%(cut)d of %(items)d correct in %(minutes)d minutes") % {
            "cut": programme.exam.cut.correct,
            "items": programme.exam.items,
            "minutes": programme.exam.minutes,
        }
    if component.kind == "session":
        return gettext("attendance, %(minutes)s minutes from %(time)s UTC") % {
            "minutes": component.minutes,
            "time": component.time,
        }
    return gettext("handed in")
