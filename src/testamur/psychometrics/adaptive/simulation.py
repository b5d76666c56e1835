"""Tests taken by simulated persons: what a bank, a length and a design would come to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.adaptive.bank import Bank
from testamur.psychometrics.adaptive.engine import INTEGERS, NONE, Engine
from testamur.psychometrics.adaptive.rules import Choice, Rules
from testamur.psychometrics.item_model import FloatArray


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
    standing = engine.begin(len(true))
    items = np.full((len(true), rules.longest), NONE)
    chances = _chances(bank, true)
    for number in range(rules.longest):
        rows = np.flatnonzero(engine.goes_on(standing))
        if not rows.size:
            break
        chosen = engine.choose(standing, rng)[rows]
        items[rows, number] = chosen
        above = rng.random(len(rows))[:, np.newaxis] > chances(rows, chosen)
        engine.learn(standing, rows, chosen, above.sum(axis=1).astype(np.int8))
    lengths = (items != NONE).sum(axis=1)
    exposure = np.bincount(items[items != NONE], minlength=len(bank.areas)) / len(true)
    return Simulated(true, standing.theta, standing.errors, lengths, items, exposure)


def _chances(bank: Bank, true: FloatArray) -> Callable[[INTEGERS, INTEGERS], npt.NDArray[np.float32]]:
    """Return a function: persons and items -> probability of at most each score but the last."""
    at_most = np.empty((len(bank.areas), len(true), int(bank.form.categories.max()) - 1), dtype=np.float32)
    for part in bank.form.parts:
        p = np.exp(part.model.log_probability(true, part.parameters)).cumsum(axis=1)
        steps = p.shape[1] - 1
        at_most[part.items, :, :steps] = np.moveaxis(p[:, :steps], 1, 2)
        at_most[part.items, :, steps:] = 2.0
    return lambda rows, items: at_most[items, rows]


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
