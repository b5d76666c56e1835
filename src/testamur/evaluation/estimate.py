"""A number with its n, its interval and its method, or the plain statement that there is none."""

from dataclasses import dataclass
from typing import Final, Literal

Status = Literal["ok", "too few", "undefined"]

TOO_FEW: Final = 10
"""With fewer cases in the denominator a measure is withheld, unless the caller sets another limit (our policy)."""

CONFIDENCE: Final = 0.95

EDITION: Final = 1
"""Raised whenever a number that this room computes can change; kept beside every stored result."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimated quantity.

    `value`, `low` and `high` are numbers if the status is ``ok`` and None otherwise: too few cases (fewer than
    the limit in force) and undefined (the formula has no value here) are never shown as 0, 1 or blank.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    method: str
    status: Status = "ok"


def estimated(value: float, interval: tuple[float, float], *, n: int, method: str) -> Estimate:
    """Return an estimate that stands."""
    low, high = interval
    return Estimate(float(value), float(low), float(high), n, method)


def withheld(*, n: int, method: str, status: Status) -> Estimate:
    """Return an estimate that has no value, and says why."""
    return Estimate(None, None, None, n, method, status)
