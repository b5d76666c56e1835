"""How numbers and estimates are written in a report."""

import math

from testamur.psychometrics.estimate import Estimate

NOTHING = "–"
UNKNOWN = "not stated"


def count(value: float) -> str:
    """Return a number of persons or items, with thousands parted."""
    return f"{value:,.0f}"


def figure(value: float | None, places: int = 2) -> str:
    """Return a number, or a dash where there is none."""
    if value is None or not math.isfinite(value):
        return NOTHING
    written = f"{value:.{places}f}"
    return written.lstrip("-") if float(written) == 0 else written.replace("-", "\N{MINUS SIGN}")


def share(value: float | None, places: int = 1) -> str:
    """Return a share in percent."""
    return NOTHING if value is None or not math.isfinite(value) else f"{100 * value:.{places}f} %"


def probability(value: float | None) -> str:
    """Return a p value."""
    if value is None or not math.isfinite(value):
        return NOTHING
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def estimate(found: Estimate, places: int = 2, *, percent: bool = False) -> str:
    """Return an estimate with its interval, or why there is none; without one if it rests on nothing drawn."""
    if found.value is None or found.low is None or found.high is None:
        return found.status
    write = share if percent else figure
    digits = 1 if percent else places
    if found.low == found.value == found.high:
        return write(found.value, digits)
    return f"{write(found.value, digits)} ({write(found.low, digits)} to {write(found.high, digits)})"


def listed(words: "list[str] | tuple[str, ...]", most: int = 12) -> str:
    """Return words in a row, no more than so many; the rest are counted."""
    shown = ", ".join(words[:most])
    return shown if len(words) <= most else f"{shown} and {len(words) - most} more"
