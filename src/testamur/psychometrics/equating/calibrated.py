"""The common items of two calibrations, as the linking methods take them.

Calibrations keep slopes and intercepts; linking by moments needs difficulties on the ability scale. With slope a
(1 under the Rasch and the partial credit model): b = -d / a; of graded responses b_k = -d_k / a; of partial
credit the steps b_k = -(d_k - d_(k-1)) / a, d_0 = 0.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.calibration.calibration import CalibratedItem, Calibration
from testamur.psychometrics.equating.linking import AnchorItems, Positions
from testamur.psychometrics.scoring import FloatArray

STEPS: Final = frozenset({"pcm", "gpcm"})
"""Models whose intercepts add up over the categories."""

WITHOUT: Final = frozenset({"nominal"})
"""Models whose items have no difficulty; link them by their curves."""


@dataclass(frozen=True, slots=True, eq=False)
class CommonItems:
    """The items that two calibrations share, in the order of the old one.

    `new` and `old` hold their slopes and difficulties; `new_positions` and `old_positions` are their places in the
    two calibrations, with which `curves_at` takes their response functions from those of the whole forms.
    """

    new: AnchorItems
    old: AnchorItems
    new_positions: Positions
    old_positions: Positions


def common_items(new: Calibration, old: Calibration) -> CommonItems:
    """Return the items that two calibrations share.

    Parameters
    ----------
    new, old : Calibration
        Of one model; an item is the same if its name is.

    Raises
    ------
    DocumentError
        Naming everything wrong: different models, a model without difficulties, no common items, or a common item
        with different numbers of categories.
    """
    places = {item.item: place for place, item in enumerate(new.items)}
    pairs = [(places[item.item], place) for place, item in enumerate(old.items) if item.item in places]
    if problems := _problems(new, old, pairs):
        raise DocumentError(problems)
    new_positions, old_positions = np.array(pairs, dtype=np.intp).T
    return CommonItems(
        _anchors(new, new_positions.tolist()), _anchors(old, old_positions.tolist()), new_positions, old_positions
    )


def _problems(new: Calibration, old: Calibration, pairs: list[tuple[int, int]]) -> list[Problem]:
    found = []
    if new.model != old.model:
        found.append(Problem("model", f"the calibrations are of different models, {new.model} and {old.model}"))
    if {new.model, old.model} & WITHOUT:
        found.append(Problem("model", "its items have no difficulties; link them by their curves"))
    if not pairs:
        found.append(Problem("items", "the calibrations have no item in common"))
    for place, other in pairs:
        one, two = new.items[place], old.items[other]
        if one.categories != two.categories:
            counts = f"{one.categories} and {two.categories}"
            found.append(Problem(f"items.{one.item}", f"has different numbers of score categories, {counts}"))
    return found


def _anchors(calibration: Calibration, positions: list[int]) -> AnchorItems:
    items = [calibration.items[position] for position in positions]
    locations = np.full((len(items), max(item.categories for item in items) - 1), np.nan)
    for row, item in zip(locations, items, strict=True):
        row[: item.categories - 1] = _difficulties(item, is_stepped=calibration.model in STEPS)
    return AnchorItems(
        names=tuple(item.item for item in items),
        slopes=np.array([item.parameters.get("a", 1.0) for item in items]),
        locations=locations[:, 0] if locations.shape[1] == 1 else locations,
    )


def _difficulties(item: CalibratedItem, *, is_stepped: bool) -> FloatArray:
    intercepts = np.array([value for name, value in item.parameters.items() if name.startswith("d")])
    steps = np.diff(intercepts, prepend=0.0) if is_stepped else intercepts
    return -steps / item.parameters.get("a", 1.0)
