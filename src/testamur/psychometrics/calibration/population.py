"""The population: normal in each group, on a fixed grid of nodes."""

from dataclasses import dataclass

import numpy as np

from testamur.psychometrics.item_model import FloatArray


@dataclass(frozen=True, slots=True)
class Grid:
    """Nodes of ability, equally spaced; the rectangle rule on them is exact to many digits for smooth functions.

    Source: Trefethen & Weideman (2014), SIAM Review 56:385-458, section 5, on the trapezoidal rule on the line.
    """

    theta: FloatArray

    def log_weights(self, means: FloatArray, sds: FloatArray) -> FloatArray:
        """Return the log weight of each node in each group, (n_groups, n_nodes); each group's weights sum to 1."""
        logs = -0.5 * ((self.theta - means[:, np.newaxis]) / sds[:, np.newaxis]) ** 2
        highest = logs.max(axis=1, keepdims=True)
        found: FloatArray = logs - highest - np.log(np.exp(logs - highest).sum(axis=1, keepdims=True))
        return found

    def moments(self, counts: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return mean and standard deviation of persons counted at the nodes, by rows."""
        total = counts.sum(axis=1)
        means = counts @ self.theta / total
        variances = (counts * (self.theta - means[:, np.newaxis]) ** 2).sum(axis=1) / total
        return means, np.sqrt(variances)

    def slopes(self, counts: FloatArray, means: FloatArray, sds: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the derivatives of the log-likelihood by each group's mean and log standard deviation."""
        away = (self.theta - means[:, np.newaxis]) / sds[:, np.newaxis]
        surplus = counts - counts.sum(axis=1, keepdims=True) * np.exp(self.log_weights(means, sds))
        return (surplus * away).sum(axis=1) / sds, (surplus * away**2).sum(axis=1)


def grid(limit: float, spacing: float) -> Grid:
    """Return nodes from -limit to limit, so far apart at most."""
    steps = int(np.ceil(limit / spacing))
    return Grid(np.linspace(-limit, limit, 2 * steps + 1))
