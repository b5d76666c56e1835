"""From scores and outcomes to a 2x2 table, with every case that cannot be placed counted by its reason."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from testamur.evaluation.two_by_two import TwoByTwo

Floats = NDArray[np.float64]
WithoutScore = Literal["excluded", "not flagged"]


@dataclass(frozen=True, slots=True)
class Tabulation:
    """A 2x2 table and what became of the cases that lack something.

    `without_outcome` cases cannot be placed in any table. `without_score` cases have an outcome but no score;
    they are in the table (as not flagged) or not, as `rule` says.
    """

    table: TwoByTwo
    n: int
    without_outcome: int
    without_score: int
    without_score_events: int
    without_both: int
    rule: WithoutScore


def tabulate(
    scores: ArrayLike, outcomes: ArrayLike, *, threshold: float, without_score: WithoutScore = "excluded"
) -> Tabulation:
    """Return the 2x2 table of the flag ``score >= threshold`` against the outcome.

    Parameters
    ----------
    scores : array_like of shape (n,)
        The aid's score, higher meaning more suspect; NaN where the aid gave no result.
    outcomes : array_like of shape (n,)
        The reference standard: 1 positive, 0 negative, NaN where it is missing.
    threshold : float
        In the unit of the scores. A score equal to it is flagged.
    without_score : {"excluded", "not flagged"}
        What becomes of a case with an outcome and no score. Left out, it flatters an aid that gives up on hard
        cases; as not flagged it counts as the ward meets it: no alert was raised.

    Returns
    -------
    Tabulation
        The table and the number of cases without outcome, without score (and how many of these are events),
        and without both; `without_outcome` includes those without both, `without_score` does not.

    Raises
    ------
    ValueError
        If the lengths differ, an outcome is not 0, 1 or NaN, a score is infinite or the threshold not finite.

    References
    ----------
    Missing and indeterminate results: STARD 2015 (Bossuyt et al., BMJ 351:h5527), items 15 and 16.
    """
    score, outcome = checked(scores, outcomes)
    if not np.isfinite(threshold):
        raise ValueError(f"the threshold must be a finite number; it is {threshold}")
    no_score, no_outcome = np.isnan(score), np.isnan(outcome)
    placed = ~no_outcome if without_score == "not flagged" else ~(no_outcome | no_score)
    flagged, event = (score >= threshold)[placed], (outcome == 1)[placed]
    return Tabulation(
        TwoByTwo(
            tp=int(np.sum(flagged & event)),
            fp=int(np.sum(flagged & ~event)),
            fn=int(np.sum(~flagged & event)),
            tn=int(np.sum(~flagged & ~event)),
        ),
        n=len(score),
        without_outcome=int(np.sum(no_outcome)),
        without_score=int(np.sum(no_score & ~no_outcome)),
        without_score_events=int(np.sum(no_score & (outcome == 1))),
        without_both=int(np.sum(no_score & no_outcome)),
        rule=without_score,
    )


def checked(scores: ArrayLike, outcomes: ArrayLike) -> tuple[Floats, Floats]:
    """Return both as arrays of equal length.

    Raises
    ------
    ValueError
        If the lengths differ, an outcome is not 0, 1 or NaN, or a score is infinite.
    """
    score = np.asarray(scores, dtype=np.float64)
    outcome = np.asarray(outcomes, dtype=np.float64)
    if score.ndim != 1 or score.shape != outcome.shape:
        raise ValueError(f"scores and outcomes must be two lists of one length; {score.shape}, {outcome.shape}")
    if not np.all(np.isnan(outcome) | (outcome == 0) | (outcome == 1)):
        raise ValueError("an outcome is 1, 0 or NaN")
    if np.any(np.isinf(score)):
        raise ValueError("a score is a finite number or NaN")
    return score, outcome
