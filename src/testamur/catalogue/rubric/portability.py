"""Portability: how far a credential is worth something outside its issuer and its country."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from testamur.catalogue.claim import Claim, Interval
from testamur.catalogue.field import PORTABILITY
from testamur.catalogue.offering import Offering
from testamur.catalogue.rubric.domain import COUNTED
from testamur.catalogue.shown import Shown, shown

SHARES: Final[dict[str, float]] = {"p1": 0.20, "p2": 0.25, "p3": 0.20, "p4": 0.10, "p5": 0.15, "p6": 0.10}
"""How much each check counts, of 1."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What portability depends on in the one who asks: the licence and the country, each empty if not known."""

    licence: str = ""
    country: str = ""


ANYBODY: Final = Reader()


@dataclass(frozen=True, slots=True)
class Mark:
    """One check of portability: whether it is met, None if nobody can tell, the sentence why, and its claims."""

    name: str
    title: str
    holds: bool | None
    sentence: str
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Portability:
    """The six checks, and the score between what is shown and what is not ruled out, 0 to 1."""

    marks: tuple[Mark, ...]

    @property
    def score(self) -> Interval:
        """The shares of the checks that are met, to those that are not denied."""
        return Interval(
            math.fsum(SHARES[mark.name] for mark in self.marks if mark.holds),
            math.fsum(SHARES[mark.name] for mark in self.marks if mark.holds is not False),
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    offering: Offering
    at: date | None
    reader: Reader

    def shown(self, field: str) -> Shown:
        return shown(self.offering, field, at=self.at)

    def counted(self, field: str) -> bool | None:
        """Return what a flag says, if a source that counts says it."""
        found = self.shown(field)
        counts = found.is_known and found.grade in COUNTED and isinstance(found.value, bool)
        return bool(found.value) if counts else None

    def said(self, field: str) -> tuple[Claim, ...]:
        """Return the claims that say yes to a flag, whoever makes them."""
        found = self.shown(field)
        return found.best if found.is_known and found.value is True else ()


Ruling = tuple[bool | None, str, tuple[Claim, ...]]
UNSEEN: Final[Ruling] = (None, "Nobody has shown it either way.", ())


def _framework(asked: _Asked) -> Ruling:
    named = asked.shown("framework").best or asked.said("portability.p1")
    if named:
        return False, "A framework is named; no public mapping to its items has been seen.", named
    return UNSEEN


def _accreditation(asked: _Asked) -> Ruling:
    for field in ("signal.s11", "signal.a5"):
        if asked.counted(field):
            return True, "It is in an accreditor's list.", asked.shown(field).best
    return UNSEEN


def _recognition(asked: _Asked) -> Ruling:
    said = asked.said("portability.p3") or asked.shown("portability").best
    if said:
        return False, "It is said to be recognised; nobody who recognises it is named.", said
    return UNSEEN


def _credit(asked: _Asked) -> Ruling:
    """Rule on credit of continuing education: US credit counts toward a US physician's licence, and no other."""
    if not (asked.counted("ce") or asked.counted("signal.e1")):
        return UNSEEN
    claims = asked.shown("ce").best or asked.shown("signal.e1").best
    if not (asked.reader.licence and asked.reader.country):
        return None, "Its credit counts toward the licence of a physician in the US only.", claims
    licences = asked.shown("ce_for")
    listed = licences.is_known and licences.grade in COUNTED and "physician" in licences.value
    if (asked.reader.licence, asked.reader.country) != ("physician", "US"):
        return False, "Its credit counts toward the licence of a physician in the US only.", claims
    if not listed:
        return None, "It carries credit; that physicians can claim it has not been shown.", claims
    return True, "Its credit counts toward the licence of a physician in the US.", claims


def _nothing_more(_: _Asked) -> Ruling:
    return UNSEEN


# What decides a check where nobody who counts has stated the check itself.
ELSE: Final[dict[str, Callable[[_Asked], Ruling]]] = {
    "p1": _framework,
    "p2": _accreditation,
    "p3": _recognition,
    "p4": _nothing_more,
    "p5": _nothing_more,
    "p6": _credit,
}


def portability_of(offering: Offering, *, at: date | None = None, reader: Reader = ANYBODY) -> Portability:
    """Return how far a credential is worth something outside its issuer.

    A check is met, or not, where an authority, the issuer or an independent source says so. Three rules decide the
    rest: a framework that is named without a public mapping of its items is worth nothing; nor is recognition by
    nobody named; and US credit counts for a physician in the US only.
    """
    asked = _Asked(offering, at, reader)
    return Portability(tuple(_mark(name, asked) for name in SHARES))


def _mark(name: str, asked: _Asked) -> Mark:
    field = f"portability.{name}"
    stated = asked.counted(field)
    if stated is None:
        holds, sentence, claims = ELSE[name](asked)
        return Mark(name, PORTABILITY[name], holds, sentence, claims)
    sentence = "It is shown." if stated else "It is shown not to be so."
    return Mark(name, PORTABILITY[name], stated, sentence, asked.shown(field).best)
