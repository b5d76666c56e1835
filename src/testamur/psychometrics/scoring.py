"""From responses to item scores and totals."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
TextArray = npt.NDArray[np.str_]


def scored(responses: npt.ArrayLike, keys: Sequence[str]) -> npt.NDArray[np.int8]:
    """Return 1 where the response is the key and 0 elsewhere; no response (``""``) is 0.

    Parameters
    ----------
    responses : array_like of str, shape (n_persons, n_items)
        Identifier of the option each person chose; ``""`` where none was.
    keys : sequence of str, length n_items
        Identifier of the right option of each item; none may be ``""``.

    Returns
    -------
    ndarray of int8, shape (n_persons, n_items)

    Raises
    ------
    ValueError
        If the shapes do not fit or a key is empty.

    Examples
    --------
    >>> scored([["A", "B"], ["A", ""]], ["A", "C"]).tolist()
    [[1, 0], [1, 0]]
    """
    given = text_matrix(responses)
    if given.shape[1] != len(keys):
        raise ValueError(f"{given.shape[1]} columns of responses, {len(keys)} keys")
    if "" in keys:
        raise ValueError("an item without a key cannot be scored by key")
    points: npt.NDArray[np.int8] = (given == np.asarray(keys, dtype=np.str_)).astype(np.int8)
    return points


def number_correct(scores: npt.ArrayLike) -> FloatArray:
    """Return each person's total, the number correct where items are scored 0 and 1.

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        Item scores, >= 0.

    Returns
    -------
    ndarray of float, shape (n_persons,)
    """
    totals: FloatArray = score_matrix(scores).sum(axis=1)
    return totals


def score_matrix(scores: npt.ArrayLike) -> FloatArray:
    """Return `scores` as a matrix of float, at least one person by one item.

    Raises
    ------
    ValueError
        If it is no such matrix, or a score is negative or not a number.
    """
    matrix = np.asarray(scores, dtype=np.float64)
    _check_shape(matrix)
    if not np.isfinite(matrix).all():
        raise ValueError("a score is missing or not a number; every item must be scored for every person")
    if (matrix < 0).any():
        raise ValueError("a score is negative")
    return matrix


def text_matrix(responses: npt.ArrayLike) -> TextArray:
    """Return `responses` as a matrix of text, at least one person by one item."""
    matrix = np.asarray(responses)
    if matrix.dtype.kind not in "UT":
        raise ValueError(f"responses must be text, not {matrix.dtype}")
    _check_shape(matrix)
    return matrix.astype(np.str_)


def is_dichotomous(scores: FloatArray) -> bool:
    """Whether every score is 0 or 1."""
    return bool(((scores == 0) | (scores == 1)).all())


def _check_shape(matrix: npt.NDArray[Any]) -> None:
    if matrix.ndim != 2 or 0 in matrix.shape:
        raise ValueError(f"a matrix of persons by items is needed, not an array of shape {matrix.shape}")
