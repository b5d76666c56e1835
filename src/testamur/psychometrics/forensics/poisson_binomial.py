"""The number of events that happen, each with a chance of its own: the generalised binomial, exactly."""

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.scoring import FloatArray


def distribution(chances: FloatArray) -> FloatArray:
    """Return the probability of each number of events.

    Parameters
    ----------
    chances : ndarray of float, shape (n_cases, n_events)
        0 to 1; events of one case are independent.

    Returns
    -------
    ndarray of float, shape (n_cases, n_events + 1)
        Sums to 1 over the last axis. No terms are subtracted, so that small probabilities keep their digits.

    References
    ----------
    The recursion over events: Lord & Wingersky (1984), Applied Psychological Measurement 8:453-461.
    """
    cases, events = chances.shape
    found = np.zeros((events + 1, cases))
    found[0] = 1.0
    for event, chance in enumerate(np.ascontiguousarray(chances.T)):
        found[1 : event + 2] += chance * (found[: event + 1] - found[1 : event + 2])
        found[0] *= 1 - chance
    return found.T


def upper_tail(chances: FloatArray, least: npt.NDArray[np.intp]) -> FloatArray:
    """Return for each case the probability of at least so many events.

    Parameters
    ----------
    chances : ndarray of float, shape (n_cases, n_events)
    least : ndarray of int, shape (n_cases,)

    Returns
    -------
    ndarray of float, shape (n_cases,)
    """
    numbers = np.arange(chances.shape[1] + 1)
    tails: FloatArray = np.where(numbers >= least[:, np.newaxis], distribution(chances), 0).sum(axis=1)
    return np.minimum(tails, 1.0)
