"""What changed in the catalogue, newest first: a page, and Atom feeds of all offerings and of one."""

from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from testamur.documents import Node, write_xml
from testamur.site.public.told import Told, told
from testamur.site.records import market
from testamur.site.records.history import MOST_VERSIONS, Step, steps

ATOM: Final = "http://www.w3.org/2005/Atom"
MEDIA_TYPE: Final = "application/atom+xml"


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Show what changed, newest first, a page at a time."""
    before = _before(request)
    found = steps(before=before)
    context = {
        "changes": [told(step) for step in found],
        "later": before is not None,
        "earlier": _next(found),
        "feed": reverse("public:changes_feed"),
    }
    return render(request, "public/changes.html", context)


@require_safe
def changes_feed(request: HttpRequest) -> HttpResponse:
    """Answer with the feed of all changes."""
    found = steps(before=_before(request))
    return _feed(
        request, found, title=gettext("Testamur: changes of the catalogue"), page=reverse("public:changes")
    )


@require_safe
def offering_feed(request: HttpRequest, offering: str) -> HttpResponse:
    """Answer with the feed of the changes of one offering."""
    known = market.offering(offering)
    if known is None:
        raise Http404
    found = steps(key=offering, before=_before(request))
    title = gettext("Testamur: changes of %(name)s") % {"name": known.name}
    return _feed(request, found, title=title, page=reverse("public:offering", args=[offering]))


def _before(request: HttpRequest) -> int | None:
    """Return the revision before which to look; None if none is named, or nonsense."""
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _next(found: list[Step]) -> int | None:
    """Return before which revision the next page begins; None if this one is the last."""
    return found[-1].revision if len(found) == MOST_VERSIONS else None


def _feed(request: HttpRequest, found: list[Step], *, title: str, page: str) -> HttpResponse:
    """Answer with a feed (RFC 4287), paged as RFC 5005, section 3, asks."""
    here = settings.URL + request.path
    before = _before(request)
    links = [
        ("self", here if before is None else f"{here}?{urlencode({'before': before})}", MEDIA_TYPE),
        ("first", here, MEDIA_TYPE),
        ("alternate", settings.URL + page, "text/html"),
    ]
    if earlier := _next(found):
        links.append(("next", f"{here}?{urlencode({'before': earlier})}", MEDIA_TYPE))
    updated = max((step.at for step in found), default=timezone.now())
    root = Node(
        "feed",
        ATOM,
        children=(
            _text("id", here),
            _text("title", title),
            _text("updated", _moment(updated)),
            Node("author", ATOM, children=(_text("name", "Testamur"), _text("uri", settings.URL))),
            *(Node("link", ATOM, {"rel": rel, "href": href, "type": kind}) for rel, href, kind in links),
            *(_entry(told(step)) for step in found),
        ),
    )
    return HttpResponse(write_xml(root), content_type=f"{MEDIA_TYPE}; charset=utf-8")


def _entry(one: Told) -> Node:
    address = settings.URL + one.url
    return Node(
        "entry",
        ATOM,
        children=(
            _text("id", address),
            _text("title", f"{one.step.offering.name}: {one.title}"),
            _text("updated", _moment(one.step.at)),
            Node("link", ATOM, {"rel": "alternate", "href": address, "type": "text/html"}),
            _text("summary", "\n".join(_summary(one))),
        ),
    )


def _summary(one: Told) -> list[str]:
    facts = (change.fact for change in one.lines)
    lines = [
        f"{change.verb}: {fact.fact}: {fact.value} ({fact.grade}, {fact.source})"
        for change, fact in zip(one.lines, facts, strict=True)
    ]
    more = [gettext("and %(n)d more") % {"n": one.more}] if one.more else []
    return [*lines, *more, *one.parts, one.origin]


def _text(tag: str, text: str) -> Node:
    return Node(tag, ATOM, children=(_plain(text),))


def _plain(text: str) -> str:
    """Return a text without the characters that XML 1.0 does not allow."""
    return "".join(
        c for c in text if c in "\n\t" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "￾￿")
    )


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
