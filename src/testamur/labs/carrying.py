"""Carry an earlier answer forward: what would follow, rightly worked, from the candidate's own numbers."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from testamur.evaluation import Estimate, judge, wilson
from testamur.labs.answers import Given, number
from testamur.labs.key import Carry, Rule

Follows = Callable[[tuple[float, ...], tuple[float, ...]], str | None]


def written(value: float) -> str:
    """Return a computed number as it stands in a key: a decimal with up to six places."""
    return f"{Decimal(f'{value:.6f}').normalize():f}"


def followed(carry: Carry, given: Given) -> str | None:
    """Return what follows from the candidate's own answers, or None if they are missing or make no sense."""
    own = [number(given[part][0]) for part in carry.of if part in given]
    if len(own) < len(carry.of) or None in own:
        return None
    return RULES[carry.rule](tuple(float(value) for value in own if value is not None), carry.constants)


def _counts(own: tuple[float, ...], limits: tuple[float, ...]) -> tuple[int, int] | None:
    """Return x and n of two counts, if they are counts and no more than the cases there are."""
    x, others = own
    sensible = all(value >= 0 and value.is_integer() for value in own) and 0 < x + others <= limits[0]
    return (int(x), int(x + others)) if sensible else None


def _share(own: tuple[float, ...], constants: tuple[float, ...]) -> str | None:
    counts = _counts(own, constants)
    return written(100 * counts[0] / counts[1]) if counts else None


def _wilson_low(own: tuple[float, ...], constants: tuple[float, ...]) -> str | None:
    counts = _counts(own, constants)
    return written(100 * wilson(*counts)[0]) if counts else None


def _wilson_high(own: tuple[float, ...], constants: tuple[float, ...]) -> str | None:
    counts = _counts(own, constants)
    return written(100 * wilson(*counts)[1]) if counts else None


def _elsewhere(own: tuple[float, ...], constants: tuple[float, ...]) -> str | None:
    sensitivity, specificity = own
    (prevalence,) = constants
    if not all(0 <= value <= 100 for value in own):
        return None
    right = sensitivity * prevalence
    flagged = right + (100 - specificity) * (1 - prevalence)
    return written(100 * right / flagged) if flagged > 0 else None


def _verdict(own: tuple[float, ...], constants: tuple[float, ...]) -> str | None:
    value, low, high = own
    claimed, margin = constants
    if not 0 <= low <= value <= high <= 100:
        return None
    observed = Estimate(value, low, high, 0, "the candidate's own")
    return str(judge(claimed, observed, margin=margin))


RULES: Final[Mapping[Rule, Follows]] = MappingProxyType(
    {
        "share of counts": _share,
        "Wilson low": _wilson_low,
        "Wilson high": _wilson_high,
        "value elsewhere": _elsewhere,
        "verdict": _verdict,
    }
)
"""Counts take the number of cases as their one constant; percentages and percentage points elsewhere."""
