"""What the forms shall tell about ability: information of items in whole millionths, and what is asked of it.

Information is added up in whole numbers, so that a form has the same sum in whatever order its items stand and on
whatever machine it is counted.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from testamur.assembly.bank import Calibrated, ItemFacts
from testamur.errors import DocumentError, Problem
from testamur.psychometrics import Calibration
from testamur.psychometrics.ability import CalibratedForm, form_of

MILLIONTHS: Final = 1_000_000
"""Information is counted in millionths of 1 / logit squared."""

TargetKind = Literal["parallel", "curve", "maximin"]
WholeArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked of the information of each form at some abilities.

    Attributes
    ----------
    kind : {"parallel", "curve", "maximin"}
        ``parallel``: the forms are as near each other as can be found. ``curve``: each form is as near
        `information` as can be found, and never farther than `band`. ``maximin``: the lowest information of any
        form at any of the abilities is as high as can be found, such as at the cut.
    abilities : tuple of float
        In logits on the scale of the calibration.
    information : tuple of float, optional
        At each ability: for a ``curve`` what is asked; for ``maximin`` what counts as much at one ability as at
        another, the same at all if absent.
    band : float, optional
        Of a ``curve``: the farthest a form may be off, as a share of `information`. A limit like any other.
    """

    kind: TargetKind
    abilities: tuple[float, ...]
    information: tuple[float, ...] | None = None
    band: float | None = None

    @property
    def aim(self) -> WholeArray | None:
        """What is asked at each ability, in millionths; None of parallel forms, which have none but each other."""
        if self.kind == "parallel":
            return None
        asked = self.information or (1.0,) * len(self.abilities)
        return np.array([round(value * MILLIONTHS) for value in asked], dtype=np.int64)

    def limits(self) -> tuple[tuple[int, int], ...]:
        """Return least and most in millionths at each ability, as `band` sets them; nothing without a band."""
        if self.band is None or self.information is None:
            return ()
        share = Fraction(self.band).limit_denominator(100_000)
        whole = [round(value * MILLIONTHS) for value in self.information]
        return tuple((math.ceil(value * (1 - share)), math.floor(value * (1 + share))) for value in whole)


def calibrated_form(bank: Sequence[ItemFacts]) -> CalibratedForm:
    """Return the items as the psychometrics room has them, in the order of the bank.

    Raises
    ------
    DocumentError
        If an item is not calibrated or has parameters that cannot be; every such item is listed.
    """
    problems = [_uncalibrated(item) for item in bank if item.calibrated is None]
    groups: dict[str, list[int]] = {}
    for place, item in enumerate(bank):
        if item.calibrated is not None:
            groups.setdefault(item.calibrated.model, []).append(place)
    parts, categories = [], np.zeros(len(bank), dtype=np.intp)
    for model, places in groups.items():
        named = [bank[place] for place in places]
        try:
            form = form_of(model, [item.calibrated.parameters for item in named if item.calibrated])
        except DocumentError as error:
            problems += [_named(problem, named) for problem in error.problems]
            continue
        parts += [replace(part, items=np.asarray(places)[part.items]) for part in form.parts]
        categories[places] = form.categories
    if problems:
        raise DocumentError(problems)
    return CalibratedForm(tuple(parts), categories)


def information_of(bank: Sequence[ItemFacts], abilities: Sequence[float]) -> WholeArray:
    """Return the information of each item at each ability, (n_items, n_abilities), in whole millionths.

    Raises
    ------
    DocumentError
        If an item is not calibrated or has parameters that cannot be; every such item is listed.
    """
    found = np.zeros((len(bank), len(abilities)), dtype=np.int64)
    for part in calibrated_form(bank).parts:
        published, _ = part.model.published(part.parameters)
        own = part.model.information(abilities, published).T
        found[part.items] = np.rint(own * MILLIONTHS).astype(np.int64)
    return found


def _uncalibrated(item: ItemFacts) -> Problem:
    return Problem(f"bank.{item.id}", "is not calibrated, and the information of a form is asked for")


def _named(problem: Problem, items: Sequence[ItemFacts]) -> Problem:
    place = problem.path.removeprefix("items[").removesuffix("]")
    path = f"bank.{items[int(place)].id}" if place.isdecimal() else "bank"
    return Problem(path, problem.sentence)


def target_problems(target: Target | None) -> Iterator[Problem]:
    """Say everything that is wrong with a target in itself."""
    if target is None:
        return
    count = len(target.abilities)
    if not count or not all(math.isfinite(ability) and abs(ability) <= 10 for ability in target.abilities):
        yield Problem("target.abilities", "must be at least one ability from -10 to 10")
    if len(set(target.abilities)) != count:
        yield Problem("target.abilities", "must name each ability once")
    if target.kind == "parallel" and target.information is not None:
        yield Problem("target.information", "is for forms that follow a curve; parallel forms follow each other")
    if target.kind == "curve" and target.information is None:
        yield Problem("target.information", "is missing: at each ability, what is asked")
    if target.information is not None:
        yield from _information_problems(target.information, count)
    if target.band is not None and target.kind != "curve":
        yield Problem("target.band", "is for forms that follow a curve")
    elif target.band is not None and not 0 < target.band < 1:
        yield Problem("target.band", f"must be above 0 and below 1; it is {target.band:g}")


def _information_problems(information: Sequence[float], count: int) -> Iterator[Problem]:
    if len(information) != count:
        yield Problem("target.information", f"has {len(information)} values for {count} abilities")
    if not all(math.isfinite(value) and 0.001 <= value <= 10_000 for value in information):
        yield Problem("target.information", "must be from 0.001 to 10,000 at every ability")


@dataclass(frozen=True, slots=True)
class FormInformation:
    """The information of one form, and how far the forms assembled together are from what was asked.

    Attributes
    ----------
    abilities, information : tuple of float
        Of this form, in 1 / logit squared, exact to the millionth.
    aim : tuple of float
        What it is held against: the curve that was asked for, otherwise the mean of the forms.
    deviation : float
        How far this form is off its aim where it is farthest, as a share of the aim; exact to the millionth.
    worst : float
        The largest deviation of the forms assembled together.
    lowest : float, optional
        Of ``maximin``: the lowest information of any of the forms at any ability, as a multiple of what counts
        the same (of 1 / logit squared if nothing was said).
    bound : float, optional
        What no forms could better: above `lowest` for ``maximin``, below `worst` for a ``curve``.
    """

    abilities: tuple[float, ...]
    information: tuple[float, ...]
    aim: tuple[float, ...]
    deviation: float
    worst: float
    lowest: float | None = None
    bound: float | None = None


def calibrated(bank: Sequence[ItemFacts], calibration: Calibration) -> list[ItemFacts]:
    """Return the items with what a calibration says of them; those it does not know stay as they are.

    The calibration knows items by their id. Whether an item was changed since is for the caller to see to.
    """
    known = {
        item.item: Calibrated(calibration.model, tuple(item.parameters.values())) for item in calibration.items
    }
    return [replace(item, calibrated=known.get(item.id, item.calibrated)) for item in bank]
