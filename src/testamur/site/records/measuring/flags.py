"""What a person should look at in a calibrated item. A flag is a question, not a verdict."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from testamur.psychometrics.calibration import CalibratedItem
from testamur.site.records.measuring.kept import ItemFound

NOISY: Final = 1.3
MUTED: Final = 0.7
SURPRISING: Final = 2.0
UNLIKELY: Final = 0.01
FLAT: Final = 0.35
FAR: Final = 4.0
LOOSE: Final = 1.0


class FitFlag(StrEnum):
    """One reason to look at a calibrated item."""

    MISFIT = "does not follow its curve"
    NOISY = "more surprises than its curve allows"
    MUTED = "fewer surprises than its curve expects"
    FLAT = "hardly tells strong from weak"
    FAR = "far beyond the people who sat"
    LOOSE = "its difficulty is hardly known"


def _beyond(square: float | None, standardised: float | None, *, up: bool) -> bool:
    if square is None or standardised is None:
        return False
    return square > NOISY and standardised > SURPRISING if up else square < MUTED and standardised < -SURPRISING


def _any_beyond(found: ItemFound, *, up: bool) -> bool:
    pairs = ((found.infit, found.infit_standardised), (found.outfit, found.outfit_standardised))
    return any(_beyond(*pair, up=up) for pair in pairs)


RULES: Final[dict[FitFlag, Callable[[CalibratedItem, ItemFound], bool]]] = {
    FitFlag.MISFIT: lambda _, found: found.p is not None and found.p < UNLIKELY,
    FitFlag.NOISY: lambda _, found: _any_beyond(found, up=True),
    FitFlag.MUTED: lambda _, found: _any_beyond(found, up=False),
    FitFlag.FLAT: lambda item, _: item.parameters.get("a", 1.0) < FLAT,
    FitFlag.FAR: lambda item, _: abs(item.difficulty or 0.0) > FAR,
    FitFlag.LOOSE: lambda item, _: item.difficulty_error > LOOSE,
}
"""When a flag is raised. S-X2 at 1 %: of 100 sound items one is expected to be flagged. Mean squares .7 and 1.3
for multiple choice: Wright & Linacre (1994), Rasch Measurement Transactions 8:370; beyond chance as well. The
others are our limits."""


def flags(item: CalibratedItem, found: ItemFound) -> tuple[FitFlag, ...]:
    """Return every flag that applies to an item."""
    return tuple(flag for flag, applies in RULES.items() if applies(item, found))
