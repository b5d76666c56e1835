"""The places that offerings take under some weights: by their expected weighted value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from testamur.fit.candidate import Candidate
from testamur.fit.constants import constant
from testamur.fit.draws import Array, expected


@dataclass(frozen=True)
class Placing:
    """Candidates in the order of their keys, and the weights they are placed under.

    All arrays are in the order of `candidates`, with one column for each criterion in the order of `weights`.
    """

    candidates: tuple[Candidate, ...]
    weights: Mapping[str, float]

    @cached_property
    def counted(self) -> Array:
        """The weights, of shape (n_criteria,)."""
        return np.array(list(self.weights.values()))

    @cached_property
    def spans(self) -> Array:
        """The ends of the values, of shape (n_offerings, n_criteria, 2)."""
        return np.array([[value.span for value in one.values] for one in self.candidates], dtype=np.float64)

    @property
    def low(self) -> Array:
        """The low ends of the values, of shape (n_offerings, n_criteria)."""
        return self.spans[:, :, 0]

    @property
    def high(self) -> Array:
        """The high ends of the values, of shape (n_offerings, n_criteria)."""
        return self.spans[:, :, 1]

    @cached_property
    def middles(self) -> Array:
        """Where each value is expected, of shape (n_offerings, n_criteria)."""
        return np.asarray(self.low + constant("caution") * (self.high - self.low))

    @cached_property
    def worth(self) -> Array:
        """The expected weighted values, of shape (n_offerings,)."""
        return expected(self.low, self.high, self.counted, caution=constant("caution"))

    @cached_property
    def order(self) -> list[int]:
        """The candidates in their places; equal ones in the order of their keys."""
        return sorted(range(len(self.candidates)), key=lambda i: (-self.worth[i], self.key(i)))

    @property
    def first(self) -> int:
        """The candidate in the first place."""
        return self.order[0]

    def key(self, i: int) -> str:
        """Return the key of a candidate's offering."""
        return self.candidates[i].offering.id

    def under(self, weights: Mapping[str, float]) -> "Placing":
        """Return the same candidates placed under other weights of the same criteria."""
        other = Placing(self.candidates, weights)
        other.__dict__["spans"] = self.spans
        return other


def placed(candidates: Iterable[Candidate], weights: Mapping[str, float]) -> Placing:
    """Return candidates in their places, whatever the order they are given in."""
    return Placing(tuple(sorted(candidates, key=lambda one: one.offering.id)), weights)
