"""The rubric's whole answer on one offering, from the claims about it, and on what that answer rests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from testamur.catalogue.claim import Claim, Grade
from testamur.catalogue.field import FIELDS, SIGNALS
from testamur.catalogue.offering import Offering
from testamur.catalogue.rubric.classes import (
    CLASSES,
    IMPLIED,
    PRESUMED_FALSE,
    Settling,
    possible,
    presumed,
    resolved,
    settling,
)
from testamur.catalogue.rubric.domain import COUNTED, Domain, domain_of
from testamur.catalogue.rubric.portability import ANYBODY, Portability, Reader, portability_of
from testamur.catalogue.rubric.rigour import Rigour, rigour
from testamur.catalogue.rubric.rule import Signals
from testamur.catalogue.shown import Shown, shown

# What to ask the provider, so that a signal is known.
QUESTIONS: Final[dict[str, str]] = {
    "o1": "whether an organisation or product holds it, not a person",
    "s1": "whether one may sit the exam without having taken the issuer's own course",
    "s2": "whether education, experience or a licence must be shown first",
    "s3": "whether it ends or lapses",
    "s4": "whether it must be kept up by exam, points or practice",
    "s5": "whether letters or a title may be used",
    "s6": "whether the exam outline comes from a published job analysis",
    "s8": "whether identity is checked and the exam watched",
    "s11": "whether an accreditor of certifications lists it",
    "a1": "whether the issuer itself teaches towards stated outcomes",
    "a2": "whether an assessment of the outcomes must be passed",
    "a3": "whether the pass mark or rubric is set in advance",
    "a5": "whether an accreditor of certificates lists it",
    "c1": "whether it is given for watching or attending only",
    "c2": "whether the same quiz may be retaken until passed",
    "exam": "whether an examination decides the award",
}


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal of an offering: what is shown for it, the grade of that, and the claims behind it.

    `answer` is None if nobody states it, or only such as do not count; `is_weak` if an interested party or a weak
    source alone states it.
    """

    name: str
    title: str
    answer: bool | None
    grade: Grade
    claims: tuple[Claim, ...]

    @property
    def is_weak(self) -> bool:
        """Whether the answer rests on an interested party or a weak source."""
        return self.answer is not None and self.grade not in COUNTED


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that would narrow the class, as one asks for it, and the classes that either answer leaves."""

    signal: str
    asks: str
    if_true: tuple[str, ...]
    if_false: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The question with what either answer would leave."""
        return f"Ask {self.asks}. If so: {in_words(self.if_true)}. If not: {in_words(self.if_false)}."


@dataclass(frozen=True, slots=True)
class Classified:
    """What the rubric says of an offering.

    `classes` and `rigour` follow from all that is said; `confirmed_classes` and `confirmed_rigour` from what an
    authority, the provider on what it controls, or an independent source says. `credit` is the flag beside the
    class. `presumed` are the presumptions without which more classes would be possible.
    """

    signals: tuple[Signal, ...]
    classes: tuple[str, ...]
    confirmed_classes: tuple[str, ...]
    credit: bool | None
    rigour: Rigour
    confirmed_rigour: Rigour
    domain: Domain
    portability: Portability
    settling: tuple[Question, ...]
    presumed: tuple[str, ...] = ()

    @property
    def weak(self) -> tuple[Signal, ...]:
        """The signals that only an interested party or a weak source states."""
        return tuple(signal for signal in self.signals if signal.is_weak)

    @property
    def rests_on_weak(self) -> bool:
        """Whether the class or the rigour would be wider without interested parties and weak sources."""
        return (self.classes, self.rigour) != (self.confirmed_classes, self.confirmed_rigour)

    @property
    def presumptions(self) -> tuple[str, ...]:
        """The presumptions that matter, as sentences."""
        return tuple(PRESUMED_FALSE[name] for name in self.presumed)

    @property
    def words(self) -> str:
        """The classes that remain, in words."""
        return in_words(self.classes)


def in_words(classes: Iterable[str]) -> str:
    """Return classes as a sentence names them."""
    named = [CLASSES[name] for name in classes]
    return " or ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def classified(offering: Offering, *, at: date | None = None, reader: Reader = ANYBODY) -> Classified:
    """Return what the rubric says of an offering on a day.

    Parameters
    ----------
    offering : Offering
        The claims about it.
    at : date, optional
        The day asked about: claims seen later, ended, or superseded by then do not count. Without it, all count
        that stand today.
    reader : Reader
        Who asks, as far as portability depends on it.
    """
    known = offering.as_known_on(at) if at else offering
    signals = tuple(_signal(known, name, at=at) for name in SIGNALS)
    said, confirmed = _mapping(known, signals, weak=True), _mapping(known, signals, weak=False)
    return Classified(
        signals=signals,
        classes=possible(said),
        confirmed_classes=possible(confirmed),
        credit=next(signal.answer for signal in signals if signal.name == "e1"),
        rigour=rigour_of(said),
        confirmed_rigour=rigour_of(confirmed),
        domain=domain_of(known, at=at),
        portability=portability_of(known, at=at, reader=reader),
        settling=questions(settling(said)),
        presumed=presumed(said),
    )


def classes_of(offering: Offering, *, at: date | None = None) -> tuple[str, ...]:
    """Return the classes that remain for an offering, strongest governance first, as `classified` says them."""
    known = offering.as_known_on(at) if at else offering
    signals = (_signal(known, name, at=at) for name in SIGNALS)
    return possible(_mapping(known, tuple(signals), weak=True))


def questions(settling: Iterable[Settling]) -> tuple[Question, ...]:
    """Return what would narrow the class as questions to ask."""
    return tuple(Question(one.signal, QUESTIONS[one.signal], one.if_true, one.if_false) for one in settling)


def rigour_of(signals: Signals) -> Rigour:
    """Return the rigour with what the class presumes, so that the two do not contradict each other."""
    return rigour({**signals, **resolved(signals)})


def _signal(offering: Offering, name: str, *, at: date | None) -> Signal:
    found = shown(offering, f"signal.{name}", at=at)
    if name == "e1" and found.missing:
        found = shown(offering, "ce", at=at)
    answer = bool(found.value) if _counts(found) else None
    return Signal(name, SIGNALS[name], answer, found.grade, found.claims)


def _counts(found: Shown) -> bool:
    """Say whether a flag counts: it is known, and seen by somebody else where it must be."""
    unseen = FIELDS[found.field].must_be_seen and found.grade not in COUNTED
    return found.is_known and isinstance(found.value, bool) and not unseen


def _mapping(offering: Offering, signals: Iterable[Signal], *, weak: bool) -> Mapping[str, bool | None]:
    """Return the answers that count; of a signal that somebody speaks of nothing is presumed."""
    spoken = {
        signal.name: signal.answer if weak or signal.grade in COUNTED else None
        for signal in signals
        if signal.claims
    }
    for implied in IMPLIED:
        if implied.signal in spoken and implied.other in PRESUMED_FALSE:
            spoken.setdefault(implied.other, None)
    return {**spoken, "o1": offering.holder == "organisation"}
