"""Check a credential, for programs."""

import base64
from typing import Final

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from testamur.credential import Verification
from testamur.errors import DocumentError, Problem
from testamur.site.api.schemas import ErrorOut, VerificationOut, VerifyIn
from testamur.site.records import issuers
from testamur.site.records.actions import credentials

FORMS: Final = ("credential", "text", "address", "file")
"""In which ways a credential may be given; one of them."""

router = Router(tags=["verification"])


@router.post("", response={200: VerificationOut, 409: ErrorOut, 422: ErrorOut})
def verify(request: HttpRequest, given: VerifyIn) -> Verification:  # noqa: ARG001
    """Check a credential of anybody's; whatever it holds, the answer is a verdict with its steps."""
    at = timezone.now()
    stated = [name for name in FORMS if getattr(given, name)]
    if len(stated) != 1:
        raise DocumentError([Problem("", f"give one of {', '.join(FORMS)}")], name="body")
    document = given.credential or _bytes(given)
    credentials.keep_status(at=at)
    return issuers.verify(document, at=at, holder=given.email)


def _bytes(given: VerifyIn) -> bytes:
    if given.address:
        return issuers.fetch_credential(given.address)
    if not given.file:
        return (given.text or "").encode(errors="surrogatepass")
    try:
        return base64.b64decode(given.file, validate=True)
    except ValueError:
        raise DocumentError([Problem("file", "must be base64")], name="body") from None
