"""Who may enrol: three-valued, and it says which fact is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from testamur.programme.programme import Programme, Requirement

Verdict = Literal["eligible", "not eligible", "cannot tell"]
Fact = str | float | frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one requirement says about one applicant; `met` is None if the fact is not known."""

    fact: str
    met: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The verdict with the finding for each requirement."""

    verdict: Verdict
    findings: tuple[Finding, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that would settle it."""
        return tuple(finding.fact for finding in self.findings if finding.met is None)


def eligibility(programme: Programme, facts: Mapping[str, Fact]) -> Eligibility:
    """Return whether a person with these facts may enrol; an absent fact is unknown, never false."""
    findings = tuple(_finding(r, facts.get(r.fact)) for r in programme.eligibility)
    if any(finding.met is False for finding in findings):
        return Eligibility("not eligible", findings)
    if any(finding.met is None for finding in findings):
        return Eligibility("cannot tell", findings)
    return Eligibility("eligible", findings)


def _finding(requirement: Requirement, value: Fact) -> Finding:
    return Finding(requirement.fact, _met(requirement, value), requirement.reason)


def _met(requirement: Requirement, value: Fact) -> bool | None:
    if value is None or value in ("", frozenset()):
        return None
    if requirement.at_least is not None:
        return isinstance(value, int | float) and value >= requirement.at_least
    held = value if isinstance(value, frozenset) else {str(value)}
    return bool(held & set(requirement.any_of))
