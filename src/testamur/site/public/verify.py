"""Check a credential of anybody's: given as a file, as a picture of its code, as text, or by its address."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from testamur.credential import Verification
from testamur.errors import Refused
from testamur.site.public.inputs import VerifyInput
from testamur.site.public.said import said
from testamur.site.records import issuers
from testamur.site.records.actions import credentials
from testamur.site.records.read_out import read_out
from testamur.site.records.verdict import kind, lines


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check what is given. A link may name one of our own credentials; others are asked for on POST only."""
    at = timezone.now()
    address = request.GET.get("credential", "")
    if request.method == "POST":
        return _answered(request, VerifyInput(request.POST, request.FILES), at=at)
    if issuers.is_own_credential(address):
        return _answered(request, VerifyInput({"address": address}), at=at)
    return _asked(request, VerifyInput(initial={"address": address}))


def _asked(request: HttpRequest, form: VerifyInput, *, status: int = 200) -> HttpResponse:
    return render(request, "public/verify.html", {"form": form}, status=status)


def _answered(request: HttpRequest, form: VerifyInput, *, at: datetime) -> HttpResponse:
    if not form.is_valid():
        return _asked(request, form, status=422)
    given = form.cleaned_data
    try:
        document = given["file"] or given["photo"] or given["text"] or issuers.fetch_credential(given["address"])
    except Refused as refused:  # shown beside the field: there is nothing to check
        form.add_error("address", f"It cannot be had from there: {refused.reason}.")
        return _asked(request, form, status=422)
    credentials.keep_status(at=at)
    return verified(request, issuers.verify(document, at=at, holder=given["email"]), email=given["email"])


def verified(request: HttpRequest, verification: Verification, *, email: str) -> HttpResponse:
    """Answer with what a check found; what the credential says is shown only if its proof holds."""
    content = verification.credential
    context = {
        "verification": verification,
        "kind": kind(verification),
        "steps": lines(verification),
        "said": said(content) if content else None,
        "statements": read_out(content, at=verification.at) if content else (),
        "email": email,
        "holder": verification.step("holder"),
    }
    return render(request, "public/verified.html", context)
