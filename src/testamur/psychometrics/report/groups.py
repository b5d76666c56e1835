"""Sittings by group: how many there are and how many passed, and which of that may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from testamur.psychometrics.estimate import CONFIDENCE, Estimate, estimated, withheld
from testamur.psychometrics.intervals import wilson
from testamur.psychometrics.report.findings import Findings
from testamur.psychometrics.report.suppression import Hidden, hidden

HIDDEN: Final = "hidden"
NOT_KNOWN: Final = "not known"
MOST: Final = 12
"""A trait with more values is no grouping, and is not shown."""

METHOD: Final = "share that passed, Wilson interval"


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """All sittings by one trait.

    Attributes
    ----------
    names : tuple of str
        The groups, the largest first; last those of whom it is not known.
    sizes, passes : tuple of tuple of int, shape (n_forms, n_groups)
    cells : ndarray of bool, shape (n_forms + 1, n_groups + 1)
        What must be hidden; see `hidden`.
    """

    names: tuple[str, ...]
    sizes: tuple[tuple[int, ...], ...]
    passes: tuple[tuple[int, ...], ...]
    cells: Hidden

    @property
    def known(self) -> tuple[str, ...]:
        """The groups without those of whom it is not known."""
        return tuple(name for name in self.names if name != NOT_KNOWN)

    def size(self, name: str) -> int:
        """Return the number of sittings of a group on all forms."""
        return sum(row[self.names.index(name)] for row in self.sizes)

    def passed(self, name: str) -> int:
        """Return how many of them passed."""
        return sum(row[self.names.index(name)] for row in self.passes)

    def is_hidden(self, name: str, *, form: int = -1) -> bool:
        """Return whether the size of a group must be hidden: on one form, or on all of them together."""
        return bool(self.cells[form, self.names.index(name)])


def by_trait(found: Findings, trait: str) -> Grouping:
    """Return the sittings by a trait."""
    return _grouping(found, [form.form.traits.get(trait, ("",) * form.n) for form in found.forms])


def few_enough(found: Findings, trait: str) -> bool:
    """Return whether a trait has so few values that it is a grouping."""
    return len({value for form in found.forms for value in form.form.traits.get(trait, ())}) <= MOST


def by_attempt(found: Findings) -> Grouping | None:
    """Return the sittings by first and later attempts; None if that is not known of a form."""
    rows = []
    for form in found.forms:
        if form.form.attempts is None:
            return None
        rows.append(["first attempt" if attempt == 1 else "later attempt" for attempt in form.form.attempts])
    return _grouping(found, rows)


def pass_rate(passed: int, n: int, *, least: int) -> Estimate:
    """Return the pass rate of n sittings; withheld of fewer than `least`."""
    if n < max(1, least):
        return withheld(n=n, method=METHOD, status="too few")
    return estimated(passed / n, wilson(passed, n, confidence=CONFIDENCE), n=n, method=METHOD)


def _grouping(found: Findings, values: Sequence[Sequence[str]]) -> Grouping:
    rows = [[value or NOT_KNOWN for value in row] for row in values]
    every = [value for row in rows for value in row]
    names = sorted(set(every), key=lambda name: (name == NOT_KNOWN, -every.count(name), name))
    sizes = tuple(tuple(row.count(name) for name in names) for row in rows)
    passes = []
    for form, row in zip(found.forms, rows, strict=True):
        has_passed = form.totals >= form.form.cut
        passes.append(tuple(int(has_passed[np.array(row) == name].sum()) for name in names))
    return Grouping(tuple(names), sizes, tuple(passes), hidden(sizes, least=found.limits.cell))
