"""Two groups that took the same items, matched by a score; and what must be there before they are compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.item_model import BoolArray, FloatArray
from testamur.psychometrics.one_thread import one_thread
from testamur.psychometrics.scoring import is_dichotomous, score_matrix

LEAST_IN_GROUP: Final = 100
LEAST_IN_ALL: Final = 500
"""Fewer are not compared.

Zieky (1993), in Holland & Wainer, Differential Item Functioning, ch. 15, on the practice of the Educational
Testing Service, asks for 100 and 500 before a form is used, and for more afterwards.
"""


@dataclass(frozen=True, slots=True)
class Compared:
    """Responses of two groups.

    Attributes
    ----------
    scores : ndarray, shape (n_persons, n_items)
        0 or 1.
    is_focal : ndarray of bool, shape (n_persons,)
        The group that may be put at a disadvantage; all others are the reference group.
    items : tuple of str
    """

    scores: FloatArray
    is_focal: BoolArray
    items: tuple[str, ...]

    @property
    def sizes(self) -> tuple[int, int]:
        """How many are in the reference and in the focal group."""
        focal = int(self.is_focal.sum())
        return len(self.is_focal) - focal, focal

    def why_not(self) -> str:
        """Return why the groups are too small to compare, or nothing if they are not."""
        reference, focal = self.sizes
        if min(reference, focal) < LEAST_IN_GROUP:
            name, n = ("focal", focal) if focal <= reference else ("reference", reference)
            return f"not testable, n {name} = {n}; at least {LEAST_IN_GROUP} are needed"
        if reference + focal < LEAST_IN_ALL:
            return f"not testable, n = {reference + focal}; at least {LEAST_IN_ALL} are needed"
        return ""


@one_thread()
def compared(scores: npt.ArrayLike, is_focal: npt.ArrayLike, *, items: Sequence[str] | None = None) -> Compared:
    """Return the responses of two groups, ready to compare.

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        0 or 1; everyone took every item.
    is_focal : array_like of bool, shape (n_persons,)
    items : sequence of str, optional
        Their names; "1", "2", ... if absent.

    Raises
    ------
    DocumentError
        With everything that is wrong: scores other than 0 and 1, an item that all scored alike, lengths that do
        not fit, a group without anybody.
    """
    matrix = score_matrix(scores)
    focal = np.asarray(is_focal)
    names = tuple(str(n) for n in range(1, matrix.shape[1] + 1)) if items is None else tuple(items)
    problems = list(_problems(matrix, focal, names))
    if problems:
        raise DocumentError(problems)
    return Compared(matrix, focal.astype(np.bool_), names)


def _problems(matrix: FloatArray, focal: npt.NDArray[np.generic], names: Sequence[str]) -> Iterator[Problem]:
    if not is_dichotomous(matrix):
        yield Problem("scores", "must all be 0 or 1")
    if focal.shape != (len(matrix),) or not np.isin(focal, (0, 1)).all():
        yield Problem("is_focal", f"must say true or false for each of {len(matrix)} persons")
    elif not 0 < int(focal.astype(np.int64).sum()) < len(matrix):
        yield Problem("is_focal", "one of the two groups has nobody in it")
    if len(names) != matrix.shape[1]:
        yield Problem("items", f"there are {matrix.shape[1]} columns of scores and {len(names)} names")
        return
    for name in np.array(names)[(matrix == matrix[0]).all(axis=0)].tolist():
        yield Problem(f"items.{name}", "was scored alike for everybody; there is nothing to compare")
