"""Offerings that hold what is asked for: words, ways to narrow with their counts, a page of what was found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from testamur.catalogue import CLASSES, Offering, Shown, shown
from testamur.site.public.countries import COUNTRIES
from testamur.site.public.inputs import SearchInput
from testamur.site.public.wording import GROUPS, STATUSES
from testamur.site.records import market
from testamur.site.records.library import library
from testamur.site.records.search import FACETS, Count, Found, Hit, Question, find

SIZE: Final = 50
FIRST: Final = 8
"""So many values of a facet are shown at once; the rest can be unfolded."""
TITLES: Final[dict[str, Promise]] = {
    "group": _("For"),
    "role": _("Made for"),
    "kind": _("Kind that it may be"),
    "credit": _("Credit of continuing education"),
    "price": _("Price of the whole, in US dollars"),
    "pacing": _("Pacing"),
    "language": _("Language"),
    "country": _("Country"),
    "holder": _("Who is certified"),
    "status": _("How well it is confirmed"),
    "evidence": _("Best grade of its facts"),
}
_VALUES: Final[Mapping[str, Mapping[str, str | Promise]]] = {
    "kind": CLASSES,
    "group": GROUPS,
    "status": STATUSES,
    "credit": {"yes": _("carries credit"), "no": _("carries none"), "unknown": _("nobody states it")},
    "price": {
        "free": _("free"),
        "to-500": _("up to 500"),
        "to-2000": _("above 500, up to 2,000"),
        "to-10000": _("above 2,000, up to 10,000"),
        "above-10000": _("above 10,000"),
        "unknown": _("not stated in US dollars"),
    },
    "pacing": {"self-paced": _("at one's own pace"), "on-demand": _("on demand"), "cohort": _("with a group")},
    "country": {"any": _("without regard to country")},
    "holder": {"person": _("a person"), "organisation": _("an organisation")},
}
_LANGUAGES: Final[dict[str, Promise]] = {
    "ar": _("Arabic"),
    "de": _("German"),
    "en": _("English"),
    "es": _("Spanish"),
    "fr": _("French"),
    "hi": _("Hindi"),
    "it": _("Italian"),
    "ja": _("Japanese"),
    "nl": _("Dutch"),
    "pt": _("Portuguese"),
    "zh": _("Chinese"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """A value to narrow by, or one that is chosen: its name, its count, and where a choice of it leads."""

    name: str
    count: int
    is_chosen: bool
    url: str


@dataclass(frozen=True, slots=True)
class Ways:
    """One facet as the page shows it: its values, and those that are folded away."""

    title: str
    first: tuple[Way, ...]
    rest: tuple[Way, ...]
    chosen: int


@dataclass(frozen=True, slots=True)
class Line:
    """One offering that was found."""

    hit: Hit
    offering: Offering
    status: Promise
    named: Shown


@require_safe
def offerings(request: HttpRequest) -> HttpResponse:
    """Show the offerings that hold what is asked for, and how they can be narrowed."""
    form = SearchInput(request.GET)
    asked = form.question(size=SIZE) if form.is_valid() else Question(size=SIZE)
    found = find(asked)
    pages = Paginator(range(found.total), SIZE)
    if asked.page > pages.num_pages:
        raise Http404
    context = {
        "form": form,
        "found": found,
        "lines": _lines(found),
        "words": asked.words,
        "all": found.total if not (asked.words.strip() or asked.chosen) else None,
        "page": pages.page(asked.page),
        "query": _query(asked.words, asked.chosen, literal=asked.literal),
        "literally": f"?{_query(asked.words, asked.chosen, literal=True)}",
        "facets": list(_facets(found, asked)),
        "chosen": [(name, value) for name, values in asked.chosen.items() for value in values],
        "kept": list(_kept(found, asked)),
    }
    return render(request, "public/offerings.html", context)


def _lines(found: Found) -> list[Line]:
    offerings = market.offerings(hit.key for hit in found.hits)
    lines = [(hit, offerings[hit.key]) for hit in found.hits if hit.key in offerings]
    return [Line(hit, offering, STATUSES[offering.status], shown(offering, "class")) for hit, offering in lines]


def _facets(found: Found, asked: Question) -> Iterator[Ways]:
    """Yield the facets that part what was found, and those with a choice."""
    for name in FACETS:
        counts = sorted(found.facets[name], key=lambda count: (not count.is_chosen, -count.count, count.value))
        if not any(count.is_chosen for count in counts) and all(n.count == found.total for n in counts):
            continue
        ways = tuple(_way(name, count, asked) for count in counts)
        chosen = sum(way.is_chosen for way in ways)
        yield Ways(str(TITLES[name]), ways[:FIRST], ways[FIRST:], chosen)


def _kept(found: Found, asked: Question) -> Iterator[tuple[str, Way]]:
    """Yield what is chosen, each with its facet and where dropping it leads."""
    for name in FACETS:
        for count in found.facets[name]:
            if count.is_chosen:
                yield str(TITLES[name]), _way(name, count, asked)


def _way(name: str, count: Count, asked: Question) -> Way:
    values = asked.chosen.get(name, ())
    then = tuple(v for v in values if v != count.value) if count.is_chosen else (*values, count.value)
    chosen = {**asked.chosen, name: then}
    return Way(value_name(name, count.value), count.count, count.is_chosen, f"?{_query(asked.words, chosen)}")


def value_name(facet: str, value: str) -> str:
    """Return the words for a value of a facet."""
    if facet == "role":
        role = library().roles.get(value)
        return role.name if role else str(GROUPS.get(value, value))
    if facet == "country" and value.upper() in COUNTRIES:
        return str(COUNTRIES[value.upper()])
    if facet == "language":
        return str(_LANGUAGES.get(value, value))
    if facet == "evidence":
        return gettext("grade %(letter)s") % {"letter": value.upper()}
    return str(_VALUES.get(facet, {}).get(value, value))


def _query(words: str, chosen: Mapping[str, tuple[str, ...]], *, literal: bool = False) -> str:
    parts = [("words", words)] if words else []
    parts += [(name, value) for name, values in chosen.items() for value in values]
    return urlencode([*parts, ("literal", "1")] if literal else parts)
