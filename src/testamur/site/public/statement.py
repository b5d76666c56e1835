"""Statements of how programmes are assessed, and endorsements: signed documents for programs, pages for people."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from testamur.site.public.credential import HTML, SIGNED, published, wanted
from testamur.site.records.models import Endorsement, Statement
from testamur.site.records.read_out import read_out_kept

YEAR: int = 365 * 24 * 3600
"""Bytes that never change may be kept by others for long."""


@require_safe
def statement(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Give a statement: its very bytes to programs, the three criteria with their evidence to people."""
    kept = get_object_or_404(Statement.objects.select_related("edition__organisation"), identifier=identifier)
    media_type = wanted(request, HTML, *SIGNED)
    if media_type != HTML:
        return published(kept.document, media_type, seconds=YEAR)
    context = {
        "kept": kept,
        "edition": kept.edition,
        "told": read_out_kept(kept, at=timezone.now()),
        "newer": getattr(kept, "superseded_by", None),
    }
    answer = render(request, "public/statement.html", context)
    answer["Cache-Control"] = "no-store"
    patch_vary_headers(answer, ["Accept"])
    return answer


@require_safe
def endorsement(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Give the signed document of an endorsement that is listed."""
    kept = get_object_or_404(Endorsement.objects.filter(withdrawal=None), identifier=identifier)
    return published(kept.document, wanted(request, *SIGNED), seconds=300)
