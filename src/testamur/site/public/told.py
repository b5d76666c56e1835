"""What a version of an offering changed, in words, as pages and feeds tell it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from testamur.catalogue import Claim
from testamur.site.records.facts import Fact, of_claim, title
from testamur.site.records.history import Step

PARTS: Final[dict[str, Promise]] = {
    "name": _("Name"),
    "provider": _("Provider"),
    "holder": _("Who or what is certified"),
    "status": _("Whether it is confirmed"),
    "jurisdiction": _("Where"),
    "countries": _("Countries"),
    "role_groups": _("Our own sorting by role"),
    "in_source_guide": _("Whether the source guide names it"),
    "note": _("Our note"),
    "unknown": _("What is missing"),
    "unknown_facts": _("What is missing, by the source guide"),
    "page": _("Own page"),
}
KINDS: Final[dict[str, Promise]] = {
    "add": _("A reader added a fact"),
    "correct": _("A reader corrected a fact"),
    "dispute": _("A reader says otherwise"),
}
MOST_LINES: Final = 30


@dataclass(frozen=True, slots=True)
class Change:
    """One claim that a version added, replaced or dropped, and which of these in a word."""

    verb: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Told:
    """One version in words: a title, where it came from, its changes, and the page as it then stood."""

    step: Step
    title: str
    origin: str
    lines: tuple[Change, ...]
    more: int
    parts: tuple[str, ...]
    url: str


def told(step: Step) -> Told:
    """Return a version in words; one that begins an offering lists no facts, since the page has them all."""
    lines = () if step.is_first else tuple(_lines(step))
    return Told(
        step=step,
        title=_title(step),
        origin=_origin(step),
        lines=lines[:MOST_LINES],
        more=max(0, len(lines) - MOST_LINES),
        parts=() if step.is_first else tuple(str(PARTS.get(name, name)) for name in step.changes.parts),
        url=f"{reverse('public:offering', args=[step.offering.id])}?revision={step.revision}",
    )


def _title(step: Step) -> str:
    if step.is_first:
        n = len(step.offering.claim)
        text = ngettext("First kept here, with %(n)d fact", "First kept here, with %(n)d facts", n)
        return text % {"n": n}
    if step.contribution:
        return f"{KINDS[step.kind]}: {', '.join(title(name) for name in step.changes.fields)}"
    names = [title(name) for name in step.changes.fields[:4]] or [str(PARTS.get(n, n)) for n in step.changes.parts]
    rest = len(step.changes.fields) - 4
    more = [gettext("%(n)d more") % {"n": rest}] if rest > 0 else []
    return gettext("Changed: %(names)s") % {"names": ", ".join([*names, *more])}


def _origin(step: Step) -> str:
    if step.origin == "content":
        return gettext("from our own file")
    if step.contribution is None:
        return gettext("from %(origin)s") % {"origin": step.origin}
    said = gettext("contribution %(n)d, accepted by an editor of %(name)s, who states no interest")
    text = said % {"n": step.contribution, "name": step.organisation}
    return gettext("%(text)s; the contributor states one") % {"text": text} if step.has_interest else text


def _lines(step: Step) -> Iterator[Change]:
    found: list[tuple[str, tuple[Claim, ...]]] = [
        (gettext("new"), step.changes.added),
        (gettext("no longer counts"), step.changes.replaced),
        (gettext("no longer stated"), step.changes.dropped),
    ]
    for verb, claims in found:
        yield from (Change(verb, of_claim(claim)) for claim in claims)
