"""Our issuers' public documents: credentials, keys, status lists. JSON for programs, a page for people."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from testamur.site.public.said import said
from testamur.site.records import issuers, standing, verifier
from testamur.site.records.actions import credentials
from testamur.site.records.artwork import rosette
from testamur.site.records.models import Credential, Organisation, StatusList
from testamur.site.records.read_out import read_out
from testamur.site.records.verdict import kind, lines

HTML: Final = "text/html"
SIGNED: Final = ("application/json", "application/ld+json", "application/vc+ld+json", "application/vc")
DID: Final = ("application/json", "application/did+json", "application/did+ld+json")


def wanted(request: HttpRequest, *types: str) -> str:
    """Return the media type to answer with: what ``?format=json`` or Accept asks for, else the first."""
    if request.GET.get("format") == "json":
        return SIGNED[0]
    return request.get_preferred_type(list(types)) or types[0]


def published(text: str, media_type: str, *, seconds: int) -> HttpResponse:
    """Answer with a public document that programs on other sites may read."""
    answer = HttpResponse(text, content_type=media_type)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = f"public, max-age={seconds}"
    patch_vary_headers(answer, ["Accept"])
    return answer


@require_safe
def credential(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Give a credential: the signed document to programs, its verification and content to people."""
    row = get_object_or_404(
        Credential.objects.select_related("award__enrolment__person", "key__compromise"), identifier=identifier
    )
    media_type = wanted(request, HTML, *SIGNED)
    if media_type != HTML:
        return published(row.document, media_type, seconds=300)
    at = timezone.now()
    credentials.keep_status(at=at)
    verification = issuers.verify(row.document.encode(), at=at)
    context = {
        "row": row,
        "verification": verification,
        "kind": kind(verification),
        "steps": lines(verification),
        "said": said(verification.credential) if verification.credential else None,
        "statements": read_out(verification.credential, at=at) if verification.credential else (),
        "withdrawn": withdrawn(row),
        "name": consented_name(row),
        "newer": getattr(row, "superseded_by", None),
        "edition": row.award.enrolment.edition,
        "artwork": rosette(row.digest) if verification.is_good else "",
    }
    answer = render(request, "public/credential.html", context)
    answer["Cache-Control"] = "no-store"
    patch_vary_headers(answer, ["Accept"])
    return answer


def withdrawn(row: Credential) -> str:
    """Return when and why, by its class, a credential was revoked or suspended; nothing if it stands."""
    if hasattr(row, "revocation"):
        return standing.revoked(row.revocation)
    return standing.suspended(row.suspension) if row.suspension else ""


def consented_name(row: Credential) -> str:
    """Return the holder's name, if they let it stand here; otherwise nothing."""
    if not row.name_consents.filter(withdrawn_at=None).exists():
        return ""
    return row.award.enrolment.person.name


@require_safe
def issuer_did(request: HttpRequest, organisation: str) -> HttpResponse:
    """Give an issuer's DID document; an organisation without keys has none."""
    issuer = get_object_or_404(Organisation.objects.filter(keys__isnull=False).distinct(), slug=organisation)
    return _did(request, issuers.did_document(issuer))


@require_safe
def site_did(request: HttpRequest) -> HttpResponse:
    """Give the DID document of the site's own name, where one issuer alone lives."""
    document = issuers.site_did_document()
    if document is None:
        raise Http404
    return _did(request, document)


@require_safe
def verifier_did(request: HttpRequest) -> HttpResponse:
    """Give the DID document of this site as a verifier; there is none before its first record."""
    document = verifier.did_document()
    if document is None:
        raise Http404
    return _did(request, document)


def _did(request: HttpRequest, document: Mapping[str, object]) -> HttpResponse:
    return published(issuers.as_text(document), wanted(request, *DID), seconds=300)


@require_safe
def status(request: HttpRequest, number: int) -> HttpResponse:
    """Give a signed status list, signed anew first if it is about to lapse."""
    credentials.keep_status(at=timezone.now())
    kept = get_object_or_404(StatusList.objects.exclude(document=""), pk=number)
    return published(kept.document, wanted(request, *SIGNED), seconds=60)
