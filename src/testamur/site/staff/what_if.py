"""What if an item were scored otherwise, or the pass mark moved: shown to those who may look, and proposed."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from testamur.errors import DocumentError, Refused
from testamur.site.records.actions import scoring
from testamur.site.records.models import FormItem, ProgrammeEdition
from testamur.site.records.permissions import may, require
from testamur.site.records.rescoring.preview import Preview, obstacles, preview
from testamur.site.records.rescoring.rules import ItemChange
from testamur.site.records.shown_plot import shown_plot
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.spreadsheet import safe
from testamur.site.records.stored import read_item
from testamur.site.staff import what_if_rows
from testamur.site.staff.frame import PAGE_SIZE, Crumb, show
from testamur.site.staff.programmes import crumbs_to, edition_for
from testamur.site.staff.what_if_inputs import ChangeInput, ProposalInput

COLUMNS = (
    *("sitting", "enrolment", "form", "correct", "of", "passes"),
    *("then_correct", "then_of", "then_passes", "consequence"),
)


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of items on an edition's forms: what they are called, and as a choice of them reads."""

    names: dict[str, str]
    choices: list[tuple[str, str]]


def examined(request: SignedIn, slug: str, pk: int) -> ProgrammeEdition:
    """Return an edition with an exam, for somebody who may see its results and takes no part in it.

    Raises
    ------
    Http404, PermissionDenied
    Refused
        ``scoring-candidate``.
    """
    edition = edition_for(request, slug, pk, "result.view")
    scoring.refuse_candidate(edition, request.user)
    if edition.programme.exam is None:
        raise Http404
    return edition


def versions_of(edition: ProgrammeEdition) -> Versions:
    """Return the versions of items that stand on forms of an edition, in the order of form and question."""
    places = FormItem.objects.filter(form__edition=edition).select_related("version", "form")
    where: dict[str, list[str]] = {}
    names, titles = {}, {}
    for place in places.order_by("form_id", "position"):
        version = place.version
        names[version.digest] = version.identifier
        titles[version.digest] = read_item(version.document).title
        where.setdefault(version.digest, []).append(f"{place.form.name}: {place.position}")
    choices = [
        (digest, gettext("%(title)s (%(places)s)") % {"title": titles[digest], "places": ", ".join(where[digest])})
        for digest in names
    ]
    return Versions(names, choices)


@require_http_methods(["GET", "POST"])
@login_required
def what_if(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show what a change of scoring would do; keep it as proposed on POST."""
    edition = examined(request, slug, pk)
    given = _given(request, edition)
    reason = ProposalInput(request.POST or None)
    found, problems = _found(edition, given)
    if request.method == "POST":
        require(request.user, "scoring.propose", edition.organisation)
        if found and reason.is_valid() and (made := _proposed(request, edition, given, reason)):
            messages.success(request, gettext("The change is proposed. Somebody else has to sign it."))
            return redirect("staff:scoring_change", slug, made)
    context = {
        "edition": edition,
        "crumbs": crumbs_to(edition, Crumb(gettext("What if"))),
        "given": given,
        "problems": problems,
        "changes": what_if_rows.change_rows(
            edition.scoring_changes.select_related("proposed_by", "signature", "withdrawal").order_by("-pk"),
            edition.organisation,
        ),
        **(_shown(request, edition, found) if found else {}),
        "proposal": reason if reason.is_bound else _proposal_input(found),
    }
    status = 422 if request.method == "POST" or problems else 200
    return show(
        request, edition.organisation, "staff/what_if.html", context, tab="staff:programmes", status=status
    )


def _given(request: HttpRequest, edition: ProgrammeEdition) -> ChangeInput:
    versions = versions_of(edition)
    return ChangeInput(request.GET, items=versions.choices, versions=versions.names)


def _found(edition: ProgrammeEdition, given: ChangeInput) -> tuple[Preview | None, list[str]]:
    """Return what was asked for; or else what is wrong with the question, nothing if none was asked."""
    if not given.is_asked:
        return None, []
    if not given.is_valid():
        return None, [gettext("Please correct what is marked below.")]
    try:
        return preview(edition, given.proposal(), at=timezone.now()), []
    except DocumentError as error:
        return None, [f"{one.path}: {one.sentence}" if one.path else one.sentence for one in error.problems]


def _proposal_input(found: Preview | None) -> ProposalInput | None:
    return ProposalInput(initial={"shown": scoring.state_digest(found.document)}) if found else None


def _proposed(
    request: SignedIn, edition: ProgrammeEdition, given: ChangeInput, reason: ProposalInput
) -> int | None:
    """Return the number of the change that was kept; None if it was refused, which the input then says."""
    try:
        change = scoring.propose(
            edition=edition,
            proposal=given.proposal(),
            digest=reason.cleaned_data["shown"],
            reason=reason.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        reason.add_error(None, refusal.reason)
        return None
    return change.pk


def _shown(request: SignedIn, edition: ProgrammeEdition, found: Preview) -> dict[str, object]:
    document, slug = found.document, edition.organisation.slug
    plot = what_if_rows.two_distributions(found.effect)
    people = Paginator(document["people"], PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "found": document,
        "headline": headline(found.effect.to_pass, found.effect.to_fail),
        "n": found.effect.n,
        "asked": what_if_rows.asked_rows(ItemChange.read(item) for item in document["change"]["items"]),
        "forms": what_if_rows.form_rows(document),
        "hows": sorted(
            {form["effect"]["pass_mark"]["after"]["how"] for form in document["forms"] if form["effect"]}
        ),
        "chances": what_if_rows.chance_rows(document),
        "figures": what_if_rows.figure_rows(document),
        "items": what_if_rows.item_rows(found.concerned, found.effect, slug=slug),
        "touched": what_if_rows.touched_rows(document),
        "people": what_if_rows.people_rows(
            people, slug=slug, may_see=may(request.user, "enrolment.view", edition.organisation)
        ),
        "page": people,
        "plot": shown_plot(plot) if plot else None,
        "against": obstacles(document),
        "others": sum(form["sittings"] - form["counted"] for form in document["forms"]),
        "query": query.urlencode(),
        "csv": f"{reverse('staff:what_if_sittings', args=[slug, edition.pk])}?{query.urlencode()}",
    }


def headline(to_pass: int, to_fail: int) -> str:
    """Return in one sentence who would change sides."""
    if not to_pass and not to_fail:
        return gettext("Nobody would change sides.")
    parts = []
    if to_pass:
        text = ngettext("%(n)d who failed would pass", "%(n)d who failed would pass", to_pass)
        parts.append(text % {"n": to_pass})
    if to_fail:
        text = ngettext("%(n)d who passed would fail", "%(n)d who passed would fail", to_fail)
        parts.append(text % {"n": to_fail})
    return f"{', '.join(parts)}."


@require_GET
@login_required
def what_if_sittings(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Give every sitting with its score as it is and then, as CSV; people by the number of their enrolment."""
    edition = examined(request, slug, pk)
    given = _given(request, edition)
    found, problems = _found(edition, given)
    if problems:
        raise Refused("what-if", " ".join(problems))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="what-if-{edition.identifier}.csv"'
    writer = csv.writer(answer)
    writer.writerow(COLUMNS)
    writer.writerows(_lines(found) if found else ())
    return answer


def _lines(found: Preview) -> Iterator[Sequence[object]]:
    consequences = {one.sitting: one.consequence.value for one in found.people}
    enrolments = {
        sitting: enrolment
        for one in found.concerned
        for sitting, enrolment in zip(one.given.sittings, one.given.enrolments, strict=True)
    }
    for form in found.effect.forms:
        passes = zip(form.passed_before.tolist(), form.passed_after.tolist(), strict=True)
        totals = zip(form.totals_before.tolist(), form.totals_after.tolist(), strict=True)
        for person, (before, after), (passed, then) in zip(form.persons, totals, passes, strict=True):
            sitting = int(person)
            yield (
                *(sitting, enrolments[sitting], safe(form.name)),
                *(f"{before:g}", f"{form.mark_before.maximum:g}", "yes" if passed else "no"),
                *(f"{after:g}", f"{form.mark_after.maximum:g}", "yes" if then else "no"),
                consequences.get(sitting, ""),
            )
