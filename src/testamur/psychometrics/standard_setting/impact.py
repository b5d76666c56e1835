"""What a cut would mean: the share of candidates who would not pass, at every possible cut."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from testamur.psychometrics.equating.distribution import ScoreDistribution
from testamur.psychometrics.estimate import CONFIDENCE, TOO_FEW, Estimate, estimated, withheld
from testamur.psychometrics.intervals import wilson
from testamur.psychometrics.scoring import FloatArray

METHOD: Final = "share of candidates below the cut, Wilson interval"


@dataclass(frozen=True, slots=True)
class Impact:
    """At one cut, the share of candidates who would not pass."""

    cut: int
    failing: Estimate


def impact(
    scores: ScoreDistribution, *, confidence: float = CONFIDENCE, least: int = TOO_FEW
) -> tuple[Impact, ...]:
    """Return the impact of every cut 0, 1, ..., maximum; those below the cut do not pass.

    With fewer than `least` candidates the shares are withheld as "too few".
    """
    below = np.concatenate([[0.0], np.cumsum(scores.counts)[:-1]])
    return tuple(
        Impact(
            cut,
            withheld(n=scores.n, method=METHOD, status="too few")
            if scores.n < least
            else estimated(
                count / scores.n, wilson(count, scores.n, confidence=confidence), n=scores.n, method=METHOD
            ),
        )
        for cut, count in enumerate(below.tolist())
    )


def fail_rates(scores: ScoreDistribution) -> FloatArray:
    """Return the share of candidates below each cut 0, 1, ..., maximum + 1."""
    return np.concatenate([[0.0], np.cumsum(scores.counts) / scores.counts.sum()])
