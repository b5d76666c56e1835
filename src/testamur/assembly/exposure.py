"""Exposure control for adaptive tests: which items a person may get at all, drawn before the test.

Source: van der Linden & Veldkamp (2004), Journal of Educational and Behavioral Statistics 29:273-291 (eligibility
probabilities, computed anew after every person), after Sympson & Hetter (1985), who set them by simulation.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from testamur.assembly.units import BoolArray
from testamur.errors import Refused

Counts = npt.NDArray[np.int64]


@dataclass(slots=True)
class Eligibility:
    """How often each of `items` items was eligible and was taken, and the share of persons that may get one.

    It is written on after every test. The probability of the next person is `most` times how often an item was
    eligible over how often it was taken, and 1 where that is more or it was never taken: of persons for whom it is
    eligible, so many take it that of all persons `most` do.
    """

    items: int
    most: float
    eligible: Counts = field(init=False)
    taken: Counts = field(init=False)

    def __post_init__(self) -> None:
        if not 0 < self.most <= 1:
            raise Refused(
                "exposure-share", "The share of persons that may get an item must be above 0, at most 1."
            )
        self.eligible = np.zeros(self.items, dtype=np.int64)
        self.taken = np.zeros(self.items, dtype=np.int64)

    def probabilities(self) -> npt.NDArray[np.float64]:
        """Return for each item the probability that the next person may get it."""
        found = self.most * self.eligible / np.maximum(self.taken, 1)
        return np.where(self.taken == 0, 1.0, np.minimum(found, 1.0))

    def draw(self, rng: np.random.Generator) -> BoolArray:
        """Return which items the next person may get."""
        return np.asarray(rng.random(self.items) < self.probabilities())

    def record(self, eligible: BoolArray, taken: list[int]) -> None:
        """Count one person's test; an item that was taken was eligible, whatever was drawn."""
        self.eligible += eligible
        self.taken[taken] += 1
        self.eligible[[place for place in taken if not eligible[place]]] += 1
