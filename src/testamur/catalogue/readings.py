"""Numbers on one basis: total price, hours, weeks and their like, each with its derivation and grade."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from testamur.catalogue.claim import Claim, Grade, Interval
from testamur.catalogue.offering import Offering
from testamur.catalogue.shown import Shown, shown, worst


@dataclass(frozen=True, slots=True)
class Reading:
    """One number: what it lies between, or None if nobody states what is needed for it.

    `grade` is the weakest of the claims it is made from; `derivation` says how, empty where it is stated.
    """

    name: str
    interval: Interval | None = None
    unit: str = ""
    grade: Grade = "U"
    derivation: str = ""
    claims: tuple[Claim, ...] = ()
    conflicts: tuple[Claim, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether at least one end of it is stated by somebody."""
        return self.interval is not None and self.grade != "U"


@dataclass(frozen=True, slots=True)
class Readings:
    """What can be read from the claims on an offering, on one basis.

    Price is for the whole, in the stated currency; hours are of work in all; weeks are of the calendar;
    validity is in months; the pass share is correct answers needed over items.
    """

    price: Reading
    price_per_hour: Reading
    hours: Reading
    hours_per_week: Reading
    weeks: Reading
    validity: Reading
    exam_items: Reading
    exam_minutes: Reading
    pass_correct: Reading
    pass_share: Reading
    ce_credits: Reading


Combine = Callable[[Interval, Interval], Interval]


def _times(a: Interval, b: Interval) -> Interval:
    return Interval(
        None if a.low is None or b.low is None else a.low * b.low,
        None if a.high is None or b.high is None else a.high * b.high,
    )


def _over(a: Interval, b: Interval) -> Interval:
    return Interval(
        None if a.low is None or not b.high else a.low / b.high,
        None if a.high is None or not b.low else a.high / b.low,
    )


# A stated working day, where a time is given in days a week: 7 to 8 hours.
WORKING_DAY: Final = Interval(7.0, 8.0)
_DAY: Final = Reading("working_day", WORKING_DAY, "hours", "A")

# Each reading: the ways to it, the first that is known wins. A way is a stated field, or two readings combined.
WAYS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "price": (("price",), ("courses", "times", "price_per_course")),
    "weeks": (("length",), ("modules", "times", "length_per_module")),
    "hours_per_week": (("hours_per_week",), ("days_per_week", "times", "working_day")),
    "hours": (("hours",), ("courses", "times", "hours_per_course"), ("weeks", "times", "hours_per_week")),
    "validity": (("validity",),),
    "exam_items": (("exam_items",),),
    "exam_minutes": (("exam_minutes",),),
    "pass_correct": (("pass_correct",),),
    "ce_credits": (("ce_credits",),),
    "price_per_hour": (("price", "over", "hours"),),
    "pass_share": (("pass_correct", "over", "exam_items"),),
}
COMBINE: Final[dict[str, Combine]] = {"times": _times, "over": _over}
SIGNS: Final = {"times": "×", "over": "÷"}
PHRASES: Final = {
    "courses": "{} courses",
    "price_per_course": "{} a course",
    "modules": "{} modules",
    "length_per_module": "{} a module",
    "weeks": "{}",
    "hours_per_week": "{} a week",
    "hours_per_course": "{} a course",
    "days_per_week": "{} a week",
    "working_day": "{} a working day",
    "price": "{}",
    "hours": "{}",
    "pass_correct": "{} correct",
    "exam_items": "{} items",
}
UNITS: Final[dict[str, str]] = {"hours_per_week": "hours", "hours": "hours", "weeks": "weeks", "pass_share": ""}


def readings(offering: Offering, *, at: date | None = None) -> Readings:
    """Return the numbers of an offering, on the claims that hold on that day."""
    return Readings(**{field.name: reading(offering, field.name, at=at) for field in fields(Readings)})


def reading(offering: Offering, name: str, *, at: date | None = None) -> Reading:
    """Return one number of an offering, on the claims that hold on that day.

    Raises
    ------
    KeyError
        If no reading has that name.
    """
    return reading_of(name, lambda field: shown(offering, field, at=at))


def reading_of(name: str, look: Callable[[str], Shown]) -> Reading:
    """Return one number from what is shown for fields; `look` says what that is."""
    for way in WAYS[name]:
        found = _stated(name, way[0], look) if len(way) == 1 else _combined(name, way, look)
        if found.is_known:
            return found
    return Reading(name)


def _stated(name: str, field: str, look: Callable[[str], Shown]) -> Reading:
    if field == "working_day":
        return _DAY
    found = look(field)
    return Reading(name, found.interval, found.unit, found.grade, "", found.best, found.conflicts)


def _combined(name: str, way: tuple[str, ...], look: Callable[[str], Shown]) -> Reading:
    left, right = (
        reading_of(part, look) if part in WAYS and part != name else _stated(part, part, look)
        for part in (way[0], way[2])
    )
    if left.interval is None or right.interval is None or not (left.is_known and right.is_known):
        return Reading(name)
    return Reading(
        name=name,
        interval=COMBINE[way[1]](left.interval, right.interval),
        unit=UNITS.get(name, left.unit or right.unit),
        grade=worst((left.grade, right.grade)),
        derivation=f"{_phrase(left, way[0])} {SIGNS[way[1]]} {_phrase(right, way[2])}",
        claims=left.claims + right.claims,
        conflicts=left.conflicts + right.conflicts,
    )


def _phrase(reading: Reading, part: str) -> str:
    ends = [f"{end:,.4g}" if end < 1000 else f"{end:,.0f}" for end in reading.interval or () if end is not None]
    number = " to ".join(dict.fromkeys(ends))
    phrase = PHRASES[part].format(f"{number} {reading.unit}".strip())
    # A factor that is itself derived carries its own derivation in brackets.
    return f"{phrase} ({reading.derivation})" if reading.derivation else phrase
