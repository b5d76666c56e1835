"""Axes: from where to where, and what is written along them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Of a power of ten: the steps at which people count."""


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from `low` to `high`, with a text at each tick; `is_named` if its ticks are names, not numbers.

    Raises
    ------
    ValueError
        If it is empty, or not finite.
    """

    label: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    is_named: bool = False

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(
                f"an axis must go from one finite value to a higher one, not {self.low} to {self.high}"
            )

    def share(self, value: float) -> float:
        """Return where a value lies, from 0 at `low` to 1 at `high`; beyond them outside of 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def axis(
    label: str, low: float, high: float, *, ticks: int = 6, is_round: bool = False, percent: bool = False
) -> Axis:
    """Return an axis of numbers with about so many ticks at round values.

    Parameters
    ----------
    label : str
        What the numbers are, with their unit.
    low, high : float
        Where the values lie. If the same, the axis is made one wide.
    ticks : int
        About how many ticks are wanted, >= 2.
    is_round : bool
        Let the axis begin and end at a tick, outside of `low` and `high`.
    percent : bool
        The values are shares; the ticks are written in percent.
    """
    if low == high:
        low, high = low - 0.5, high + 0.5
    step = _step((high - low) / max(1, ticks - 1))
    if is_round:
        low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    places = [round(n * step, 12) for n in range(first, last + 1)]
    return Axis(label, low, high, tuple(zip(places, _written(places, step, percent=percent), strict=True)))


def _step(wanted: float) -> float:
    power = 10.0 ** math.floor(math.log10(wanted))
    return min((s * power for s in STEPS), key=lambda s: abs(math.log(s / wanted)))


def _written(places: Sequence[float], step: float, *, percent: bool) -> list[str]:
    scale, sign = (100, " %") if percent else (1, "")
    digits = max(0, -math.floor(math.log10(step * scale) + 1e-9))
    if round(step * scale, digits) != round(step * scale, 12):
        digits += 1  # steps of 2.5
    return [f"{place * scale + 0.0:.{digits}f}{sign}".replace("-", "\N{MINUS SIGN}") for place in places]


def categories(label: str, names: Iterable[str]) -> Axis:
    """Return an axis of names, the first at 0, the second at 1 and so on."""
    ticks = tuple((float(place), name) for place, name in enumerate(names))
    return Axis(label, -0.5, max(0.5, len(ticks) - 0.5), ticks, is_named=True)


def apart(places: Sequence[float], *, least: float) -> list[float]:
    """Return places moved as little as keeps them `least` apart, in their order: for labels beside each other."""
    order = sorted(range(len(places)), key=lambda n: places[n])
    groups: list[tuple[float, int]] = []  # middle and size of labels that touch
    for n in order:
        groups.append((places[n], 1))
        while len(groups) > 1 and _touch(groups[-2], groups[-1], least):
            (one, size), (other, more) = groups[-2:]
            groups[-2:] = [((one * size + other * more) / (size + more), size + more)]
    moved = [middle + (k - (size - 1) / 2) * least for middle, size in groups for k in range(size)]
    found = [0.0] * len(places)
    for n, place in zip(order, moved, strict=True):
        found[n] = place
    return found


def _touch(one: tuple[float, int], other: tuple[float, int], least: float) -> bool:
    return other[0] - one[0] < (one[1] + other[1]) / 2 * least - 1e-9
