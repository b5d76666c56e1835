"""The forms of an exam: list, assemble, one form, one item."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from testamur import items
from testamur.errors import Refused
from testamur.site.records.actions.forms import assemble
from testamur.site.records.candidacy import refuse_candidate
from testamur.site.records.models import Form, FormItem, ProgrammeEdition
from testamur.site.records.permissions import organisation_for, require
from testamur.site.records.rescoring.rules import Do
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.stored import read_item
from testamur.site.records.table import Cell, Row, number, rows
from testamur.site.staff import form_facts, queries
from testamur.site.staff.form_information import how_drawn, informing
from testamur.site.staff.frame import Crumb, show
from testamur.site.staff.inputs import AssembleInput
from testamur.site.staff.item_calibration import calibrated_version, history_rows, use_rows
from testamur.site.staff.programmes import crumbs_to, edition_for
from testamur.site.staff.statistics import form_results
from testamur.site.staff.statistics_rows import flag_words, item_facts_rows, option_rows
from testamur.site.staff.what_if_inputs import line_query
from testamur.site.staff.wording import PURPOSES, day


@require_http_methods(["GET", "POST"])
@login_required
def forms(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """List the forms of an edition's exam; assemble more on POST."""
    edition = edition_for(request, slug, pk, "form.view")
    given = AssembleInput(request.POST or None, initial={"count": 1, "seed": 1, "purpose": "exam"})
    status = 200
    if request.method == "POST":
        require(request.user, "form.assemble", edition.organisation)
        if given.is_valid() and (made := _assembled(request, edition, given)):
            text = ngettext("%(n)d form is assembled.", "%(n)d forms are assembled.", made)
            messages.success(request, text % {"n": made})
            return redirect("staff:forms", slug, pk)
        status = 422
    context = {
        "edition": edition,
        "crumbs": crumbs_to(edition, Crumb(gettext("Exam forms"))),
        "count": edition.forms.count(),
        "asked": queries.forms_asked(edition.programme),
        "forms": _form_rows(edition, slug=slug),
        "how_drawn": how_drawn(edition) if edition.programme.exam else "",
        "input": given,
    }
    return show(request, edition.organisation, "staff/forms.html", context, tab="staff:programmes", status=status)


def _assembled(request: SignedIn, edition: ProgrammeEdition, given: AssembleInput) -> int:
    """Return how many forms were assembled; 0 if it was refused, which the input then says."""
    try:
        made = assemble(
            edition=edition,
            count=given.cleaned_data["count"],
            seed=given.cleaned_data["seed"],
            purpose=given.cleaned_data["purpose"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        given.add_error(None, refusal.reason)
        return 0
    return len(made)


def _form_rows(edition: ProgrammeEdition, *, slug: str) -> list[Row]:
    return rows(
        [gettext("Form"), gettext("For"), gettext("Items"), gettext("Assembled"), gettext("Sittings")],
        (
            [
                Cell(form.name, reverse("staff:form", args=[slug, form.pk])),
                PURPOSES[form.purpose],
                number(form.places.count()),
                day(form.assembled_at),
                number(form.sittings.count()),
            ]
            for form in edition.forms.order_by("pk")
        ),
    )


def form_for(request: SignedIn, slug: str, pk: int) -> Form:
    """Return a form of the organisation for somebody who may see its items and does not take the exam.

    Raises
    ------
    Refused
        If the person is enrolled in the edition: a candidate never sees a key.
    """
    organisation = organisation_for(request.user, slug, "form.view")
    kept = Form.objects.select_related("edition__organisation")
    form = get_object_or_404(kept, pk=pk, edition__organisation=organisation)
    refuse_candidate(request.user, form.edition)
    return form


@require_GET
@login_required
def form(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show one form: cells, overlap, key balance, items."""
    kept = form_for(request, slug, pk)
    questions = form_facts.placed(kept)
    context = {
        "form": kept,
        "crumbs": _crumbs(kept, Crumb(kept.name)),
        "purpose": PURPOSES[kept.purpose],
        "seed": kept.document.get("seed"),
        "cells": form_facts.cell_rows(kept, questions),
        "broken": form_facts.broken(kept, questions),
        "overlap": form_facts.overlap_rows(kept, slug=slug),
        "keys": form_facts.key_rows(questions),
        "items": form_facts.item_rows(kept, questions, slug=slug),
        "informing": informing(kept, questions),
        "count": len(questions),
    }
    return show(request, kept.edition.organisation, "staff/form.html", context, tab="staff:programmes")


def _crumbs(form: Form, *further: Crumb) -> list[Crumb]:
    back = reverse("staff:forms", args=[form.edition.organisation.slug, form.edition.pk])
    return crumbs_to(form.edition, Crumb(gettext("Exam forms"), back), *further)


@require_GET
@login_required
def item(request: SignedIn, slug: str, pk: int, position: int) -> HttpResponse:
    """Show one item of a form with key, rationale, reference, second reading and statistics."""
    kept = form_for(request, slug, pk)
    place = get_object_or_404(FormItem.objects.select_related("version"), form=kept, position=position)
    shown = read_item(place.version.document)
    results = form_results(kept)
    back = Crumb(kept.name, reverse("staff:form", args=[slug, pk]))
    found = results.of_item(shown.identifier) if results else None
    context = {
        "form": kept,
        "place": place,
        "item": shown,
        "crumbs": _crumbs(kept, back, Crumb(gettext("Question %(n)d") % {"n": position})),
        "review": mark_safe(items.render_review(shown)),  # noqa: S308  (written by the room's allow-list)
        "results": results,
        "statistics": found,
        "flags": flag_words(found) if found else "",
        "facts": item_facts_rows(found) if found else [],
        "options": option_rows(found) if found else [],
        "calibrated": calibrated_version(kept.edition, place.version),
        "history": history_rows(kept.edition, place.version, slug=slug),
        "uses": use_rows(kept.edition.organisation, place.version, slug=slug),
        "last": kept.places.count(),
        "what_if": line_query(place.version.digest, Do.CREDIT),
    }
    return show(request, kept.edition.organisation, "staff/item.html", context, tab="staff:programmes")
