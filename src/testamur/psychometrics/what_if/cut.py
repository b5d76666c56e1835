"""The pass mark after a change, as the number of points that it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.equating import equated_cut, equipercentile, score_distribution
from testamur.psychometrics.estimate import TOO_FEW
from testamur.psychometrics.scoring import FloatArray
from testamur.psychometrics.standard_setting.cut import whole_cut
from testamur.psychometrics.what_if.change import Change, Changed, CutRule, FormScores


@dataclass(frozen=True, slots=True)
class PassMark:
    """Points that pass, of how many that can be had, and how that came to be."""

    points: float
    maximum: float
    how: str

    @property
    def share(self) -> float:
        """The pass mark as a share of the points that can be had."""
        return self.points / self.maximum


def pass_mark(form: FormScores, change: Change, *, before: Changed, after: Changed) -> PassMark:
    """Return the pass mark that a change leads to.

    A share or an equivalent is seldom whole, and is rounded up as every pass mark is (`whole_cut`).

    Raises
    ------
    DocumentError
        If it cannot be had: a number above the points that are left; an equated one with fewer than 30 persons or
        with points that are not whole.

    References
    ----------
    Equated: equipercentile equating without smoothing, Kolen & Brennan (2004), Test Equating, Scaling, and
    Linking, 2nd ed., ch. 2, here of one group that took both forms.
    """
    if change.cut is not None:
        return PassMark(change.cut, after.maximum, f"moved from {form.cut:g}")
    rule = change.rule if after.maximum < before.maximum else CutRule.NUMBER
    found = RULES[rule](form, before, after)
    if found.points > after.maximum:
        sentence = f"{found.points:g} points are asked for and {after.maximum:g} can be had; nobody could pass"
        raise DocumentError([Problem("cut", sentence)], name=form.name)
    return found


def _number(form: FormScores, _: Changed, after: Changed) -> PassMark:
    return PassMark(form.cut, after.maximum, "as it was, the same number of points")


def _proportion(form: FormScores, before: Changed, after: Changed) -> PassMark:
    exact = form.cut * after.maximum / before.maximum
    how = f"{form.cut:g} of {before.maximum:g} is {exact:.2f} of {after.maximum:g}, rounded up"
    return PassMark(float(whole_cut(exact)), after.maximum, how)


def _equated(form: FormScores, before: Changed, after: Changed) -> PassMark:
    if found := _equating_problems(form, before, after):
        raise DocumentError(found, name=form.name)
    conversion = equipercentile(
        score_distribution(after.totals, maximum=round(after.maximum)),
        score_distribution(before.totals, maximum=round(before.maximum)),
    )
    reached = equated_cut(conversion, whole_cut(form.cut))
    if reached is None:
        raise DocumentError([Problem("cut", "no score on the shortened form is its equivalent")], name=form.name)
    how = f"equivalent of {form.cut:g} among {len(form.persons)} persons, equipercentile, one group, no smoothing"
    return PassMark(float(reached), after.maximum, how)


def _equating_problems(form: FormScores, before: Changed, after: Changed) -> list[Problem]:
    found = []
    if len(form.persons) < TOO_FEW:
        found.append(Problem("cut", f"{len(form.persons)} persons are too few to equate by; {TOO_FEW} are needed"))
    if not all(map(_whole, (before.totals, after.totals, form.maxima))):
        found.append(Problem("cut", "points that are not whole are not equated"))
    return found


def _whole(points: FloatArray) -> bool:
    return bool((points == np.floor(points)).all())


RULES: Final[dict[CutRule, Callable[[FormScores, Changed, Changed], PassMark]]] = {
    CutRule.NUMBER: _number,
    CutRule.PROPORTION: _proportion,
    CutRule.EQUATED: _equated,
}
