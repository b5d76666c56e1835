"""What a test may do: how items are chosen, how the blueprint is kept, when it ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.adaptive.bank import Bank

Choice = Literal["information", "random", "fixed"]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a test.

    Attributes
    ----------
    choice : {"information", "random", "fixed"}
        Adaptive: the most informative at the present estimate; linear on the fly: at random; one form: the same
        for everybody, the most informative at `aim`.
    longest, shortest : int
        Items; it ends at `longest`, and not before `shortest`.
    error : float, optional
        It also ends once the standard error of ability is no more than this.
    among : int
        Each item is drawn from so many of the best, so that none is shown to everybody (Kingsbury & Zara 1989,
        Applied Measurement in Education 2:359-375). 1: always the best.
    shares : mapping
        Area -> its share of the items, in all 1; the area that lags most is served next. Empty: no blueprint.
    aim : float
        The ability that a form is made for, such as the cut.
    """

    choice: Choice = "information"
    longest: int = 60
    shortest: int = 1
    error: float | None = None
    among: int = 1
    shares: Mapping[str, float] = field(default_factory=dict)
    aim: float = 0.0


def check(rules: Rules, bank: Bank) -> None:
    """Refuse rules that the bank cannot keep.

    Raises
    ------
    DocumentError
        With everything that is wrong.
    """
    problems = []
    count = len(bank.areas)
    if not 1 <= rules.shortest <= rules.longest <= count:
        problems.append(
            Problem("longest", f"must be from 1 to the {count} items of the bank, shortest not above it")
        )
    if rules.among < 1:
        problems.append(Problem("among", "must be 1 or more"))
    if rules.error is not None and not rules.error > 0:
        problems.append(Problem("error", "must be above 0"))
    if rules.shares and abs(sum(rules.shares.values()) - 1) > 1e-9:
        problems.append(Problem("shares", f"must add up to 1; they add up to {sum(rules.shares.values()):g}"))
    for area, share in rules.shares.items():
        there, needed = bank.areas.count(area), share * rules.longest
        if there < needed:
            problems.append(Problem(f"shares.{area}", f"wants {needed:g} items; the bank has {there}"))
    if problems:
        raise DocumentError(problems)
