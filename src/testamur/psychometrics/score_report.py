"""One person's score by blueprint area, with a warning where an area is too short to mean much."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.scoring import FloatArray, score_matrix

FEW_ITEMS: Final = 10
"""An area with fewer items carries a warning (our policy). It is a floor, not a licence: Sinharay (2010),
Journal of Educational Measurement 47:150-174, found subscores of fewer than about 20 items rarely of use."""


@dataclass(frozen=True, slots=True)
class AreaScore:
    """The points one person got in one area of the blueprint, out of how many, on how many items."""

    area: str
    items: int
    points: float
    maximum: float

    @property
    def has_few_items(self) -> bool:
        """Whether the area has too few items for its score to be relied upon."""
        return self.items < FEW_ITEMS


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """One person's total and area scores; the areas stand in the order in which they first occur."""

    items: int
    points: float
    maximum: float
    areas: tuple[AreaScore, ...]


def score_report(
    scores: npt.ArrayLike, areas: Sequence[str], *, maxima: Sequence[float] | None = None
) -> ScoreReport:
    """Return one person's score in all and by area.

    Parameters
    ----------
    scores : array_like, shape (n_items,)
        Points the person got on each item, 0..maximum.
    areas : sequence of str, length n_items
        Blueprint area of each item.
    maxima : sequence of float, length n_items, optional
        Points each item is worth, > 0; 1 if absent.

    Returns
    -------
    ScoreReport

    Raises
    ------
    ValueError
        If lengths do not fit, or a score is missing, negative or above its maximum.

    Examples
    --------
    >>> report = score_report([1, 0, 1], ["safety", "safety", "law"])
    >>> [(area.area, area.points, area.items) for area in report.areas]
    [('safety', 1.0, 2), ('law', 1.0, 1)]
    """
    points: FloatArray = score_matrix(np.atleast_2d(np.asarray(scores, dtype=np.float64)))[0]
    most = np.ones(len(points)) if maxima is None else np.asarray(maxima, dtype=np.float64)
    if not len(points) == len(areas) == len(most):
        raise ValueError(f"{len(points)} scores, {len(areas)} areas, {len(most)} maxima")
    if (points > most).any():
        raise ValueError("a score is above the points its item is worth")
    of_item = np.asarray(areas, dtype=np.str_)
    return ScoreReport(
        items=len(points),
        points=float(points.sum()),
        maximum=float(most.sum()),
        areas=tuple(_area(name, points, most, of_item == name) for name in dict.fromkeys(areas)),
    )


def _area(name: str, points: FloatArray, most: FloatArray, is_here: npt.NDArray[np.bool_]) -> AreaScore:
    return AreaScore(name, int(is_here.sum()), float(points[is_here].sum()), float(most[is_here].sum()))
