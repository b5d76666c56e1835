"""Variance components of judges by items, and what they say of the error of a cut.

Source: Brennan (2001), Generalizability Theory, ch. 2, 3 and 5 (p x i design, here judges x items); for cut
scores Brennan & Lockwood (1980), Applied Psychological Measurement 4:219-240.
"""

import math
from dataclasses import dataclass

import numpy as np

from testamur.psychometrics.scoring import FloatArray


@dataclass(frozen=True, slots=True)
class VarianceComponents:
    """Expected mean squares of one round, taken apart, on the scale of the ratings (0..1).

    `judge`, `item` and `residual` are estimates and may fall below 0; `judges` and `items` are how many there
    were.
    """

    judge: float
    item: float
    residual: float
    judges: int
    items: int

    def error(self, *, judges: int | None = None, over_items: bool = False) -> float:
        """Return the standard error of the cut in points of a form of `items` items worth a point each.

        Parameters
        ----------
        judges : int, optional
            Size of the panel; as it was if absent.
        over_items : bool
            Whether the items are a sample of a bank, and another sample might have been rated; else the cut is
            that of this very form, and only the judges are a sample.
        """
        panel = self.judges if judges is None else judges
        variance = (self.judge + self.residual / self.items) / panel
        if over_items:
            variance += max(0.0, self.item) / self.items
        return self.items * math.sqrt(max(0.0, variance))

    def judges_needed(self, error: float) -> int:
        """Return how many such judges bring the error of this form's cut down to `error` points, at least 1."""
        return max(1, math.ceil(round((self.error(judges=1) / error) ** 2, 9)))


def variance_components(ratings: FloatArray) -> VarianceComponents:
    """Return the components of a complete table of ratings, (n_judges, n_items), two or more of each."""
    judges, items = ratings.shape
    mean = ratings.mean()
    by_judge, by_item = ratings.mean(axis=1) - mean, ratings.mean(axis=0) - mean
    rest = ratings - mean - by_judge[:, np.newaxis] - by_item
    residual = float((rest**2).sum()) / ((judges - 1) * (items - 1))
    return VarianceComponents(
        judge=(items * float(by_judge @ by_judge) / (judges - 1) - residual) / items,
        item=(judges * float(by_item @ by_item) / (items - 1) - residual) / judges,
        residual=residual,
        judges=judges,
        items=items,
    )
