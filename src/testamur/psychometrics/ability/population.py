"""A normal population of ability, as a grid."""

import numpy as np

from testamur.errors import Refused
from testamur.psychometrics.scoring import FloatArray


def population_nodes(mean: float, sd: float) -> tuple[FloatArray, FloatArray]:
    """Return 121 abilities to six standard deviations on either side, and their shares, which sum to 1.

    Raises
    ------
    Refused
        If `sd` is not above 0.
    """
    if not sd > 0:
        raise Refused("prior-sd", "The standard deviation of the population must be above 0.")
    nodes = mean + sd * np.linspace(-6, 6, 121)
    weights = np.exp(-0.5 * ((nodes - mean) / sd) ** 2)
    return nodes, weights / weights.sum()
