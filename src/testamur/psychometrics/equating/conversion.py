"""What equating gives: for each score on the new form its equivalent on the old one, with its error."""

import math
from dataclasses import dataclass
from typing import Final

from scipy import stats

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.estimate import CONFIDENCE
from testamur.psychometrics.scoring import FloatArray

NEARLY: Final = 1e-9
"""What rounding may have taken from a half; below this a value counts as the half itself."""


@dataclass(frozen=True, slots=True)
class Line:
    """A linear conversion: old = intercept + slope x new."""

    intercept: float
    slope: float

    def __call__(self, scores: FloatArray) -> FloatArray:
        """Return the equivalents of `scores`."""
        return self.intercept + self.slope * scores


@dataclass(frozen=True, slots=True, eq=False)
class Conversion:
    """The equivalents of the scores 0..maximum of a new form X on an old form Y.

    Attributes
    ----------
    method : str
        What was done, in full.
    scores, equivalents : ndarray, shape (maximum + 1,)
        Scores on the new form; their equivalents on the old one, neither rounded nor cut off at its ends.
    maximum : int
        Highest score on the old form.
    n : tuple of int
        Persons who took the new form, and the old one.
    errors : ndarray, shape (maximum + 1,), optional
        Standard error of each equivalent, in old raw score points; none where no method is published or asked.
    error_method : str
        How the errors were found; empty without them.
    line : Line, optional
        Intercept and slope, if the conversion is linear.
    warnings : tuple of str
        What a reader must know before using the table.
    """

    method: str
    scores: FloatArray
    equivalents: FloatArray
    maximum: int
    n: tuple[int, int]
    errors: FloatArray | None = None
    error_method: str = ""
    line: Line | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConversionRow:
    """One line of a conversion table.

    `equivalent` is unrounded and uncut; `error`, `low` and `high` are None without a standard error (`low` and
    `high`: normal interval); `reported` is the equivalent cut off at the ends of the old form, then rounded.
    """

    score: int
    equivalent: float
    error: float | None
    low: float | None
    high: float | None
    reported: float


def rounded(value: float, *, decimals: int = 0) -> float:
    """Return `value` rounded half up: 2.5 is 3, and -2.5 is -2.

    Examples
    --------
    >>> rounded(2.5), rounded(0.125, decimals=2)
    (3.0, 0.13)
    """
    scale = 10.0**decimals
    return math.floor(value * scale + 0.5 + NEARLY) / scale


def conversion_table(
    conversion: Conversion, *, decimals: int = 0, confidence: float = CONFIDENCE
) -> tuple[ConversionRow, ...]:
    """Return the table that is published: one row for each score on the new form.

    Parameters
    ----------
    conversion : Conversion
    decimals : int
        Of the reported equivalent, which is first cut off at 0 and the old form's maximum, then rounded half up.
    confidence : float
        Of the interval of the equivalent, between 0 and 1.

    References
    ----------
    Kolen & Brennan (2004), Test Equating, Scaling, and Linking, 2nd ed., ch. 2 (rounding and truncation).
    """
    if not 0 < confidence < 1:
        raise DocumentError([Problem("confidence", f"must lie between 0 and 1; it is {confidence:g}")])
    z = float(stats.norm.ppf((1 + confidence) / 2))
    errors = conversion.errors if conversion.errors is not None else [None] * len(conversion.scores)
    return tuple(
        _row(int(score), float(value), error, z=z, most=conversion.maximum, decimals=decimals)
        for score, value, error in zip(conversion.scores, conversion.equivalents, errors, strict=True)
    )


def equated_cut(conversion: Conversion, cut: int) -> int | None:
    """Return the lowest score on the new form whose reported whole equivalent reaches the old form's cut.

    None if no score of the new form reaches it.
    """
    reached = (row.score for row in conversion_table(conversion) if row.reported >= cut)
    return next(reached, None)


def _row(score: int, value: float, error: float | None, *, z: float, most: int, decimals: int) -> ConversionRow:
    kept = None if error is None or math.isnan(error) else float(error)
    return ConversionRow(
        score=score,
        equivalent=value,
        error=kept,
        low=None if kept is None else value - z * kept,
        high=None if kept is None else value + z * kept,
        reported=rounded(min(max(value, 0.0), float(most)), decimals=decimals),
    )
