"""The chance of every answer of every person, which is what agreement between persons is held against."""

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.ability import CalibratedForm, estimate
from testamur.psychometrics.scoring import FloatArray

SMOOTHING = 0.5


def answer_probabilities(
    form: CalibratedForm, scores: npt.ArrayLike, *, population: tuple[float, float] = (0.0, 1.0)
) -> FloatArray:
    """Return the probability of each score of each item at each person's estimated ability (EAP).

    Parameters
    ----------
    form : CalibratedForm
        Under the nominal model the scores are the options themselves.
    scores : array_like, shape (n_persons, n_items)
        Whole scores from 0; -1 or NaN where an item was not given.
    population : tuple of float
        Mean and standard deviation of ability.

    Returns
    -------
    ndarray of float, shape (n_persons, n_items, n_categories)

    Raises
    ------
    DocumentError
        If the scores do not fit the form.
    """
    mean, sd = population
    return form.probabilities(estimate(form, scores, method="eap", mean=mean, sd=sd).theta)


def option_probabilities(right: npt.ArrayLike, options: npt.ArrayLike, keys: npt.ArrayLike) -> FloatArray:
    """Return the probability of each option, where the items are calibrated as right or wrong only.

    A person who is wrong takes each wrong option with the share that it has among all who were wrong on the item,
    half a person being added to each.

    Parameters
    ----------
    right : array_like, shape (n_persons, n_items)
        Probability of a right answer.
    options : array_like of int, shape (n_persons, n_items)
        Which option each person took, from 0; -1 where none.
    keys : array_like of int, shape (n_items,)
        The right option of each item.

    Returns
    -------
    ndarray of float, shape (n_persons, n_items, n_options)
        Sums to 1 over the last axis.

    Raises
    ------
    DocumentError
        If shapes do not fit.

    References
    ----------
    Frary, Tideman & Watts (1977), Journal of Educational Statistics 2:235-256, for the share among the wrong.
    """
    chances, taken = np.asarray(right, dtype=np.float64), np.asarray(options, dtype=np.intp)
    key = np.asarray(keys, dtype=np.intp)
    if chances.ndim != 2 or chances.shape != taken.shape or key.shape != chances.shape[1:]:
        raise DocumentError([Problem("options", "must have the shape of the chances, and a key for each item")])
    numbers = np.arange(int(max(taken.max(), key.max())) + 1)
    counts = (taken[:, :, np.newaxis] == numbers).sum(axis=0) + SMOOTHING
    is_key = key[:, np.newaxis] == numbers
    counts[is_key] = 0
    wrong = counts / counts.sum(axis=1, keepdims=True)
    found: FloatArray = (1 - chances)[:, :, np.newaxis] * wrong + chances[:, :, np.newaxis] * is_key
    return found
