"""Adaptive tests that keep the whole specification: before each item a full form is assembled, the shadow test.

The shadow test holds every item taken so far, keeps every limit, and tells most at the present estimate; the next
item is its best that is still free. So whatever happens, what was taken can be completed to a form that keeps all.

Almost always the linear programme already has whole numbers, which is then the best shadow test; or the last one
is as good as that bound, and stays. Only where neither holds are whole numbers searched for.

Source: van der Linden & Reese (1998), Applied Psychological Measurement 22:259-270; van der Linden (2005), Linear
Models for Optimal Test Design, ch. 9; eligibility: van der Linden & Veldkamp (2004), Journal of Educational and
Behavioral Statistics 29:273-291, and (2007), 32:398-418.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np

from testamur.assembly.bank import ItemFacts, bank_problems
from testamur.assembly.infeasible import Case, OutOfTime, infeasible
from testamur.assembly.information import calibrated_form
from testamur.assembly.rows import rows, size_rows, width
from testamur.assembly.rules import case_problems, problems
from testamur.assembly.solver import Columns, FloatArray, Programme
from testamur.assembly.specification import Specification, specification_problems
from testamur.assembly.units import BoolArray
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.adaptive import Engine, Rules, bank

How = Literal["kept", "linear", "whole", "late"]

ROUNDING: Final = 1e-7
"""A form within this share of the bound is the best one."""

IS_WHOLE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class ShadowRules:
    """How an item is chosen from a shadow test, and when a test ends.

    Attributes
    ----------
    among : int
        Each item is drawn from so many of the best of the shadow test (Kingsbury & Zara 1989). 1: the best.
    near : float
        A shadow test that tells less than the best by no more than this share will do; 0: only the best.
    error : float, optional
        A test also ends once the standard error of ability is no more than this. What is missing of the
        specification then could still have been taken, but was not.
    shortest : int
        It does not end before so many items.
    seconds : float
        Time allowed for one search for whole numbers.
    """

    among: int = 1
    near: float = 0.0
    error: float | None = None
    shortest: int = 1
    seconds: float = 10.0


ALWAYS_THE_BEST: Final = ShadowRules()


class ShadowBank:
    """A calibrated bank with a specification, made ready for shadow tests of any number of persons.

    Parameters
    ----------
    specification : Specification
        Of each test; what it says of several forms together and of information has no meaning here.
    items : sequence of ItemFacts
        In any order; they are kept by id.
    mean, sd : float
        Of the population; the prior of every estimate.
    rules : ShadowRules

    Raises
    ------
    DocumentError
        If specification or bank is wrong in itself; every problem is listed.
    Infeasible, OutOfTime
        If no test keeps the specification, or that was not settled in time.
    """

    def __init__(
        self,
        specification: Specification,
        items: Sequence[ItemFacts],
        *,
        mean: float = 0.0,
        sd: float = 1.0,
        rules: ShadowRules = ALWAYS_THE_BEST,
    ) -> None:
        self.items = tuple(sorted(items, key=lambda item: item.id))
        wrong = list(_problems(specification, self.items, rules))
        if wrong:
            raise DocumentError(wrong)
        self.specification = replace(specification, overlap_most=None, exposure_most=None, target=None)
        self.rules = rules
        ready = bank(calibrated_form(self.items), areas=[item.area for item in self.items], mean=mean, sd=sd)
        longest = min(specification.items, len(self.items))
        self.engine = Engine(ready, Rules(longest=longest, shortest=rules.shortest, error=rules.error))
        every = rows(self.specification, self.items, count=1)
        every += size_rows(self.specification, self.items, count=1)
        self.width = width(self.specification, self.items, count=1)
        self.penalty = float(ready.information.max()) * specification.items + 1.0
        self._linear, self._whole = (
            Programme(self._columns(whole=whole), every, seed=0, seconds=rules.seconds, gap=rules.near)
            for whole in (False, True)
        )
        self.best(self.information(mean), Held(), None)
        self._linear.mark()

    def information(self, theta: float) -> FloatArray:
        """Return the information of each item at the place nearest to an ability."""
        ready = self.engine.bank
        return np.asarray(ready.information[:, int(ready.nearest(np.array([theta]))[0])])

    def restart(self) -> None:
        """Make what comes depend on nothing but what comes, for the next person."""
        self._linear.restart()

    def best(self, worth: FloatArray, held: "Held", last: tuple[int, ...] | None) -> "Shadow":
        """Return the full form of most worth that holds what was taken, the last one if none is better.

        Parameters
        ----------
        worth : ndarray, shape (n_items,)
        held : Held
        last : tuple of int, optional
            A form that keeps everything, by the places of its items.

        Raises
        ------
        Infeasible, OutOfTime
            As the class says; never once a first shadow test was found.
        """
        least, most, costs = np.zeros(self.width), np.ones(self.width), np.zeros(self.width)
        least[held.taken], most[held.barred], costs[: len(worth)] = 1.0, 0.0, -worth
        answer = self._linear.solve(costs, least, most)
        if answer.outcome == "impossible" or answer.values is None:
            raise infeasible(Case(self.specification, self.items, 1, self.rules.seconds))
        values = answer.values[: len(worth)]
        limit = float(worth @ values)
        slack = np.inf if last is None else max(0.0, limit - float(worth[list(last)].sum()))
        if last is not None and slack <= max(self.rules.near, ROUNDING) * abs(limit):
            return Shadow(last, "kept")
        if np.abs(values - np.rint(values)).max() < IS_WHOLE:
            return self._checked(values, "linear")
        if last is not None and answer.reduced is not None:
            self._narrow(least, most, answer.reduced, slack * (1 + 1e-6))
        return self._searched(costs, least, most, last)

    def _narrow(self, least: FloatArray, most: FloatArray, reduced: FloatArray, slack: float) -> None:
        """Settle every item that no better form than the last one can have, or can do without.

        With it the bound would fall by its reduced cost at least, which is more than the last form is below it.
        """
        items = np.arange(self.width) < len(self.items)
        most[items & (reduced > slack) & (least < 1)] = 0.0
        least[items & (reduced < -slack) & (most > 0)] = 1.0

    def _searched(
        self, costs: FloatArray, least: FloatArray, most: FloatArray, last: tuple[int, ...] | None
    ) -> "Shadow":
        answer = self._whole.solve(costs, least, most)
        if answer.values is not None:
            return self._checked(answer.values[: len(self.items)], "whole")
        if last is not None:  # nothing better was found, whether for want of it or of time
            return Shadow(last, "kept" if answer.outcome == "impossible" else "late")
        if answer.outcome == "impossible":
            raise infeasible(Case(self.specification, self.items, 1, self.rules.seconds))
        raise OutOfTime(count=1, items=self.specification.items, seconds=self.rules.seconds)

    def _columns(self, *, whole: bool) -> Columns:
        is_whole = np.arange(self.width) < (len(self.items) if whole else 0)
        return Columns(np.zeros(self.width), np.ones(self.width), is_whole)

    def _checked(self, values: FloatArray, how: How) -> "Shadow":
        """Count every limit again in whole numbers; a solver that was wrong is a bug, not an answer."""
        places = tuple(np.flatnonzero(values > 0.5).tolist())
        own = sorted((self.items[place] for place in places), key=lambda item: (item.case or "", item.id))
        found = [*problems(own, self.specification), *case_problems(own, self.items, self.specification)]
        if found:
            raise RuntimeError(f"the shadow test breaks the specification: {'; '.join(map(str, found))}")
        return Shadow(places, how)


@dataclass(frozen=True, slots=True)
class Held:
    """What a person's shadow test must hold, and what it may not: by place in the bank."""

    taken: list[int] = field(default_factory=list)
    barred: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shadow:
    """A shadow test: the places of its items, and how it was found.

    ``kept``: the last one, proved as good as any. ``linear``: the linear programme had whole numbers. ``whole``:
    whole numbers were searched for. ``late``: the search ran out of time, and the last one stayed.
    """

    places: tuple[int, ...]
    how: How


class ShadowTest:
    """One person's test.

    Parameters
    ----------
    bank : ShadowBank
    rng : Generator
        For the draw among the best; not used if the best is always taken.
    eligible : ndarray of bool, shape (n_items,), optional
        Items that may be taken; others stand in a shadow test only where nothing else keeps the specification.
    """

    def __init__(self, bank: ShadowBank, rng: np.random.Generator, *, eligible: BoolArray | None = None) -> None:
        self.bank, self.rng = bank, rng
        self.eligible = np.ones(len(bank.items), dtype=np.bool_) if eligible is None else eligible
        self.standing = bank.engine.begin(1)
        self.taken: list[int] = []
        self.shadow: Shadow | None = None
        self.ways: Counter[How] = Counter()
        bank.restart()

    @property
    def theta(self) -> float:
        """The present estimate of ability, the mean of the posterior."""
        return float(self.standing.theta[0])

    @property
    def error(self) -> float:
        """Its standard error."""
        return float(self.standing.errors[0])

    def next(self) -> int | None:
        """Return the place of the item to show next; None if the test is over."""
        if not self.bank.engine.goes_on(self.standing)[0]:
            return None
        information = self.bank.information(self.theta)
        worth = information - self.bank.penalty * ~self.eligible
        last = None if self.shadow is None else self.shadow.places
        self.shadow = self.bank.best(worth, Held(self.taken, self._closed()), last)
        self.ways[self.shadow.how] += 1
        free = self._free()
        best = sorted(free, key=lambda place: (-worth[place], place))[: self.bank.rules.among]
        return best[int(self.rng.random() * len(best))] if len(best) > 1 else best[0]

    def learn(self, place: int, score: int) -> None:
        """Take the answer to an item into the estimate."""
        rows = np.array([0])
        self.bank.engine.learn(self.standing, rows, np.array([place]), np.array([score], dtype=np.int8))
        self.taken.append(place)

    def _case(self, place: int) -> str | None:
        return self.bank.items[place].case if self.bank.specification.case_rule else None

    def _free(self) -> list[int]:
        """Return what of the shadow test is not taken yet: of the case that was begun, if any of that is left."""
        free = [place for place in (self.shadow.places if self.shadow else ()) if place not in self.taken]
        case = self._case(self.taken[-1]) if self.taken else None
        return [place for place in free if case is not None and self._case(place) == case] or free

    def _closed(self) -> list[int]:
        """Return the items of cases that were left: nobody goes back to a case."""
        left = {self._case(place) for place in self.taken} - {None}
        if self.taken:
            left.discard(self._case(self.taken[-1]))
        return [
            place for place in range(len(self.bank.items)) if self._case(place) in left and place not in self.taken
        ]


def _problems(specification: Specification, items: Sequence[ItemFacts], rules: ShadowRules) -> Iterator[Problem]:
    if not items:
        yield Problem("bank", "has no items")
    if rules.among < 1:
        yield Problem("among", "must be 1 or more")
    if not 0 <= rules.near < 1:
        yield Problem("near", "must be 0 or more and below 1")
    yield from specification_problems(specification)
    yield from bank_problems(items)
    if specification.minutes is not None:
        for item in items:
            if item.minutes is None:
                yield Problem(
                    f"bank.{item.id}", "it is not known what it takes, and the time of a test is limited"
                )
    try:
        calibrated_form(items)
    except DocumentError as error:
        yield from error.problems
