"""What a page says when a rule refuses or a file is wrong, and what every page is surrounded by."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from testamur.errors import DocumentError, Refused
from testamur.site.records.permissions import organisations

Answer = Callable[[HttpRequest], HttpResponseBase]


class refusals:  # noqa: N801  (it is used like the functions around it)
    """Turn `Refused` into 409 and `DocumentError` into 422, as a page or as JSON."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say why, if the error is one of the two that are meant for people."""
        if isinstance(error, Refused):
            return _said(request, 409, error.reason, rule=error.rule, lines=[])
        if isinstance(error, DocumentError):
            return _said(request, 422, "This cannot be accepted as it is.", rule="document", lines=error.lines())
        return None


def _said(request: HttpRequest, status: int, reason: str, *, rule: str, lines: list[str]) -> HttpResponse:
    if "application/json" in request.headers.get("accept", "") or request.path.startswith("/api/"):
        return JsonResponse({"rule": rule, "reason": reason, "problems": lines}, status=status)
    return render(request, "refused.html", {"reason": reason, "rule": rule, "lines": lines}, status=status)


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Return what the layout of every page needs."""
    return {
        "demo": settings.DEMO,
        "site_url": settings.URL,
        "is_staff_somewhere": any(organisations(request.user, "staff.view")),
        "is_employer_somewhere": any(organisations(request.user, "roster.view")),
    }
