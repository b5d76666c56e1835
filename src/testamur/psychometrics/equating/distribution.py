"""How many persons have each score, on one form or on a form and its anchor together."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.scoring import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class ScoreDistribution:
    """The persons with each raw score 0, 1, ..., maximum on one form.

    Attributes
    ----------
    counts : ndarray, shape (maximum + 1,)
        Number of persons with each score, >= 0; at least one person in all.
    """

    counts: FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", np.asarray(self.counts, dtype=np.float64))
        _refuse(_count_problems(self.counts, dimensions=1))

    @property
    def n(self) -> int:
        """Number of persons."""
        return round(float(self.counts.sum()))

    @property
    def maximum(self) -> int:
        """Highest score that the form allows."""
        return len(self.counts) - 1

    @property
    def points(self) -> FloatArray:
        """Scores 0..maximum."""
        return np.arange(len(self.counts), dtype=np.float64)

    @property
    def probabilities(self) -> FloatArray:
        """Share of the persons with each score."""
        share: FloatArray = self.counts / self.counts.sum()
        return share

    @property
    def mean(self) -> float:
        """Mean score."""
        return float(self.probabilities @ self.points)

    @property
    def sd(self) -> float:
        """Standard deviation, n - 1 in the denominator."""
        return float(np.sqrt(self._central(2) * self.n / max(1, self.n - 1)))

    @property
    def skewness(self) -> float:
        """Third central moment (dividing by n) over the cube of `sd`; NaN if flat."""
        return self._standardised(3)

    @property
    def kurtosis(self) -> float:
        """Fourth central moment (dividing by n) over the fourth power of `sd`; 3 if normal, NaN if flat."""
        return self._standardised(4)

    def resampled(self, rng: np.random.Generator) -> "ScoreDistribution":
        """Draw as many persons again, with replacement."""
        return ScoreDistribution(_resampled(self.counts, rng))

    def _central(self, power: int) -> float:
        return float(self.probabilities @ (self.points - self.mean) ** power)

    def _standardised(self, power: int) -> float:
        return self._central(power) / self.sd**power if self.sd > 0 else float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class AnchorDistribution:
    """The persons with each pair of a total score and an anchor score, of one group.

    Attributes
    ----------
    counts : ndarray, shape (maximum + 1, anchor maximum + 1)
        Number of persons with each total (row) and anchor score (column), >= 0; at least one person in all.
    """

    counts: FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", np.asarray(self.counts, dtype=np.float64))
        _refuse(_count_problems(self.counts, dimensions=2))

    @property
    def n(self) -> int:
        """Number of persons."""
        return round(float(self.counts.sum()))

    @property
    def total(self) -> ScoreDistribution:
        """Distribution of the total score."""
        return ScoreDistribution(self.counts.sum(axis=1))

    @property
    def anchor(self) -> ScoreDistribution:
        """Distribution of the anchor score."""
        return ScoreDistribution(self.counts.sum(axis=0))

    def resampled(self, rng: np.random.Generator) -> "AnchorDistribution":
        """Draw as many persons again, with replacement."""
        return AnchorDistribution(_resampled(self.counts, rng))


def score_distribution(scores: npt.ArrayLike, *, maximum: int) -> ScoreDistribution:
    """Return how many persons have each score.

    Parameters
    ----------
    scores : array_like, shape (n_persons,)
        Whole raw scores, 0..maximum.
    maximum : int
        Highest score that the form allows.

    Raises
    ------
    DocumentError
        Naming everything wrong: no persons, scores that are missing, not whole, or outside 0..maximum.

    Examples
    --------
    >>> score_distribution([2, 0, 2], maximum=3).counts.tolist()
    [1.0, 0.0, 2.0, 0.0]
    """
    values = np.asarray(scores, dtype=np.float64)
    _refuse(_score_problems("scores", values, maximum))
    return ScoreDistribution(np.bincount(values.astype(np.int64), minlength=maximum + 1).astype(np.float64))


def anchor_distribution(
    totals: npt.ArrayLike, anchors: npt.ArrayLike, *, maximum: int, anchor_maximum: int
) -> AnchorDistribution:
    """Return how many persons of a group have each pair of total and anchor score.

    Parameters
    ----------
    totals, anchors : array_like, shape (n_persons,)
        Whole raw scores of the same persons; with an internal anchor the total includes it.
    maximum, anchor_maximum : int
        Highest scores that form and anchor allow.

    Raises
    ------
    DocumentError
        As in `score_distribution`, for both; also if they are not of the same persons.
    """
    rows, columns = np.asarray(totals, dtype=np.float64), np.asarray(anchors, dtype=np.float64)
    problems = [
        *_score_problems("totals", rows, maximum),
        *_score_problems("anchors", columns, anchor_maximum),
    ]
    if rows.size != columns.size:
        problems.append(Problem("anchors", f"{columns.size} anchor scores for {rows.size} totals"))
    _refuse(problems)
    counts = np.zeros((maximum + 1, anchor_maximum + 1))
    np.add.at(counts, (rows.astype(np.int64), columns.astype(np.int64)), 1)
    return AnchorDistribution(counts)


def _score_problems(name: str, values: FloatArray, maximum: int) -> Iterator[Problem]:
    if values.ndim != 1 or not values.size:
        yield Problem(name, f"a list of scores is needed, one a person, not an array of shape {values.shape}")
        return
    known = values[np.isfinite(values)]
    if known.size < values.size:
        yield Problem(name, f"{values.size - known.size} scores are missing or not numbers")
    if (known != np.floor(known)).any():
        yield Problem(name, "scores must be whole numbers")
    if ((known < 0) | (known > maximum)).any():
        yield Problem(name, f"scores must lie between 0 and {maximum}")


def _count_problems(counts: FloatArray, *, dimensions: int) -> Iterator[Problem]:
    if counts.ndim != dimensions or min(counts.shape) < 2:
        yield Problem("counts", f"two scores or more a side are needed, not an array of shape {counts.shape}")
    elif not np.isfinite(counts).all() or (counts < 0).any():
        yield Problem("counts", "a count is negative, missing or not a number")
    elif counts.sum() < 1:
        yield Problem("counts", "there is nobody in it")


def _refuse(problems: Iterator[Problem] | list[Problem]) -> None:
    if found := list(problems):
        raise DocumentError(found)


def _resampled(counts: FloatArray, rng: np.random.Generator) -> FloatArray:
    flat = counts.ravel() / counts.sum()
    drawn = rng.multinomial(round(float(counts.sum())), flat)
    return drawn.reshape(counts.shape).astype(np.float64)
