"""Which bank and which length a programme needs for decisions at its cut that are right often enough."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.ability import CalibratedForm
from testamur.psychometrics.ability.form import Part
from testamur.psychometrics.adaptive.bank import Bank, bank
from testamur.psychometrics.adaptive.engine import Engine
from testamur.psychometrics.adaptive.outlook import CHOICES, Design, Outlook, accuracies, design
from testamur.psychometrics.adaptive.rules import Choice, Rules
from testamur.psychometrics.adaptive.simulation import followed
from testamur.psychometrics.item_model import FloatArray

LENGTHS: Final = (20, 40, 60, 80, 110)
LONGEST: Final = 150
"""No test of more items is thought of, unless it is asked for."""

FEW_NEW: Final = 60
MOST_NEW: Final = 500
AS_GOOD: Final = 0.9
FEWEST: Final = 1000


@dataclass(frozen=True, slots=True)
class Least:
    """The least length of one design, and what it comes to; None if none of those simulated is enough."""

    choice: Choice
    outlook: Outlook | None


@dataclass(frozen=True, slots=True)
class Missing:
    """What the bank lacks.

    Attributes
    ----------
    items : int or None
        How many; None: more than `MOST_NEW`.
    like : int
        The place of the item of middling information, like which they are taken to be, but best at the cut.
    difficulty : float
        The ability at which such an item tells most: the cut.
    low, high : float
        The abilities between which it may be best and still tells 90 % as much at the cut.
    information : float
        What one of them tells at the cut.
    """

    items: int | None
    like: int
    difficulty: float
    low: float
    high: float
    information: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What a bank comes to at a cut.

    Attributes
    ----------
    cut, accuracy : float
        The ability that passes, and the share of right decisions that is wanted.
    size, persons, longest, seed : int
        Items of the bank; simulated persons; the longest test thought of; where chance began.
    outlooks : tuple of Outlook
    whole : Outlook or None
        All items of the bank as one form, if a form of the longest is not enough.
    least : tuple of Least
        One for each design.
    missing : Missing or None
        If not even the whole bank as one form decides rightly often enough.
    """

    cut: float
    accuracy: float
    size: int
    persons: int
    longest: int
    seed: int
    outlooks: tuple[Outlook, ...]
    whole: Outlook | None
    least: tuple[Least, ...]
    missing: Missing | None


def plan(
    items: Bank,
    rules: Rules,
    *,
    cut: float,
    accuracy: float,
    lengths: Sequence[int] = (),
    longest: int | None = None,
    persons: int = 10_000,
    seed: int = 1,
) -> Plan:
    """Return what length and what bank decisions need.

    Parameters
    ----------
    items : Bank
    rules : Rules
        Blueprint and exposure; length and design are varied.
    cut : float
        The ability at or above which a person passes.
    accuracy : float
        The share of right decisions that is wanted, above 0.5 and below 1.
    lengths : sequence of int, optional
        To be told of; those of `LENGTHS` that the bank has if absent.
    longest : int, optional
        The longest test thought of; 150 or the bank if absent.
    persons, seed : int
        How many are simulated, at least 1,000, and where chance begins.

    Returns
    -------
    Plan
        The least length is that from which on, to the longest, the share simulated is never below `accuracy`.

    Raises
    ------
    DocumentError
        With everything that is wrong with what is asked, or with the rules for this bank.
    """
    size = len(items.areas)
    most = min(size, longest or max(LONGEST, *lengths, 0))
    wanted = sorted(set(lengths)) or [length for length in LENGTHS if length <= most] or [most]
    _check(size, most, wanted, accuracy, persons)
    designs = [
        design(items, rules, choice=choice, longest=most, cut=cut, persons=persons, seed=seed)
        for choice in CHOICES
    ]
    least = tuple(_least(one, accuracy) for one in designs)
    free = replace(rules, shares={}, among=1)
    whole = None
    if least[0].outlook is None:
        whole = design(items, free, choice="fixed", longest=size, cut=cut, persons=persons, seed=seed).outlook(
            size
        )
    is_small = whole is not None and whole.accuracy < accuracy
    return Plan(
        cut,
        accuracy,
        size,
        persons,
        most,
        seed,
        tuple(one.outlook(length) for length in wanted for one in designs),
        whole,
        least,
        _missing(items, free, cut, accuracy, persons, seed) if is_small else None,
    )


def _check(size: int, most: int, lengths: Sequence[int], accuracy: float, persons: int) -> None:
    problems = []
    if not 0.5 < accuracy < 1:
        problems.append(Problem("accuracy", "must be above 0.5 and below 1"))
    if persons < FEWEST:
        problems.append(Problem("persons", f"must be {FEWEST:,} at least, or chance would decide"))
    problems += [
        Problem("lengths", f"{length} is not from 1 to {most}; the bank has {size} items")
        for length in lengths
        if not 1 <= length <= most
    ]
    if problems:
        raise DocumentError(problems)


def _least(simulated: Design, accuracy: float) -> Least:
    length = _from_which_on(simulated.accuracies(), accuracy)
    return Least(simulated.choice, None if length is None else simulated.outlook(length))


def _from_which_on(shares: FloatArray, wanted: float) -> int | None:
    """Return the number of items from which on the share is never below what is wanted, if there is one."""
    below = np.flatnonzero(shares < wanted)
    length = int(below[-1]) + 2 if below.size else 1
    return length if length <= len(shares) else None


def _missing(items: Bank, rules: Rules, cut: float, accuracy: float, persons: int, seed: int) -> Missing:
    """Return how many more items are needed, after all of the bank, for one form that is good enough."""
    like = _middling(items)
    part, new = _moved(items, like, cut)
    low, high, told = _as_good(part, new, cut)
    size, found = len(items.areas), None
    for more in (FEW_NEW, MOST_NEW):
        order = np.arange(size + more)
        fixed = replace(rules, choice="fixed", longest=len(order), shortest=1, error=None, aim=cut)
        engine = Engine(_larger(items, part, new, like, more), fixed, order=order)
        drawn, rng = (np.random.default_rng(one) for one in np.random.SeedSequence(seed).spawn(2))
        shares = accuracies(followed(engine, drawn.normal(items.mean, items.sd, persons), rng), cut)
        if (found := _from_which_on(shares[size - 1 :], accuracy)) is not None:
            break
    return Missing(None if found is None else found - 1, like, cut, low, high, told)


def _larger(items: Bank, part: Part, new: FloatArray, like: int, more: int) -> Bank:
    """Return the bank with so many new items at its end."""
    size = len(items.areas)
    added = Part(part.model, np.arange(size, size + more), np.repeat(new, more, axis=0))
    categories = np.concatenate([items.form.categories, np.full(more, items.form.categories[like])])
    return bank(CalibratedForm((*items.form.parts, added), categories), mean=items.mean, sd=items.sd)


def _middling(items: Bank) -> int:
    """Return the item whose information, where it tells most, is the middle one."""
    best = items.information.max(axis=1)
    return int(np.argsort(best, kind="stable")[(len(best) - 1) // 2])


def _moved(items: Bank, place: int, cut: float) -> tuple[Part, FloatArray]:
    """Return the part of an item, and its free parameters (1, p) moved so that it tells most at the cut."""
    part = next(one for one in items.form.parts if place in one.items)
    own = part.parameters[part.items == place]
    near = items.places[items.information[place].argmax()] + np.linspace(-0.05, 0.05, 201)
    published, _ = part.model.published(own)
    best = float(near[part.model.information(near, published)[:, 0].argmax()])
    return part, part.model.rescaled(own, best - cut, 1.0)


def _as_good(part: Part, new: FloatArray, cut: float) -> tuple[float, float, float]:
    """Return between which abilities an item may be best to tell 90 % as much at the cut, and how much it does."""
    away = np.linspace(-3, 3, 1201)
    published, _ = part.model.published(new)
    told = part.model.information(cut + away, published)[:, 0]
    fine = away[told >= AS_GOOD * told.max()]
    # An item that is moved up by x tells at the cut what it told x below.
    return cut - float(fine.max()), cut - float(fine.min()), float(told.max())
