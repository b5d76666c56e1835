"""A proposed change of how a form is scored, and the scores that it gives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.scoring import FloatArray
from testamur.psychometrics.standard_setting.cut import DIGITS


class CutRule(StrEnum):
    """What becomes of the pass mark when items are dropped.

    NUMBER: it stays the number of points that it is, so that the exam gets harder. PROPORTION: the same share of
    the points that are left, rounded up. EQUATED: the lowest score on the shortened form that is equivalent to the
    pass mark on the whole form among these same persons.
    """

    NUMBER = "number"
    PROPORTION = "proportion"
    EQUATED = "equated"


class Treatment(StrEnum):
    """What else than scoring as written can be done with an item.

    DROP: it counts for nobody, and its points cannot be had. CREDIT: everybody has all its points. RESTORE: it is
    scored as written again.
    """

    DROP = "drop"
    CREDIT = "credit"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True, eq=False)
class Rescored:
    """An item is scored by another key, or by a second key besides its own.

    Attributes
    ----------
    points : ndarray of float, shape (n_persons,)
        Each person's points by that key, 0..maximum of the item, as the item's own scoring gives them.
    """

    points: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What is to be done with items of a form, by their name, and with its pass mark.

    Attributes
    ----------
    items : mapping of str to Treatment or Rescored
    cut : float, optional
        Where the pass mark is moved to, in points; if absent, `rule` says what becomes of it.
    rule : CutRule
    """

    items: Mapping[str, Treatment | Rescored] = field(default_factory=dict)
    cut: float | None = None
    rule: CutRule = CutRule.NUMBER

    def then(self, later: "Change") -> "Change":
        """Return this change and a later one in one; what the later one says of an item or the cut holds."""
        both = {**self.items, **later.items}
        kept = {name: done for name, done in both.items() if done is not Treatment.RESTORE}
        return Change(kept, self.cut if later.cut is None else later.cut, later.rule)

    def treated(self, treatment: Treatment) -> frozenset[str]:
        """Return the items with which this is done."""
        return frozenset(name for name, done in self.items.items() if done is treatment)


@dataclass(frozen=True, slots=True, eq=False)
class FormScores:
    """What persons scored on the items of one form, and its pass mark.

    Attributes
    ----------
    name : str
    persons : tuple of str, length n_persons
        What each is called, once.
    items : tuple of str, length n_items
    scores : ndarray of float, shape (n_persons, n_items)
        0..maximum of the item; everyone took every item.
    cut : float
        Points that pass.
    maxima : ndarray of float, shape (n_items,)
        Points each item is worth, > 0; 1 each if not given.
    standing : Change
        What has been done with its items already; `scores` are those as written.
    """

    name: str
    persons: tuple[str, ...]
    items: tuple[str, ...]
    scores: FloatArray
    cut: float
    maxima: FloatArray = field(default_factory=lambda: np.empty(0))
    standing: Change = field(default_factory=Change)

    def __post_init__(self) -> None:
        object.__setattr__(self, "scores", np.asarray(self.scores, dtype=np.float64))
        most = np.asarray(self.maxima, dtype=np.float64)
        object.__setattr__(self, "maxima", most if most.size else np.ones(len(self.items)))
        if found := list(_form_problems(self)):
            raise DocumentError(found, name=self.name)


@dataclass(frozen=True, slots=True, eq=False)
class Changed:
    """A form scored as a change says.

    Attributes
    ----------
    items : tuple of str, length n_items
        Those that still tell persons apart by what they answered, which those dropped and credited do not.
    scores : ndarray of float, shape (n_persons, n_items)
    maxima : ndarray of float, shape (n_items,)
    credited : float
        Points that everybody has, whatever they answered.
    """

    items: tuple[str, ...]
    scores: FloatArray
    maxima: FloatArray
    credited: float = 0.0

    @property
    def totals(self) -> FloatArray:
        """Each person's points, those that everybody has among them, shape (n_persons,)."""
        found: FloatArray = np.round(self.scores.sum(axis=1) + self.credited, DIGITS)
        return found

    @property
    def maximum(self) -> float:
        """Points that can be had."""
        return round(float(self.maxima.sum()) + self.credited, DIGITS)


def changed(form: FormScores, change: Change) -> Changed:
    """Return a form scored as a change to how it is written says; what is standing is no part of that.

    Raises
    ------
    DocumentError
        With everything that is wrong with the change: an item that the form does not have, points that are not one
        a person or lie outside 0..maximum, no item left to measure by.
    """
    if found := list(_change_problems(form, change)):
        raise DocumentError(found, name=form.name)
    scores = form.scores.copy()
    for column, name in enumerate(form.items):
        done = change.items.get(name)
        if isinstance(done, Rescored):
            scores[:, column] = done.points
    credited, dropped = change.treated(Treatment.CREDIT), change.treated(Treatment.DROP)
    kept = [column for column, name in enumerate(form.items) if name not in credited | dropped]
    given = [column for column, name in enumerate(form.items) if name in credited]
    return Changed(
        tuple(form.items[column] for column in kept),
        np.ascontiguousarray(scores[:, kept]),
        form.maxima[kept],
        float(form.maxima[given].sum()),
    )


def _form_problems(form: FormScores) -> Iterator[Problem]:
    shape = (len(form.persons), len(form.items))
    if form.scores.shape != shape or 0 in shape:
        yield Problem("scores", f"of {shape[0]} persons by {shape[1]} items have the shape {form.scores.shape}")
        return
    if form.maxima.shape != (len(form.items),) or not (form.maxima > 0).all():
        yield Problem("maxima", "must be one a item, each above 0")
        return
    if len(set(form.persons)) < len(form.persons):
        yield Problem("persons", "a name stands twice")
    if len(set(form.items)) < len(form.items):
        yield Problem("items", "a name stands twice")
    if not np.isfinite(form.scores).all():
        yield Problem("scores", "must all be there; an item that was not answered is scored 0")
    elif (form.scores < 0).any() or (form.scores > form.maxima).any():
        yield Problem("scores", "must lie between 0 and what the item is worth")
    most = form.maxima.sum()
    if not 0 <= form.cut <= most:
        yield Problem("cut", f"must lie between 0 and {most:g}; it is {form.cut:g}")


def _change_problems(form: FormScores, change: Change) -> Iterator[Problem]:
    for name, done in change.items.items():
        if name not in form.items:
            yield Problem(name, "is no item of the form")
        elif isinstance(done, Rescored):
            yield from _points_problems(form, name, np.asarray(done.points))
    taken = change.treated(Treatment.DROP) | change.treated(Treatment.CREDIT)
    if not set(form.items) - taken:
        yield Problem("items", "none is left to measure by")
    most = form.maxima.sum() - sum(
        form.maxima[form.items.index(n)] for n in taken & set(form.items) if _drops(change, n)
    )
    if change.cut is not None and not 0 <= change.cut <= most:
        yield Problem("cut", f"must lie between 0 and {most:g}, the points that can be had; it is {change.cut:g}")


def _drops(change: Change, name: str) -> bool:
    return change.items[name] is Treatment.DROP


def _points_problems(form: FormScores, name: str, points: FloatArray) -> Iterator[Problem]:
    most = form.maxima[form.items.index(name)]
    if points.shape != (len(form.persons),):
        yield Problem(name, f"{len(form.persons)} persons, points of shape {points.shape}")
    elif not np.isfinite(points).all() or (points < 0).any() or (points > most).any():
        yield Problem(name, f"points must lie between 0 and {most:g}")
