"""Where wallets fetch credentials: OpenID4VCI 1.0, pre-authorised code flow. No page; every answer is JSON.

Nobody is signed in here and no cookie is read: what counts is the code, the transaction code and the token. So
programs on any other site may ask too, such as a wallet in a browser.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from testamur.credential import wallet
from testamur.credential.wallet import WalletRefused
from testamur.site.public.credential import published
from testamur.site.records import issuers, wallets
from testamur.site.records.actions import wallets as actions
from testamur.site.records.models import Organisation, WalletOffer

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
BEARER: Final = re.compile(r"Bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE)
"""Credentials of RFC 6750, section 2.1."""

View = Callable[[HttpRequest, str], HttpResponse]


def for_wallets(view: View) -> View:
    """Let a wallet on any site post, tell it beforehand that it may, and say no in the way of OAuth."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, organisation: str) -> HttpResponse:
        if request.method not in {"POST", "OPTIONS"}:
            return _open(HttpResponse(status=405, headers={"Allow": "POST, OPTIONS"}))
        if request.method == "OPTIONS":
            return _open(HttpResponse(status=204))
        try:
            return _open(view(request, organisation))
        except WalletRefused as refused:
            return _open(_refusal(refused))

    return answered


def _open(answer: HttpResponse) -> HttpResponse:
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Allow-Methods"] = "POST"
    answer["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
    answer["Access-Control-Expose-Headers"] = "WWW-Authenticate"
    answer["Cache-Control"] = "no-store"
    return answer


def _refusal(refused: WalletRefused) -> HttpResponse:
    if refused.error not in {"invalid_token", ""}:
        return HttpResponse(wallet.refusal(refused), status=400, content_type=JSON)
    said = f' error="{refused.error}", error_description="{refused.description}"' if refused.error else ""
    body = wallet.refusal(refused) if refused.error else "{}"
    return HttpResponse(body, status=401, content_type=JSON, headers={"WWW-Authenticate": f"Bearer{said}"})


def _issuer(slug: str) -> Organisation:
    return get_object_or_404(Organisation.objects.filter(keys__isnull=False).distinct(), slug=slug)


@require_safe
def issuer_metadata(request: HttpRequest, organisation: str) -> HttpResponse:  # noqa: ARG001
    """Say what an issuer hands to wallets, and where."""
    issuer = _issuer(organisation)
    document = wallet.issuer_metadata(wallets.issuer(issuer), wallets.configurations(issuer))
    return published(issuers.as_text(document), JSON, seconds=300)


@require_safe
def server_metadata(request: HttpRequest, organisation: str) -> HttpResponse:  # noqa: ARG001
    """Say where and how a wallet gets an access token."""
    document = wallet.server_metadata(wallets.issuer(_issuer(organisation)))
    return published(issuers.as_text(document), JSON, seconds=300)


@require_safe
def offer(request: HttpRequest, organisation: str, identifier: UUID) -> HttpResponse:  # noqa: ARG001
    """Give an offer that can still be taken up; it holds nothing about the holder."""
    found = get_object_or_404(
        WalletOffer.objects.filter(credential__award__enrolment__edition__organisation__slug=organisation),
        identifier=identifier,
    )
    if not found.is_open(timezone.now()):
        raise Http404
    hint = gettext("Six digits. They stand on the page that showed you the QR code.")
    answer = HttpResponse(issuers.as_text(wallets.document(found, hint=hint)), content_type=JSON)
    return _open(answer)


@for_wallets
def token(request: HttpRequest, organisation: str) -> HttpResponse:
    """Give an access token for the two codes of an offer."""
    issuer = _issuer(organisation)
    if request.content_type != FORM:
        raise WalletRefused("invalid_request", f"The body must be {FORM}.")
    asked = wallet.token_request({name: request.POST.getlist(name) for name in request.POST})
    access, given = actions.take_up(organisation=issuer, request=asked, at=timezone.now())
    answer = wallet.token_answer(
        given,
        seconds=int(actions.TOKEN_HOLDS_FOR.total_seconds()),
        request=asked,
        identifier=str(access.offer.credential.identifier),
    )
    return HttpResponse(issuers.as_text(answer), content_type=JSON)


@for_wallets
def credential(request: HttpRequest, organisation: str) -> HttpResponse:
    """Give the signed credential for an access token, byte for byte as it is kept."""
    issuer = _issuer(organisation)
    bearer = BEARER.fullmatch(request.headers.get("Authorization", ""))
    if bearer is None:
        raise WalletRefused("", "An access token is needed.")
    if request.content_type != JSON:
        raise WalletRefused("invalid_credential_request", f"The body must be {JSON}.")
    asked = wallet.credential_request(request.body)
    row = actions.fetch(organisation=issuer, token=bearer[1], request=asked, at=timezone.now())
    return HttpResponse(wallet.credential_answer(row.document), content_type=JSON)
