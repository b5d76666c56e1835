"""Parallel analysis: how many things the items measure, beyond what chance would show.

Source: Horn (1965), Psychometrika 30:179-185; scores shuffled within each item, so that each keeps its own
distribution: Buja & Eyuboglu (1992), Multivariate Behavioral Research 27:509-540; a high percentile in place of
the mean: Glorfeld (1995), Educational and Psychological Measurement 55:377-393.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem, Refused
from testamur.psychometrics.estimate import TOO_FEW
from testamur.psychometrics.item_model import FloatArray
from testamur.psychometrics.one_thread import one_thread
from testamur.psychometrics.scoring import score_matrix

REPLICATES: Final = 100
PERCENTILE: Final = 95.0


@dataclass(frozen=True, slots=True)
class ParallelAnalysis:
    """Eigenvalues of the items' correlations, largest first, beside those of shuffled scores; all (n_items,).

    `reference` is the percentile asked for; `dimensions` counts the eigenvalues that lie above it, up to the first
    that does not.
    """

    eigenvalues: FloatArray
    mean: FloatArray
    reference: FloatArray
    dimensions: int
    persons: int
    replicates: int
    percentile: float


@one_thread()
def parallel_analysis(
    scores: npt.ArrayLike,
    *,
    rng: np.random.Generator,
    replicates: int = REPLICATES,
    percentile: float = PERCENTILE,
    least: int = TOO_FEW,
) -> ParallelAnalysis:
    """Return the parallel analysis of product-moment correlations.

    Parameters
    ----------
    scores : array_like, shape (n_persons, n_items)
        Item scores, >= 0; everyone took every item.
    rng : numpy.random.Generator
        Shuffles the scores.
    replicates : int
        How often.
    percentile : float
        Of the shuffled eigenvalues, 0..100.
    least : int
        Fewer persons are refused.

    Raises
    ------
    DocumentError
        If items were scored alike for everybody: each of them.
    Refused
        With too few persons, or fewer than two items.
    """
    matrix = score_matrix(scores)
    n, items = matrix.shape
    if n < least:
        raise Refused("fit-persons", f"Parallel analysis needs at least {least} persons; there are {n}.")
    if items < 2:
        raise Refused("fit-items", "Parallel analysis needs at least two items.")
    flat = np.flatnonzero(np.ptp(matrix, axis=0) == 0).tolist()
    if flat:
        raise DocumentError([Problem(f"items[{place}]", "was scored alike for everybody") for place in flat])
    standard = (matrix - matrix.mean(axis=0)) / matrix.std(axis=0)
    eigenvalues = _eigenvalues(standard)
    shuffled = np.array([_eigenvalues(rng.permuted(standard, axis=0)) for _ in range(replicates)])
    reference = np.percentile(shuffled, percentile, axis=0)
    above = eigenvalues > reference
    return ParallelAnalysis(
        eigenvalues=eigenvalues,
        mean=shuffled.mean(axis=0),
        reference=reference,
        dimensions=items if above.all() else int(above.argmin()),
        persons=n,
        replicates=replicates,
        percentile=percentile,
    )


def _eigenvalues(standard: FloatArray) -> FloatArray:
    return np.asarray(np.linalg.eigvalsh(standard.T @ standard / len(standard))[::-1], dtype=np.float64)
