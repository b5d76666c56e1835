"""The 2x2 table of an aid against the reference standard, and what is read from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from testamur.evaluation.estimate import CONFIDENCE, TOO_FEW, Estimate
from testamur.evaluation.proportion import Method, proportion


@dataclass(frozen=True, slots=True)
class TwoByTwo:
    """Counts of cases by the aid's flag and the reference standard.

    Raises
    ------
    ValueError
        If a count is negative.
    """

    tp: int
    fp: int
    fn: int
    tn: int

    def __post_init__(self) -> None:
        if min(self.tp, self.fp, self.fn, self.tn) < 0:
            raise ValueError(f"counts cannot be negative: {self}")

    @property
    def n(self) -> int:
        """All cases in the table."""
        return self.tp + self.fp + self.fn + self.tn

    @property
    def events(self) -> int:
        """Cases that are positive by the reference standard."""
        return self.tp + self.fn

    @property
    def nonevents(self) -> int:
        """Cases that are negative by the reference standard."""
        return self.fp + self.tn

    @property
    def flagged(self) -> int:
        """Cases that the aid flagged."""
        return self.tp + self.fp


class Measure(StrEnum):
    """A share that is read from a 2x2 table."""

    SENSITIVITY = "sensitivity"
    SPECIFICITY = "specificity"
    PPV = "positive predictive value"
    NPV = "negative predictive value"
    PREVALENCE = "prevalence"
    FLAG_RATE = "flag rate"


SHARES: Final[Mapping[Measure, Callable[[TwoByTwo], tuple[int, int]]]] = MappingProxyType(
    {
        Measure.SENSITIVITY: lambda t: (t.tp, t.events),
        Measure.SPECIFICITY: lambda t: (t.tn, t.nonevents),
        Measure.PPV: lambda t: (t.tp, t.flagged),
        Measure.NPV: lambda t: (t.tn, t.fn + t.tn),
        Measure.PREVALENCE: lambda t: (t.events, t.n),
        Measure.FLAG_RATE: lambda t: (t.flagged, t.n),
    }
)


def measure(
    table: TwoByTwo,
    which: Measure,
    *,
    method: Method = "Wilson",
    confidence: float = CONFIDENCE,
    fewest: int = TOO_FEW,
) -> Estimate:
    """Return one share of a 2x2 table with its interval.

    Parameters
    ----------
    table : TwoByTwo
        The counts.
    which : Measure
        Which share.
    method : {"Wilson", "exact", "Wald"}
        Which interval.
    confidence : float
        Between 0 and 1.
    fewest : int
        With fewer cases in the denominator the estimate is withheld as too few.

    Returns
    -------
    Estimate
        In 0..1; undefined if the denominator is 0 (a predictive value where nothing was flagged).

    References
    ----------
    Altman & Bland (1994), BMJ 308:1552 and 309:102.
    """
    x, n = SHARES[which](table)
    return proportion(x, n, method=method, confidence=confidence, fewest=fewest)


def measures(
    table: TwoByTwo, *, method: Method = "Wilson", confidence: float = CONFIDENCE, fewest: int = TOO_FEW
) -> dict[Measure, Estimate]:
    """Return every share of a 2x2 table with its interval; see `measure`."""
    return {which: measure(table, which, method=method, confidence=confidence, fewest=fewest) for which in Measure}
