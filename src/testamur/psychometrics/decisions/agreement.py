"""What is expected of the decisions at a cut, over a population of known abilities or true scores."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from testamur.psychometrics.scoring import FloatArray

NEGLIGIBLE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is expected at a cut, each 0 to 1.

    Attributes
    ----------
    consistency : float
        The same decision in two sittings.
    kappa : float or None
        That beyond chance; None where as good as everybody is decided on alike, so that chance alone gives it.
    accuracy : float
        The decision that the true score asks for; 1 - `false_positive` - `false_negative`.
    false_positive, false_negative : float
        Share of all candidates who pass though their true score is below the cut, or fail though it is not.
    """

    consistency: float
    kappa: float | None
    accuracy: float
    false_positive: float
    false_negative: float


def agreement_over(weights: FloatArray, passes: FloatArray, able: FloatArray) -> Agreement:
    """Return the agreement over a population of classes.

    Parameters
    ----------
    weights : ndarray of float, shape (n_classes,)
        Share of the population in each class; they sum to 1.
    passes : ndarray of float, shape (n_classes,)
        Chance of each class to pass in one sitting, 0 to 1.
    able : ndarray of float, shape (n_classes,)
        Share of each class whose true score is at or above the cut, 0 to 1.

    Returns
    -------
    Agreement
    """
    same, kappa = consistency_over(weights, passes)
    too_kind, too_hard = float(weights @ ((1 - able) * passes)), float(weights @ (able * (1 - passes)))
    return Agreement(same, kappa, 1 - too_kind - too_hard, too_kind, too_hard)


def consistency_over(weights: FloatArray, passes: FloatArray) -> tuple[float, float | None]:
    """Return consistency and kappa over a population of classes; `weights` and `passes` as in `agreement_over`."""
    same = float(weights @ (np.square(passes) + np.square(1 - passes)))
    passing = float(weights @ passes)
    chance = passing**2 + (1 - passing) ** 2
    return same, (same - chance) / (1 - chance) if 1 - chance > NEGLIGIBLE else None
