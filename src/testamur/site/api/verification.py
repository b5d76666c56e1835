"""Check a credential, for programs."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from testamur.credential import Verification
from testamur.errors import DocumentError, Problem
from testamur.site.api.schemas import ErrorOut, VerificationOut, VerifyIn
from testamur.site.records import issuers
from testamur.site.records.actions import credentials

router = Router(tags=["verification"])


@router.post("", response={200: VerificationOut, 409: ErrorOut, 422: ErrorOut})
def verify(request: HttpRequest, given: VerifyIn) -> Verification:  # noqa: ARG001
    """Check a credential of anybody's; whatever it holds, the answer is a verdict with its steps."""
    at = timezone.now()
    stated = [name for name in ("credential", "text", "address") if getattr(given, name)]
    if len(stated) != 1:
        raise DocumentError([Problem("", "give one of credential, text and address")], name="body")
    if given.address:
        document = issuers.fetch_credential(given.address)
    else:
        document = (given.text or "").encode(errors="surrogatepass")
    credentials.keep_status(at=at)
    return issuers.verify(given.credential or document, at=at)
