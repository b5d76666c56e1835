"""What each item did, and what a person should look at."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from testamur.psychometrics.estimate import Estimate, estimated, withheld
from testamur.psychometrics.intervals import student, wilson
from testamur.psychometrics.options import OptionStatistics
from testamur.psychometrics.scoring import FloatArray, is_dichotomous

PROPORTION: Final = "proportion correct, Wilson interval"
MEAN_SHARE: Final = "mean share of the points, Student t interval"

HARD: Final = 0.20
EASY: Final = 0.95
WEAK: Final = 0.10
HARDLY_CHOSEN: Final = 0.05


class Flag(StrEnum):
    """One reason for a person to look at an item; a flag is a question, not a verdict."""

    TOO_HARD = "too hard"
    TOO_EASY = "too easy"
    NEGATIVE = "negative discrimination"
    WEAK = "weak discrimination"
    KEY_IN_DOUBT = "high scorers prefer a distractor to the key"
    IDLE_DISTRACTOR = "a distractor is hardly chosen"


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """The classical statistics of one item.

    `difficulty` is the proportion correct (share of the points for an item worth more), `discrimination` the
    correlation with the rest score (corrected point-biserial), `alpha_without` the alpha of the other items.
    `with_total` is the correlation with the total that the item is part of, which is always too high; `biserial`,
    with the rest score, is undefined for an item that is not scored 0 and 1.
    """

    item: str
    n: int
    difficulty: Estimate
    discrimination: Estimate
    alpha_without: Estimate
    options: tuple[OptionStatistics, ...] = ()
    flags: tuple[Flag, ...] = ()
    with_total: Estimate | None = None
    biserial: Estimate | None = None


def difficulty(scores: FloatArray, maximum: float, *, confidence: float, least: int) -> Estimate:
    """Return the share of the points that persons got on one item.

    Parameters
    ----------
    scores : ndarray of float, shape (n_persons,)
        Scores on the item, 0..maximum.
    maximum : float
        Points the item is worth, > 0.
    confidence, least
        As in `analyse`.

    Returns
    -------
    Estimate
        With Wilson's interval if every score is nothing or all, else with Student's, cut at 0 and 1.
    """
    n, shares = len(scores), scores / maximum
    method = PROPORTION if is_dichotomous(shares) else MEAN_SHARE
    if n < least:
        return withheld(n=n, method=method, status="too few")
    p = float(shares.mean())
    if method == PROPORTION:
        return estimated(p, wilson(float(shares.sum()), n, confidence=confidence), n=n, method=method)
    if n < 2:
        return withheld(n=n, method=method, status="undefined")
    low, high = student(p, float(shares.std(ddof=1)), n, confidence=confidence)
    return estimated(p, (max(0.0, low), min(1.0, high)), n=n, method=method)


def _lies(estimate: Estimate, *, least: float = -math.inf, below: float = math.inf) -> bool:
    return estimate.value is not None and least <= estimate.value < below


def _prefers_a_distractor(item: ItemStatistics) -> bool:
    key = next((option.chosen_high for option in item.options if option.is_key), 0)
    return any(distractor.chosen_high > key for distractor in _distractors(item))


def _has_idle_distractor(item: ItemStatistics) -> bool:
    return any(distractor.chosen < HARDLY_CHOSEN * item.n for distractor in _distractors(item))


def _distractors(item: ItemStatistics) -> list[OptionStatistics]:
    """Return the wrong options, none while persons are too few to judge."""
    if item.difficulty.status != "ok":
        return []
    return [option for option in item.options if option.option and not option.is_key]


RULES: Final[dict[Flag, Callable[[ItemStatistics], bool]]] = {
    Flag.TOO_HARD: lambda item: _lies(item.difficulty, below=HARD),
    Flag.TOO_EASY: lambda item: _lies(item.difficulty, least=EASY),
    Flag.NEGATIVE: lambda item: _lies(item.discrimination, below=0.0),
    Flag.WEAK: lambda item: _lies(item.discrimination, least=0.0, below=WEAK),
    Flag.KEY_IN_DOUBT: _prefers_a_distractor,
    Flag.IDLE_DISTRACTOR: _has_idle_distractor,
}
"""When a flag is raised. p < .20 and >= .95, r < .10 are our limits, wider than the usual .30-.89 and .20;
5 % for a working distractor: Haladyna & Downing (1993), Educational and Psychological Measurement 53:999."""


def flagged(item: ItemStatistics) -> ItemStatistics:
    """Return the item with every flag that applies; too few persons raise none."""
    return replace(item, flags=tuple(flag for flag, applies in RULES.items() if applies(item)))
