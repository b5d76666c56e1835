"""Local dependence: pairs of items that have more in common than what the form measures.

Source: Q3, Yen (1984), Applied Psychological Measurement 8:125-145; the limit above the average, Christensen,
Makransky & Horton (2017), ibid. 41:178-194; LD-X2, Chen & Thissen (1997), Journal of Educational and Behavioral
Statistics 22:265-289.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from testamur.psychometrics.fit_statistics.fitted import Fitted
from testamur.psychometrics.fit_statistics.mean_squares import residuals_of
from testamur.psychometrics.item_model import FloatArray
from testamur.psychometrics.one_thread import one_thread

FAR_ABOVE: Final = 0.2
"""A pair whose Q3 lies so far above the average of all pairs is named."""

LEAST_EXPECTED: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair of items."""

    first: str
    second: str
    q3: float
    above_average: float
    ld_x2: float
    degrees: int
    standardised: float


@dataclass(frozen=True, slots=True)
class LocalDependence:
    """Q3 and LD-X2 of all pairs.

    Attributes
    ----------
    items : tuple of str
    q3 : ndarray, shape (n_items, n_items)
        Correlation of the residuals; NaN on the diagonal, and where nobody took both or a residual does not vary.
    average : float
        Of all pairs; about -1 / (n_items - 1) where the model holds.
    ld_x2, degrees, standardised : ndarray, shape (n_items, n_items)
        Pearson's X2 of the table of the two items against what the model expects, (K - 1)(L - 1), and
        (X2 - df) / sqrt(2 df), below 0 where the two agree less than expected. NaN on the diagonal.
    """

    items: tuple[str, ...]
    q3: FloatArray
    average: float
    ld_x2: FloatArray
    degrees: FloatArray
    standardised: FloatArray

    def flagged(self, *, far: float = FAR_ABOVE) -> tuple[Pair, ...]:
        """Return the pairs whose Q3 lies more than `far` above the average, the farthest first."""
        first, second = np.triu_indices(len(self.items), 1)
        above = self.q3[first, second] - self.average
        order = [place for place in np.argsort(-above, kind="stable").tolist() if above[place] > far]
        return tuple(self._pair(int(first[place]), int(second[place])) for place in order)

    def _pair(self, first: int, second: int) -> Pair:
        q3 = float(self.q3[first, second])
        return Pair(
            first=self.items[first],
            second=self.items[second],
            q3=q3,
            above_average=q3 - self.average,
            ld_x2=float(self.ld_x2[first, second]),
            degrees=int(self.degrees[first, second]),
            standardised=float(self.standardised[first, second]),
        )


@one_thread()
def local_dependence(found: Fitted) -> LocalDependence:
    """Return Q3 (at each person's weighted likelihood ability) and LD-X2 of all pairs of items.

    LD-X2 is somewhat smaller than chi-square where the parameters come from the same responses (Chen & Thissen).
    """
    q3 = _q3(found)
    pairs = q3[np.triu_indices(len(q3), 1)]
    ld_x2, degrees, sign = _tables(found)
    return LocalDependence(
        items=found.items,
        q3=q3,
        average=float(np.nanmean(pairs)) if np.isfinite(pairs).any() else float("nan"),
        ld_x2=ld_x2,
        degrees=degrees,
        standardised=sign * (ld_x2 - degrees) / np.sqrt(2 * degrees),
    )


def _q3(found: Fitted) -> FloatArray:
    """Return correlations over the persons who took both items, all pairs at once."""
    of = residuals_of(found)
    counted, weights = of.is_counted.astype(np.float64), found.weights[:, np.newaxis]
    n = (counted * weights).T @ counted
    with np.errstate(invalid="ignore", divide="ignore"):
        # Row i, column j: the mean of i's residuals among those who took both.
        mean = (of.residuals * weights).T @ counted / n
        square = (of.residuals**2 * weights).T @ counted / n - mean**2
        square = np.where(square > 0, square, np.nan)
        product = (of.residuals * weights).T @ of.residuals / n - mean * mean.T
        q3: FloatArray = product / np.sqrt(square * square.T)
    np.fill_diagonal(q3, np.nan)
    return q3


def _tables(found: Fitted) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return X2, degrees of freedom and the sign of the agreement beyond what is expected, (n_items, n_items)."""
    theta, shares = found.nodes
    p = found.form.probabilities(theta)
    item, score = np.nonzero(np.arange(p.shape[2]) < found.form.categories[:, np.newaxis])
    member = (item[:, np.newaxis] == np.arange(len(found.items))).astype(np.float64)
    chosen = (found.scores[:, item] == score).astype(np.float64)
    at_nodes = p[:, item, score]
    seen = (chosen * found.weights[:, np.newaxis]).T @ chosen
    both = member @ (member.T @ seen @ member) @ member.T
    due = np.maximum((at_nodes * shares[:, np.newaxis]).T @ at_nodes * both, LEAST_EXPECTED)
    x2 = member.T @ ((seen - due) ** 2 / due) @ member
    scored = member * score[:, np.newaxis]
    sign = np.where(scored.T @ (seen - due) @ scored < 0, -1.0, 1.0)
    steps = found.form.categories - 1.0
    degrees = np.outer(steps, steps)
    for matrix in (x2, degrees):
        np.fill_diagonal(matrix, np.nan)
    return x2, degrees, sign
