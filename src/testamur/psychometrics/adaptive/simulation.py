"""Tests taken by simulated persons."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.adaptive.bank import Bank
from testamur.psychometrics.adaptive.engine import INTEGERS, NONE, Engine, Standing
from testamur.psychometrics.adaptive.rules import Rules
from testamur.psychometrics.calibration.expected import in_order
from testamur.psychometrics.item_model import FloatArray

BLOCK: Final = 2000
"""So many persons sit at a time: their posteriors stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What became of simulated persons.

    Attributes
    ----------
    true, theta, errors : ndarray, shape (n_persons,)
        Ability as it was drawn, as it was estimated, and the error of that.
    lengths : ndarray of int, shape (n_persons,)
        Items taken.
    items : ndarray of int, shape (n_persons, longest)
        Which, in order; -1 after the end.
    exposure : ndarray, shape (n_items,)
        Share of the persons who saw each item.
    """

    true: FloatArray
    theta: FloatArray
    errors: FloatArray
    lengths: npt.NDArray[np.intp]
    items: npt.NDArray[np.intp]
    exposure: FloatArray


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of simulated persons, and on the way.

    `path` (n_persons, longest) is the estimate after each item; NaN after the end. Without a rule that ends a test
    early, what stands after n items is what the same test of n items would have come to.
    """

    done: Simulated
    path: FloatArray


def simulate(bank: Bank, rules: Rules, theta: npt.ArrayLike, rng: np.random.Generator) -> Simulated:
    """Let persons of these abilities (n_persons,) take a test.

    Raises
    ------
    DocumentError
        If the bank cannot keep the rules.
    """
    return followed(Engine(bank, rules), np.asarray(theta, dtype=np.float64), rng).done


def followed(engine: Engine, true: FloatArray, rng: np.random.Generator) -> Followed:
    """Let persons of these abilities (n_persons,) sit at an engine."""
    parts = [true[start : start + BLOCK] for start in range(0, len(true), BLOCK)]
    # Every block draws from a stream of its own, so that what is drawn does not depend on who draws it.
    streams = list(zip(parts, rng.spawn(len(parts)), strict=True))
    done = list(in_order(lambda part: _block(engine, *part), streams))
    items, path = (np.concatenate([one[place] for one in done]) for place in (1, 2))
    exposure = np.bincount(items[items != NONE], minlength=len(engine.bank.areas)) / len(true)
    simulated = Simulated(
        true,
        np.concatenate([standing.theta for standing, _, _ in done]),
        np.concatenate([standing.errors for standing, _, _ in done]),
        np.concatenate([standing.lengths for standing, _, _ in done]),
        items,
        exposure,
    )
    return Followed(simulated, path)


def _block(engine: Engine, true: FloatArray, rng: np.random.Generator) -> tuple[Standing, INTEGERS, FloatArray]:
    """Let a block of persons sit; return how they stand at the end, their items in order, and their estimates."""
    standing = engine.begin(len(true))
    items = np.full((len(true), engine.rules.longest), NONE)
    path = np.full(items.shape, np.nan)
    places = _places(engine.bank)
    for number in range(engine.rules.longest):
        rows = np.flatnonzero(engine.goes_on(standing))
        if not rows.size:
            break
        chosen = engine.choose(standing, rng)[rows]
        items[rows, number] = chosen
        engine.learn(standing, rows, chosen, _scores(engine.bank, places, true[rows], chosen, rng))
        path[rows, number] = standing.theta[rows]
    return standing, items, path


def _places(bank: Bank) -> tuple[INTEGERS, INTEGERS]:
    """Return for each item the part of the form that it stands in, and its row there."""
    part, row = np.empty((2, len(bank.areas)), dtype=np.intp)
    for number, own in enumerate(bank.form.parts):
        part[own.items], row[own.items] = number, np.arange(len(own.items))
    return part, row


def _scores(
    bank: Bank, places: tuple[INTEGERS, INTEGERS], true: FloatArray, items: INTEGERS, rng: np.random.Generator
) -> npt.NDArray[np.int8]:
    """Draw the score of each person on one item, by the model of the item."""
    scores = np.zeros(len(items), dtype=np.int8)
    drawn = rng.random(len(items))
    of_part = places[0][items]
    for number, part in enumerate(bank.form.parts):
        persons = np.flatnonzero(of_part == number)
        own = part.parameters[places[1][items[persons]]]
        p = np.exp(part.model.log_probability(true[persons, np.newaxis], own)[:, :-1, 0])
        scores[persons] = (drawn[persons, np.newaxis] > p.cumsum(axis=1)).sum(axis=1)
    return scores
