"""What a change of scoring would do: who would pass or fail instead, and how well the exam would decide."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.estimate import Estimate, Status, estimated, withheld
from testamur.psychometrics.scoring import FloatArray
from testamur.psychometrics.what_if.change import Change, Changed, FormScores, changed
from testamur.psychometrics.what_if.cut import PassMark, pass_mark
from testamur.psychometrics.what_if.figures import Figures, figures, share_of

Truths = npt.NDArray[np.bool_]
BY_CHANCE = "persons x (1 - consistency before): {}"


@dataclass(frozen=True, slots=True, eq=False)
class FormEffect:
    """What a change would do to the persons who took one form.

    Attributes
    ----------
    name : str
    persons : tuple of str, length n_persons
    totals_before, totals_after : ndarray of float, shape (n_persons,)
        Points.
    mark_before, mark_after : PassMark
    before, after : Figures
        Those of after rest on the items that still tell persons apart: not on those dropped or credited.
    by_chance : Estimate
        Of so many of them a second sitting, of the form as it was, would be expected to decide otherwise.
    """

    name: str
    persons: tuple[str, ...]
    totals_before: FloatArray
    totals_after: FloatArray
    mark_before: PassMark
    mark_after: PassMark
    before: Figures
    after: Figures
    by_chance: Estimate

    @property
    def n(self) -> int:
        """Persons."""
        return len(self.persons)

    @property
    def is_changed(self) -> Truths:
        """Whether each person would have another total."""
        return np.asarray(self.totals_before != self.totals_after)

    @property
    def passed_before(self) -> Truths:
        """Whether each person passes as it is."""
        found: Truths = self.totals_before >= self.mark_before.points
        return found

    @property
    def passed_after(self) -> Truths:
        """Whether each person would pass."""
        found: Truths = self.totals_after >= self.mark_after.points
        return found

    @property
    def to_pass(self) -> tuple[str, ...]:
        """Persons who fail as it is and would pass."""
        return self._named(~self.passed_before & self.passed_after)

    @property
    def to_fail(self) -> tuple[str, ...]:
        """Persons who pass as it is and would fail."""
        return self._named(self.passed_before & ~self.passed_after)

    def _named(self, here: Truths) -> tuple[str, ...]:
        return tuple(self.persons[place] for place in np.flatnonzero(here))


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What a change would do, form by form and in all."""

    forms: tuple[FormEffect, ...]

    @property
    def n(self) -> int:
        """Persons over all forms; who took two counts twice."""
        return sum(form.n for form in self.forms)

    @property
    def passing_before(self) -> Estimate:
        """Share that passes as it is."""
        return share_of(sum(int(form.passed_before.sum()) for form in self.forms), self.n)

    @property
    def passing_after(self) -> Estimate:
        """Share that would pass."""
        return share_of(sum(int(form.passed_after.sum()) for form in self.forms), self.n)

    @property
    def to_pass(self) -> int:
        """How many fail as it is and would pass."""
        return sum(len(form.to_pass) for form in self.forms)

    @property
    def to_fail(self) -> int:
        """How many pass as it is and would fail."""
        return sum(len(form.to_fail) for form in self.forms)


def what_if(forms: Iterable[tuple[FormScores, Change]]) -> Effect:
    """Return what changes of the scoring of forms would do, each form with its own change.

    Parameters
    ----------
    forms : iterable of (FormScores, Change)
        Nothing is changed in place.

    Returns
    -------
    Effect
        Figures of fewer than 30 persons are withheld as "too few"; who changes sides is told of any number.

    Raises
    ------
    DocumentError
        With everything that is wrong with a form, a change, or the pass mark that it leads to.

    Examples
    --------
    >>> import numpy as np
    >>> from testamur.psychometrics.what_if import Change, FormScores, Treatment, what_if
    >>> form = FormScores("A", ("p", "q"), ("1", "2"), np.array([[1.0, 1.0], [1.0, 0.0]]), cut=2)
    >>> what_if([(form, Change({"2": Treatment.CREDIT}))]).forms[0].to_pass
    ('q',)
    """
    return Effect(tuple(_effect(form, change) for form, change in forms))


def _effect(form: FormScores, change: Change) -> FormEffect:
    before, after = changed(form, form.standing), changed(form, form.standing.then(change))
    mark = pass_mark(form, change, before=before, after=after)
    as_is = _figures(before, form.cut)
    return FormEffect(
        name=form.name,
        persons=form.persons,
        totals_before=before.totals,
        totals_after=after.totals,
        mark_before=PassMark(form.cut, before.maximum, "as it is"),
        mark_after=mark,
        before=as_is,
        after=_figures(after, mark.points),
        by_chance=_by_chance(as_is.consistency),
    )


def _figures(scored: Changed, cut: float) -> Figures:
    return figures(scored, cut=cut, passed=int((scored.totals >= cut).sum()))


def _by_chance(consistency: Estimate) -> Estimate:
    n, method = consistency.n, BY_CHANCE.format(consistency.method)
    if consistency.value is None or consistency.low is None or consistency.high is None:
        status: Status = consistency.status
        return withheld(n=n, method=method, status=status)
    interval = n * (1 - consistency.high), n * (1 - consistency.low)
    return estimated(n * (1 - consistency.value), interval, n=n, method=method)
