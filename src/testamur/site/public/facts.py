"""Every fact about an offering as a page shows it: value, unit, grade, source, dates, and who says otherwise."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.catalogue import (
    FIELDS,
    FRESH_DAYS,
    Offering,
    Reading,
    freshness,
    reading,
    readings,
    shown,
)
from testamur.site.records.facts import Fact, age_mark, amount, line, of_field, otherwise, title, words

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
STATED_BY: Final[dict[str, str]] = {name: field for field, name in SAID_BY.items()}
_APART: Final = ("signal.", "portability.", "domain.")


def order() -> list[str]:
    """Return the titles of all facts, as a table of several offerings lists them."""
    return [*map(str, BASIS.values()), *(field.title for field in FIELDS.values())]


def basis(offering: Offering, *, at: date) -> list[Fact]:
    """Return the numbers on one basis; what is not known is there too, as unknown."""
    found = readings(offering, at=at)
    return [
        line for name in BASIS for line in _of_reading(str(BASIS[name]), getattr(found, name), offering, at=at)
    ]


def _of_reading(name: str, found: Reading, offering: Offering, *, at: date) -> Iterator[Fact]:
    if not found.is_known:
        yield Fact(name, "", field=STATED_BY.get(found.name, ""))
        return
    value = amount(found.interval, "" if found.name == "pass_share" else found.unit, found.name)
    how = gettext("ours to work out: %(how)s") % {"how": found.derivation} if found.derivation else ""
    aged = dict.fromkeys(claim.field for claim in found.claims if claim.field in FRESH_DAYS)
    marks = [age_mark(freshness(shown(offering, field, at=at), at=at)) for field in aged]
    mark = next((mark for mark in marks if mark), "")
    yield line(name, value, found.claims, grade=found.grade, note=how, mark=mark)
    yield from otherwise(name, found.conflicts)


def stated(offering: Offering, *, at: date) -> list[Fact]:
    """Return every other fact that somebody states, in the order of the table of fields."""
    names = [name for name in FIELDS if not name.startswith(_APART)]
    return [one for name in names for one in beyond_basis(offering, name, at=at)]


def beyond_basis(offering: Offering, name: str, *, at: date) -> list[Fact]:
    """Return a field's lines, unless a number on one basis says it already."""
    if name in SAID_BY and reading(offering, SAID_BY[name], at=at).is_known:
        return []
    return of_field(shown(offering, name, at=at), at=at)


def governance(offering: Offering, *, at: date) -> list[Fact]:
    """Return what is known of how it is assessed, governed and recognised; what nobody states is there too."""
    return _whole(offering, ("signal.", "portability."), at=at)


def domain(offering: Offering, *, at: date) -> list[Fact]:
    """Return what is known of the uses in health care that it treats; what nobody states is there too."""
    return _whole(offering, ("domain.",), at=at)


def _whole(offering: Offering, begins: tuple[str, ...], *, at: date) -> list[Fact]:
    names = [name for name in FIELDS if name.startswith(begins)]
    found = {name: of_field(shown(offering, name, at=at), at=at) for name in names}
    return [one for name in names for one in found[name] or [Fact(title(name), "", field=name)]]


__all__ = [
    "BASIS",
    "Fact",
    "amount",
    "basis",
    "beyond_basis",
    "domain",
    "governance",
    "order",
    "stated",
    "words",
]
