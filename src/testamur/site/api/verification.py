"""Check a credential, for programs."""

import base64
from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from testamur.credential import Verification
from testamur.errors import DocumentError, Problem
from testamur.programme.criteria import assessed
from testamur.site.api.schemas import ErrorOut, VerificationOut, VerifyIn
from testamur.site.records import issuers
from testamur.site.records.actions import credentials
from testamur.site.records.read_out import read_out

FORMS: Final = ("credential", "text", "address", "file")
"""In which ways a credential may be given; one of them."""

router = Router(tags=["verification"])


@router.post("", response={200: VerificationOut, 409: ErrorOut, 422: ErrorOut})
def verify(request: HttpRequest, given: VerifyIn) -> Mapping[str, object]:  # noqa: ARG001
    """Check a credential of anybody's; whatever it holds, the answer is a verdict with its steps."""
    at = timezone.now()
    stated = [name for name in FORMS if getattr(given, name)]
    if len(stated) != 1:
        raise DocumentError([Problem("", f"give one of {', '.join(FORMS)}")], name="body")
    document = given.credential or _bytes(given)
    credentials.keep_status(at=at)
    found = issuers.verify(document, at=at, holder=given.email)
    names = ("verdict", "title", "is_good", "at", "steps", "credential")
    return {name: getattr(found, name) for name in names} | {"statements": _assessed(found)}


def _assessed(found: Verification) -> list[dict[str, object]]:
    told = read_out(found.credential, at=found.at) if found.credential else ()
    return [{**asdict(assessed(one.reading)), "endorsements": one.endorsements} for one in told]


def _bytes(given: VerifyIn) -> bytes:
    if given.address:
        return issuers.fetch_credential(given.address)
    if not given.file:
        return (given.text or "").encode(errors="surrogatepass")
    try:
        return base64.b64decode(given.file, validate=True)
    except ValueError:
        raise DocumentError([Problem("file", "must be base64")], name="body") from None
