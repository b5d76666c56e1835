"""Moments that the full M2 compares: of each item the share of each score, of each pair that of each two scores.

Source: Maydeu-Olivares & Joe (2006), Psychometrika 71:713-732, section 2.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from testamur.errors import Refused
from testamur.psychometrics.calibration.responses import INTEGERS
from testamur.psychometrics.fit_statistics.fitted import Fitted
from testamur.psychometrics.item_model import FloatArray

MOST: Final = 6000
"""With more moments than this their covariance takes longer than anybody waits, and hundreds of megabytes."""


@dataclass(frozen=True, slots=True)
class CategoryMoments:
    """Whether an item has a score above 0, as so many variables of 0 and 1, and of two items the products of them.

    Attributes
    ----------
    item, score : ndarray of int, shape (n_variables,)
    share : ndarray, shape (n_variables, n_nodes)
    first, second : ndarray of int, shape (n_pairs,)
        The variables of each pair; of two items.
    """

    item: INTEGERS
    score: INTEGERS
    share: FloatArray
    first: INTEGERS
    second: INTEGERS

    @property
    def at_nodes(self) -> FloatArray:
        """All moments at each node: those of one variable, then those of pairs."""
        return np.vstack([self.share, self.share[self.first] * self.share[self.second]])

    def observed(self, found: Fitted) -> FloatArray:
        """Return the moments of the sample, (n_moments,)."""
        weights = found.weights / found.persons
        has = (found.scores[:, self.item] == self.score).astype(np.float64)
        products = (has * weights[:, np.newaxis]).T @ has
        return np.concatenate([weights @ has, products[self.first, self.second]])

    def covariance(self, shares: FloatArray) -> FloatArray:
        """Return the covariance of the moments of one person under the model, with shares of persons at the nodes.

        What has no item in common goes together through ability alone; what has, is put right item by item. Nobody
        has two scores of one item: the mean product of such variables is 0.
        """
        at_nodes = self.at_nodes
        expected = at_nodes @ shares
        away = (at_nodes - expected[:, np.newaxis]) * np.sqrt(shares)
        found: FloatArray = away @ away.T
        place = self._places()
        for item in range(int(self.item.max()) + 1):
            own, others = np.flatnonzero(self.item == item), np.flatnonzero(self.item != item)
            every = np.concatenate([place[one, [one, *others]] for one in own])
            found[np.ix_(every, every)] = -np.outer(expected[every], expected[every])
            rest = np.vstack([np.ones_like(shares), self.share[others]])
            same = np.concatenate([[-1], self.item[others]])
            for one in own:
                block = (rest * (self.share[one] * shares)) @ rest.T
                block[(same[:, np.newaxis] == same) & ~np.eye(len(same), dtype=np.bool_)] = 0
                np.fill_diagonal(block, rest @ (self.share[one] * shares))
                rows = place[one, [one, *others]]
                found[np.ix_(rows, rows)] += block
        return found

    def _places(self) -> INTEGERS:
        """Return where each variable's moment stands (on the diagonal) and each pair's; -1 where there is none."""
        number = len(self.share)
        found = np.full((number, number), -1)
        np.fill_diagonal(found, np.arange(number))
        found[self.first, self.second] = found[self.second, self.first] = number + np.arange(len(self.first))
        return found

    def by_item(self, item: int, by: FloatArray, shares: FloatArray) -> FloatArray:
        """Return derivatives of the expected moments, (n_moments, p), from an item's of P, (p, K, n_nodes)."""
        found = np.zeros((len(self.share) + len(self.first), len(by)))
        for one in np.flatnonzero(self.item == item).tolist():
            change = by[:, self.score[one]]
            found[one] = change @ shares
            for own, other in ((self.first, self.second), (self.second, self.first)):
                rows = np.flatnonzero(own == one)
                found[len(self.share) + rows] = (self.share[other[rows]] * shares) @ change.T
        return found


def category_moments(found: Fitted, theta: FloatArray) -> CategoryMoments:
    """Return the moments of the items at each theta (n_nodes,).

    Raises
    ------
    Refused
        If there are more than 6,000.
    """
    p = np.moveaxis(found.form.probabilities(theta), 0, 2)
    item, score = np.nonzero(np.arange(1, p.shape[1]) < found.form.categories[:, np.newaxis])
    first, second = np.triu_indices(len(item), 1)
    apart = item[first] != item[second]
    if len(item) + int(apart.sum()) > MOST:
        raise Refused(
            "fit-size", f"M2 would compare {len(item) + int(apart.sum()):,} moments, above {MOST:,}; take C2."
        )
    return CategoryMoments(item, score + 1, p[item, score + 1], first[apart], second[apart])
