"""Statements of how a programme is assessed: what is signed, what a newer one would say, and who endorses it."""

from datetime import datetime
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from testamur.credential import Fact
from testamur.site.records.actions import statements as actions
from testamur.site.records.models import Endorsement, Organisation, ProgrammeEdition, Statement
from testamur.site.records.permissions import organisation_for
from testamur.site.records.read_out import STATES, criteria_shown, endorsements_of, read_out_kept
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Cell, Row, rows
from testamur.site.staff.frame import Crumb, show
from testamur.site.staff.inputs import CommentInput, EndorsementInput, ReasonInput
from testamur.site.staff.programmes import crumbs_to, edition_for
from testamur.site.staff.wording import day


@require_http_methods(["GET", "POST"])
@login_required
def statement(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show what is signed and what a newer statement would say; sign it on POST."""
    edition = edition_for(request, slug, pk, "programme.view")
    at = timezone.now()
    if request.method == "POST":
        organisation_for(request.user, slug, "statement.sign")
        actions.sign(edition=edition, by=request.user, at=at)
        messages.success(
            request, gettext("The statement is signed; credentials issued from now on are bound to it.")
        )
        return redirect("staff:statement", slug, pk)
    return _page(request, edition, EndorsementInput(), at=at)


def _page(
    request: SignedIn, edition: ProgrammeEdition, given: EndorsementInput, *, at: datetime, status: int = 200
) -> HttpResponse:
    kept = actions.newest(edition)
    draft = actions.composed(edition, identifier=uuid4(), at=at)
    before = actions.said_by(kept) if kept else None
    changed = actions.changes(before, draft) if before else []
    context = {
        "edition": edition,
        "programme": edition.programme,
        "crumbs": crumbs_to(edition, Crumb(gettext("Statement"))),
        "kept": kept,
        "earlier": Statement.objects.filter(edition=edition).exclude(superseded_by=None).order_by("-pk"),
        "changed": _changed_rows(changed),
        "is_new": kept is None
        or bool(changed)
        or (before is not None and before.achievement != draft.achievement),
        "draft": {"criteria": criteria_shown(draft), "statement": draft},
        "endorsements": endorsements_of(kept, at=at) if kept else (),
        "listed": _outside(kept) if kept else (),
        "input": given,
    }
    return show(request, edition.organisation, "staff/statement.html", context, tab="staff:programmes",
                status=status)  # fmt: skip


def _changed_rows(changed: list[tuple[Fact | None, Fact | None]]) -> list[Row]:
    labels = [gettext("Fact"), gettext("Signed"), gettext("Now")]
    return rows(
        labels,
        ([(after or before).title, _told(before), _told(after)] for before, after in changed if after or before),  # type: ignore[union-attr]  # one of them is there
    )


def _told(fact: Fact | None) -> str:
    if fact is None:
        return gettext("nothing")
    state = STATES.get(fact.state)
    return f"{state}: {fact.sentence}" if state else fact.sentence


def _outside(kept: Statement) -> list[Endorsement]:
    """Return the endorsements from outside, which the programme owner can take off the list."""
    return list(kept.endorsements.filter(organisation=None, withdrawal=None))


@require_POST
@login_required
def bring(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """List an endorsement of a body from outside, once it has been checked."""
    edition = edition_for(request, slug, pk, "statement.sign")
    given = EndorsementInput(request.POST, request.FILES)
    kept = get_object_or_404(Statement, edition=edition, superseded_by=None)
    at = timezone.now()
    if not given.is_valid():
        return _page(request, edition, given, at=at, status=422)
    document = given.cleaned_data["file"].read()
    actions.keep_endorsement(statement=kept, document=document, by=request.user, at=at)
    messages.success(request, gettext("The endorsement is checked and listed."))
    return redirect("staff:statement", slug, pk)


@require_GET
@login_required
def statements(request: SignedIn, slug: str) -> HttpResponse:
    """List the newest statements of this site: our own, and those of others, which we may endorse."""
    organisation = organisation_for(request.user, slug, "programme.view")
    newest = Statement.objects.filter(superseded_by=None).select_related("edition__organisation").order_by("pk")
    context = {
        "own": _own_rows(organisation, newest.filter(edition__organisation=organisation)),
        "others": _others_rows(organisation, newest.exclude(edition__organisation=organisation)),
    }
    return show(request, organisation, "staff/statements.html", context, tab="staff:statements")


def _own_rows(organisation: Organisation, found: QuerySet[Statement]) -> list[Row]:
    labels = [gettext("Programme"), gettext("Edition"), gettext("Signed"), gettext("Endorsed by")]
    return rows(
        labels,
        (
            [
                Cell(
                    one.edition.programme.title,
                    reverse("staff:statement", args=[organisation.slug, one.edition_id]),
                ),
                one.edition.edition,
                day(one.signed_at.date()),
                one.endorsements.filter(withdrawal=None).count() or gettext("nobody"),
            ]
            for one in found
        ),
    )


def _others_rows(organisation: Organisation, found: QuerySet[Statement]) -> list[Row]:
    labels = [gettext("Programme"), gettext("Of"), gettext("Signed"), gettext("Endorsed by us")]
    return rows(
        labels,
        (
            [
                Cell(
                    one.edition.programme.title, reverse("staff:endorse", args=[organisation.slug, one.identifier])
                ),
                one.edition.organisation.name,
                day(one.signed_at.date()),
                gettext("yes") if _ours(one, organisation) else gettext("no"),
            ]
            for one in found
        ),
    )


def _ours(kept: Statement, organisation: Organisation) -> Endorsement | None:
    return kept.endorsements.filter(organisation=organisation, withdrawal=None).first()


@require_http_methods(["GET", "POST"])
@login_required
def endorse(request: SignedIn, slug: str, identifier: UUID) -> HttpResponse:
    """Show another organisation's statement; endorse it on POST."""
    organisation = organisation_for(request.user, slug, "programme.view")
    others = Statement.objects.exclude(edition__organisation=organisation).select_related("edition__organisation")
    kept = get_object_or_404(others, identifier=identifier)
    given = CommentInput(request.POST or None)
    at = timezone.now()
    if request.method == "POST":
        organisation_for(request.user, slug, "statement.endorse")
        if given.is_valid():
            comment = given.cleaned_data["comment"]
            actions.endorse(statement=kept, organisation=organisation, comment=comment, by=request.user, at=at)
            messages.success(request, gettext("Your endorsement is signed and listed with the statement."))
            return redirect("staff:endorse", slug, identifier)
    context = {
        "kept": kept,
        "told": read_out_kept(kept, at=at),
        "ours": _ours(kept, organisation),
        "newer": getattr(kept, "superseded_by", None),
        "input": given,
        "reason": ReasonInput(),
        "crumbs": [
            Crumb(gettext("Statements"), reverse("staff:statements", args=[slug])),
            Crumb(kept.edition.programme.title),
        ],
    }
    status = 422 if request.method == "POST" else 200
    return show(request, organisation, "staff/endorse.html", context, tab="staff:statements", status=status)


@require_http_methods(["GET", "POST"])
@login_required
def withdraw(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Take an endorsement off the list: our own, or one from outside of a statement of ours."""
    organisation = organisation_for(request.user, slug, "statement.endorse")
    ours = Q(organisation=organisation) | Q(organisation=None, statement__edition__organisation=organisation)
    found = Endorsement.objects.filter(ours).select_related("statement__edition__organisation", "organisation")
    kept = get_object_or_404(found, pk=pk)
    given = ReasonInput(request.POST or None)
    if request.method == "POST" and given.is_valid():
        reason = given.cleaned_data["reason"]
        actions.withdraw(endorsement=kept, reason=reason, by=request.user, at=timezone.now())
        messages.success(request, gettext("The endorsement is withdrawn; it is not listed any more."))
        return redirect("staff:statements", slug)
    context = {
        "endorsement": kept,
        "title": kept.statement.edition.programme.title,
        "withdrawn": getattr(kept, "withdrawal", None),
        "input": given,
        "crumbs": [
            Crumb(gettext("Statements"), reverse("staff:statements", args=[slug])),
            Crumb(gettext("Withdraw an endorsement")),
        ],
    }
    status = 422 if request.method == "POST" else 200
    return show(request, organisation, "staff/withdraw.html", context, tab="staff:statements", status=status)
