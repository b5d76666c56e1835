"""The JSON interface under /api/, with its OpenAPI document; it has no page of its own."""

from typing import Any, Final

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from testamur.documents import read_json
from testamur.errors import DocumentError, Refused
from testamur.site.api.catalogue import router as catalogue
from testamur.site.api.fit import router as fit
from testamur.site.api.own import router as own
from testamur.site.api.results import router as results
from testamur.site.api.roster import router as roster
from testamur.site.api.verification import router as verification

MOST_BYTES: Final = 512 * 1024


class StrictParser(Parser):
    """JSON as the one hardened reader reads it: no key twice, not too deep, not too large."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401  (JSON is any)
        """Return the body."""
        return read_json(request.body, name="body", limit=MOST_BYTES)


api = NinjaAPI(
    title="Testamur",
    version="1",
    description="The catalogue, the guide, the verification, and what is yours. Errors have one shape.",
    docs_url=None,
    urls_namespace="api",
    parser=StrictParser(),
)
api.add_router("", catalogue)
api.add_router("fit/", fit)
api.add_router("verify", verification)
api.add_router("my/", own)
api.add_router("organisations/", results)
api.add_router("organisations/", roster)


def _said(
    request: HttpRequest, status: int, *, rule: str, reason: str, problems: tuple[str, ...] = ()
) -> HttpResponse:
    body = {"rule": rule, "reason": reason, "problems": list(problems)}
    return api.create_response(request, body, status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """Say which rule refuses."""
    return _said(request, 409, rule=error.rule, reason=error.reason)


@api.exception_handler(DocumentError)
def wrong(request: HttpRequest, error: DocumentError) -> HttpResponse:
    """Say everything that is wrong with a document."""
    reason = "This cannot be accepted as it is."
    return _said(request, 422, rule="document", reason=reason, problems=tuple(error.lines()))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say everything that is wrong with what was sent."""
    problems = tuple(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors)
    return _said(request, 422, rule="input", reason="This cannot be accepted as it is.", problems=problems)


@api.exception_handler(HttpError)
def failed(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Say what the framework found; a body that is no JSON has its problems listed."""
    cause = error.__cause__
    if isinstance(cause, DocumentError):
        return wrong(request, cause)
    return _said(request, error.status_code, rule="request", reason=str(error))


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, _: RequestDataTooBig) -> HttpResponse:
    """Say that the body is too large to be looked at."""
    return _said(request, 413, rule="too-large", reason="This is larger than can be accepted.")


@api.exception_handler(Http404)
def missing(request: HttpRequest, _: Http404) -> HttpResponse:
    """Say that there is no such thing."""
    return _said(request, 404, rule="not-found", reason="There is no such thing here.")


@api.exception_handler(AuthenticationError)
def stranger(request: HttpRequest, _: AuthenticationError) -> HttpResponse:
    """Say that one has to sign in."""
    return _said(request, 401, rule="sign-in", reason="You have to sign in for this.")


@api.exception_handler(PermissionDenied)
def denied(request: HttpRequest, _: PermissionDenied) -> HttpResponse:
    """Say that the person's duties do not permit it."""
    return _said(request, 403, rule="permission", reason="Your duties do not permit this.")
