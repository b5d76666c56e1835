"""Adaptive tests by shadow tests, taken by simulated persons: exposure, error, and whether all was kept."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from testamur.assembly.exposure import Eligibility
from testamur.assembly.rules import case_problems, problems
from testamur.assembly.shadow import How, ShadowBank, ShadowTest
from testamur.psychometrics.adaptive import Simulated
from testamur.psychometrics.adaptive.engine import NONE


@dataclass(frozen=True, slots=True)
class ShadowSimulated:
    """What became of simulated persons.

    `broken` is the number of tests that break the specification in any way, counted without the solver, or that
    ended early and cannot be completed to one which keeps it; `ways` how
    often shadow tests were kept, had whole numbers at once, or were searched for.
    """

    simulated: Simulated
    broken: int
    ways: Mapping[How, int]


def simulate_shadow(
    bank: ShadowBank, theta: npt.ArrayLike, rng: np.random.Generator, *, eligibility: Eligibility | None = None
) -> ShadowSimulated:
    """Let persons of these abilities (n_persons,) take a test, one after another.

    Parameters
    ----------
    bank : ShadowBank
    theta : array_like, shape (n_persons,)
    rng : Generator
        For answers and draws.
    eligibility : Eligibility, optional
        Exposure control; it is written on.
    """
    true = np.atleast_1d(np.asarray(theta, dtype=np.float64))
    tests = [_taken(bank, float(one), rng, eligibility) for one in true]
    lengths = np.array([len(test.taken) for test in tests], dtype=np.intp)
    items = np.full((len(true), int(lengths.max(initial=0))), NONE, dtype=np.intp)
    for row, test in zip(items, tests, strict=True):
        row[: len(test.taken)] = test.taken
    ways: Counter[How] = sum((test.ways for test in tests), Counter())
    simulated = Simulated(
        true=true,
        theta=np.array([test.theta for test in tests]),
        errors=np.array([test.error for test in tests]),
        lengths=lengths,
        items=items,
        exposure=np.bincount(items[items != NONE], minlength=len(bank.items)) / len(true),
    )
    return ShadowSimulated(simulated, sum(_is_broken(bank, test) for test in tests), ways)


def _taken(
    bank: ShadowBank, theta: float, rng: np.random.Generator, eligibility: Eligibility | None
) -> ShadowTest:
    eligible = None if eligibility is None else eligibility.draw(rng)
    test = ShadowTest(bank, rng, eligible=eligible)
    at_most = bank.engine.bank.form.probabilities(theta)[0].cumsum(axis=1)
    while (place := test.next()) is not None:
        steps = int(bank.engine.bank.form.categories[place]) - 1
        test.learn(place, int((rng.random() > at_most[place, :steps]).sum()))
    if eligibility is not None:
        eligibility.record(test.eligible, test.taken)
    return test


def _is_broken(bank: ShadowBank, test: ShadowTest) -> bool:
    """Whether what was taken, with what the last shadow test has beyond it, breaks anything."""
    case = bank.items[test.taken[-1]].case if test.taken else None
    rest = [bank.items[place] for place in (test.shadow.places if test.shadow else ()) if place not in test.taken]
    rest.sort(key=lambda item: (item.case != case, item.case or "", item.id))
    own = [*(bank.items[place] for place in test.taken), *rest]
    return any(problems(own, bank.specification)) or any(case_problems(own, bank.items, bank.specification))
