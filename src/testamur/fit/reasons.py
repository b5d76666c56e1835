"""Why this, why not, and what to confirm with the provider: read off the values that placed an offering."""

from collections.abc import Iterator
from typing import Final

from testamur.fit.advice import Direction, Reason
from testamur.fit.candidate import Candidate
from testamur.fit.constants import constant
from testamur.fit.constraints import Standing
from testamur.fit.criteria import Value

TITLES: Final[dict[str, str]] = {
    "audience": "for whom it is made",
    "coverage": "what it covers",
    "rigour": "how it is assessed",
    "portability": "its recognition elsewhere",
    "ce": "its credit",
    "cost": "its price",
    "time": "its hours",
    "recency": "how recent its facts are",
    "verification": "how it is verified",
    "situation": "what your situation asks",
}
_WEAK: Final = {"D": "an interested party", "E": "a weak source"}
ABOUT_YOU: Final = frozenset({"your licence"})


def reasons(candidate: Candidate, *, weights: dict[str, float], telling: frozenset[str]) -> tuple[Reason, ...]:
    """Return the reasons for, the weightiest first, then those against.

    Only the criteria in `telling`, in which the candidates differ, are reasons, and only where a claim stands
    behind the value and the value surely lies on one side.
    """
    worth = candidate.worth(weights)
    found = [
        (direction, worth[value.criterion], value)
        for value in candidate.values
        if value.criterion in telling and (direction := _direction(value))
    ]
    speaking = sorted((f for f in found if f[0] == "for"), key=lambda f: -f[1])
    denying = sorted((f for f in found if f[0] == "against"), key=lambda f: f[1] - weights[f[2].criterion])
    return tuple(
        Reason(direction, v.criterion, v.sentence, v.grade, tuple(dict.fromkeys(c.source for c in v.claims)))
        for direction, _, v in [*speaking, *denying]
    )


def _direction(value: Value) -> Direction | None:
    if not value.claims:
        return None
    if value.span.low >= constant("speaks_for"):
        return "for"
    return "against" if value.span.high <= constant("speaks_against") else None


def confirm(candidate: Candidate, *, weights: dict[str, float]) -> tuple[str, ...]:
    """Return what to confirm with the provider: what a constraint misses, then what matters most in the value."""
    said = [a.missing for a in candidate.answers if a.standing is Standing.CANNOT_TELL]
    said += _narrowing(candidate, weights)
    return tuple(text for text in dict.fromkeys(said) if text not in ABOUT_YOU)


def _narrowing(candidate: Candidate, weights: dict[str, float]) -> Iterator[str]:
    def doubt(value: Value) -> float:
        return weights[value.criterion] * (value.span.high - value.span.low)

    for value in sorted(candidate.values, key=lambda v: (-doubt(v), v.criterion)):
        yield from value.missing
        if value.claims and value.grade in _WEAK:
            yield f"{TITLES[value.criterion]}: so far from {_WEAK[value.grade]} only"
