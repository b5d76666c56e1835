"""What a form measures, and how well it decides, before a change and after it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from testamur.psychometrics.analysis import analyse
from testamur.psychometrics.decisions import decision_consistency, decisions
from testamur.psychometrics.decisions.decide import ENOUGH
from testamur.psychometrics.decisions.livingston_lewis import FOUR
from testamur.psychometrics.estimate import CONFIDENCE, TOO_FEW, Estimate, estimated, withheld
from testamur.psychometrics.intervals import wilson
from testamur.psychometrics.item_statistics import ItemStatistics
from testamur.psychometrics.reliability import alpha
from testamur.psychometrics.scoring import is_dichotomous
from testamur.psychometrics.what_if.change import Changed

SEED: Final = 2026
"""Of the draws of persons behind the intervals of fewer than 200, so that the same scores give the same bits."""
RATE: Final = "share of sittings that pass, Wilson interval"


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a form at its pass mark.

    Attributes
    ----------
    passing : Estimate
        Share of the persons who pass.
    reliability, consistency, accuracy : Estimate
        Of the items that tell persons apart.
    items : tuple of ItemStatistics
        Of the same items.
    """

    passing: Estimate
    reliability: Estimate
    consistency: Estimate
    accuracy: Estimate
    items: tuple[ItemStatistics, ...]


def figures(scored: Changed, *, cut: float, passed: int) -> Figures:
    """Return the figures of a form as it is scored.

    Parameters
    ----------
    scored : Changed
        Where everybody has points on some items, the figures are of the others.
    cut : float
        Points that pass, those that everybody has among them.
    passed : int
        Persons who pass.
    """
    n = len(scored.scores)
    analysis = analyse(scored.scores, items=scored.items, maxima=scored.maxima.tolist())
    consistency, accuracy = _decided(scored, cut=cut)
    return Figures(
        passing=share_of(passed, n),
        reliability=alpha(scored.scores, confidence=CONFIDENCE, least=TOO_FEW),
        consistency=consistency,
        accuracy=accuracy,
        items=analysis.items,
    )


def share_of(passed: int, n: int) -> Estimate:
    """Return the share of n persons who pass, withheld if they are too few."""
    if n < TOO_FEW:
        return withheld(n=n, method=RATE, status="too few")
    return estimated(passed / n, wilson(passed, n, confidence=CONFIDENCE), n=n, method=RATE)


def _decided(scored: Changed, *, cut: float) -> tuple[Estimate, Estimate]:
    """Return consistency and accuracy: below 200 persons scored 0 or 1 by Huynh, else by Livingston and Lewis."""
    n = len(scored.scores)
    left = cut - scored.credited
    most = float(scored.maxima.sum())
    if not 0 < left <= most:
        nothing = withheld(n=n, method=FOUR, status="undefined")
        return nothing, nothing
    if TOO_FEW <= n < ENOUGH and is_dichotomous(scored.scores) and (scored.maxima == 1).all():
        chosen = decisions(scored.scores, cut=left, rng=np.random.default_rng(SEED)).chosen
        return chosen.consistency, chosen.accuracy
    found = decision_consistency(scored.scores, cut=left, maximum=most)
    return found.consistency, found.accuracy
