"""Tests taken by simulated persons: what a bank, a length and a design would come to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.adaptive.bank import Bank
from testamur.psychometrics.adaptive.engine import INTEGERS, NONE, Engine, Standing
from testamur.psychometrics.adaptive.rules import Choice, Rules
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
class Outlook:
    """What one design of one length would come to, by simulation.

    `reliability` is the squared correlation of estimate and truth. `accuracy`, `false_pass` and `false_fail` are
    shares of all persons at the cut; `error_at_cut` is the mean standard error of those within 0.25 of the cut,
    NaN if there are none.
    """

    choice: Choice
    length: float
    rmse: float
    reliability: float
    error_at_cut: float
    accuracy: float
    false_pass: float
    false_fail: float
    highest_exposure: float


def simulate(bank: Bank, rules: Rules, theta: npt.ArrayLike, rng: np.random.Generator) -> Simulated:
    """Let persons of these abilities (n_persons,) take a test.

    Raises
    ------
    DocumentError
        If the bank cannot keep the rules.
    """
    true = np.asarray(theta, dtype=np.float64)
    engine = Engine(bank, rules)
    parts = [true[start : start + BLOCK] for start in range(0, len(true), BLOCK)]
    # Every block draws from a stream of its own, so that what is drawn does not depend on who draws it.
    done = list(in_order(lambda part: _sat(engine, *part), list(zip(parts, rng.spawn(len(parts)), strict=True))))
    items = np.concatenate([items for _, items in done])
    exposure = np.bincount(items[items != NONE], minlength=len(bank.areas)) / len(true)
    return Simulated(
        true,
        np.concatenate([standing.theta for standing, _ in done]),
        np.concatenate([standing.errors for standing, _ in done]),
        np.concatenate([standing.lengths for standing, _ in done]),
        items,
        exposure,
    )


def _sat(engine: Engine, true: FloatArray, rng: np.random.Generator) -> tuple[Standing, INTEGERS]:
    """Let a block of persons sit; return how they stand at the end, and their items in order."""
    standing = engine.begin(len(true))
    items = np.full((len(true), engine.rules.longest), NONE)
    places = _places(engine.bank)
    for number in range(engine.rules.longest):
        rows = np.flatnonzero(engine.goes_on(standing))
        if not rows.size:
            break
        chosen = engine.choose(standing, rng)[rows]
        items[rows, number] = chosen
        engine.learn(standing, rows, chosen, _scores(engine.bank, places, true[rows], chosen, rng))
    return standing, items


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


def outlooks(
    bank: Bank, rules: Rules, *, cut: float, lengths: Iterable[int], persons: int, rng: np.random.Generator
) -> list[Outlook]:
    """Return what adaptive tests, tests on the fly and one form of several lengths would come to.

    Parameters
    ----------
    bank : Bank
    rules : Rules
        Blueprint and exposure; length and design are varied.
    cut : float
        The ability at or above which a person passes.
    lengths : iterable of int
    persons : int
        Simulated from the bank's population, the same for every design.
    rng : Generator
    """
    true = rng.normal(bank.mean, bank.sd, persons)
    found = []
    for length in lengths:
        for choice in ("fixed", "random", "information"):
            varied = replace(rules, choice=choice, longest=length, shortest=1, error=None, aim=cut)
            found.append(_outlook(choice, simulate(bank, varied, true, rng), cut))
    return found


def _outlook(choice: Choice, done: Simulated, cut: float) -> Outlook:
    should, does = done.true >= cut, done.theta >= cut
    near = np.abs(done.true - cut) <= 0.25
    return Outlook(
        choice,
        float(done.lengths.mean()),
        float(np.sqrt(np.mean((done.theta - done.true) ** 2))),
        float(np.corrcoef(done.theta, done.true)[0, 1] ** 2),
        float(done.errors[near].mean()) if near.any() else float("nan"),
        float((should == does).mean()),
        float((~should & does).mean()),
        float((should & ~does).mean()),
        float(done.exposure.max()),
    )
