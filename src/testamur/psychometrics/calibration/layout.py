"""How the free parameters of all items and groups stand in one vector."""

from dataclasses import dataclass

import numpy as np

from testamur.psychometrics.calibration.lists import first_codes
from testamur.psychometrics.calibration.responses import INTEGERS, Observed
from testamur.psychometrics.item_model import FloatArray, ItemModel


@dataclass(frozen=True, slots=True)
class Bundle:
    """Items of one number of score categories, whose parameters stand in a matrix.

    Attributes
    ----------
    items : ndarray of int, shape (n,)
        Their places among all items.
    rows : ndarray of int, shape (n, K)
        Their categories' rows in a table of all.
    names : tuple of str
        Published names of the parameters.
    """

    items: INTEGERS
    rows: INTEGERS
    names: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many numbers its matrix holds."""
        return len(self.items) * len(self.names)


@dataclass(frozen=True, slots=True)
class Layout:
    """The vector: the bundles' matrices one after the other, the groups' means, their log standard deviations."""

    bundles: tuple[Bundle, ...]
    groups: int

    def parted(self, x: FloatArray) -> tuple[list[FloatArray], FloatArray, FloatArray]:
        """Return the bundles' matrices (n, p), the groups' means and their standard deviations."""
        ends = np.cumsum([bundle.size for bundle in self.bundles])
        *parts, rest = np.split(x, ends)
        matrices = [
            part.reshape(len(bundle.items), len(bundle.names))
            for part, bundle in zip(parts, self.bundles, strict=True)
        ]
        return matrices, rest[: self.groups], np.exp(rest[self.groups :])

    def joined(self, matrices: list[FloatArray], means: FloatArray, sds: FloatArray) -> FloatArray:
        """Return the vector."""
        return np.concatenate([*(matrix.ravel() for matrix in matrices), means, np.log(sds)])


def layout(responses: Observed, model: ItemModel) -> Layout:
    """Return how the parameters of these items stand."""
    first = first_codes(responses.categories)
    bundles = []
    for categories in np.unique(responses.categories).tolist():
        items = np.flatnonzero(responses.categories == categories)
        rows = first[items, np.newaxis] + np.arange(categories)
        bundles.append(Bundle(items, rows, model.parameters(categories)))
    return Layout(tuple(bundles), len(responses.groups))
