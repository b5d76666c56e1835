"""Models in which the log odds between score categories are linear: P(k) ~ exp(slope_k theta + intercept_k).

Source: Thissen & Steinberg (1986), Psychometrika 51:567-577, "divide-by-total" models.
"""

import numpy as np
from scipy.special import log_softmax

from testamur.psychometrics.item_model import FloatArray


def log_probability(theta: FloatArray, slopes: FloatArray, intercepts: FloatArray) -> FloatArray:
    """Return log P of each category.

    Parameters
    ----------
    theta : ndarray, shape (n_nodes,), or (n_items, n_nodes)
    slopes, intercepts : ndarray, shape (n_items, K)
        Of each category; those of category 0 are 0.

    Returns
    -------
    ndarray, shape (n_items, K, n_nodes)
    """
    found: FloatArray = log_softmax(
        slopes[:, :, np.newaxis] * theta[..., np.newaxis, :] + intercepts[:, :, np.newaxis], axis=1
    )
    return found


def by_intercepts(log_p: FloatArray) -> FloatArray:
    """Return the derivative of log P by the intercept of each category above 0: (n_items, K - 1, K, n_nodes)."""
    categories = log_p.shape[1]
    p = np.exp(log_p)
    one = np.eye(categories)[np.newaxis, 1:, :, np.newaxis]
    found: FloatArray = one - p[:, 1:, np.newaxis, :]
    return found


def with_zero(values: FloatArray) -> FloatArray:
    """Put the 0 of category 0 before the others."""
    return np.concatenate([np.zeros((len(values), 1)), values], axis=1)


def start(frequencies: FloatArray) -> FloatArray:
    """Return the intercepts above category 0 that give the observed frequencies at theta = 0."""
    logarithms = np.log(np.clip(frequencies, 1e-3, None))
    found: FloatArray = logarithms[:, 1:] - logarithms[:, :1]
    return found
