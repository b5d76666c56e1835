"""Facts about an offering as every desk shows them: value, grade, source, dates, age, and who says otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from testamur.catalogue import FIELDS, Claim, Freshness, Interval, Shown, freshness, source_of
from testamur.site.records.library import library, placed_competencies
from testamur.site.records.wording import GROUPS, INTERESTS, LICENCES


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of `parts/fact_table.html`: what is said, by whom; a mark of its age; where to say otherwise."""

    fact: str
    value: str
    note: str = ""
    grade: str = "U"
    source: str = ""
    source_url: str = ""
    seen: str = ""
    is_conflict: bool = False
    mark: str = ""
    field: str = ""
    claim: str = ""
    url: str = ""


def title(field: str) -> str:
    """Return the words for a field."""
    return FIELDS[field].title


def of_field(found: Shown, *, at: date) -> list[Fact]:
    """Return a field's line, and one for each claim that says otherwise; nothing if nobody states it."""
    if found.missing:
        return []
    value = value_of(found)
    note = "" if value else gettext("the sources contradict each other")
    best = found.best if value else ()
    mark = age_mark(freshness(found, at=at)) if value else ""
    first = line(found.title, value, best, grade=found.grade if value else "U", note=note, mark=mark)
    return [first, *otherwise(found.title, found.conflicts)]


def age_mark(age: Freshness) -> str:
    """Return a warning about the age of a fact; empty if it is fresh, or of a kind that does not age."""
    if age.state == "undated":
        return gettext("age not known")
    if age.state != "stale" or age.age is None:
        return ""
    return ngettext("%(n)d day old", "%(n)d days old", age.age) % {"n": age.age}


def of_claim(claim: Claim, *, is_otherwise: bool = False) -> Fact:
    """Return the line of one claim by itself."""
    return line(title(claim.field), said(claim), [claim], grade=claim.grade, is_otherwise=is_otherwise)


def said(claim: Claim) -> str:
    """Return what a claim says, as text."""
    if FIELDS[claim.field].kind == "number":
        return amount(claim.interval(), claim.unit, claim.field)
    return words(claim.field, claim.value)


def value_of(found: Shown) -> str:
    """Return the shown value as text; empty if there is none."""
    if found.interval is not None:
        return amount(found.interval, found.unit, found.field)
    return words(found.field, found.value)


def amount(interval: Interval | None, unit: str, name: str) -> str:
    """Return a number with its unit, or what it lies between."""
    if interval is None:
        return ""
    if unit == "weeks" and all(end is not None and end < 1 for end in interval):
        interval, unit = Interval(*(None if end is None else 7 * end for end in interval)), gettext("days")
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


def line(
    name: str,
    value: str,
    claims: Sequence[Claim],
    *,
    grade: str,
    note: str = "",
    mark: str = "",
    is_otherwise: bool = False,
) -> Fact:
    """Return the line of a value and of the claims that it rests on."""
    first = claims[0] if claims else None
    notes = [note, *(_note(claim) for claim in claims)]
    source = source_of(first) if first else None
    more = len({claim.source for claim in claims}) - 1
    return Fact(
        fact=gettext("%(title)s, said otherwise") % {"title": name} if is_otherwise else name,
        value=value,
        note=". ".join(dict.fromkeys(text.rstrip(".") for text in notes if text)),
        grade=grade,
        source=_source(source.name, more) if source else "",
        source_url=_link(source.address) if source else "",
        seen=_day(max((claim.seen for claim in claims), default="")),
        is_conflict=is_otherwise,
        mark=mark,
        field=first.field if first else "",
        claim=first.id if first else "",
    )


def _day(text: str) -> str:
    """Return a day in words; a month or a year stays as it is."""
    return date_format(date.fromisoformat(text), "j F Y") if len(text) == len("2026-05-31") else text


def _link(address: str) -> str:
    """Return an address that a page may link to; anything but plain web addresses is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.hostname else ""


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


def otherwise(name: str, conflicts: Sequence[Claim]) -> Iterator[Fact]:
    """Yield a line for each claim that says otherwise."""
    for claim in conflicts:
        yield line(name, said(claim), [claim], grade=claim.grade, is_otherwise=True)
