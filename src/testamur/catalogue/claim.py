"""A claim: one fact about an offering, with who says so, how good that is, and when."""

import calendar
import hashlib
import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple
from urllib.parse import urlsplit

from testamur.catalogue.field import FIELDS, Field
from testamur.errors import Problem

Grade = Literal["A", "B", "C", "D", "E", "U"]
Interest = Literal["", "self", "rival"]

GRADES: Final[dict[Grade, str]] = {
    "A": "an independent authority: accreditor, regulator, statute, peer-reviewed study",
    "B": "the provider's own page, for a fact it controls",
    "C": "independent press, professional or peer secondary source",
    "D": "an interested party, on itself beyond what it controls or on a rival",
    "E": "an aggregator, a copy, an undated or machine-written page",
    "U": "unconfirmed or inferred",
}
# The best grade wins; on what the issuer controls, its own page wins first.
PRECEDENCE: Final[dict[bool, tuple[Grade, ...]]] = {
    True: ("B", "A", "C", "D", "E", "U"),
    False: ("A", "B", "C", "D", "E", "U"),
}
INTERESTS: Final[dict[Interest, str]] = {
    "": "no interest is known",
    "self": "speaks for itself, or for the one it was written for",
    "rival": "speaks of a rival",
}
# "Best AI Certifications for Healthcare Workers: 2026 Guide", written from the side of one of its six providers.
SOURCE_GUIDE: Final = "source-guide"
_DAY: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


class Interval(NamedTuple):
    """What a number lies between; an end that nobody states is None."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a claim stands: its name for people, and its address if it has one."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One fact: a field with a value or interval, its source, grade, dates and interest.

    `value` is text, a number, a flag or a list of texts as its field asks; a number may be given as `low` and
    `high` instead. Dates are ISO 8601, to the day, month or year; one that is not known is empty. `seen` is when
    we read the source. Such a date covers its whole day, month or year.

    Claims are only ever added: a correction is a new claim that names the one it `supersedes` by its id, and a
    dispute one that names the claim it `disputes`. A superseded claim is kept and no longer counts.
    """

    field: str
    source: str
    grade: Grade
    value: Any = None  # as FIELDS asks; problems() checks it
    low: float | None = None
    high: float | None = None
    unit: str = ""
    stated_by: str = ""
    interest: Interest = ""
    as_of: str = ""
    seen: str = ""
    valid_from: str = ""
    valid_to: str = ""
    fact_ids: tuple[str, ...] = ()
    note: str = ""
    supersedes: str = ""
    disputes: str = ""

    @property
    def id(self) -> str:
        """What names this claim: 16 hexadecimal digits that depend on all it says."""
        said = [self.field, self.value, self.low, self.high, self.unit, self.source, self.grade, self.stated_by]
        said += [self.interest, self.as_of, self.seen, self.valid_from, self.valid_to, self.fact_ids, self.note]
        text = json.dumps([*said, self.supersedes, self.disputes], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def interval(self) -> Interval:
        """Return what the number lies between; a single number lies between itself."""
        if self.low is None and self.high is None:
            return Interval(float(self.value), float(self.value))
        return Interval(self.low, self.high)

    def holds(self, at: date | None) -> bool:
        """Say whether the claim is about that day; without a day every claim is."""
        if at is None:
            return True
        begins = first_day(self.valid_from) if self.valid_from else date.min
        ends = last_day(self.valid_to) if self.valid_to else date.max
        return begins <= at <= ends

    def was_seen_by(self, at: date) -> bool:
        """Say whether we had read it by that day; one whose reading is not dated was here from the beginning."""
        return not self.seen or first_day(self.seen) <= at


def replaced(claims: Iterable[Claim], *, at: date | None) -> frozenset[str]:
    """Return the ids of the claims that others replace on a day; without a day, all that are ever replaced.

    A claim is replaced by one that is at least as good, or that reads the same source again. One that holds from
    a later day on leaves it standing until then.
    """
    claims = tuple(claims)
    replacing = [claim for claim in claims if claim.supersedes and _begins_by(claim, at)]
    by_id = {claim.id: claim for claim in claims} if replacing else {}
    return frozenset(
        claim.supersedes
        for claim in replacing
        if (old := by_id.get(claim.supersedes)) and (claim.source == old.source or rank(claim) <= rank(old))
    )


def _begins_by(claim: Claim, at: date | None) -> bool:
    return at is None or not claim.valid_from or first_day(claim.valid_from) <= at


def rank(claim: Claim) -> int:
    """Return how a claim's grade stands on its field: 0 is the best."""
    return PRECEDENCE[FIELDS[claim.field].controlled].index(claim.grade)


def source_of(claim: Claim) -> Source:
    """Return where a claim stands, named for people."""
    if claim.source == SOURCE_GUIDE:
        return Source("the source guide")
    if claim.source.startswith(("http://", "https://")):
        return Source(str(urlsplit(claim.source).hostname).removeprefix("www."), claim.source)
    return Source(claim.source)


@lru_cache(maxsize=4096)
def first_day(text: str) -> date:
    """Return the first day of an ISO date, month or year."""
    year, month, day = ([int(part) for part in text.split("-")] + [1, 1])[:3]
    return date(year, month, day)


@lru_cache(maxsize=4096)
def last_day(text: str) -> date:
    """Return the last day of an ISO date, month or year."""
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])


def claim_problems(claim: Claim) -> Iterator[Problem]:
    """Say everything that is wrong with a well-formed claim."""
    if not claim.source.strip():
        yield Problem("source", "is empty; every claim has a source")
    for name in ("as_of", "seen", "valid_from", "valid_to"):
        text = getattr(claim, name)
        if text and not is_date(text):
            yield Problem(name, f"must be a date such as 2026, 2026-05 or 2026-05-31; it is {text!r}")
    dates = [text for text in (claim.valid_from, claim.valid_to) if text and is_date(text)]
    if len(dates) == 2 and first_day(dates[0]) > last_day(dates[1]):
        yield Problem("valid_to", "comes before valid_from")
    field = FIELDS.get(claim.field)
    if field is None:
        yield Problem("field", f"no field is called {claim.field!r}")
        return
    if claim.grade == "B" and not field.controlled:
        yield Problem("grade", f"B is for what the provider controls; it does not control {claim.field!r}")
    yield from _value_problems(claim, field)


def is_date(text: str) -> bool:
    """Say whether a text is an ISO 8601 day, month or year."""
    """Say whether text is an ISO date, month or year."""
    if not _DAY.fullmatch(text):
        return False
    try:
        first_day(text)
    except ValueError:
        return False
    return True


def _value_problems(claim: Claim, field: Field) -> Iterator[Problem]:
    if field.kind == "number":
        yield from _number_problems(claim, field)
        return
    if claim.low is not None or claim.high is not None or claim.unit:
        yield Problem("value", f"{claim.field!r} has neither low, high nor unit; it is no number")
    elif claim.value is None:
        yield Problem("value", "is missing")
    elif not _fits(claim.value, field):
        yield Problem("value", f"must be {_WANTED[field.kind]}; it is {claim.value!r}")


_WANTED: Final = {
    "text": "text, or a list of texts",
    "flag": "true or false",
    "list": "a list of texts, each once",
    "choice": "one of the words of its field",
}


def _fits(value: object, field: Field) -> bool:
    if field.kind == "flag":
        return isinstance(value, bool)
    if field.kind == "choice":
        return value in field.choices
    if isinstance(value, tuple):
        texts = bool(value) and all(isinstance(part, str) and part.strip() for part in value)
        return texts and len(set(value)) == len(value)
    return field.kind == "text" and isinstance(value, str) and bool(value.strip())


def _number_problems(claim: Claim, field: Field) -> Iterator[Problem]:
    ends = [end for end in (claim.low, claim.high) if end is not None]
    if (claim.value is None) == (not ends):
        yield Problem("value", "must be a number, or low and high instead")
        return
    if claim.value is not None and type(claim.value) not in (int, float):
        yield Problem("value", f"must be a number; it is {claim.value!r}")
        return
    numbers = ends or [claim.value]
    if not all(math.isfinite(number) and number >= 0 for number in numbers):
        yield Problem("value", "must be finite and not negative")
    if len(ends) == 2 and ends[0] > ends[1]:
        yield Problem("low", "is above high")
    if field.units and claim.unit not in field.units:
        yield Problem("unit", f"must be one of {', '.join(field.units)}; it is {claim.unit!r}")
    if not field.units and claim.unit:
        yield Problem("unit", f"{claim.field!r} is a plain count and has no unit")
