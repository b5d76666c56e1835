"""Forms: which items were given together, and how many persons had each total score of them."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from testamur.psychometrics.calibration.responses import INTEGERS, NOT_GIVEN, SCORES, Responses
from testamur.psychometrics.item_model import BoolArray, FloatArray


@dataclass(frozen=True, slots=True)
class Form:
    """Persons who all took the same items.

    Attributes
    ----------
    items : ndarray of int, shape (n,)
        Places of the items, in order.
    rows : ndarray of int, or slice
        The persons' rows.
    totals : ndarray of int, shape (n_rows,)
        Their total scores.
    persons : ndarray, shape (highest total + 1,)
        How many have each total score.
    """

    items: INTEGERS
    rows: INTEGERS | slice
    totals: INTEGERS
    persons: FloatArray

    @property
    def is_telling(self) -> BoolArray:
        """Whether each row has neither the lowest nor the highest total, of which the pattern is certain."""
        found: BoolArray = (self.totals > 0) & (self.totals < len(self.persons) - 1)
        return found


EVERYBODY: Final = slice(None)


def forms(given: Responses) -> tuple[Form, ...]:
    """Return the forms of a matrix of responses; rows without any item are of none."""
    if given.is_complete:
        return (_form(given, np.arange(len(given.items)), EVERYBODY),)
    seen = given.scores != NOT_GIVEN
    _, first, number = np.unique(np.packbits(seen, axis=1), axis=0, return_index=True, return_inverse=True)
    order = np.argsort(number.ravel(), kind="stable")
    ends = np.cumsum(np.bincount(number.ravel()))
    kinds = zip(first.tolist(), np.split(order, ends[:-1]), strict=True)
    return tuple(_form(given, np.flatnonzero(seen[row]), rows) for row, rows in kinds if seen[row].any())


def _form(given: Responses, items: INTEGERS, rows: INTEGERS | slice) -> Form:
    scores = taken(given.scores, items, rows)
    totals = scores.sum(axis=1, dtype=np.int32).astype(np.intp)
    highest = int((given.categories[items] - 1).sum())
    persons = np.bincount(totals, weights=given.weights[rows], minlength=highest + 1)
    return Form(items, rows, totals, persons.astype(np.float64))


def taken(scores: SCORES, items: INTEGERS, rows: INTEGERS | slice) -> SCORES:
    """Return the scores of some rows on some items, without a copy where they are all."""
    own = scores if isinstance(rows, slice) else scores[rows]
    return own if len(items) == scores.shape[1] else own[:, items]
