"""Check a credential of anybody's: given as a file, as a picture of its code, as text, or by its address."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from testamur.credential import Verification, check_record, read_records, record_in
from testamur.credential.moments import moment
from testamur.errors import DocumentError, Refused
from testamur.site.public.inputs import VerifyInput
from testamur.site.public.said import said
from testamur.site.records import issuers, verifier
from testamur.site.records.actions import credentials
from testamur.site.records.given import to_give_again
from testamur.site.records.permissions import organisations
from testamur.site.records.read_out import read_out
from testamur.site.records.verdict import kind, lines, record_kind, record_lines

MOST_RECORDS: Final = 50
"""So many records of one file are checked on a page; the command checks all."""
MOST_VERIFIERS: Final = 3
"""So many verifiers are asked for their keys for one page; each may be slow to answer."""


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
    record = record_in(document)
    if record is not None:
        return records_checked(request, record, at=at)
    credentials.keep_status(at=at)
    verification = issuers.verify(document, at=at, holder=given["email"])
    again = to_give_again(document) if request.user.is_authenticated else ""
    return verified(request, verification, email=given["email"], again=again)


def of_few(ask: issuers.Fetch) -> issuers.Fetch:
    """Return how to ask a few for their keys, each once, also if there is no answer; nobody else is asked."""
    answers: dict[str, bytes | Mapping[str, object] | DocumentError | Refused | OSError] = {}

    def asked(name: str) -> bytes | Mapping[str, object]:
        if name not in answers and len(answers) >= MOST_VERIFIERS:
            raise Refused("verifiers-most", f"at most {MOST_VERIFIERS} verifiers are asked for one file here")
        if name not in answers:
            try:
                answers[name] = ask(name)
            except (DocumentError, Refused, OSError) as error:
                answers[name] = error
        kept = answers[name]
        if isinstance(kept, Exception):
            raise kept
        return kept

    return asked


def records_checked(request: HttpRequest, document: bytes, *, at: datetime) -> HttpResponse:
    """Answer whether verification records are what their verifiers signed; the first few are shown."""
    records = read_records(document)
    ask = of_few(verifier.resolve)
    checks = [check_record(record, at=at, resolve=ask) for record in records[:MOST_RECORDS]]
    shown = [
        {
            "check": check,
            "kind": record_kind(check),
            "steps": record_lines(check),
            "says": check.document,
            "checked": moment(check.document["checkedAt"]) if check.is_good else None,
        }
        for check in checks
    ]
    context = {"checks": shown, "left_out": len(records) - len(shown), "at": at}
    return render(request, "public/record_checked.html", context)


def verified(request: HttpRequest, verification: Verification, *, email: str, again: str = "") -> HttpResponse:
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
        "again": again,
        "rosters": organisations(request.user, "roster.view") if again else [],
    }
    return render(request, "public/verified.html", context)
