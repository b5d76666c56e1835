"""Bands of scores that hold enough persons each."""

from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

MOST: Final = 25
"""A distribution that is shown in bands has about so many, or fewer."""

Band = tuple[int, int, int]
"""Lowest score, highest score, persons."""


def bands(totals: npt.ArrayLike, *, maximum: int, cut: int, least: int) -> tuple[Band, ...]:
    """Return bands of scores 0..maximum, each with its lowest and highest score and how many persons it holds.

    Parameters
    ----------
    totals : array_like of int, shape (n_persons,)
    maximum : int
        Highest score.
    cut : int
        Pass mark; no band reaches over it, unless fewer than `least` lie on one side of it.
    least : int
        Bands are joined until each holds so many persons, or nobody. 1: each score is a band of its own.

    Returns
    -------
    tuple of (lowest score, highest score, persons)
        Without gaps, from 0 to `maximum`.
    """
    counts = np.bincount(np.asarray(totals, dtype=np.intp), minlength=maximum + 1)
    width = 1 if least <= 1 else -(-(maximum + 1) // MOST)
    below, above = int(counts[:cut].sum()), int(counts[cut:].sum())
    is_parted = all(side == 0 or side >= least for side in (below, above))
    edges = [0, cut, maximum + 1] if is_parted and 0 < cut <= maximum else [0, maximum + 1]
    found: list[Band] = []
    for start, end in pairwise(edges):
        found += _joined(counts, start, end, width=width, least=least)
    return tuple(found)


def _joined(counts: npt.NDArray[np.intp], start: int, end: int, *, width: int, least: int) -> list[Band]:
    found: list[Band] = []
    for low in range(start, end, width):
        high = min(low + width, end) - 1
        persons = int(counts[low : high + 1].sum())
        if found and 0 < found[-1][2] < least:
            first, _, before = found.pop()
            found.append((first, high, before + persons))
        else:
            found.append((low, high, persons))
    while len(found) > 1 and 0 < found[-1][2] < least:
        (_, high, persons), (low, _, before) = found.pop(), found.pop()
        found.append((low, high, before + persons))
    return found
