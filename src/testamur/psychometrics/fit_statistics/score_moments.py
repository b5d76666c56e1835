"""Moments that M2 compares where items are scored 0 and 1, and C2 where they have more scores.

Of each item the share of each score but 0, of each pair the mean product of the scores: Maydeu-Olivares & Joe
(2006), Psychometrika 71:713-732; Cai & Monroe (2014), CRESST report 839.
"""

from dataclasses import dataclass

import numpy as np

from testamur.psychometrics.calibration.responses import INTEGERS
from testamur.psychometrics.fit_statistics.fitted import Fitted
from testamur.psychometrics.item_model import FloatArray


@dataclass(frozen=True, slots=True)
class ScoreMoments:
    """Moments at each node: of one item (the share of each score but 0), and of its score and squared score.

    Attributes
    ----------
    item, score : ndarray of int, shape (n_shares,)
        Which share each moment of one item is.
    share : ndarray, shape (n_shares, n_nodes)
    mean, square : ndarray, shape (n_items, n_nodes)
        Of the score and of its square.
    first, second : ndarray of int, shape (n_pairs,)
        The items of each pair.
    """

    item: INTEGERS
    score: INTEGERS
    share: FloatArray
    mean: FloatArray
    square: FloatArray
    first: INTEGERS
    second: INTEGERS

    @property
    def at_nodes(self) -> FloatArray:
        """All moments at each node: those of one item, then those of pairs."""
        return np.vstack([self.share, self.mean[self.first] * self.mean[self.second]])

    def observed(self, found: Fitted) -> FloatArray:
        """Return the moments of the sample, (n_moments,)."""
        weights = found.weights / found.persons
        scores = found.scores.astype(np.float64)
        shares = [weights @ (scores[:, item] == score) for item, score in zip(self.item, self.score, strict=True)]
        products = (scores * weights[:, np.newaxis]).T @ scores
        return np.concatenate([shares, products[self.first, self.second]])

    def covariance(self, shares: FloatArray) -> FloatArray:
        """Return the covariance of the moments of one person under the model, with shares of persons at the nodes.

        Moments that have no item in common go together through ability alone, which is one matrix product; the
        blocks that have are put right after it, item by item.
        """
        at_nodes = self.at_nodes
        expected = at_nodes @ shares
        away = (at_nodes - expected[:, np.newaxis]) * np.sqrt(shares)
        found: FloatArray = away @ away.T
        singles, items = len(self.share), len(self.mean)
        pairs = np.full((items, items), -1)
        pairs[self.first, self.second] = pairs[self.second, self.first] = singles + np.arange(len(self.first))
        for item in range(items):
            others = np.delete(np.arange(items), item)
            own, with_item = np.flatnonzero(self.item == item), pairs[item, others]
            found[np.ix_(own, own)] = np.diag(expected[own]) - np.outer(expected[own], expected[own])
            crossed = (self.share[own] * self.score[own, np.newaxis] * shares) @ self.mean[others].T
            crossed -= np.outer(expected[own], expected[with_item])
            found[np.ix_(own, with_item)] = crossed
            found[np.ix_(with_item, own)] = crossed.T
            block = (self.mean[others] * (self.square[item] * shares)) @ self.mean[others].T
            np.fill_diagonal(block, (self.square[others] * self.square[item]) @ shares)
            found[np.ix_(with_item, with_item)] = block - np.outer(expected[with_item], expected[with_item])
        return found

    def by_item(self, item: int, by: FloatArray, shares: FloatArray) -> FloatArray:
        """Return derivatives of the expected moments, (n_moments, p), from an item's of P, (p, K, n_nodes)."""
        singles = len(self.share)
        found = np.zeros((singles + len(self.first), len(by)))
        found[np.flatnonzero(self.item == item)] = (by[:, 1:] @ shares).T
        by_mean = np.einsum("k,pkq->pq", np.arange(by.shape[1]), by)
        for own, other in ((self.first, self.second), (self.second, self.first)):
            rows = np.flatnonzero(own == item)
            found[singles + rows] = (self.mean[other[rows]] * shares) @ by_mean.T
        return found


def score_moments(found: Fitted, theta: FloatArray) -> ScoreMoments:
    """Return the moments of the items at each theta (n_nodes,)."""
    p = np.moveaxis(found.form.probabilities(theta), 0, 2)
    item, score = np.nonzero(np.arange(1, p.shape[1]) < found.form.categories[:, np.newaxis])
    values = np.arange(p.shape[1])
    first, second = np.triu_indices(len(p), 1)
    return ScoreMoments(
        item=item,
        score=score + 1,
        share=p[item, score + 1],
        mean=np.einsum("k,ikq->iq", values, p),
        square=np.einsum("k,ikq->iq", values**2, p),
        first=first,
        second=second,
    )
