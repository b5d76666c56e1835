"""The abilities of the candidates at hand, on a grid."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.ability import CalibratedForm
from testamur.psychometrics.scoring import FloatArray

REACH: Final = 6.0
NODES: Final = 241
BLOCK: Final = 2048


@dataclass(frozen=True, slots=True)
class Population:
    """Shares of people, `weights`, which sum to 1, at equally spaced abilities, `nodes`; both (n_nodes,)."""

    nodes: FloatArray
    weights: FloatArray

    def able(self, cut: float) -> FloatArray:
        """Return the share at each node that lies at or above an ability; the node at the cut is shared out."""
        step = self.nodes[1] - self.nodes[0]
        shares: FloatArray = np.clip((self.nodes - cut) / step + 0.5, 0, 1)
        return shares


def normal_population(mean: float = 0.0, sd: float = 1.0) -> Population:
    """Return the normal distribution of ability, to six standard deviations on either side."""
    away = np.linspace(-REACH, REACH, NODES)
    weights = np.exp(-0.5 * np.square(away))
    return Population(mean + sd * away, weights / weights.sum())


def posteriors(form: CalibratedForm, scores: npt.NDArray[np.int8], prior: Population) -> FloatArray:
    """Return each person's posterior over the nodes of the prior, (n_persons, n_nodes); each sums to 1.

    Parameters
    ----------
    form : CalibratedForm
    scores : ndarray of int8, shape (n_persons, n_items)
        As `checked_scores` gives them.
    prior : Population
    """
    found = np.empty((len(scores), len(prior.nodes)))
    for start in range(0, len(scores), BLOCK):
        rows = slice(start, start + BLOCK)
        logs = form.log_likelihood(scores[rows], prior.nodes)
        likely = np.exp(logs - logs.max(axis=1, keepdims=True)) * prior.weights
        found[rows] = likely / likely.sum(axis=1, keepdims=True)
    return found
