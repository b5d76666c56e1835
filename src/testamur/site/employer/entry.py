"""One entry of a roster: the record of its verification, to read and to print."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from testamur.credential import Verdict
from testamur.site.employer import queries
from testamur.site.records.actions import roster as actions
from testamur.site.records.models import RosterEntry, VerificationRecord, Watcher
from testamur.site.records.permissions import may, organisation_for
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Cell, Row, rows
from testamur.site.records.verdict import KINDS, TITLES, WORDS, kept_lines


def entry_for(request: SignedIn, slug: str, pk: int, permission: str) -> RosterEntry:
    """Return an entry of the organisation's roster, if the person's duties permit what the page does."""
    organisation = organisation_for(request.user, slug, permission)
    return get_object_or_404(queries.entries(organisation).select_related("organisation"), pk=pk)


@require_GET
@login_required
def entry(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Show the last check of an entry, step by step, and the checks before."""
    kept = entry_for(request, slug, pk, "roster.view")
    line = queries.line(kept)
    last = line.last
    context = {
        "organisation": kept.organisation,
        "entry": kept,
        "said": line.said,
        "last": last,
        "title": TITLES[Verdict(last.verdict)] if last else gettext("Not checked yet."),
        "kind": KINDS[Verdict(last.verdict)] if last else "unknown",
        "steps": kept_lines(last) if last else [],
        "digest": hashlib.sha256(kept.document.encode()).hexdigest(),
        "checks": _check_rows(kept),
        "told": Watcher.objects.filter(entry=kept, person=request.user).exists(),
        "told_of_all": queries.told_of_roster(kept.organisation).filter(pk=request.user.pk).exists(),
        "looked_at": kept.checked_at if last and kept.checked_at and kept.checked_at > last.at else None,
        "may_change": may(request.user, "roster.change", kept.organisation),
        "crumbs": [
            {"name": gettext("Roster"), "url": reverse("employer:roster", args=[slug])},
            {"name": kept.label},
        ],
    }
    return render(request, "employer/entry.html", context)


def _check_rows(kept: RosterEntry) -> list[Row]:
    labels = [gettext("Checked"), gettext("Verdict"), gettext("By")]
    checks = kept.verifications.select_related("by").order_by("-pk")
    return rows(
        labels,
        (
            [Cell(f"{date_format(one.at, 'j F Y, H:i')} UTC", _page(one)), WORDS[Verdict(one.verdict)], _who(one)]
            for one in checks[:50]
        ),
    )


def _page(record: VerificationRecord) -> str:
    return reverse("records:record", args=[record.identifier]) if record.document else ""


def _who(record: VerificationRecord) -> str:
    return str(record.by) if record.by else gettext("by itself")


@require_POST
@login_required
def check(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Check one entry now."""
    kept = entry_for(request, slug, pk, "roster.view")
    record = actions.check(entry=kept, by=request.user, at=timezone.now())
    text = gettext("Checked: %(verdict)s.") % {"verdict": WORDS[Verdict(record.verdict)]}
    messages.success(request, text)
    return redirect("employer:entry", slug, pk)


@require_POST
@login_required
def remove(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Remove an entry; the records of its checks stay."""
    kept = entry_for(request, slug, pk, "roster.change")
    actions.remove(entry=kept, by=request.user, at=timezone.now())
    messages.success(request, gettext("The entry is removed. The signed records of its checks stay."))
    return redirect("employer:roster", slug)
