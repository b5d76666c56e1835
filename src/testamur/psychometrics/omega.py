"""McDonald's omega: how much of the variance of the total score is due to the one thing that all items measure.

Source: McDonald (1999), Test Theory: A Unified Treatment, ch. 6; the factor by least squares of the correlations,
Harman & Jones (1966), Psychometrika 31:351-368 (minres).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.estimate import CONFIDENCE, TOO_FEW, Estimate
from testamur.psychometrics.resampling import REPLICATES, Coefficient, correlations, covariance, of_covariances
from testamur.psychometrics.scoring import FloatArray, score_matrix

STEPS: Final = 200
SMALLEST_STEP: Final = 1e-10


@dataclass(frozen=True, slots=True)
class OneFactor:
    """A one-factor model of the correlations: loading and uniqueness of each item, both (n_items,).

    `residuals` is the root mean square of the correlations that the factor leaves over.
    """

    loadings: FloatArray
    uniquenesses: FloatArray
    residuals: float

    @property
    def is_proper(self) -> bool:
        """Whether no item has less than no variance of its own (a Heywood case)."""
        return bool((self.uniquenesses >= 0).all())


def omega(
    scores: npt.ArrayLike,
    *,
    rng: np.random.Generator,
    confidence: float = CONFIDENCE,
    least: int = TOO_FEW,
    replicates: int = REPLICATES,
) -> Estimate:
    """Return omega (total) of the sum of the item scores as they are, not standardised.

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        Item scores, >= 0.
    rng : numpy.random.Generator
        Draws the persons of the interval.
    confidence : float
        Of the interval, between 0 and 1.
    least : int
        With fewer persons the estimate is withheld as "too few".
    replicates : int
        How many draws of persons the interval rests on.

    Returns
    -------
    Estimate
        (sum of loadings)^2 / ((sum of loadings)^2 + sum of unique variances), in the items' own units. Undefined
        with fewer than three items, if an item does not vary, or in a Heywood case.
    """
    return of_covariances(
        score_matrix(scores), [OMEGA], rng=rng, confidence=confidence, least=least, replicates=replicates
    )[0]


def one_factor(scores: npt.ArrayLike) -> OneFactor | None:
    """Return the one-factor model of the items' correlations; None where there is none (see `omega`)."""
    return _minres(correlations(covariance(score_matrix(scores))))


def _omega(covariances: FloatArray) -> float:
    factor = _minres(correlations(covariances))
    if factor is None or not factor.is_proper:
        return float("nan")
    sd = np.sqrt(np.diag(covariances))
    common = float(factor.loadings @ sd) ** 2
    return common / (common + float(factor.uniquenesses @ sd**2))


def _minres(correlated: FloatArray) -> OneFactor | None:
    """Minimise the squares of the off-diagonal residuals by Gauss-Newton steps that never go up."""
    if len(correlated) < 3 or not np.isfinite(correlated).all():
        return None
    loadings = _start(correlated)
    squares = _squares(correlated, loadings)
    for _ in range(STEPS):
        step = _step(correlated, loadings)
        for _ in range(30):
            tried = loadings + step
            found = _squares(correlated, tried)
            if found <= squares:
                break
            step = step / 2
        else:
            break
        loadings, squares = tried, found
        if float(np.abs(step).max()) < SMALLEST_STEP:
            break
    pairs = len(loadings) * (len(loadings) - 1)
    loadings = loadings if loadings.sum() >= 0 else -loadings
    return OneFactor(loadings, 1 - loadings**2, float(np.sqrt(2 * squares / pairs)))


def _start(correlated: FloatArray) -> FloatArray:
    """Return the loadings of the first principal axis."""
    values, vectors = np.linalg.eigh(correlated)
    found: FloatArray = vectors[:, -1] * np.sqrt(values[-1])
    return found


def _squares(correlated: FloatArray, loadings: FloatArray) -> float:
    residuals = correlated - np.outer(loadings, loadings)
    np.fill_diagonal(residuals, 0)
    return float((residuals**2).sum()) / 2


def _step(correlated: FloatArray, loadings: FloatArray) -> FloatArray:
    residuals = correlated - np.outer(loadings, loadings)
    np.fill_diagonal(residuals, 0)
    bend: FloatArray = np.outer(loadings, loadings)
    # A little on the diagonal keeps the step finite where the loadings are all but 0.
    np.fill_diagonal(bend, float(loadings @ loadings) - loadings**2 + 1e-12)
    return np.asarray(np.linalg.solve(bend, residuals @ loadings), dtype=np.float64)


OMEGA: Final = Coefficient("McDonald's omega of a one-factor model (minres)", _omega)
