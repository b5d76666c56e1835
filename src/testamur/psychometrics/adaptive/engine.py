"""One engine for one person at a desk and for ten thousand in a simulation: posterior, choice, end.

Source: Bock & Mislevy (1982), Applied Psychological Measurement 6:431-444, for the estimate; Lord (1980),
Applications of Item Response Theory to Practical Testing Problems, ch. 10, for the choice by information.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.adaptive.bank import Bank
from testamur.psychometrics.adaptive.rules import Rules, check
from testamur.psychometrics.item_model import BoolArray, FloatArray

INTEGERS = npt.NDArray[np.intp]
NONE: Final = -1


@dataclass(slots=True)
class Standing:
    """Where persons stand; it is written on as they answer.

    Attributes
    ----------
    logs : ndarray, shape (n_persons, n_nodes)
        Log posterior; before the first answer the log prior, but for a constant.
    used : ndarray of bool, shape (n_persons, n_items)
    taken : ndarray of int, shape (n_persons, n_areas)
        Items taken of each area.
    theta, errors : ndarray, shape (n_persons,)
        Mean and standard deviation of the posterior.
    lengths : ndarray of int, shape (n_persons,)
        Items taken.
    """

    logs: FloatArray
    used: BoolArray
    taken: INTEGERS
    theta: FloatArray
    errors: FloatArray
    lengths: INTEGERS


class Engine:
    """Chooses items and learns from answers, by the rules; or gives everybody the items of `order`, one by one."""

    def __init__(self, bank: Bank, rules: Rules, *, order: INTEGERS | None = None) -> None:
        check(rules, bank)
        self.bank, self.rules, self.order = bank, rules, order
        self.names = list(rules.shares) or sorted(set(bank.areas))
        self.shares = np.array([rules.shares[name] for name in self.names]) if rules.shares else None
        self.area = np.array([self.names.index(one) if one in self.names else NONE for one in bank.areas])
        # Of each area and place only so many of the best can ever be asked for.
        self.best = [
            np.argsort(-bank.information[members], axis=0, kind="stable")[: rules.longest + rules.among].T
            for members in self._members()
        ]
        self.best = [members[order] for members, order in zip(self._members(), self.best, strict=True)]
        # One product makes a posterior's sum, mean and mean square.
        self.powers = np.stack([np.ones_like(bank.theta), bank.theta, bank.theta**2], axis=1)
        self.log_p = bank.log_p.reshape(-1, len(bank.theta))

    def _members(self) -> list[INTEGERS]:
        if self.shares is None:
            return [np.arange(len(self.bank.areas))]
        return [np.flatnonzero(self.area == number) for number in range(len(self.names))]

    def begin(self, persons: int) -> Standing:
        """Return the standing of persons who have not begun."""
        bank = self.bank
        prior = -0.5 * ((bank.theta - bank.mean) / bank.sd) ** 2
        return Standing(
            np.tile(prior, (persons, 1)),
            np.zeros((persons, len(bank.areas)), dtype=np.bool_),
            np.zeros((persons, len(self.names)), dtype=np.intp),
            np.full(persons, bank.mean),
            np.full(persons, bank.sd),
            np.zeros(persons, dtype=np.intp),
        )

    def choose(self, standing: Standing, rng: np.random.Generator) -> INTEGERS:
        """Return the next item of each person, by its place in the bank."""
        if self.order is not None:
            return self.order[np.minimum(standing.lengths, len(self.order) - 1)]
        persons = len(standing.theta)
        pools = np.zeros(persons, dtype=np.intp) if self.shares is None else self._lagging(standing)
        chosen = np.empty(persons, dtype=np.intp)
        for pool in np.unique(pools).tolist():
            rows = np.flatnonzero(pools == pool)
            chosen[rows] = self._from(pool, rows, standing, rng)
        return chosen

    def _lagging(self, standing: Standing) -> INTEGERS:
        """Return the area whose share lags most behind."""
        count = standing.taken.sum(axis=1, keepdims=True) + 1
        return np.asarray((self.shares * count - standing.taken).argmax(axis=1))

    def _from(self, pool: int, rows: INTEGERS, standing: Standing, rng: np.random.Generator) -> INTEGERS:
        if self.rules.choice == "random":
            return _any_free(self._members()[pool], standing.used, rows, rng)
        aim = standing.theta[rows] if self.rules.choice == "information" else np.full(len(rows), self.rules.aim)
        # Who has taken n items finds one that is free among the best n + 1.
        reach = int(standing.lengths[rows].max()) + self.rules.among
        candidates = self.best[pool][:, :reach][self.bank.nearest(aim)]
        free = ~standing.used[rows[:, np.newaxis], candidates]
        # One form is one form: what is drawn among the best would differ from person to person.
        if self._draws():
            within = np.minimum(self.rules.among, np.count_nonzero(free, axis=1))
            wanted = 1 + (rng.random(len(rows)) * within).astype(np.intp)
            free &= free.cumsum(axis=1, dtype=np.int32) == wanted[:, np.newaxis]
        return np.asarray(candidates[np.arange(len(rows)), free.argmax(axis=1)])

    def _draws(self) -> bool:
        return self.rules.among > 1 and self.rules.choice == "information"

    def learn(self, standing: Standing, rows: INTEGERS, items: INTEGERS, scores: npt.NDArray[np.int8]) -> None:
        """Take the answers of some persons, each to one item, into their standing."""
        standing.used[rows, items] = True
        standing.lengths[rows] += 1
        areas = self.area[items]
        known = areas != NONE
        standing.taken[rows[known], areas[known]] += 1
        logs = standing.logs[rows]
        logs += self.log_p.take(items * self.bank.log_p.shape[1] + scores, axis=0)
        # The logs of the last posterior add up to 1 and an answer only takes from them: nothing overflows.
        totals, means, squares = (np.exp(logs) @ self.powers).T
        means, squares = means / totals, squares / totals
        logs -= np.log(totals)[:, np.newaxis]
        standing.logs[rows] = logs
        standing.theta[rows] = means
        standing.errors[rows] = np.sqrt(np.maximum(squares - means**2, 0))

    def goes_on(self, standing: Standing) -> BoolArray:
        """Return whether each person is to get another item."""
        found = standing.lengths < self.rules.longest
        if self.rules.error is not None:
            found &= (standing.lengths < self.rules.shortest) | (standing.errors > self.rules.error)
        return np.asarray(found)


def _any_free(members: INTEGERS, used: BoolArray, rows: INTEGERS, rng: np.random.Generator) -> INTEGERS:
    """Return one of `members` for each row, drawn again until it is not yet used; one must be free."""
    chosen = np.empty(len(rows), dtype=np.intp)
    open_ = np.arange(len(rows))
    while open_.size:
        chosen[open_] = members[rng.integers(len(members), size=len(open_))]
        open_ = open_[used[rows[open_], chosen[open_]]]
    return chosen


def next_item(bank: Bank, rules: Rules, answers: list[tuple[int, int]], rng: np.random.Generator) -> int | None:
    """Return the place of the item to show next to one person, or None if the test is over.

    Parameters
    ----------
    bank : Bank
    rules : Rules
    answers : list of (item, score)
        What they have answered so far, in order, by place in the bank.
    rng : Generator

    Raises
    ------
    DocumentError
        If the bank cannot keep the rules.
    """
    engine = Engine(bank, rules)
    standing = engine.begin(1)
    for item, score in answers:
        engine.learn(standing, np.array([0]), np.array([item]), np.array([score], dtype=np.int8))
    return int(engine.choose(standing, rng)[0]) if engine.goes_on(standing)[0] else None
