"""The shown value of a field: a pure function of the claims and of the published policy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from testamur.catalogue.claim import GRADES, Claim, Grade, Interval, rank, replaced
from testamur.catalogue.field import FIELDS, Field
from testamur.catalogue.offering import Offering

POLICY_VERSION: Final = "2"
# What `shown` does, in the order in which it does it; published with the method.
POLICY: Final[tuple[str, ...]] = (
    "A claim that another replaces does not count; it stays in the history.",
    "A claim is replaced by one that is at least as good, or that reads the same source again; by no weaker one.",
    "A claim counts only on the days for which it is stated to hold, and only from the day it was read.",
    "The best grade wins: A before B, C, D, E and U. On what the provider controls, its own page (B) comes first.",
    "Claims of a weaker grade never change what is shown.",
    "Equally good numbers are shown as the span from the least to the greatest; in two currencies, as none.",
    "Equally good lists are joined, and so are equally good sentences.",
    "Equally good answers of yes or no, or of one word, that contradict each other leave the fact open.",
    "A claim that disputes another of the same grade leaves the fact open, sentences and lists too.",
    "Every claim that says otherwise is shown beside the fact, whatever its grade.",
    "Two sentences say otherwise where one disputes the other, or where the fact is not for the provider to say.",
    "The newer of two claims does not win for being newer: somebody has to say that it replaces the other.",
    "A fact of grade U is shown and never counts as known.",
)
# Length in weeks: the mean month of the Gregorian calendar has 365.2425 / 12 days.
WEEKS: Final[dict[str, float]] = {"days": 1 / 7, "weeks": 1.0, "months": 365.2425 / 12 / 7}


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown for a field: the value of the best claims, and every claim that says otherwise.

    `value` is a text, flag, word or tuple of texts; `interval` is set for numbers instead. `missing` is true if
    nobody states it. `conflicts` are the claims that say something else; `history` those that do not count on
    that day: replaced, or stated for other days.
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
    history: tuple[Claim, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether somebody has confirmed it and nobody of the same standing denies it."""
        return self.grade != "U" and (self.value is not None or self.interval is not None)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the value that is shown, each once."""
        return tuple(dict.fromkeys(claim.source for claim in self.best))

    @property
    def seen(self) -> str:
        """When somebody last read one of these sources, as far as it is known."""
        return max((claim.seen for claim in self.best), default="")

    @property
    def as_of(self) -> str:
        """The newest date that one of these sources gives for it, as far as it is known."""
        return max((claim.as_of for claim in self.best), default="")


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
    stated = offering.of(field)
    if not stated:
        return Shown(field, kind.title)
    ended = replaced(stated, at=at)
    counting = [c for c in stated if c.holds(at) and not (ended and c.id in ended)]
    history = tuple(c for c in stated if c not in counting) if len(counting) < len(stated) else ()
    claims = tuple(sorted(counting, key=_order) if len(counting) > 1 else counting)
    if not claims:
        return Shown(field, kind.title, history=history)
    grade = claims[0].grade
    best = tuple(claim for claim in claims if claim.grade == grade)
    disputes = _disputes(claims)
    value = None if kind.kind == "number" or _are_split(best, disputes) else _value(best, kind)
    interval, unit = _hull(best) if kind.kind == "number" else (None, "")
    # Equally good texts and lists are joined, so they contradict only if they dispute; the others may.
    others = claims[len(best) :] if kind.kind in ("text", "list") and value is not None else claims
    disputing = frozenset(claim_id for pair in disputes for claim_id in pair)
    return Shown(
        field=field,
        title=kind.title,
        value=value,
        interval=interval,
        unit=unit,
        grade=grade,
        best=best,
        conflicts=tuple(c for c in others if _differs(c, value, interval, unit, kind, disputing)),
        claims=claims,
        missing=False,
        history=history,
    )


def _disputes(claims: tuple[Claim, ...]) -> frozenset[tuple[str, str]]:
    """Return which of these claims disputes which other of them, by their ids."""
    disputing = [claim for claim in claims if claim.disputes]
    ids = frozenset(claim.id for claim in claims) if disputing else frozenset()
    return frozenset((claim.id, claim.disputes) for claim in disputing if claim.disputes in ids)


def _are_split(best: tuple[Claim, ...], disputes: frozenset[tuple[str, str]]) -> bool:
    """Say whether one of the best claims disputes another of them."""
    ids = frozenset(claim.id for claim in best) if disputes else frozenset()
    return any(one in ids and other in ids for one, other in disputes)


def worst(grades: Iterable[Grade]) -> Grade:
    """Return the weakest of some grades; of none, U."""
    order = list(GRADES)
    return max(grades, key=order.index, default="U")


def _order(claim: Claim) -> tuple[int, str, str]:
    # All that a claim says is in its `repr`, so that the order of the claims cannot matter.
    return rank(claim), claim.source, repr(claim)


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


def _differs(
    claim: Claim,
    value: object,
    interval: Interval | None,
    unit: str,
    field: Field,
    disputing: frozenset[str],
) -> bool:
    if field.kind == "number":
        return comparable(claim) != (interval, unit)
    if field.kind == "text":
        # Two sentences rarely contradict, unless somebody says so or it is not for the issuer to say.
        may_contradict = not field.controlled or (bool(disputing) and claim.id in disputing)
        return may_contradict and claim.value != value
    return bool(claim.value != value)
