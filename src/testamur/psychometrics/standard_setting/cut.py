"""A cut score as what it is: a whole number of points, with the expectation and the error behind it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.estimate import Estimate
from testamur.psychometrics.scoring import FloatArray

USUAL_JUDGES: Final = 10
"""Ten to fifteen are usual: Raymond & Reid (2001), in Cizek (ed.), Setting Performance Standards, ch. 5."""

DIGITS: Final = 9
"""Sums of ratings are whole if they are to this many decimals: 0.7 + 0.1 + 0.2 is 1."""


@dataclass(frozen=True, slots=True)
class CutScore:
    """What a standard-setting method says the pass mark is.

    Attributes
    ----------
    correct : int, optional
        Least number of points (correct answers) that passes: the expectation rounded up. None without one.
    maximum : float
        Highest score on the form; 70 of 110 is 63.6 %, not 70 %.
    expected : Estimate
        Points of a candidate who is just competent, with the interval; undefined where the method finds none.
    error : float, optional
        Standard error of the expectation, in points.
    error_method : str
        What the error is over: judges, candidates, or nothing.
    warnings : tuple of str
        What a board must know before it decides.
    """

    correct: int | None
    maximum: float
    expected: Estimate
    error: float | None
    error_method: str
    warnings: tuple[str, ...] = ()

    @property
    def share(self) -> float | None:
        """The pass mark as a share of the highest score."""
        return None if self.correct is None else self.correct / self.maximum


def whole_cut(expected: float) -> int:
    """Return the least whole number of points that reaches an expectation: it is rounded up.

    A candidate who is just competent is expected to reach the expectation; one point below it is not enough.

    Examples
    --------
    >>> whole_cut(69.2), whole_cut(0.7 + 0.1 + 0.2)
    (70, 1)
    """
    return math.ceil(round(expected, DIGITS))


def cut_score(
    expected: Estimate,
    *,
    maximum: float,
    error: float | None,
    error_method: str,
    warnings: Sequence[str] = (),
) -> CutScore:
    """Return the cut that an expectation gives; above the highest score there is none, and a warning."""
    correct = None if expected.value is None else max(0, whole_cut(expected.value))
    found = list(warnings)
    if correct is not None and correct > maximum:
        found.append(
            f"the expectation {expected.value:g} lies above the highest score {maximum:g}; nobody could pass"
        )
        correct = None
    if correct == 0:
        found.append("the expectation is 0; everybody would pass")
    return CutScore(correct, maximum, expected, error, error_method, tuple(found))


def panel_warnings(judges: int) -> tuple[str, ...]:
    """Return a sentence if a panel is smaller than is usual."""
    if judges >= USUAL_JUDGES:
        return ()
    return (f"{judges} judges; panels of ten or more are usual (Raymond & Reid 2001)",)


def finite_list(name: str, values: npt.ArrayLike, *, least: int) -> FloatArray:
    """Return `values` as a list of at least so many numbers.

    Raises
    ------
    DocumentError
        Naming everything wrong with it.
    """
    found = np.asarray(values, dtype=np.float64)
    if found.ndim != 1:
        raise DocumentError([Problem(name, f"a list is needed, not an array of shape {found.shape}")])
    problems = []
    if found.size < least:
        problems.append(Problem(name, f"{least} or more are needed; there are {found.size}"))
    if missing := int((~np.isfinite(found)).sum()):
        problems.append(Problem(name, f"{missing} of {found.size} are missing or not numbers"))
    if problems:
        raise DocumentError(problems)
    return found
