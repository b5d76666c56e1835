"""Panels that set pass marks: list, set up, one panel, its record."""

from collections.abc import Mapping

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from testamur.errors import Refused
from testamur.programme import with_panel
from testamur.psychometrics.standard_setting.panel import State
from testamur.site.records.actions import panels as actions
from testamur.site.records.candidacy import refuse_candidate
from testamur.site.records.models import Panel, ProgrammeEdition
from testamur.site.records.panels.asked import counting
from testamur.site.records.panels.document import summary_of
from testamur.site.records.permissions import organisation_for
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Cell, number, rows
from testamur.site.staff.frame import Crumb, paged, show
from testamur.site.staff.panel_facts import found_in, people
from testamur.site.staff.panel_inputs import (
    DefinitionInput,
    EndInput,
    ExcuseInput,
    InviteInput,
    PanelInput,
    SignOffInput,
)
from testamur.site.staff.programmes import edition_for


@require_GET
@login_required
def panels(request: SignedIn, slug: str) -> HttpResponse:
    """List the organisation's panels, the newest first."""
    organisation = organisation_for(request.user, slug, "panel.view")
    kept = Panel.objects.filter(edition__organisation=organisation).select_related("edition", "form")
    page = paged(request, kept.prefetch_related("events").order_by("-pk"))
    labels = [gettext("Panel"), gettext("Form"), gettext("Method"), gettext("Judges"), gettext("Where it stands")]
    listed = rows(
        labels,
        (
            [
                Cell(one.edition.programme.title, reverse("staff:panel", args=[slug, one.pk])),
                one.form.name,
                one.get_method_display(),
                number(counting(one).count()),
                one.standing().said,
            ]
            for one in page.object_list
        ),
    )
    exams = [
        edition
        for edition in organisation.editions.order_by("identifier", "-published_at")
        if edition.programme.exam
    ]
    context = {"rows": listed, "page": page, "count": kept.count(), "exams": exams}
    return show(request, organisation, "staff/panels.html", context, tab="staff:panels")


@require_http_methods(["GET", "POST"])
@login_required
def new(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Set up a panel for the examination of an edition."""
    edition = edition_for(request, slug, pk, "panel.run")
    if edition.programme.exam is None:
        raise Http404
    exam_forms = edition.forms.filter(purpose="exam").order_by("pk")
    given = PanelInput(request.POST or None, exam_forms=exam_forms)
    if request.method == "POST" and given.is_valid():
        made = actions.set_up(
            edition=edition,
            form=given.chosen(),
            method=given.cleaned_data["method"],
            definition=given.cleaned_data["definition"],
            asks_limits=given.cleaned_data["asks_limits"],
            by=request.user,
            at=timezone.now(),
        )
        return redirect("staff:panel", slug, made.pk)
    context = {
        "edition": edition,
        "has_forms": exam_forms.exists(),
        "crumbs": _crumbs(edition, Crumb(gettext("Set up a panel"))),
        "input": given,
    }
    status = 422 if given.errors else 200
    return show(request, edition.organisation, "staff/panel_new.html", context, tab="staff:panels", status=status)


def _crumbs(edition: ProgrammeEdition, *further: Crumb) -> list[Crumb]:
    back = reverse("staff:panels", args=[edition.organisation.slug])
    return [Crumb(gettext("Panels"), back), *further]


def panel_for(request: SignedIn, slug: str, pk: int, permission: str) -> Panel:
    """Return a panel of the organisation for somebody who does not take the exam.

    Raises
    ------
    Refused
        If the person is enrolled in the edition.
    """
    organisation = organisation_for(request.user, slug, permission)
    kept = Panel.objects.select_related("edition__organisation", "form")
    found = get_object_or_404(kept, pk=pk, edition__organisation=organisation)
    refuse_candidate(request.user, found.edition)
    return found


@require_GET
@login_required
def panel(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show one panel: who has finished, and what the closed rounds say; never an open one."""
    return shown(request, panel_for(request, slug, pk, "panel.view"))


def shown(
    request: SignedIn, found: Panel, *, given: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """Answer with the page of a panel, with the inputs that were `given`."""
    edition, stands = found.edition, found.standing()
    listed = people(found)
    record = getattr(found, "record", None)
    summary = summary_of(record) if record else None
    context = {
        "panel": found,
        "edition": edition,
        "stands": stands,
        "is_drafted": stands.state is State.DRAFTED,
        "is_open": stands.state is State.OPEN,
        "is_between": stands.state is State.CLOSED,
        "crumbs": _crumbs(edition, Crumb(edition.programme.title)),
        "people": listed,
        "may_join": not stands.is_over and not stands.closed,
        "ended": found.events.filter(kind="end").last(),
        "record": record,
        "summary": summary,
        "definition": DefinitionInput(initial={"definition": found.definition}),
        "invite": InviteInput(),
        "excuse": ExcuseInput(judges=[(one.judge, one.who) for one in listed.lines if not one.is_excused]),
        "end": EndInput(auto_id="end_%s"),
        "sign": SignOffInput(auto_id="sign_%s"),
        **found_in(found, slug=edition.organisation.slug),
        **(given or {}),
    }
    return show(request, edition.organisation, "staff/panel.html", context, tab="staff:panels", status=status)


@require_GET
@login_required
def record(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Give the very text of the record that was signed off."""
    found = panel_for(request, slug, pk, "panel.view")
    if not hasattr(found, "record"):
        raise Http404
    answer = HttpResponse(found.record.text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="panel-{found.record.digest[:12]}.json"'
    return answer


@require_GET
@login_required
def file(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Give the programme's file with the pass mark of the panel, as a new edition."""
    found = panel_for(request, slug, pk, "panel.view")
    if not hasattr(found, "record"):
        raise Http404
    edition = request.GET.get("edition", "").strip() or timezone.now().date().isoformat()
    if not edition.replace("-", "").replace(".", "").isalnum() or edition == found.edition.edition:
        raise Refused(
            "panel-edition", gettext("A new edition has a name of its own: letters, figures, hyphens, dots.")
        )
    text = with_panel(found.edition.text, summary_of(found.record), edition=edition)
    answer = HttpResponse(text, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.edition.identifier}.toml"'
    return answer
