"""The answer on one offering: what it is, and how sure that is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from testamur.catalogue import FIELDS, Classified, Offering, classified, freshness, shown
from testamur.catalogue.rubric import CLASSES, LEVELS, MEANINGS

FEW: Final = 3
CERTAINTY: Final[dict[bool | None, Promise]] = {True: _("yes"), False: _("no"), None: _("nobody can tell yet")}


@dataclass(frozen=True, slots=True)
class Class:
    """One class that it may still be: its name, and what it means for the holder."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Count:
    """How well the offering is known: facts, sources, conflicts, and facts too old or of unknown age."""

    known: int
    sources: int
    conflicts: int
    stale: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What an offering is, and how sure that is."""

    sentence: str
    kind: str
    how_sure: tuple[str, ...]
    classes: tuple[Class, ...]
    confirmed: tuple[Class, ...]
    rubric: Classified
    rigour: str
    rigour_low: float
    rigour_high: float
    rigour_confirmed: str
    levels: tuple[str, ...]
    domain: str
    portability: str
    count: Count


def answer(offering: Offering, *, at: date) -> Answer:
    """Return the answer on an offering, on a day."""
    rubric = classified(offering, at=at)
    count = _count(offering, at=at)
    low, high = rubric.rigour
    portable = rubric.portability.score
    return Answer(
        sentence=_sentence(offering, rubric),
        kind=_kind(offering, rubric),
        how_sure=tuple(_how_sure(offering, rubric, count)),
        classes=_classes(rubric.classes),
        confirmed=_classes(rubric.confirmed_classes) if rubric.confirmed_classes != rubric.classes else (),
        rubric=rubric,
        rigour=_between(low, high, gettext("of 5")),
        rigour_confirmed=""
        if rubric.rigour == rubric.confirmed_rigour
        else _between(*rubric.confirmed_rigour, gettext("of 5")),
        rigour_low=low / 5,
        rigour_high=high / 5,
        levels=tuple(dict.fromkeys((_level(low), _level(high)))),
        domain=str(CERTAINTY[rubric.domain.gate]),
        portability=_between(
            round(100 * (portable.low or 0)), round(100 * (portable.high or 0)), gettext("of 100")
        ),
        count=count,
    )


def _level(level: int) -> str:
    """Return what a level of rigour asks, with all that it takes over from the levels below it."""
    text = LEVELS[level]
    before, comma, rest = text.partition(", ")
    return f"{_level(level - 1)}; {rest}" if before == "as before" and comma else text


def _between(low: int, high: int, of: str) -> str:
    if low == high:
        return f"{low} {of}"
    return gettext("%(low)d to %(high)d %(of)s") % {"low": low, "high": high, "of": of}


def _classes(names: tuple[str, ...]) -> tuple[Class, ...]:
    return tuple(Class(CLASSES[name], MEANINGS[name]) for name in names)


def _sentence(offering: Offering, rubric: Classified) -> str:
    words = {"name": offering.name, "classes": rubric.words, "n": len(rubric.classes)}
    if not any(claim.grade != "U" for claim in offering.claim):
        return gettext("%(name)s: nothing is confirmed.") % words
    if len(rubric.classes) == 1:
        if rubric.classes == rubric.confirmed_classes:
            return gettext("%(name)s: %(classes)s.") % words
        return gettext("%(name)s: %(classes)s, by its own or a weak source's word.") % words
    if len(rubric.classes) <= FEW:
        return gettext("%(name)s: %(classes)s. What is stated does not settle which.") % words
    return gettext("%(name)s: too little is stated to say what it is; %(n)d kinds are possible.") % words


def _kind(offering: Offering, rubric: Classified) -> str:
    if offering.status != "confirmed-exists":
        return "warn"
    return "good" if len(rubric.confirmed_classes) == 1 else "unknown"


def _how_sure(offering: Offering, rubric: Classified, count: Count) -> Iterator[str]:
    text = ngettext("%(n)d fact is known", "%(n)d facts are known", count.known) % {"n": count.known}
    yield text + ngettext(", from %(n)d source.", ", from %(n)d sources.", count.sources) % {"n": count.sources}
    if missing := len(offering.unknown):
        text = ngettext("%(n)d fact that matters is missing.", "%(n)d facts that matter are missing.", missing)
        yield text % {"n": missing}
    if count.conflicts:
        text = ngettext(
            "On %(n)d fact somebody says otherwise.", "On %(n)d facts somebody says otherwise.", count.conflicts
        )
        yield text % {"n": count.conflicts}
    if count.stale:
        text = ngettext(
            "%(n)d price, date or yearly fact is too old, or of an age nobody knows.",
            "%(n)d prices, dates or yearly facts are too old, or of an age nobody knows.",
            count.stale,
        )
        yield text % {"n": count.stale}
    if rubric.rests_on_weak:
        yield gettext("What it is rests in part on those who gain from it, or on weak sources.")


def _count(offering: Offering, *, at: date) -> Count:
    stated = {claim.field for claim in offering.claim}
    found = [shown(offering, name, at=at) for name in FIELDS if name in stated]
    there = [one for one in found if not one.missing]
    return Count(
        known=sum(one.is_known for one in there),
        sources=len({source for one in there if one.grade != "U" for source in one.sources}),
        conflicts=sum(bool(one.conflicts) for one in there),
        stale=sum(freshness(one, at=at).is_flagged for one in there),
    )
