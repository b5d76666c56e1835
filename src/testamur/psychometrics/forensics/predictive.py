"""What total a person would reach on some items, given what is known of their ability from others."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.ability import CalibratedForm
from testamur.psychometrics.calibration.responses import NOT_GIVEN
from testamur.psychometrics.equating import score_probabilities
from testamur.psychometrics.scoring import FloatArray


@dataclass(frozen=True, slots=True)
class Predicted:
    """For each person (n_persons,): the total reached, that expected, its spread, the chance of so high a one."""

    reached: FloatArray
    expected: FloatArray
    spread: FloatArray
    tails: FloatArray

    @property
    def surplus(self) -> float:
        """By how many standard errors all persons together are above what is expected of them."""
        error = float(np.sqrt(np.square(self.spread).sum()))
        return float((self.reached - self.expected).sum()) / error if error > 0 else 0.0


def predicted(
    form: CalibratedForm, scores: npt.NDArray[np.int8], nodes: FloatArray, weights: FloatArray
) -> Predicted:
    """Return the totals that persons reached against the predictive distribution of them.

    Parameters
    ----------
    form : CalibratedForm
    scores : ndarray of int8, shape (n_persons, n_items)
        -1 where an item is not to count.
    nodes : ndarray of float, shape (n_nodes,)
        Abilities.
    weights : ndarray of float, shape (n_persons, n_nodes)
        What is known of each person's ability without these scores; sums to 1.

    Returns
    -------
    Predicted
        The distribution of the total at each ability is that of Lord & Wingersky (1984), so the chance is exact.
    """
    chances = form.probabilities(nodes)
    is_given = scores != NOT_GIVEN
    reached = np.where(is_given, scores, 0).sum(axis=1).astype(np.float64)
    expected, spread, tails = (np.zeros(len(scores)) for _ in range(3))
    patterns, which = np.unique(is_given, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        rows = np.flatnonzero(which.ravel() == number)
        totals = weights[rows] @ score_probabilities(chances[:, pattern])
        points = np.arange(totals.shape[1])
        expected[rows] = totals @ points
        spread[rows] = np.sqrt(np.maximum(totals @ np.square(points) - expected[rows] ** 2, 0))
        tails[rows] = np.where(points >= reached[rows, np.newaxis], totals, 0).sum(axis=1)
    return Predicted(reached, expected, spread, np.minimum(tails, 1.0))
