"""Which offerings state that they touch which competencies, and who says so."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from testamur.catalogue import Framework, Grade, Offering, shown

EVIDENCED: Final = frozenset("ABC")
"""Grades of whoever is independent, or is the provider speaking of what it controls; the rest only claims."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One offering that touches a competency: by its code, or because it names the whole group."""

    offering: Offering
    grade: Grade
    whole_group: bool

    @property
    def is_evidenced(self) -> bool:
        """Whether more than an interested party or a weak source states it."""
        return self.grade in EVIDENCED


@dataclass(frozen=True, slots=True)
class Coverage:
    """One offering and the competencies of a framework, or of a role, that it touches."""

    offering: Offering
    grade: Grade
    codes: tuple[str, ...]
    of: int

    @property
    def is_evidenced(self) -> bool:
        """Whether more than an interested party or a weak source states it."""
        return self.grade in EVIDENCED

    @property
    def part(self) -> float:
        """The part that it touches, 0 to 1."""
        return len(self.codes) / self.of if self.of else 0.0


def touch(offering: Offering, code: str, *, at: date) -> Touch | None:
    """Return how an offering touches a competency; None if it is not stated that it does."""
    found = shown(offering.as_known_on(at), "covers", at=at)
    if not found.is_known or not isinstance(found.value, tuple):
        return None
    for named in (code, code.partition(".")[0]):
        if named in found.value:
            return Touch(offering, found.grade, whole_group=named != code)
    return None


def touching(offerings: Iterable[Offering], codes: Iterable[str], *, at: date) -> dict[str, list[Touch]]:
    """Return, by competency, who touches it, by name."""
    listed = sorted(offerings, key=lambda offering: (offering.name.casefold(), offering.id))
    stating = [offering for offering in listed if offering.of("covers")]
    return {
        code: [found for offering in stating if (found := touch(offering, code, at=at)) is not None]
        for code in codes
    }


def coverages(offerings: Iterable[Offering], codes: Iterable[str], *, at: date) -> list[Coverage]:
    """Return the offerings that touch some of these competencies: the evidenced first, then who touches most."""
    wanted = tuple(codes)
    by_code = touching(offerings, wanted, at=at)
    found = {one.offering.id: one for touches in by_code.values() for one in touches}
    listed = [
        Coverage(one.offering, one.grade, tuple(_codes(by_code, one)), of=len(wanted)) for one in found.values()
    ]
    return sorted(listed, key=lambda one: (not one.is_evidenced, -len(one.codes), one.offering.name.casefold()))


def _codes(by_code: dict[str, list[Touch]], wanted: Touch) -> Iterator[str]:
    for code, touches in by_code.items():
        if any(one.offering.id == wanted.offering.id for one in touches):
            yield code


def leaves(framework: Framework) -> list[str]:
    """Return the codes of a framework below which nothing stands, in its order."""
    return [one.code for one in framework.competencies if not framework.children(one.code)]
