"""A blueprint filled at random, as a start for swaps: quick where it works, and it need not work."""

import numpy as np

from testamur.assembly.information import WholeArray
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
    free, wanted = pool[0].copy(), 1e-3 * pool[1]
    sums, least, most = _counts(units)
    scale = np.maximum(1, sums.max(axis=1, initial=0))[:, np.newaxis]
    shared = np.array([units.sum_of(one) for one in placed]).reshape(len(placed), len(free))
    reached, common = np.zeros(len(sums), dtype=np.int64), np.zeros(len(placed), dtype=np.int64)
    drawn: list[int] = []
    while not np.array_equal(units.exact[:, drawn].sum(axis=1), units.asked):
        fits = free & (reached[:, np.newaxis] + sums <= most[:, np.newaxis]).all(axis=0)
        if specification.overlap_most is not None:
            fits &= (common[:, np.newaxis] + shared <= specification.overlap_most).all(axis=0)
        if not fits.any():
            return None
        short = np.maximum(least - reached, 0)[:, np.newaxis]
        serves = np.where(fits, (np.minimum(short, sums) / scale).sum(axis=0) + wanted, -1.0)
        best = np.flatnonzero(serves >= serves.max() - 1e-9)
        unit = int(best[int(rng.random() * len(best))])
        drawn.append(unit)
        free[unit] = False
        free[units.against[unit]] = False
        reached, common = reached + sums[:, unit], common + shared[:, unit]
    return drawn


def _counts(units: Units) -> tuple[WholeArray, WholeArray, WholeArray]:
    """Return the sums that count items, with their least and most; seconds and keys are for swaps to put right."""
    sums = np.concatenate([units.exact, units.totals])
    least, most = np.concatenate([units.asked, units.least]), np.concatenate([units.asked, units.most])
    sizes = np.array([len(one) for one in units.members])
    counts = ((sums >= 0) & (sums <= sizes)).all(axis=1)
    return sums[counts], least[counts], most[counts]
