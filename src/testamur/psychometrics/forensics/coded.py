"""Answers as text, and times of day, turned into the numbers that the screenings take."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.calibration.responses import NOT_GIVEN
from testamur.psychometrics.scoring import TextArray


def coded_options(
    answers: TextArray, keys: Sequence[str], *, options: Sequence[Sequence[str]] | None = None
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return which option each person took, numbered within each item, and the number of the right one.

    Parameters
    ----------
    answers : ndarray of str, shape (n_persons, n_items)
        "" where there is none.
    keys : sequence of str, length n_items
        The right option of each item.
    options : sequence of sequences of str, length n_items, optional
        All options offered; those that were chosen and the key are known anyway.

    Returns
    -------
    tuple of ndarray of int
        (n_persons, n_items), -1 where there is no answer; and (n_items,).
    """
    codes = np.full(answers.shape, NOT_GIVEN, dtype=np.intp)
    right = np.zeros(len(keys), dtype=np.intp)
    for place, key in enumerate(keys):
        offered = options[place] if options else ()
        chosen = np.unique(answers[:, place]).tolist()
        known = list(dict.fromkeys([*offered, key, *(option for option in chosen if option)]))
        for number, option in enumerate(known):
            codes[answers[:, place] == option, place] = number
        right[place] = known.index(key)
    return codes, right
