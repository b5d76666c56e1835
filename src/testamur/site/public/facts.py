"""Every fact about an offering as a page shows it: value, unit, grade, source, dates, and who says otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.catalogue import (
    FIELDS,
    Claim,
    Interval,
    Offering,
    Reading,
    Shown,
    reading,
    readings,
    shown,
    source_of,
)
from testamur.site.public.queries import placed_competencies
from testamur.site.public.said import link
from testamur.site.public.wording import GROUPS, INTERESTS, LICENCES
from testamur.site.records.library import library

BASIS: Final[dict[str, Promise]] = {
    "price": _("Price of the whole"),
    "price_per_hour": _("Price of an hour"),
    "hours": _("Hours in all"),
    "hours_per_week": _("Hours a week"),
    "weeks": _("Length"),
    "exam_items": _("Exam items"),
    "exam_minutes": _("Exam time"),
    "pass_correct": _("Correct answers needed to pass"),
    "pass_share": _("Share of items needed to pass"),
    "validity": _("How long it holds"),
    "ce_credits": _("Credits of continuing education"),
}
"""The numbers that are put on one basis, in the order a reader asks for them."""
SAID_BY: Final[dict[str, str]] = {
    "price": "price",
    "hours": "hours",
    "hours_per_week": "hours_per_week",
    "length": "weeks",
    "exam_items": "exam_items",
    "exam_minutes": "exam_minutes",
    "pass_correct": "pass_correct",
    "validity": "validity",
    "ce_credits": "ce_credits",
}
"""The fields that a number on one basis already says, where it is known."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of `parts/fact_table.html`."""

    fact: str
    value: str
    note: str = ""
    grade: str = "U"
    source: str = ""
    source_url: str = ""
    seen: str = ""
    is_conflict: bool = False


def order() -> list[str]:
    """Return the titles of all facts, as a table of several offerings lists them."""
    return [*map(str, BASIS.values()), *(field.title for field in FIELDS.values())]


def basis(offering: Offering, *, at: date) -> list[Fact]:
    """Return the numbers on one basis; what is not known is there too, as unknown."""
    found = readings(offering, at=at)
    return [line for name in BASIS for line in _of_reading(str(BASIS[name]), getattr(found, name))]


def _of_reading(title: str, found: Reading) -> Iterator[Fact]:
    if not found.is_known:
        yield Fact(title, "")
        return
    value = amount(found.interval, "" if found.name == "pass_share" else found.unit, found.name)
    how = gettext("ours to work out: %(how)s") % {"how": found.derivation} if found.derivation else ""
    yield _line(title, value, found.claims, grade=found.grade, note=how)
    yield from _otherwise(title, found.conflicts)


def stated(offering: Offering, *, at: date) -> list[Fact]:
    """Return every other fact that somebody states, in the order of the table of fields."""
    names = [name for name in FIELDS if not name.startswith(("signal.", "portability."))]
    return [line for name in names for line in beyond_basis(offering, name, at=at)]


def beyond_basis(offering: Offering, name: str, *, at: date) -> list[Fact]:
    """Return a field's lines, unless a number on one basis says it already."""
    if name in SAID_BY and reading(offering, SAID_BY[name], at=at).is_known:
        return []
    return of_field(shown(offering, name, at=at))


def governance(offering: Offering, *, at: date) -> list[Fact]:
    """Return what is known of how it is assessed, governed and recognised; what nobody states is there too."""
    names = [name for name in FIELDS if name.startswith(("signal.", "portability."))]
    return [line for name in names for line in of_field(shown(offering, name, at=at)) or [Fact(title(name), "")]]


def title(field: str) -> str:
    """Return the words for a field."""
    return FIELDS[field].title


def of_field(found: Shown) -> list[Fact]:
    """Return a field's line, and one for each claim that says otherwise; nothing if nobody states it."""
    if found.missing:
        return []
    value = value_of(found)
    note = "" if value else gettext("the sources contradict each other")
    first = _line(found.title, value, found.best if value else (), grade=found.grade if value else "U", note=note)
    return [first, *_otherwise(found.title, found.conflicts)]


def value_of(found: Shown) -> str:
    """Return the shown value as text; empty if there is none."""
    if found.interval is not None:
        return amount(found.interval, found.unit, found.field)
    return words(found.field, found.value)


def amount(interval: Interval | None, unit: str, name: str) -> str:
    """Return a number with its unit, or what it lies between."""
    if interval is None:
        return ""
    low, high = (None if end is None else _figure(end, name) for end in interval)
    if low is None:
        text = gettext("at most %(high)s") % {"high": high}
    elif high is None:
        text = gettext("%(low)s or more") % {"low": low}
    else:
        text = low if low == high else gettext("%(low)s to %(high)s") % {"low": low, "high": high}
    return f"{unit} {text}" if unit.isupper() else f"{text} {unit}".strip()


def _figure(number: float, name: str) -> str:
    if name == "pass_share":
        return f"{number * 100:.1f} %"
    return f"{number:,.0f}" if number >= 100 or number == int(number) else f"{number:,.2g}"


def words(field: str, value: object) -> str:
    """Return a flag, word or list as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, tuple):
        return "; ".join(_named(field, str(word)) for word in value)
    return str(value)


def _named(field: str, word: str) -> str:
    if field == "covers":
        found = placed_competencies().get(word)
        return f"{word} {found.competency.name or found.competency.statement}" if found else word
    if field == "audience_roles":
        return library().roles[word].name if word in library().roles else str(GROUPS.get(word, word))
    return str(LICENCES.get(word, word)) if field in {"ce_for", "eligible_licences"} else word


def _line(
    title: str, value: str, claims: Sequence[Claim], *, grade: str, note: str = "", otherwise: bool = False
) -> Fact:
    first = claims[0] if claims else None
    notes = [note, *(_note(claim) for claim in claims)]
    source = source_of(first) if first else None
    more = len({claim.source for claim in claims}) - 1
    return Fact(
        fact=gettext("%(title)s, said otherwise") % {"title": title} if otherwise else title,
        value=value,
        note=". ".join(dict.fromkeys(text.rstrip(".") for text in notes if text)),
        grade=grade,
        source=_source(source.name, more) if source else "",
        source_url=link(source.address) if source else "",
        seen=first.seen if first else "",
        is_conflict=otherwise,
    )


def _source(name: str, more: int) -> str:
    return name if more < 1 else gettext("%(name)s and %(more)d more") % {"name": name, "more": more}


def _note(claim: Claim) -> str:
    said = [
        claim.note,
        gettext("stated by %(who)s") % {"who": claim.stated_by} if claim.stated_by else "",
        str(INTERESTS[claim.interest]) if claim.interest else "",
        gettext("as of %(day)s") % {"day": claim.as_of} if claim.as_of else "",
        _validity(claim),
    ]
    return "; ".join(text.rstrip(".") for text in said if text)


def _validity(claim: Claim) -> str:
    if claim.valid_from and claim.valid_to:
        return gettext("true from %(low)s to %(high)s") % {"low": claim.valid_from, "high": claim.valid_to}
    if claim.valid_to:
        return gettext("true until %(day)s") % {"day": claim.valid_to}
    return gettext("true from %(day)s") % {"day": claim.valid_from} if claim.valid_from else ""


def _otherwise(title: str, conflicts: Sequence[Claim]) -> Iterator[Fact]:
    for claim in conflicts:
        number = FIELDS[claim.field].kind == "number"
        value = amount(claim.interval(), claim.unit, claim.field) if number else words(claim.field, claim.value)
        yield _line(title, value, [claim], grade=claim.grade, otherwise=True)
