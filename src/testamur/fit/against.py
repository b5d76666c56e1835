"""Why not that one: what puts the first place before another, and what speaks for the other."""

from collections.abc import Iterator

import numpy as np

from testamur.fit.advice import WhyNot
from testamur.fit.constants import constant
from testamur.fit.constraints import Standing
from testamur.fit.criteria import Value
from testamur.fit.dominance import dominates
from testamur.fit.draws import Array
from testamur.fit.placing import Placing
from testamur.fit.reasons import TITLES


def against(placing: Placing, wins: Array) -> tuple[WhyNot, ...]:
    """Return why the next few are not in the first place, in the order of their places.

    `wins` has for each candidate the share of the draws in which it beats the first.
    """
    few = placing.order[1 : 1 + int(constant("against"))]
    return tuple(
        WhyNot(placing.key(i), placing.candidates[i].offering.name, float(wins[i]), tuple(_sentences(placing, i)))
        for i in few
    )


def _sentences(placing: Placing, other: int) -> Iterator[str]:
    first = placing.first
    gaps = placing.counted * (placing.middles[first] - placing.middles[other])
    behind = [int(c) for c in np.argsort(-gaps, kind="stable") if gaps[c] > 0][: int(constant("against.behind"))]
    ahead = [int(c) for c in np.argsort(gaps, kind="stable") if gaps[c] < 0][: int(constant("against.ahead"))]
    for c in behind:
        yield _difference(placing, c, better=first, worse=other)
    for c in ahead:
        yield f"For it. {_difference(placing, c, better=other, worse=first)}"
    if _is_dominated(placing, other):
        yield f"It is surely no better than {placing.candidates[first].offering.name} in anything that counts."
    unclear = [a for a in placing.candidates[other].answers if a.standing is Standing.CANNOT_TELL]
    yield from (f"Not certain: {answer.sentence}" for answer in unclear)


def _is_dominated(placing: Placing, other: int) -> bool:
    rows, counting = [placing.first, other], placing.counted > 0
    return bool(dominates(placing.low[rows][:, counting], placing.high[rows][:, counting])[0, 1])


def _difference(placing: Placing, criterion: int, *, better: int, worse: int) -> str:
    title = TITLES[list(placing.weights)[criterion]]
    one, other = placing.candidates[better], placing.candidates[worse]
    return (
        f"{title[:1].upper()}{title[1:]}: {one.offering.name} is ahead. {_said(one.values[criterion])} "
        f"Of {other.offering.name}: {_said(other.values[criterion])}"
    )


def _said(value: Value) -> str:
    """Return the sentence of a value with its grade, since two may say the same and not be equally sure."""
    graded = f"{value.sentence.removesuffix('.')} (grade {value.grade})."
    return graded if value.claims else value.sentence
