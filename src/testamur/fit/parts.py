"""What a constraint or criterion reads of an offering, so that a million offerings can be judged at once.

A constraint or criterion looks at a few facts only, so many offerings are alike to it. It is asked once for every
different set of facts, by the very function that judges a single offering; the answer is then looked up for all
that share them. Numbers, dates and long lists are worked out by `screen` on the distinct ones instead, and the
tests hold both ways to the same answers.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Final

from testamur.catalogue import (
    FIELDS,
    GRADES,
    Claim,
    Offering,
    Reading,
    Shown,
    first_day,
    last_day,
)
from testamur.catalogue.readings import reading_of
from testamur.fit.constraints import HEALTH_WORDS, OWN_PACE, day_of
from testamur.fit.policy import Facts

# What each part reads: fields of claims, and after a full stop attributes of the offering. A name that ends in a
# full stop stands for every field that begins so.
READS: Final[dict[str, tuple[str, ...]]] = {
    "holder": (".holder",),
    "offered": (".status", ".unknown"),
    "domain": ("health_domain", "domain.", "covers", "audience_roles", ".name"),
    "admission": ("open_to_all", "eligible_licences", "eligibility", "requirement"),
    "country": ("eligible_countries", ".countries"),
    "credit": ("ce", "ce_for"),
    "programming": ("programming_required",),
    "pacing": ("pacing",),
    "education": ("education_required", "open_to_all"),
    "board": ("board_required", "open_to_all"),
    "audience": ("audience_roles", ".role_groups"),
    "rigour": ("signal.",),
    "portability": ("portability.",),
    "ce": ("ce", "ce_for"),
    "verification": ("portability.p5",),
    "situation": (
        "recognised_at",
        "signal.exam",
        "audience_roles",
        "eligible_licences",
        "domain.applied-work-on-clinical-data",
        "portability.p1",
    ),
}


def _named(read: str) -> list[str]:
    if read.startswith("."):
        return []
    return [name for name in FIELDS if name.startswith(read)] if read.endswith(".") else [read]


_FIELDS: Final = {part: tuple(name for read in reads for name in _named(read)) for part, reads in READS.items()}
_ATTRIBUTES: Final = {part: tuple(r[1:] for r in reads if r.startswith(".")) for part, reads in READS.items()}
NOBODY: Final = len(GRADES)
"""Stands for the grade of what nobody states."""
_SILENT: Final = {name: Shown(name, field.title) for name, field in FIELDS.items()}
_GRADE: Final = {grade: number for number, grade in enumerate(GRADES)}


Memory = dict[Hashable, Shown]


@dataclass(frozen=True, slots=True)
class Sight:
    """An offering as a policy sees it on a day, and which fields somebody speaks of.

    Where one claim alone speaks of a field, `memory` has what is shown for another that says the same: the same
    value and grade, though of another source.
    """

    facts: Facts
    by_field: dict[str, list[Claim]]
    memory: Memory

    @classmethod
    def of(cls, facts: Facts, memory: Memory | None = None) -> "Sight":
        """Sort the claims by their field."""
        by_field: dict[str, list[Claim]] = {}
        for claim in facts.offering.claim:
            if claim.field in by_field:
                by_field[claim.field].append(claim)
            else:
                by_field[claim.field] = [claim]
        return cls(facts, by_field, {} if memory is None else memory)

    def shown(self, name: str) -> Shown:
        """Return what is shown for a field: its value and its grade, not whose word it is."""
        claims = self.by_field.get(name)
        if claims is None:
            return _SILENT[name]
        if len(claims) > 1 or claims[0].valid_from or claims[0].valid_to:
            return self.facts.shown(name)
        (claim,) = claims
        said = (name, claim.value, claim.low, claim.high, claim.unit, claim.grade)
        found = self.memory.get(said)
        if found is None:
            found = self.memory[said] = self.facts.shown(name)
        return found

    def reading(self, name: str) -> Reading:
        """Return one number on one basis."""
        return reading_of(name, self.shown)

    def likeness(self, part: str) -> Hashable:
        """Return what makes two offerings alike to a part: the facts it reads, with their grades."""
        facts = tuple(_said(self.shown(name)) for name in _FIELDS[part] if name in self.by_field)
        return facts, tuple(_attribute(self.facts.offering, name) for name in _ATTRIBUTES[part])

    def reduced(self, part: str) -> Offering:
        """Return the offering with the claims that a part reads, and no other."""
        kept = tuple(claim for name in _FIELDS[part] for claim in self.by_field.get(name, ()))
        return replace(self.facts.offering, claim=kept, carried={})


def _said(found: Shown) -> Hashable:
    """Return what a part can read of a field; of a text only whether it is known."""
    value = found.value is not None if FIELDS[found.field].kind == "text" else found.value
    return found.field, value, found.interval, found.unit, found.grade, found.missing


def _attribute(offering: Offering, name: str) -> Hashable:
    """Return an attribute; of a name only whether it speaks of health, which is all that is read of it."""
    if name == "name":
        return any(word in offering.name.lower() for word in HEALTH_WORDS)
    value: Hashable = getattr(offering, name)
    return value


Figures = tuple[float | None, ...]


def _number(found: Reading) -> Figures:
    """Return both ends of a number, None where nobody states one, and the place of its grade."""
    if not found.is_known or found.interval is None:
        return None, None, NOBODY
    return found.interval.low, found.interval.high, _GRADE[found.grade]


def _sets_own_pace(sight: Sight) -> tuple[bool, bool]:
    """Return whether the pacing is known, and whether one sets the pace."""
    if "pacing" not in sight.by_field:
        return False, False
    found = sight.shown("pacing")
    return found.is_known, found.is_known and found.value in OWN_PACE


def _cost(sight: Sight) -> Figures:
    price = sight.reading("price")
    return _number(price) if price.unit == "USD" else (None, None, NOBODY)


def _time(sight: Sight) -> Figures:
    return _number(sight.reading("hours"))


def _pace(sight: Sight) -> Figures:
    return *_sets_own_pace(sight), *_number(sight.reading("hours_per_week"))


def _length(sight: Sight) -> Figures:
    own = _sets_own_pace(sight)[1]
    return own, *_number(sight.reading("hours")), *_number(sight.reading("weeks"))


def _recency(sight: Sight) -> Figures:
    at = sight.facts.at
    dated = [c for c in sight.facts.offering.claim if c.as_of and c.grade != "U" and c.holds(at)]
    if not dated:
        return 0, 0, NOBODY
    newest = max(dated, key=lambda claim: (claim.as_of, claim.source, claim.field))
    return first_day(newest.as_of).toordinal(), last_day(newest.as_of).toordinal(), _GRADE[newest.grade]


FIXED: Final = ("domain", "rigour", "portability", "verification")
"""The parts whose answer does not depend on who asks: they are answered once, when the columns are made."""
ASKS: Final[dict[str, tuple[str, ...]]] = {
    "holder": (),
    "offered": (),
    "admission": ("licence",),
    "country": ("country",),
    "credit": ("licence", "country"),
    "programming": (),
    "pacing": ("pacing",),
    "education": ("education",),
    "board": ("board_certified",),
    "audience": (),
    "ce": ("licence", "country"),
    "situation": ("need", "setting", "licence"),
}
"""The parts that are asked anew, once for every likeness, and what each reads of a profile beside its role."""
OPEN: Final = tuple(ASKS)


def _coverage(sight: Sight) -> tuple[frozenset[str], int]:
    """Return the competencies that the stated content touches, and the place of the grade that says so."""
    if "covers" not in sight.by_field or not sight.shown("covers").is_known:
        return frozenset(), NOBODY
    found = sight.shown("covers")
    return frozenset(found.value), _GRADE[found.grade]


def _start(sight: Sight) -> tuple[bool, float | None, tuple[int, ...]]:
    """Return whether one sets the pace, the most weeks it takes, and its starts that are stated to the day."""
    weeks = sight.reading("weeks").interval
    found = sight.shown("starts") if "starts" in sight.by_field else None
    days = [day_of(text) for text in found.value or ()] if found and found.is_known else []
    starts = tuple(sorted(day.toordinal() for day in days if day))
    return _sets_own_pace(sight)[1], None if weeks is None else weeks.high, starts


FIGURES: Final[dict[str, Callable[[Sight], Hashable]]] = {
    "cost": _cost,
    "time": _time,
    "pace": _pace,
    "length": _length,
    "recency": _recency,
    "coverage": _coverage,
    "start": _start,
}
"""The parts that are worked out from figures: what is read of an offering for each."""
