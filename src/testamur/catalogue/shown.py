"""The shown value of a field: a pure function of the claims and of the published precedence of grades."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from testamur.catalogue.claim import GRADES, Claim, Grade, Interval
from testamur.catalogue.field import FIELDS, Field
from testamur.catalogue.offering import Offering

POLICY_VERSION: Final = "1"
# The best grade wins; on what the issuer controls, its own page wins first.
PRECEDENCE: Final[dict[bool, tuple[Grade, ...]]] = {
    True: ("B", "A", "C", "D", "E", "U"),
    False: ("A", "B", "C", "D", "E", "U"),
}
# Length in weeks: the mean month of the Gregorian calendar has 365.2425 / 12 days.
WEEKS: Final[dict[str, float]] = {"days": 1 / 7, "weeks": 1.0, "months": 365.2425 / 12 / 7}


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown for a field: the value of the best claims, and every claim that says otherwise.

    `value` is a text, flag, word or tuple of texts; `interval` is set for numbers instead. `missing` is true if
    nobody states it. `conflicts` are the claims that say something else.
    """

    field: str
    title: str
    value: Any = None
    interval: Interval | None = None
    unit: str = ""
    grade: Grade = "U"
    best: tuple[Claim, ...] = ()
    conflicts: tuple[Claim, ...] = ()
    claims: tuple[Claim, ...] = ()
    missing: bool = True

    @property
    def is_known(self) -> bool:
        """Whether somebody has confirmed it and nobody of the same standing denies it."""
        return self.grade != "U" and (self.value is not None or self.interval is not None)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the value that is shown, each once."""
        return tuple(dict.fromkeys(claim.source for claim in self.best))


def shown(offering: Offering, field: str, *, at: date | None = None) -> Shown:
    """Return what is shown for a field of an offering.

    Parameters
    ----------
    offering : Offering
        The claims about it.
    field : str
        A name in `FIELDS`.
    at : date, optional
        The day asked about; claims about other days do not count. Without it, all count.

    Raises
    ------
    KeyError
        If no field has that name.
    """
    kind = FIELDS[field]
    claims = tuple(sorted((c for c in offering.of(field) if c.holds(at)), key=lambda c: _rank(c, kind)))
    if not claims:
        return Shown(field, kind.title)
    grade = claims[0].grade
    best = tuple(claim for claim in claims if claim.grade == grade)
    value = None if kind.kind == "number" else _value(best, kind)
    interval, unit = _hull(best) if kind.kind == "number" else (None, "")
    # Equally good texts and lists are joined, so they do not contradict; equally good numbers and flags may.
    others = claims[len(best) :] if kind.kind in ("text", "list") else claims
    return Shown(
        field=field,
        title=kind.title,
        value=value,
        interval=interval,
        unit=unit,
        grade=grade,
        best=best,
        conflicts=tuple(claim for claim in others if _differs(claim, value, interval, unit, kind)),
        claims=claims,
        missing=False,
    )


def worst(grades: Iterable[Grade]) -> Grade:
    """Return the weakest of some grades; of none, U."""
    order = list(GRADES)
    return max(grades, key=order.index, default="U")


def _rank(claim: Claim, field: Field) -> tuple[int, str, str]:
    return PRECEDENCE[field.controlled].index(claim.grade), claim.source, repr((claim.value, claim.low))


def _value(best: tuple[Claim, ...], field: Field) -> Any:  # noqa: ANN401  (text, flag or list, as the field asks)
    """Return the one value of equally good claims; lists are joined, and a contradiction has none."""
    if field.kind == "list" or (field.kind == "text" and len(best) > 1):
        return tuple(dict.fromkeys(word for claim in best for word in _words(claim.value)))
    values = {claim.value for claim in best}
    return values.pop() if len(values) == 1 else None


def _words(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def comparable(claim: Claim) -> tuple[Interval, str]:
    """Return a number's interval in the unit it is compared in: lengths in weeks, the rest as stated."""
    low, high = claim.interval()
    factor = WEEKS.get(claim.unit) if FIELDS[claim.field].units == tuple(WEEKS) else None
    if factor is None:
        return Interval(low, high), claim.unit
    return Interval(*(None if end is None else end * factor for end in (low, high))), "weeks"


def _hull(best: tuple[Claim, ...]) -> tuple[Interval | None, str]:
    """Return the least interval that holds what equally good claims say; none across currencies."""
    intervals, units = zip(*(comparable(claim) for claim in best), strict=True)
    if len(set(units)) > 1:
        return None, ""
    lows, highs = zip(*intervals, strict=True)
    low = None if None in lows else min(lows)
    high = None if None in highs else max(highs)
    return Interval(low, high), units[0]


def _differs(claim: Claim, value: object, interval: Interval | None, unit: str, field: Field) -> bool:
    if field.kind == "number":
        return comparable(claim) != (interval, unit)
    if field.kind == "text":
        # Two sentences rarely contradict; what a thing outside the issuer's control is, can be contradicted.
        return not field.controlled and claim.value != value
    return bool(claim.value != value)
