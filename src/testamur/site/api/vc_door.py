"""The door of the VC-API: closed unless opened in the settings, narrow, and with one shape of answer.

Source: W3C Credentials Community Group, VC API (draft), section 3; W3C, Verifiable Credentials Data Model v2.0,
section 7 (problem details); RFC 9457; RFC 6750 (bearer tokens).
"""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from testamur.documents import read_json
from testamur.errors import DocumentError, Problem, Refused
from testamur.site.records.actions.api_issuers import digest_of
from testamur.site.records.models import ApiIssuer

MOST_BYTES: Final = 512 * 1024
MOST_A_MINUTE: Final = 120
LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
FORWARDED: Final = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_FORWARDED_PROTO", "HTTP_X_REAL_IP")
"""What a proxy adds to a request that comes from elsewhere."""

CONFLICTS: Final = frozenset({"api-credential-once", "api-issuer-closed", "revocation-once"})
"""The rules by which a request is right in itself and comes too late."""

VOCABULARY: Final = "https://www.w3.org/TR/vc-data-model#"
MALFORMED: Final = f"{VOCABULARY}MALFORMED_VALUE_ERROR"

Body = Mapping[str, object]
Answer = Callable[[HttpRequest, Body], HttpResponse]


def door(answer: Answer) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view that lets a well-formed request through to `answer`, and says why it does not."""

    @csrf_exempt
    @require_POST
    @wraps(answer)
    def view(request: HttpRequest) -> HttpResponse:
        if not settings.VC_API:
            raise Http404
        try:
            return _turned_away(request) or answer(request, _body(request))
        except RequestDataTooBig:
            return said(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is larger than can be accepted.")
        except DocumentError as error:
            return said(HTTPStatus.BAD_REQUEST, "This cannot be accepted as it is.", problems=error.problems)
        except Refused as refusal:
            status = HTTPStatus.CONFLICT if refusal.rule in CONFLICTS else HTTPStatus.BAD_REQUEST
            return said(status, refusal.reason)

    return view


def _turned_away(request: HttpRequest) -> HttpResponse | None:
    if is_trial() and not _is_from_here(request):
        return said(HTTPStatus.FORBIDDEN, "The VC-API is open for trial, on this machine only.")
    if not str(request.content_type).endswith("json"):  # a page of another site can send forms, but no JSON
        return said(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "This takes application/json only.")
    if _is_too_often(request):
        return said(HTTPStatus.TOO_MANY_REQUESTS, f"No more than {MOST_A_MINUTE} requests a minute.")
    return None


def is_trial() -> bool:
    """Say whether the VC-API signs for whoever asks from this machine."""
    return bool(settings.VC_API == "trial")


def _is_from_here(request: HttpRequest) -> bool:
    is_passed_on = any(name in request.META for name in FORWARDED)
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not is_passed_on


def _is_too_often(request: HttpRequest) -> bool:
    if is_trial():
        return False
    issuer = key_for(request, "")  # a token that opens nothing counts for nothing: it could be another each time
    key = f"vc-api:key:{issuer.pk}" if issuer else f"vc-api:from:{request.META.get('REMOTE_ADDR')}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) > MOST_A_MINUTE
    except ValueError:  # the minute ended in between
        return False


def _body(request: HttpRequest) -> Body:
    body = read_json(request.body, name="body", limit=MOST_BYTES)
    if not isinstance(body, dict):
        raise DocumentError([Problem("", "must be a JSON object")], name="body")
    return body


def given(body: Body, member: str) -> dict[str, object]:
    """Return the object in a member of the body.

    Raises
    ------
    DocumentError
        If there is none.
    """
    value = body.get(member)
    if not isinstance(value, dict):
        raise DocumentError([Problem(member, "must be an object")], name="body")
    return value


def options(body: Body, *known: str) -> dict[str, object]:
    """Return the options in the body, none of which may be unknown, for it would be left out in silence."""
    stated = body.get("options", {})
    if not isinstance(stated, dict):
        raise DocumentError([Problem("options", "must be an object")], name="body")
    problems = [Problem(f"options.{name}", "is not known here") for name in stated if name not in known]
    if problems:
        raise DocumentError(problems, name="body")
    return stated


def text_of(stated: Mapping[str, object], name: str) -> str:
    """Return the text of an option, nothing if it is not given."""
    value = stated.get(name, "")
    if not isinstance(value, str):
        raise DocumentError([Problem(f"options.{name}", "must be text")], name="body")
    if not value.isprintable():
        raise DocumentError([Problem(f"options.{name}", "must not hold control characters")], name="body")
    return value


def key_for(request: HttpRequest, did: str) -> ApiIssuer | None:
    """Return the key that a request may sign with: that of its token; in a trial that of the issuer it names."""
    token = _token(request)
    open_keys = ApiIssuer.objects.filter(closed_at=None)
    if token:
        return open_keys.filter(token_digest=digest_of(token)).first()
    return open_keys.filter(did=did).first() if is_trial() else None


def _token(request: HttpRequest) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def unauthorised() -> HttpResponse:
    """Say that a token is needed."""
    answer = said(HTTPStatus.UNAUTHORIZED, "This needs the token of an open key.")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def said(status: HTTPStatus, title: str, *, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    """Answer that it is not so, with every single problem and its place."""
    details = [
        {"type": MALFORMED, "title": title, "detail": str(problem), "place": problem.path} for problem in problems
    ]
    return JsonResponse(
        {"verified": False, "problemDetails": details or [{"type": "about:blank", "title": title}]},
        status=status,
    )
