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
        Log posterior, but for a constant.
    used : ndarray of bool, shape (n_persons, n_items)
    taken : ndarray of int, shape (n_persons, n_areas)
        Items taken of each area.
    theta, errors : ndarray, shape (n_persons,)
        Mean and standard deviation of the posterior.
    """

    logs: FloatArray
    used: BoolArray
    taken: INTEGERS
    theta: FloatArray
    errors: FloatArray


class Engine:
    """Chooses items and learns from answers, by the rules."""

    def __init__(self, bank: Bank, rules: Rules) -> None:
        check(rules, bank)
        self.bank, self.rules = bank, rules
        self.names = list(rules.shares) or sorted(set(bank.areas))
        self.shares = np.array([rules.shares[name] for name in self.names]) if rules.shares else None
        self.area = np.array([self.names.index(one) if one in self.names else NONE for one in bank.areas])
        # Of each area and place only so many of the best can ever be asked for.
        self.best = [
            np.argsort(-bank.information[members], axis=0, kind="stable")[: rules.longest + rules.among].T
            for members in self._members()
        ]
        self.best = [members[order] for members, order in zip(self._members(), self.best, strict=True)]

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
        )

    def choose(self, standing: Standing, rng: np.random.Generator) -> INTEGERS:
        """Return the next item of each person, by its place in the bank."""
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
            members = self._members()[pool]
            free = ~standing.used[np.ix_(rows, members)]
            draws: FloatArray = np.where(free, rng.random(free.shape), -1.0)
            return np.asarray(members[draws.argmax(axis=1)])
        aim = standing.theta[rows] if self.rules.choice == "information" else np.full(len(rows), self.rules.aim)
        candidates = self.best[pool][self.bank.nearest(aim)]
        free = ~standing.used[rows[:, np.newaxis], candidates]
        rank = np.where(free, free.cumsum(axis=1), 0)
        within = np.minimum(self.rules.among, free.sum(axis=1))
        # One form is one form: what is drawn among the best would differ from person to person.
        wanted = (
            1 + (rng.random(len(rows)) * within).astype(np.intp) if self._draws() else np.ones(len(rows), np.intp)
        )
        return np.asarray(candidates[np.arange(len(rows)), (rank == wanted[:, np.newaxis]).argmax(axis=1)])

    def _draws(self) -> bool:
        return self.rules.among > 1 and self.rules.choice == "information"

    def learn(self, standing: Standing, rows: INTEGERS, items: INTEGERS, scores: npt.NDArray[np.int8]) -> None:
        """Take the answers of some persons, each to one item, into their standing."""
        standing.logs[rows] += self.bank.log_p[items, scores]
        standing.used[rows, items] = True
        areas = self.area[items]
        known = areas != NONE
        standing.taken[rows[known], areas[known]] += 1
        logs = standing.logs[rows]
        weights = np.exp(logs - logs.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        theta = weights @ self.bank.theta
        standing.theta[rows] = theta
        standing.errors[rows] = np.sqrt(np.maximum(weights @ self.bank.theta**2 - theta**2, 0))

    def goes_on(self, standing: Standing) -> BoolArray:
        """Return whether each person is to get another item."""
        count = standing.used.sum(axis=1)
        found = count < self.rules.longest
        if self.rules.error is not None:
            found &= (count < self.rules.shortest) | (standing.errors > self.rules.error)
        return np.asarray(found)


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
