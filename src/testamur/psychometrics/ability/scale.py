"""The reported scale: whole numbers that mean the same on every form."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.item_model import FloatArray


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from ability (or an equated score) to reported scores, cut off at both ends and rounded.

    Source: Kolen & Brennan (2014), Test Equating, Scaling, and Linking, ch. 9.
    """

    slope: float
    intercept: float
    lowest: int
    highest: int

    def scaled(self, values: npt.ArrayLike) -> FloatArray:
        """Return reported scores: halves are rounded up, NaN stays.

        Rounding happens once, here: a decision is made on the value before it, so that no one passes by rounding.
        """
        line = self.intercept + self.slope * np.asarray(values, dtype=np.float64)
        found: FloatArray = np.clip(np.floor(line + 0.5), self.lowest, self.highest)
        return found

    def errors(self, errors: npt.ArrayLike) -> FloatArray:
        """Return standard errors on the reported scale, not rounded."""
        found: FloatArray = abs(self.slope) * np.asarray(errors, dtype=np.float64)
        return found


def scale_through(first: tuple[float, int], second: tuple[float, int], *, lowest: int, highest: int) -> Scale:
    """Return the scale on which two values, such as the cut and the mean, are reported as two chosen scores.

    Examples
    --------
    >>> scale_through((0.2, 500), (1.2, 600), lowest=200, highest=800).scaled([0.2, 9.0]).tolist()
    [500.0, 800.0]

    Raises
    ------
    DocumentError
        If the two are one, the line would fall, or a chosen score is out of the range.
    """
    problems = []
    if not second[0] > first[0] or not second[1] > first[1]:
        problems.append(Problem("scale", "the second value and its score must both be above the first"))
    if not lowest <= first[1] <= second[1] <= highest:
        problems.append(Problem("scale", f"the chosen scores must lie from {lowest} to {highest}"))
    if problems:
        raise DocumentError(problems)
    slope = (second[1] - first[1]) / (second[0] - first[0])
    return Scale(slope, first[1] - slope * first[0], lowest, highest)
