"""The fits: each candidate in its place, with how sure that place is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from testamur.fit.advice import Fit
from testamur.fit.cautions import cautions
from testamur.fit.constants import constant
from testamur.fit.constraints import standing
from testamur.fit.dominance import dominators
from testamur.fit.draws import Array, acceptability, confidence_factor
from testamur.fit.pair import covered
from testamur.fit.placing import Placing
from testamur.fit.policy import Span
from testamur.fit.reasons import confirm, reasons
from testamur.fit.totals import totals


@dataclass(frozen=True, slots=True)
class Doubt:
    """How sure the places of some candidates are; all in the order of the placing.

    `ranks` and `central` are 0 and not a number for what is dominated, which is not drawn with the others.
    """

    ranks: Array
    wins: Array
    central: Array
    dominated_by: tuple[int | None, ...]
    confidence_factor: float


def doubt(placing: Placing, *, rng: Generator, draws: int) -> Doubt:
    """Return how sure the places are.

    What is dominated cannot be first and is left out of the draws; only then is it set against the first place
    alone, so that its being there changes nothing for the others.
    """
    counting = placing.counted > 0
    low, high, weights = placing.low[:, counting], placing.high[:, counting], placing.counted[counting]
    above = dominators(low, high, placing.order)
    above[placing.first] = None  # a lead too small for the arithmetic leaves two level
    free = [i for i, other in enumerate(above) if other is None]
    first = free.index(placing.first)
    concentration = constant("concentration")
    found = acceptability(
        low[free], high[free], weights, against=first, rng=rng, draws=draws, concentration=concentration
    )
    central = np.full((len(above), len(weights)), np.nan)
    central[free] = found.central
    ranks, wins = np.zeros((len(above), found.ranks.shape[1])), np.zeros(len(above))
    ranks[free], wins[free] = found.ranks, found.wins
    factor = _factor(low[free], high[free], found.central[first], of=first, rng=rng, draws=draws)
    beaten = [placing.first, *(i for i, other in enumerate(above) if other is not None)]
    if len(beaten) > 1:
        wins[beaten[1:]] = acceptability(
            low[beaten], high[beaten], weights, against=0, rng=rng, draws=draws, concentration=concentration
        ).wins[1:]
    return Doubt(ranks, wins, _spread(central, counting), tuple(above), factor)


def _factor(low: Array, high: Array, central: Array, *, of: int, rng: Generator, draws: int) -> float:
    if np.isnan(central).any():
        return 0.0
    return confidence_factor(low, high, central, of=of, rng=rng, draws=draws)


def _spread(central: Array, counting: NDArray[np.bool_]) -> Array:
    """Return the central weights with a column of 0 for each criterion that counts for nothing."""
    whole = np.zeros((len(central), len(counting)))
    whole[:, counting] = central
    return whole


def fits_of(placing: Placing, doubts: Doubt) -> tuple[Fit, ...]:
    """Return the candidates in their places."""
    telling = _telling(placing)
    return tuple(_fit(placing, doubts, i, place, telling) for place, i in enumerate(placing.order, start=1))


def _telling(placing: Placing) -> frozenset[str]:
    """Return the criteria in which the candidates differ."""
    spans: dict[str, set[Span]] = {}
    for candidate in placing.candidates:
        for value in candidate.values:
            spans.setdefault(value.criterion, set()).add(value.span)
    alone = len(placing.candidates) == 1
    return frozenset(name for name, different in spans.items() if len(different) > 1 or alone)


def _fit(placing: Placing, doubts: Doubt, i: int, place: int, telling: frozenset[str]) -> Fit:
    candidate, weights = placing.candidates[i], dict(placing.weights)
    offering, above = candidate.offering, doubts.dominated_by[i]
    sure = covered(candidate.case)
    shares = [float(share) for share in doubts.ranks[i]]
    return Fit(
        place=place,
        offering=offering.id,
        name=offering.name,
        provider=offering.provider,
        standing=standing(candidate.answers),
        value=Span(*(float(end @ placing.counted) for end in (placing.low[i], placing.high[i]))),
        expected=float(placing.worth[i]),
        first_share=shares[0],
        reasons=reasons(candidate, weights=weights, telling=telling),
        confirm=confirm(candidate, weights=weights),
        cautions=cautions(candidate, weights),
        answers=candidate.answers,
        values=candidate.values,
        totals=totals(candidate.case),
        dominated_by="" if above is None else placing.key(above),
        win_rate=float(doubts.wins[i]),
        rank_shares=(shares[0], shares[1], shares[2]),
        central_weights=_central(list(weights), doubts.central[i]),
        covered=tuple(target.code for target in candidate.case.role.target if target.code in sure),
    )


def _central(names: Sequence[str], weights: Array) -> dict[str, float] | None:
    if np.isnan(weights).any():
        return None
    return {name: float(weight) for name, weight in zip(names, weights, strict=True)}
