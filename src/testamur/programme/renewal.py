"""An award ends to the day; activities or a new sitting extend it by the programme's rule."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from testamur.errors import Refused
from testamur.programme.calendar import add_months
from testamur.programme.programme import Programme, RenewalWay

Standing = Literal["current", "may be renewed", "expired", "elapsed"]


@dataclass(frozen=True, slots=True)
class Unit:
    """An activity that counts towards renewal: what it was, when, and its units."""

    title: str
    on: date
    units: float


@dataclass(frozen=True, slots=True)
class Resit:
    """The result of a re-examination."""

    correct: int
    of: int
    on: date


@dataclass(frozen=True, slots=True)
class Extension:
    """An award renewed: by which way, from when, and the new last day."""

    way: Literal["re-examination", "activities"]
    renewed_on: date
    expires_on: date


def standing(programme: Programme, *, expires_on: date | None, on: date) -> Standing:
    """Return where an award stands on a day; it holds through the day it expires on."""
    if expires_on is None:
        return "current"
    if on > expires_on:
        return programme.award.afterwards
    renewal = programme.renewal
    if renewal and on >= expires_on - timedelta(days=renewal.opens_days_before):
        return "may be renewed"
    return "current"


def renew(
    programme: Programme,
    *,
    awarded_on: date,
    expires_on: date,
    evidence: Iterable[Unit] | Resit,
    on: date,
) -> Extension:
    """Return the extension that the evidence earns.

    Renewed in time, the new term starts where the old one ends, so nobody loses days; after the end it
    starts on the day of renewal.

    Raises
    ------
    Refused
        If the programme has no such way, it is too early or too late, or the evidence is not enough or was won
        before this renewal opened.
    """
    renewal, months = programme.renewal, programme.award.validity_months
    if renewal is None or months is None:
        raise Refused("renewal-none", "This award cannot be renewed.")
    opens = expires_on - timedelta(days=renewal.opens_days_before)
    if on < opens:
        raise Refused("renewal-early", f"Renewal opens on {opens:%d %B %Y}.")
    if isinstance(evidence, Resit):
        way = _way(renewal.ways, "re-examination")
        _refuse_resit(way, evidence, opens=opens)
    else:
        way = _way(renewal.ways, "activities")
        closes = expires_on + timedelta(days=renewal.grace_days)
        if on > closes:
            raise Refused("renewal-late", f"Renewal by activities closed on {closes:%d %B %Y}.")
        _refuse_units(way, tuple(evidence), since=awarded_on, until=on)
    return Extension(way.kind, on, add_months(max(expires_on, on), months))


def _way(ways: tuple[RenewalWay, ...], kind: str) -> RenewalWay:
    for way in ways:
        if way.kind == kind:
            return way
    raise Refused("renewal-way", f"This award is not renewed by {kind}.")


def _refuse_resit(way: RenewalWay, resit: Resit, *, opens: date) -> None:
    if resit.of != way.items or way.correct is None:
        raise Refused("renewal-form", f"The re-examination has {way.items} questions.")
    if resit.correct < way.correct:
        short = f"{resit.correct} were correct; {way.correct} of {way.items} are needed."
        raise Refused("renewal-score", short)
    if resit.on < opens:
        raise Refused("renewal-stale", f"A re-examination counts if it is sat from {opens:%d %B %Y}.")


def _refuse_units(way: RenewalWay, units: tuple[Unit, ...], *, since: date, until: date) -> None:
    counted = math.fsum(unit.units for unit in units if since <= unit.on <= until)
    if way.units is None or counted < way.units:
        short = f"{counted:g} units count; {way.units:g} are needed." if way.units else "No units are set."
        raise Refused("renewal-units", short)
