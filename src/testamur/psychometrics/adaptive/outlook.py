"""What one form, tests on the fly and adaptive tests of any length would come to, by simulation.

A test of n items is the beginning of a longer one, so every design is simulated at its longest only: twice, for
the consistency, and once more for persons who stand at the cut.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from testamur.psychometrics.adaptive.bank import Bank
from testamur.psychometrics.adaptive.engine import NONE, Engine
from testamur.psychometrics.adaptive.rules import Choice, Rules
from testamur.psychometrics.adaptive.simulation import Followed, followed
from testamur.psychometrics.intervals import wilson
from testamur.psychometrics.item_model import FloatArray

CHOICES: Final[tuple[Choice, ...]] = ("fixed", "random", "information")
AT_CUT: Final = 5
"""One person at the cut for so many of the population."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one design of one length would come to.

    Attributes
    ----------
    choice : {"fixed", "random", "information"}
        One form, on the fly, adaptive.
    length : int
        Items.
    persons : int
        How many were simulated.
    rmse, reliability : float
        Of the estimates; the squared correlation with the truth.
    error_at_cut : float
        Root mean square of estimate less truth, of persons whose ability is the cut: conditional on the cut.
    accuracy, low, high : float
        Share of decisions that are right (passes who should: ability and estimate both at or above the cut, or
        neither), with its 95 % interval by Wilson from the persons simulated.
    false_pass, false_fail : float
        Shares of all persons.
    consistency : float
        Share of persons on whom a second test of the same kind decides alike.
    highest_exposure : float
        Share of persons who saw the most shown item.
    """

    choice: Choice
    length: int
    persons: int
    rmse: float
    reliability: float
    error_at_cut: float
    accuracy: float
    low: float
    high: float
    false_pass: float
    false_fail: float
    consistency: float
    highest_exposure: float


@dataclass(frozen=True, slots=True)
class Design:
    """One design, simulated at its longest: the population twice, and persons at the cut."""

    choice: Choice
    cut: float
    first: Followed
    second: Followed
    at_cut: Followed

    def outlook(self, length: int) -> Outlook:
        """Return what it comes to after so many items."""
        true, found = self.first.done.true, self.first.path[:, length - 1]
        should, does = true >= self.cut, found >= self.cut
        again = self.second.path[:, length - 1] >= self.cut
        right, persons = int((should == does).sum()), len(true)
        shown = self.first.done.items[:, :length]
        low, high = wilson(right, persons, confidence=0.95)
        return Outlook(
            self.choice,
            length,
            persons,
            float(np.sqrt(np.mean((found - true) ** 2))),
            float(np.corrcoef(found, true)[0, 1] ** 2),
            float(np.sqrt(np.mean((self.at_cut.path[:, length - 1] - self.cut) ** 2))),
            right / persons,
            low,
            high,
            float((~should & does).mean()),
            float((should & ~does).mean()),
            float((does == again).mean()),
            float(np.bincount(shown[shown != NONE]).max() / persons),
        )

    def accuracies(self) -> FloatArray:
        """Return the share of right decisions after each number of items."""
        return accuracies(self.first, self.cut)


def accuracies(found: Followed, cut: float) -> FloatArray:
    """Return the share of right decisions after each number of items."""
    should = (found.done.true >= cut)[:, np.newaxis]
    return np.asarray(((found.path >= cut) == should).mean(axis=0), dtype=np.float64)


def design(
    bank: Bank, rules: Rules, *, choice: Choice, longest: int, cut: float, persons: int, seed: int
) -> Design:
    """Simulate one design; the same seed gives the same persons to every design.

    Parameters
    ----------
    bank : Bank
    rules : Rules
        Blueprint and exposure.
    choice : {"fixed", "random", "information"}
    longest : int
        Items.
    cut : float
    persons, seed : int

    Raises
    ------
    DocumentError
        If the bank cannot keep the rules.
    """
    varied = replace(rules, choice=choice, longest=longest, shortest=1, error=None, aim=cut)
    drawn, *streams = (np.random.default_rng(one) for one in np.random.SeedSequence(seed).spawn(4))
    true = drawn.normal(bank.mean, bank.sd, persons)
    at_cut = np.full(max(1, persons // AT_CUT), cut)
    is_plain = choice == "fixed" and not rules.shares
    engine = Engine(bank, varied, order=bank.best_at(cut)[:longest] if is_plain else None)
    runs = [followed(engine, who, rng) for who, rng in zip((true, true, at_cut), streams, strict=True)]
    return Design(choice, cut, *runs)


def outlooks(
    bank: Bank, rules: Rules, *, cut: float, lengths: Iterable[int], persons: int, seed: int
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
    seed : int

    Raises
    ------
    DocumentError
        If the bank cannot keep the rules.
    """
    wanted = sorted(set(lengths))
    designs = [
        design(bank, rules, choice=choice, longest=wanted[-1], cut=cut, persons=persons, seed=seed)
        for choice in CHOICES
    ]
    return [one.outlook(length) for length in wanted for one in designs]
