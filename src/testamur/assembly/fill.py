"""A blueprint filled at random, as a start for swaps: quick where it works, and it need not work."""

import numpy as np

from testamur.assembly.information import WholeArray
from testamur.assembly.solver import FloatArray
from testamur.assembly.specification import Specification
from testamur.assembly.units import BoolArray, Units


def filled(
    units: Units,
    specification: Specification,
    wanted: BoolArray,
    *,
    items: int,
    count: int,
    rng: np.random.Generator,
) -> BoolArray | None:
    """Return which of the units stand on which of `count` forms, (n_forms, n_units); None if it got stuck.

    Every sum that has to be met exactly is; exposure, overlap and enemies are kept. Sums with a range may be off.
    Units that are `wanted` (n_units,) come before others that serve as well.
    """
    if (units.least > units.most).any():
        return None
    on = np.zeros((count, len(units.members)), dtype=np.bool_)
    placed = np.zeros((count, items), dtype=np.int64)
    for form in range(count):
        free = _free(units, specification, placed[:form])
        drawn = _one_form(units, specification, (free, wanted), placed[:form], rng)
        if drawn is None:
            return None
        on[form, drawn] = True
        placed[form, [place for unit in drawn for place in units.members[unit]]] = 1
    return on


def _free(units: Units, specification: Specification, placed: WholeArray) -> BoolArray:
    if specification.exposure_most is None:
        return np.ones(len(units.members), dtype=np.bool_)
    return np.asarray(units.most_of(placed.sum(axis=0)) < specification.exposure_most)


def _one_form(
    units: Units,
    specification: Specification,
    pool: tuple[BoolArray, BoolArray],
    placed: WholeArray,
    rng: np.random.Generator,
) -> list[int] | None:
    """Return units that fill a form: always one of those that serve most of what is still short."""
    sums, least, most = _counts(units)
    scale = np.maximum(1, sums.max(axis=1, initial=0))[:, np.newaxis]
    shared = np.array([units.sum_of(one) for one in placed]).reshape(len(placed), len(pool[0]))
    common = np.zeros(len(placed), dtype=np.int64)
    fits, short, room = pool[0] & (sums <= most[:, np.newaxis]).all(axis=0), np.maximum(least, 0), most.copy()
    serves: FloatArray = (np.minimum(short[:, np.newaxis], sums) / scale).sum(axis=0) + 1e-3 * pool[1]
    drawn: list[int] = []
    while not np.array_equal(units.exact[:, drawn].sum(axis=1), units.asked):
        may = fits
        if specification.overlap_most is not None:
            may = fits & (common[:, np.newaxis] + shared <= specification.overlap_most).all(axis=0)
        if not may.any():
            return None
        best = np.flatnonzero(may & (serves >= serves[may].max() - 1e-9))
        unit = int(best[int(rng.random() * len(best))])
        drawn.append(unit)
        fits[unit], fits[units.against[unit]], common = False, False, common + shared[:, unit]
        for sum_ in np.flatnonzero(sums[:, unit]):  # the others stay as they are
            values = sums[sum_]
            serves -= np.minimum(short[sum_], values) / scale[sum_]
            short[sum_], room[sum_] = max(0, short[sum_] - values[unit]), room[sum_] - values[unit]
            serves += np.minimum(short[sum_], values) / scale[sum_]
            fits &= values <= room[sum_]
    return drawn


def _counts(units: Units) -> tuple[WholeArray, WholeArray, WholeArray]:
    """Return the sums that count items, with their least and most; seconds and keys are for swaps to put right."""
    sums = np.concatenate([units.exact, units.totals])
    least, most = np.concatenate([units.asked, units.least]), np.concatenate([units.asked, units.most])
    sizes = np.array([len(one) for one in units.members])
    counts = ((sums >= 0) & (sums <= sizes)).all(axis=1)
    return sums[counts], least[counts], most[counts]
