"""The published policy: which claim is shown, whose word earns which grade, and how long a fact stays fresh."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from testamur.catalogue import FIELDS, LIFETIMES, POLICY, POLICY_VERSION
from testamur.catalogue.contributing import TELLERS
from testamur.site.records.table import Cell, Row, rows


@require_safe
def facts_policy(request: HttpRequest) -> HttpResponse:
    """Show how a fact is chosen."""
    context = {
        "version": POLICY_VERSION,
        "policy": POLICY,
        "tellers": _tellers(),
        "lifetimes": _lifetimes(),
        "independent": [field.title for field in FIELDS.values() if not field.controlled],
    }
    return render(request, "public/facts_policy.html", context)


def _tellers() -> list[Row]:
    labels = [gettext("Who says so"), gettext("On what the provider decides"), gettext("On the rest")]
    lines = ([one.words, Cell("", grade=one.grade), Cell("", grade=one.elsewhere)] for one in TELLERS.values())
    return rows(labels, lines)


def _lifetimes() -> list[Row]:
    labels = [gettext("Facts"), gettext("Fresh for"), gettext("Why")]
    lines = (
        [
            "; ".join(FIELDS[name].title for name in life.fields),
            ngettext("%(n)d day", "%(n)d days", life.days) % {"n": life.days},
            life.reason,
        ]
        for life in LIFETIMES
    )
    return rows(labels, lines)
